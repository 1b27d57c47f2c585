import { type Parsed, type PartyCode, passed, refused } from "@entente/words";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { canonicalJson } from "./canonical-json.ts";
import { type ParsedCard, readCard } from "./card.ts";
import { keyUse, NodeCardSchema } from "./card-schema.ts";
import { KEYS_TYPE, readDocument, verifyDocument } from "./document.ts";
import { sha256 } from "./fields.ts";
import type { VerifyingKeys } from "./keys.ts";
import { parseCanonical, schemaFaults } from "./schema-faults.ts";
import { closed, hexDigest, nodeName, partyCode, whole } from "./schema-parts.ts";

/**
 * Payload of `entente/keys/v1`: the node's card from now on. Only this, signed by the root and logged, changes an
 * operational key. Statements of a node form a chain: `serial` counts from 1, `previous` is the SHA-256 of the
 * payload before (of the card for the first), so none can be left out or played again.
 */
export const KeyStatementSchema = closed({
  party: partyCode,
  node: nodeName,
  serial: whole(1, Number.MAX_SAFE_INTEGER),
  previous: hexDigest,
  reason: Type.Enum(["rotation", "compromise", "retirement"]),
  card: NodeCardSchema,
  /** keys not to be believed after this statement's leaf, by SHA-256 of the raw public key */
  revoked: Type.Array(closed({ use: keyUse, digest: hexDigest }), { maxItems: 64 }),
});

/** A change of a node's operational keys. */
export type KeyStatement = Static<typeof KeyStatementSchema>;

export const keyStatementValidator = Compile(KeyStatementSchema);

/** A key statement its root has signed. */
export interface ParsedKeyStatement {
  readonly statement: KeyStatement;
  readonly payload: Uint8Array;
  /** SHA-256 of the payload: `previous` of the next one */
  readonly digest: Uint8Array;
  readonly card: ParsedCard;
}

/** The payload bytes of a key statement to be signed by the root; every fault where it is not one. */
export function keyStatementPayload(statement: KeyStatement): Parsed<Uint8Array> {
  const wrong = schemaFaults(keyStatementValidator, statement);
  if (wrong.length > 0) return refused(...wrong);
  const card = readOwnCard(statement);
  return card.ok ? passed(canonicalJson(statement)) : card;
}

/**
 * Parses a key statement under the root the agreement names, never under the one on its new card. The caller
 * checks `serial` and `previous` against the statement it holds.
 */
export async function parseKeyStatement(
  file: Uint8Array,
  known: { readonly party: PartyCode; readonly root: VerifyingKeys },
): Promise<Parsed<ParsedKeyStatement>> {
  const document = readDocument(file);
  if (!document.ok) return document;
  const signers = new Map([[known.party, known.root]]);
  const verified = await verifyDocument(document.value, { type: KEYS_TYPE, signers });
  if (!verified.ok) return verified;
  const { payload } = document.value;
  const json = parseCanonical(payload, keyStatementValidator);
  if (!json.ok) return json;
  const card = readOwnCard(json.value);
  if (!card.ok) return card;
  if (json.value.party !== known.party) return refused({ code: "bad_card", where: "/party" });
  return passed({ statement: json.value, payload, digest: sha256(payload), card: card.value });
}

/** The new card is of the same node. */
function readOwnCard(statement: KeyStatement): Parsed<ParsedCard> {
  const card = readCard(statement.card);
  if (!card.ok) return refused(...card.faults.map((fault) => ({ ...fault, where: `/card${fault.where}` })));
  const differs = (["party", "node"] as const).filter((name) => statement.card[name] !== statement[name]);
  return differs.length === 0
    ? card
    : refused(...differs.map((name) => ({ code: "bad_card", where: `/card/${name}` })));
}
