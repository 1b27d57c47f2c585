import { type Parsed, type PartyCode, passed, refused } from "@entente/words";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { canonicalJson } from "./canonical-json.ts";
import { readDocument, STREAM_TYPE, verifyDocument } from "./document.ts";
import { sha256 } from "./fields.ts";
import type { VerifyingKeys } from "./keys.ts";
import { parseCanonical, schemaFaults } from "./schema-faults.ts";
import { closed, hexDigest, nodeName, partyCode, whole } from "./schema-parts.ts";

const stream = Type.String({ pattern: "^[0-9a-f]{32}$" });

/**
 * Payload of `entente/stream/v1`: a node that was restored numbers anew (design §5). Only its root announces that, or
 * whoever held the operational keys could begin streams at will. Statements of a node form a chain: `serial` counts
 * from 1, `previous` is the SHA-256 of the payload before, zeros for the first.
 */
export const StreamStatementSchema = closed({
  party: partyCode,
  node: nodeName,
  serial: whole(1, Number.MAX_SAFE_INTEGER),
  previous: hexDigest,
  /** the stream that ends, and the last number of it that the receiver holds; null and 0 = it holds none */
  ends: Type.Union([Type.Null(), stream]),
  last_sequence: whole(0, Number.MAX_SAFE_INTEGER),
  stream,
});

/** The beginning of a new stream. */
export type StreamStatement = Static<typeof StreamStatementSchema>;

const validator = Compile(StreamStatementSchema);

/** A stream statement its root has signed. */
export interface ParsedStreamStatement {
  readonly statement: StreamStatement;
  readonly payload: Uint8Array;
  /** SHA-256 of the payload: `previous` of the next one */
  readonly digest: Uint8Array;
}

/** The payload bytes of a stream statement to be signed by the root; every fault where it is not one. */
export function streamStatementPayload(statement: StreamStatement): Parsed<Uint8Array> {
  const wrong = schemaFaults(validator, statement);
  if (wrong.length > 0) return refused(...wrong);
  return continuesItself(statement)
    ? refused({ code: "schema", where: "/stream" })
    : passed(canonicalJson(statement));
}

/** Reads a payload that nobody has signed yet; every fault where it is no stream statement. */
export function readStreamPayload(payload: Uint8Array): Parsed<StreamStatement> {
  const json = parseCanonical(payload, validator);
  if (!json.ok) return json;
  return continuesItself(json.value) ? refused({ code: "schema", where: "/stream" }) : json;
}

/** Parses a stream statement under the root the agreement names. The caller checks that it is the next one. */
export async function parseStreamStatement(
  file: Uint8Array,
  known: { readonly party: PartyCode; readonly root: VerifyingKeys },
): Promise<Parsed<ParsedStreamStatement>> {
  const document = readDocument(file);
  if (!document.ok) return document;
  const signers = new Map([[known.party, known.root]]);
  const verified = await verifyDocument(document.value, { type: STREAM_TYPE, signers });
  if (!verified.ok) return verified;
  const { payload } = document.value;
  const json = readStreamPayload(payload);
  if (!json.ok) return json;
  if (json.value.party !== known.party) return refused({ code: "schema", where: "/party" });
  return passed({ statement: json.value, payload, digest: sha256(payload) });
}

function continuesItself({ ends, stream: begins }: StreamStatement): boolean {
  return ends === begins;
}
