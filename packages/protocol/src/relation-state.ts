import {
  AREA_STATES,
  type Fault,
  type Parsed,
  type PartyCode,
  passed,
  refused,
  SCOPES,
  STATE_REASONS,
} from "@entente/words";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { canonicalJson } from "./canonical-json.ts";
import {
  type OpenedDocument,
  type ReadDocument,
  readDocument,
  STATE_TYPE,
  verifyDocument,
} from "./document.ts";
import type { VerifyingKeys } from "./keys.ts";
import { parseCanonical, schemaFaults } from "./schema-faults.ts";
import { closed, hexDigest, identifier, nodeName, partyCode, whole } from "./schema-parts.ts";

/** UTC to the second, RFC 3339; impossible moments are refused by the reader. */
const moment = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$" });

/**
 * Payload of `entente/relation-state/v1`: one party's side of the relation from now on, whole or in one area. The statements
 * of a party form a chain: `serial` counts from 1, `previous` is the SHA-256 of the payload before, of the first version of
 * the agreement for the first, so none can be left out, played again or used under another agreement.
 */
export const RelationStateSchema = closed({
  party: partyCode,
  node: nodeName,
  /** the agreement's name */
  agreement: identifier,
  /** digest of the version it was made under */
  version: hexDigest,
  serial: whole(1, Number.MAX_SAFE_INTEGER),
  previous: hexDigest,
  /** the whole relation, or one area */
  scope: Type.Enum([...SCOPES]),
  state: Type.Enum([...AREA_STATES]),
  reason: Type.Enum([...STATE_REASONS]),
  /** plain words for the partner, one line; empty = none */
  note: Type.String({ maxLength: 500, pattern: "^[^\\u0000-\\u001f\\u007f]*$" }),
  /** when it was made, for people: no clock decides what is in force */
  at: moment,
});

/** One party's side of the relation from now on. */
export type RelationState = Static<typeof RelationStateSchema>;

const validator = Compile(RelationStateSchema);

/** Whose signature it carries: the party's offline root, or its node in an emergency. */
export type StateSigner = "root" | "node";

/** A statement whose signatures verified. */
export interface ParsedRelationState {
  readonly statement: RelationState;
  readonly payload: Uint8Array;
  /** SHA-256 of the payload: `previous` of the next one */
  readonly digest: Uint8Array;
  readonly by: StateSigner;
}

/** The payload bytes of a statement to be signed; every fault where it is not one. */
export function relationStatePayload(statement: RelationState): Parsed<Uint8Array> {
  const wrong = schemaFaults(validator, statement);
  if (wrong.length > 0) return refused(...wrong);
  return isRealMoment(statement.at) ? passed(canonicalJson(statement)) : refused(unreal());
}

/** Reads a payload that nobody has signed yet; every fault where it is no statement. */
export function readStatePayload(payload: Uint8Array): Parsed<RelationState> {
  const json = parseCanonical(payload, validator);
  if (!json.ok) return json;
  return isRealMoment(json.value.at) ? json : refused(unreal());
}

/**
 * Parses a statement under the root that the agreement names; where that has not signed it, under the node's signing keys
 * in force. The node's keys do no more than suspend: whoever steals them can stop, and never start, what crosses.
 * @returns every fault; those of the root's signature where neither has signed
 */
export async function parseRelationState(
  file: Uint8Array,
  known: {
    readonly party: PartyCode;
    readonly root: VerifyingKeys;
    readonly node: readonly VerifyingKeys[];
  },
): Promise<Parsed<ParsedRelationState>> {
  const document = readDocument(file);
  if (!document.ok) return document;
  const opened = await openedBy(document.value, known);
  if (!opened.ok) return opened;
  const { by } = opened.value;
  const { payload, digest } = opened.value.document;
  const read = readStatePayload(payload);
  if (!read.ok) return read;
  const faults: Fault[] = [];
  if (read.value.party !== known.party) faults.push({ code: "bad_state", where: "/party" });
  if (by === "node" && read.value.state !== "suspended") faults.push({ code: "bad_state", where: "/state" });
  return faults.length === 0 ? passed({ statement: read.value, payload, digest, by }) : refused(...faults);
}

async function openedBy(
  document: ReadDocument,
  { party, root, node }: Parameters<typeof parseRelationState>[1],
): Promise<Parsed<{ readonly document: OpenedDocument; readonly by: StateSigner }>> {
  const under = (keys: VerifyingKeys) =>
    verifyDocument(document, { type: STATE_TYPE, signers: new Map([[party, keys]]) });
  const byRoot = await under(root);
  if (byRoot.ok) return passed({ document: byRoot.value, by: "root" });
  for (const keys of node) {
    const byNode = await under(keys);
    if (byNode.ok) return passed({ document: byNode.value, by: "node" });
  }
  return byRoot;
}

function unreal(): Fault {
  return { code: "schema", where: "/at" };
}

function isRealMoment(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, -1));
}
