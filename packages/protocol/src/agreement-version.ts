import { type Fault, type Parsed, passed, refused } from "@entente/words";
import { agreementPayload } from "./agreement.ts";
import { type Agreement, agreementValidator } from "./agreement-schema.ts";
import { hexOf, sameBytes } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { AGREEMENT_TYPE } from "./document.ts";
import { unsignedDocument } from "./document-signing.ts";
import { schemaFaults } from "./schema-faults.ts";

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
  const wrong = [...(payload.ok ? [] : payload.faults), ...faultsOfNextVersion(before, next)];
  if (!payload.ok || wrong.length > 0) return refused(...wrong);
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
