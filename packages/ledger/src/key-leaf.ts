import { bad, good, numberOf } from "./bytes.ts";
import type { Outcome } from "./faults.ts";

/** A key statement of a party and where it stands on the log a proof is about; nothing in it is verified yet. */
export interface KeyLeaf {
  readonly index: number;
  readonly inclusion: readonly Uint8Array[];
  /** the exact bytes that the root signed: canonical JSON of `entente/keys/v1` */
  readonly payload: Uint8Array;
  /** 64 bytes */
  readonly ed25519: Uint8Array;
  /** 3,309 bytes */
  readonly mldsa65: Uint8Array;
}

export const ED25519_BYTES = 64;
export const MLDSA65_BYTES = 3_309;
/** index u64 ‖ number of hashes u8 */
const HEAD_BYTES = 9;
const HASH_BYTES = 32;

/** u16 count ‖ count × (u64 index ‖ u8 hashes ‖ 32 each ‖ Ed25519 ‖ ML-DSA-65 ‖ u32 length ‖ payload): used up exactly. */
export function splitKeyLeaves(bytes: Uint8Array): Outcome<readonly KeyLeaf[]> {
  const count = numberOf(bytes.subarray(0, 2));
  // No statement at all has one encoding, and it is version 1.
  if (bytes.length < 2 || count === 0) return bad("bad_extra", "keys");
  const leaves: KeyLeaf[] = [];
  let at = 2;
  for (let nth = 0; nth < count; nth += 1) {
    const hashes = bytes[at + HEAD_BYTES - 1] ?? 0;
    const signed = at + HEAD_BYTES + hashes * HASH_BYTES;
    const sized = signed + ED25519_BYTES + MLDSA65_BYTES;
    const end = sized + 4 + numberOf(bytes.subarray(sized, sized + 4));
    const index = numberOf(bytes.subarray(at, at + 8));
    if (end > bytes.length || bytes.length < sized + 4 || !Number.isSafeInteger(index))
      return bad("bad_extra", `keys/${nth}`);
    leaves.push({
      index,
      inclusion: Array.from({ length: hashes }, (_, hash) => hashAt(bytes, at + HEAD_BYTES, hash)),
      ed25519: bytes.slice(signed, signed + ED25519_BYTES),
      mldsa65: bytes.slice(signed + ED25519_BYTES, sized),
      payload: bytes.slice(sized + 4, end),
    });
    at = end;
  }
  return at === bytes.length ? good(leaves) : bad("bad_extra", "keys");
}

function hashAt(bytes: Uint8Array, from: number, nth: number): Uint8Array {
  return bytes.slice(from + nth * HASH_BYTES, from + (nth + 1) * HASH_BYTES);
}
