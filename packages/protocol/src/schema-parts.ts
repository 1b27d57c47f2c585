import { type Static, type TProperties, Type } from "typebox";

/** An object that refuses unknown fields. */
export function closed<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

/** Standard padded base64 of exactly so many bytes; stray bits of the last letter are refused when decoded. */
export function base64(bytes: number) {
  const letters = Math.ceil((bytes * 8) / 6);
  return Type.String({ pattern: `^[A-Za-z0-9+/]{${letters}}={${(4 - (letters % 4)) % 4}}$` });
}

/** Whole number in a range, both ends included. */
export function whole(minimum: number, maximum: number) {
  return Type.Integer({ minimum, maximum });
}

/** One line of text for people. */
export function line(maxLength: number) {
  return Type.String({ minLength: 1, maxLength, pattern: "^[^\\u0000-\\u001f\\u007f]*$" });
}

/** SHA-256 as lower-case hex. */
export const hexDigest = Type.String({ pattern: "^[0-9a-f]{64}$" });
/** A calendar day, UTC (RFC 3339 full-date); impossible days are refused by the reader. */
export const day = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });
/** A name in a signed note (C2SP signed-note): no white space, no plus sign. */
export const noteName = Type.String({ pattern: "^[!-*,-~]{1,128}$" });
/** A node's name within its party. */
export const nodeName = Type.String({ pattern: "^[a-z0-9]+(?:-[a-z0-9]+)*$", maxLength: 64 });
/** A party's code. */
export const partyCode = Type.String({ pattern: "^[A-Z]{2,8}$" });
/** A short identifier of ours. */
export const identifier = Type.String({ pattern: "^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$" });

/** Whether a day of the right shape exists in the calendar. Pure arithmetic on the argument, no clock. */
export function isRealDay(text: Static<typeof day>): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
