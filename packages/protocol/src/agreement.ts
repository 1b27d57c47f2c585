import { type Fault, type Parsed, type PartyCode, passed, refused } from "@entente/words";
import { agreementFaults } from "./agreement-rules.ts";
import { type Agreement, agreementValidator } from "./agreement-schema.ts";
import { canonicalJson } from "./canonical-json.ts";
import { type ParsedCard, readCard } from "./card.ts";
import { AGREEMENT_TYPE, readDocument, verifyDocument } from "./document.ts";
import { sha256 } from "./fields.ts";
import { parseCanonical, schemaFaults } from "./schema-faults.ts";

/** An agreement that every root named in it has signed. */
export interface ParsedAgreement {
  readonly agreement: Agreement;
  /** canonical JSON, the signed bytes */
  readonly payload: Uint8Array;
  /** SHA-256 of the payload: first leaf of the exchange logs, and in every statement */
  readonly digest: Uint8Array;
  /** the parties' nodes with their keys imported */
  readonly members: ReadonlyMap<PartyCode, ParsedCard>;
}

/** The payload bytes of an agreement to be signed by all roots; every fault where it is not one. */
export function agreementPayload(agreement: Agreement): Parsed<Uint8Array> {
  const wrong = schemaFaults(agreementValidator, agreement);
  if (wrong.length > 0) return refused(...wrong);
  const members = readMembers(agreement);
  return members.ok ? passed(canonicalJson(agreement)) : members;
}

/**
 * Parses an agreement file: canonical, of the schema, without contradictions, both signatures of the root of every
 * party in it. It does not say whose roots they are: the caller compares its own card and the partner's fingerprint.
 */
export async function parseAgreement(file: Uint8Array): Promise<Parsed<ParsedAgreement>> {
  const document = readDocument(file);
  if (!document.ok) return document;
  const json = parseCanonical(document.value.payload, agreementValidator);
  if (!json.ok) return json;
  const members = readMembers(json.value);
  if (!members.ok) return members;
  const signers = new Map([...members.value].map(([party, card]) => [party, card.root]));
  const verified = await verifyDocument(document.value, { type: AGREEMENT_TYPE, signers });
  if (!verified.ok) return verified;
  const { payload } = document.value;
  return passed({ agreement: json.value, payload, digest: sha256(payload), members: members.value });
}

/** The parties of an agreement with their keys imported; every fault of their cards and of what the schema cannot say. */
export function readMembers(agreement: Agreement): Parsed<ReadonlyMap<PartyCode, ParsedCard>> {
  const members = new Map<PartyCode, ParsedCard>();
  const faults: Fault[] = [];
  for (const [index, { party, card }] of agreement.parties.entries()) {
    const read = readCard(card);
    if (read.ok) members.set(party, read.value);
    else
      faults.push(
        ...read.faults.map((fault) => ({ ...fault, where: `/parties/${index}/card${fault.where}` })),
      );
  }
  faults.push(...agreementFaults(agreement));
  return faults.length === 0 ? passed(members) : refused(...faults);
}
