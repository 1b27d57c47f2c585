import { splitSealed } from "@entente/protocol";
import { type Parsed, passed, refused } from "@entente/words";

/**
 * Body of POST /peer/v1/dispatches: the size of the receiver's log that the sender knows (u64, big-endian),
 * then sealed dispatches one after the other (spec/receipts.md).
 */
export function framed(knownSize: number, sealed: readonly Uint8Array[]): Uint8Array {
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(knownSize));
  return new Uint8Array(Buffer.concat([size, ...sealed]));
}

/** Takes such a body apart; nothing is opened yet. */
export function unframed(
  body: Uint8Array,
): Parsed<{ readonly knownSize: number; readonly sealed: readonly Uint8Array[] }> {
  if (body.length < 8) return refused({ code: "truncated", where: `@${body.length}` });
  const knownSize = Number(new DataView(body.buffer, body.byteOffset, 8).getBigUint64(0));
  if (!Number.isSafeInteger(knownSize)) return refused({ code: "malformed_cover", where: "@0" });
  const sealed = splitSealed(body.subarray(8));
  return sealed.ok ? passed({ knownSize, sealed: sealed.value }) : sealed;
}
