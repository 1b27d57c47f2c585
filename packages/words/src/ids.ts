import { type Fault, type Parsed, passed, refused } from "./fault.ts";

/** 16 random or time-ordered bytes written as a UUID, lower case (RFC 9562 §4). */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const PARTY = /^[A-Z]{2,8}$/;
const DESK = /^[a-z]{2,8}-[a-z0-9]+(?:-[a-z0-9]+)*$/;
const POST = /^([A-Z]{2,8})-([A-Z]{2,8})-[A-Z0-9]{1,16}$/;
const AGENCY = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$/;

/** The whole input is at fault, and a fault never repeats it. */
const BAD_ID: Fault = { code: "bad_id", where: "" };

/** A state or organisation that signed: `CA`, `IN`; ISO 3166-1 alpha-2 for states. */
export type PartyCode = string;
/** A functional mailbox of the agreement's directory: `in-ncb-liaison`. Never a person. */
export type DeskId = string;
/** An agency's short name as its state writes it: `RCMP`, `FIU-IND`. */
export type AgencyCode = string;
/** A post as the note that accredits it calls it, sending state, host state, number: `CA-IN-7`. The same on both nodes. */
export type PostId = string;
/** One dispatch, from draft to the partner's inbox; the same on both nodes. */
export type DispatchId = string;

/** Whether `text` is a dispatch id in its one spelling. */
export function isDispatchId(text: string): text is DispatchId {
  return UUID.test(text);
}

/** Whether `text` is a party code. */
export function isPartyCode(text: string): text is PartyCode {
  return PARTY.test(text);
}

/** The states of a post's name; null where `text` is none, or one state would be its own host. */
export function statesOfPost(text: string): { readonly sending: PartyCode; readonly host: PartyCode } | null {
  const [, sending, host] = POST.exec(text) ?? [];
  return sending === undefined || host === undefined || sending === host ? null : { sending, host };
}

/** How the id of every officer of another state who works here begins: each line that names him says whose guest he is. */
export function guestPrefix(sending: PartyCode): string {
  return `guest-of-${sending}.`;
}

/** The state an officer's id says he is a guest of; null for an officer of ours. */
export function guestOf(officer: string): PartyCode | null {
  return /^guest-of-([A-Z]{2,8})\../.exec(officer)?.[1] ?? null;
}

/** Whether `text` is a desk id. */
export function isDeskId(text: string): text is DeskId {
  return text.length <= 64 && DESK.test(text);
}

/** Whether `text` is an agency code. */
export function isAgencyCode(text: string): text is AgencyCode {
  return text.length <= 32 && AGENCY.test(text);
}

/** The 16 bytes behind a dispatch id; `bad_id` for any other spelling. */
export function dispatchIdBytes(id: string): Parsed<Uint8Array> {
  if (!isDispatchId(id)) return refused(BAD_ID);
  return passed(
    Uint8Array.from(id.replaceAll("-", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  );
}

/** The dispatch id of 16 bytes; `bad_id` where they are no UUID of a known version. */
export function dispatchIdOf(bytes: Uint8Array): Parsed<DispatchId> {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return isDispatchId(id) ? passed(id) : refused(BAD_ID);
}

/**
 * A UUID version 7 (RFC 9562 §5.7): 48 bits of time, the rest random. Clock and randomness are arguments.
 * @param milliseconds Unix time in whole milliseconds, below 2^48
 * @param random at least 10 random bytes
 * @throws {RangeError} for any other time, or fewer bytes: an id made of them would be none, or not unique
 */
export function timeOrderedId(milliseconds: number, random: Uint8Array): DispatchId {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0 || milliseconds >= 2 ** 48) {
    throw new RangeError("an id's time is 48 bits of whole milliseconds");
  }
  if (random.length < 10) throw new RangeError("an id needs 10 random bytes");
  const time = milliseconds.toString(16).padStart(12, "0");
  const noise = Array.from(random.subarray(0, 10), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = ((Number.parseInt(noise.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${noise.slice(0, 3)}-${variant}${noise.slice(4, 7)}-${noise.slice(7, 19)}`;
}
