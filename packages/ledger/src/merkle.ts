import { hash } from "node:crypto";
import { sameBytes, sha256 } from "./bytes.ts";

/** The root of a tree without leaves: SHA-256 of nothing (RFC 6962 §2.1). */
export const EMPTY_ROOT: Uint8Array = sha256();

/** Whether a Merkle claim holds; `reason` is a ledger code. */
export type MerkleVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason:
        | "hash_length"
        | "index_out_of_range"
        | "old_size_zero"
        | "tree_shrank"
        | "proof_length"
        | "root_mismatch";
    };

/** "`leafHash` stands at `index` of the tree of `size` leaves with this `root`." */
export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  /** Sibling hashes from the leaf upwards. */
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

// Reused because hashing is synchronous: one allocation less for each of millions of nodes.
const PAIR = new Uint8Array(65);
PAIR[0] = 0x01;

/** SHA-256(0x00 ‖ entry), RFC 6962 §2.1. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(Uint8Array.of(0x00), entry);
}

/** SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1. Throws RangeError unless both are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== 32 || right.length !== 32) throw new RangeError("a node has two children of 32 bytes");
  PAIR.set(left, 1);
  PAIR.set(right, 33);
  return new Uint8Array(hash("sha256", PAIR, "buffer"));
}

/** The root over these leaf hashes, in order. Throws RangeError where one is not 32 bytes. */
export function rootOf(leafHashes: readonly Uint8Array[]): Uint8Array {
  let level = leafHashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const left = level[at];
      const right = level[at + 1];
      if (left) above.push(right ? nodeHash(left, right) : left);
    }
    level = above;
  }
  return level[0] ?? EMPTY_ROOT;
}

/** Checks an inclusion proof (RFC 9162 §2.1.3.2). All of the claim may come from an adversary. */
export function verifyInclusion(claim: InclusionClaim): MerkleVerdict {
  const { index, size, proof } = claim;
  if ([claim.leafHash, claim.root, ...proof].some((h) => h.length !== 32))
    return { ok: false, reason: "hash_length" };
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
    return { ok: false, reason: "index_out_of_range" };
  }
  let [node, last, hashed] = [index, size - 1, claim.leafHash];
  for (const sibling of proof) {
    if (last === 0) return { ok: false, reason: "proof_length" };
    if (node % 2 === 1 || node === last) {
      hashed = nodeHash(sibling, hashed);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hashed = nodeHash(hashed, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0) return { ok: false, reason: "proof_length" };
  return sameBytes(hashed, claim.root) ? { ok: true } : { ok: false, reason: "root_mismatch" };
}
