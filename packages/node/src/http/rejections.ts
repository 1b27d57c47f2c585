import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import { readBody } from "./read-body.ts";

/** Why a door itself refused an input. A code is never reused for another meaning. */
export const DOOR_CODES = [
  "foreign_host", // the Host header names another site: DNS rebinding
  "foreign_origin", // another site's page asks
  "duplicate_header", // two values where one decides
  "query_not_allowed", // arguments go into a body, never into a URL
  "bad_url",
  "unexpected_body",
  "missing_body",
  "content_type",
  "content_encoding", // no compressed bodies: a bomb is small until it is opened
  "oversized",
  "unknown_token",
  "frame_size", // a partner's request is no frame, or one of another size than its content asks for
  "malformed_frame", // what a partner collects with, or gives to be collected, is no such frame
  "frame_padding", // padding that is not zero could hold something
  "not_http",
  "too_slow",
  "tls_refused", // no TLS 1.3 with one of our groups
  "unpinned_certificate",
  "over_quota", // more in a minute than one partner may ask: the first of each minute is recorded
] as const;
export type DoorCode = (typeof DOOR_CODES)[number];

/** A refused input as it is recorded: what was wrong, where, and the digest of the bytes, never the bytes. */
export interface Rejection {
  readonly door: "user" | "peer";
  /** a word of DOOR_CODES, of the strict reader or of the schemas */
  readonly code: string;
  /** the route's name, or the stage before a route was known; never anything the sender chose */
  readonly place: string;
  /** SHA-256 of the bytes that were read, 32 bytes */
  readonly digest: Uint8Array;
}

/** Records a refused input; durable when it resolves. */
export type Rejections = (rejection: Rejection) => Promise<void>;

/** SHA-256, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}

/** How much of a body that nobody will read is still digested for the record. */
const MOST_DIGESTED = 65_536;

/** SHA-256 of what comes on `body`, of its first 64 KiB where more comes; the rest is thrown away. */
export async function digestUnread(body: Readable): Promise<Uint8Array> {
  return sha256((await readBody(body, MOST_DIGESTED)).bytes);
}

const MINUTE = 60_000;

/**
 * The same for callers nobody knows, at most `perMinute`: a stranger must not be able to fill the disk with the
 * record of his own attempts. What is beyond is refused all the same, only not written down.
 * @param clock Unix milliseconds
 */
export function forStrangers(rejections: Rejections, clock: () => number, perMinute: number): Rejections {
  let minute = Number.NaN;
  let taken = 0;
  return async (rejection) => {
    const now = Math.floor(clock() / MINUTE);
    if (now !== minute) [minute, taken] = [now, 0];
    taken += 1;
    if (taken <= perMinute) await rejections(rejection);
  };
}
