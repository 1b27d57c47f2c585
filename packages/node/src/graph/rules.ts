import { type HoldingRecord, readHolding } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import { type Fault, type Parsed, passed, refused } from "@entente/words";

/** Why a well-formed record is still not taken. A code is never reused for another meaning. */
export const HOLDING_CODES = [
  "holder_not_ours", // the holder is no agency of this node's party; the owner may be anybody
  "id_of_another_holder", // another agency's record has this id: a replacement would take its fact away
] as const;
export type HoldingCode = (typeof HOLDING_CODES)[number];

/** A stored row that opens to something else than its record: changed behind the node's back. */
export class HoldingFault extends Error {
  override readonly name = "HoldingFault";
  readonly code = "broken_record";
}

/** A record that may be stored, and the bytes it is stored as. */
export interface FitRecord {
  readonly record: HoldingRecord;
  readonly bytes: Uint8Array;
}

/**
 * Reads one record for the node of `party`; every fault at once. What our own strict reader would refuse later
 * (half letters, numbers beyond the safe integers) is refused now, or an answer could not be made from it.
 */
export function judgeRecord(value: unknown, party: string): Parsed<FitRecord> {
  const read = readHolding(value);
  if (!read.ok) return read;
  const bytes = encodeRecord(read.value);
  const stored = parseStrict(bytes);
  const faults: Fault[] = stored.ok ? [] : [...stored.faults];
  if (read.value.holder.state !== party) faults.push({ code: "holder_not_ours", where: "/holder/state" });
  return faults.length === 0 ? passed({ record: read.value, bytes }) : refused(...faults);
}

/** The stored form: JSON in UTF-8. */
export function encodeRecord(record: HoldingRecord): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(record));
}

/** Five digits at least, in groups as people write numbers: "+91 98 7654 3210", "4111-1111", "(613) 555.0142". */
const DIGITS = /[0-9](?:[\s\-./()]{0,3}[0-9]){4,}/g;

/** The identifiers of digits only in a text, each without its separators, so that its beginning can be looked up. */
export function digitIdentifiers(text: string): readonly string[] {
  const found = text.match(DIGITS) ?? [];
  return [...new Set(found.map((group) => group.replaceAll(/[^0-9]/g, "")))];
}

/**
 * A word that stands in the search tokens of every record of one agency, so that a search is narrowed to it
 * before the limit is drawn. Letters only: the index would join digits with those of the query. It narrows; the
 * column `agency` decides.
 */
export function scopeWord(agency: string): string {
  const letters = Array.from(new TextEncoder().encode(agency), (byte) =>
    String.fromCharCode(97 + (byte >> 4), 97 + (byte & 15)),
  );
  return `holdingof${letters.join("")}`;
}

/**
 * The queries that stand for what an officer typed: as typed, and, where digits are in it, with everything
 * joined ("BK 0042" finds BK-0042). Empty where there is nothing to look for: a lookup is not a listing.
 */
export function readingsOf(query: string): readonly string[] {
  if (!/[\p{L}\p{N}]/u.test(query)) return [];
  const joined = query.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "");
  return /\p{Nd}/u.test(query) && joined !== query ? [query, joined] : [query];
}
