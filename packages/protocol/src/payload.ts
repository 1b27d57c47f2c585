import { type Parsed, passed, refused } from "@entente/words";
import { copyOf } from "./bytes.ts";
import { bucketFor } from "./cover.ts";
import { SIGNED_STATEMENT_BYTES } from "./statement.ts";

/** Length word, signed statement, length word: what stands before the body. */
const BODY_AT = 4 + SIGNED_STATEMENT_BYTES + 8;

/** What is inside the seal: the signed statement and the exact body bytes. Nothing is verified yet. */
export interface Payload {
  readonly signed: Uint8Array;
  readonly body: Uint8Array;
}

/** Bytes of the bucket a body of so many bytes goes into. */
export function payloadBucket(bodyBytes: number): number {
  return bucketFor(BODY_AT + bodyBytes);
}

/** u32 length ‖ signed statement ‖ u64 length ‖ body ‖ zeros to the bucket. */
export function encodePayload({ signed, body }: Payload): Uint8Array {
  const bytes = new Uint8Array(payloadBucket(body.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signed.length);
  bytes.set(signed, 4);
  view.setBigUint64(4 + signed.length, BigInt(body.length));
  bytes.set(body, BODY_AT);
  return bytes;
}

/**
 * Takes a payload apart. `payload_malformed` for impossible lengths; `oversized` for a body above the limit;
 * `bucket` for a larger bucket than needed; `padding` at the first byte that is not zero: padding that may hold
 * something is a hidden channel past the law gate.
 */
export function decodePayload(bytes: Uint8Array, maxBody: number): Parsed<Payload> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < BODY_AT || view.getUint32(0) !== SIGNED_STATEMENT_BYTES) return refused(malformed(0));
  const length = view.getBigUint64(BODY_AT - 8);
  if (length > BigInt(bytes.length - BODY_AT)) return refused(malformed(BODY_AT - 8));
  const end = BODY_AT + Number(length);
  if (end - BODY_AT > maxBody) return refused({ code: "oversized", where: `@${BODY_AT - 8}` });
  if (bucketFor(end) !== bytes.length) return refused({ code: "bucket", where: `@${BODY_AT - 8}` });
  const zeros = countZeros(bytes, end);
  if (end + zeros < bytes.length) return refused({ code: "padding", where: `@${end + zeros}` });
  return passed({ signed: copyOf(bytes, 4, BODY_AT - 8), body: copyOf(bytes, BODY_AT, end) });
}

/** A plain loop: up to a MiB of padding is read on every dispatch. */
function countZeros(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0) at++;
  return at - from;
}

function malformed(at: number) {
  return { code: "payload_malformed", where: `@${at}` };
}
