import { type Fault, type Parsed, passed, refused } from "@entente/words";
import { agreementPayload, type ParsedAgreement, readMembers } from "./agreement.ts";
import { type Agreement, agreementValidator } from "./agreement-schema.ts";
import { hexOf, sameBytes } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { AGREEMENT_TYPE, readDocument, verifyDocument } from "./document.ts";
import { unsignedDocument } from "./document-signing.ts";
import { sha256 } from "./fields.ts";
import { parseCanonical, schemaFaults } from "./schema-faults.ts";

/** A version that another one is held against: what it says, and the SHA-256 of its payload. */
export interface AgreementVersion {
  readonly agreement: Agreement;
  /** 32 bytes */
  readonly digest: Uint8Array;
}

/**
 * What keeps an agreement from being the version that follows: the number skipped or gone back, another one before it, or
 * another agreement, realm or party. Cards stand as the first version has them, so the roots that sign a version are those
 * of the ceremony, and no amendment moves a key (spec/trust-ceremony.md §6): that is what an attacker with one stolen
 * operator, and no root, would try.
 * @returns every fault, `bad_agreement` at its place; empty where it follows
 */
export function faultsOfNextVersion(before: AgreementVersion, next: Agreement): readonly Fault[] {
  const places: string[] = [];
  if (next.version !== before.agreement.version + 1) places.push("/version");
  if (next.previous !== hexOf(before.digest)) places.push("/previous");
  if (next.id !== before.agreement.id) places.push("/id");
  if (next.realm !== before.agreement.realm) places.push("/realm");
  if (!sameBytes(canonicalJson(next.parties), canonicalJson(before.agreement.parties)))
    places.push("/parties");
  return places.map((where) => ({ code: "bad_agreement", where }));
}

/**
 * Reads a version that is to follow, whoever brings it: signed by the roots of the version before, which are those of the
 * ceremony; canonical, of the schema, without contradictions; and following that version.
 * @returns every fault at once: of the signatures, of the content and of what it follows
 */
export async function parseNextVersion(
  before: AgreementVersion,
  file: Uint8Array,
): Promise<Parsed<ParsedAgreement>> {
  const document = readDocument(file);
  if (!document.ok) return document;
  const known = readMembers(before.agreement);
  if (!known.ok) return known;
  const signers = new Map([...known.value].map(([party, card]) => [party, card.root]));
  const signed = await verifyDocument(document.value, { type: AGREEMENT_TYPE, signers });
  const { payload } = document.value;
  const json = parseCanonical(payload, agreementValidator);
  const members = json.ok ? readMembers(json.value) : json;
  const follows = json.ok ? faultsOfNextVersion(before, json.value) : [];
  const faults = [...faultsIn(signed), ...faultsIn(members), ...follows];
  if (!json.ok || !members.ok || faults.length > 0) return refused(...eachOnce(faults));
  return passed({ agreement: json.value, payload, digest: sha256(payload), members: members.value });
}

function faultsIn(parsed: Parsed<unknown>): readonly Fault[] {
  return parsed.ok ? [] : parsed.faults;
}

/** A version without what it follows is both: contradictory, and following nothing. */
function eachOnce(faults: readonly Fault[]): readonly Fault[] {
  const names = faults.map(({ code, where }) => `${code} ${where}`);
  return faults.filter((_, nth) => names.indexOf(names[nth] ?? "") === nth);
}

/**
 * The version that is to follow, for both roots to sign: the terms as they were written, with the number, the digest of
 * the version before and its parties put in. Both sides make the same bytes from the same terms.
 * @param terms all members of an agreement but `previous` and `parties`; `version` may be left out
 * @returns the payload, and the document without signatures; or every fault at its place in the terms
 */
export function draftNextVersion(
  before: AgreementVersion,
  terms: unknown,
): Parsed<{ readonly payload: Uint8Array; readonly file: Uint8Array; readonly version: number }> {
  const faults = faultsOfTerms(terms);
  if (faults.length > 0) return refused(...faults);
  const version = before.agreement.version + 1;
  const written = typeof terms === "object" ? terms : {};
  const { parties } = before.agreement;
  const next: unknown = { version, ...written, previous: hexOf(before.digest), parties };
  if (!agreementValidator.Check(next)) return refused(...schemaFaults(agreementValidator, next));
  const payload = agreementPayload(next);
  const wrong = [...faultsIn(payload), ...faultsOfNextVersion(before, next)];
  if (!payload.ok || wrong.length > 0) return refused(...eachOnce(wrong));
  return passed({ payload: payload.value, file: unsignedDocument(AGREEMENT_TYPE, payload.value), version });
}

/** What stands in the version before would be written over in silence. */
function faultsOfTerms(terms: unknown): readonly Fault[] {
  if (typeof terms !== "object" || terms === null || Array.isArray(terms))
    return [{ code: "schema", where: "", detail: "the terms are one object" }];
  return ["parties", "previous"]
    .filter((name) => name in terms)
    .map((name) => ({ code: "schema", where: `/${name}`, detail: "it follows from the version before" }));
}
