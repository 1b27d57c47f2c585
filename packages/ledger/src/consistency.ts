import { sameBytes } from "./bytes.ts";
import type { MerkleVerdict } from "./merkle.ts";
import { nodeHash } from "./merkle.ts";

/** "The tree of `newSize` leaves starts with the tree of `oldSize` leaves." */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Checks a consistency proof (RFC 9162 §2.1.4.2). All of the claim may come from an adversary.
 * An old size of 0 proves nothing about any tree and is refused, with or without a proof: a witness without
 * memory decides that case itself (`judgeCheckpoint`).
 */
export function verifyConsistency(claim: ConsistencyClaim): MerkleVerdict {
  const { oldSize, newSize, proof } = claim;
  if (![oldSize, newSize].every((n) => Number.isSafeInteger(n) && n >= 0)) return no("index_out_of_range");
  if (oldSize === 0) return no("old_size_zero");
  if (newSize < oldSize) return no("tree_shrank");
  if (newSize === oldSize) {
    if (proof.length > 0) return no("proof_length");
    return sameBytes(claim.oldRoot, claim.newRoot) ? { ok: true } : no("root_mismatch");
  }
  if ([claim.oldRoot, claim.newRoot, ...proof].some((h) => h.length !== 32)) return no("hash_length");
  return climb(claim);
}

function climb({ oldSize, oldRoot, newSize, newRoot, proof }: ConsistencyClaim): MerkleVerdict {
  let [node, last] = [oldSize - 1, newSize - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  // An old size that is a power of two is itself a node of the new tree: the proof leaves its root out.
  const [seed, ...path] = node === 0 ? [oldRoot, ...proof] : proof;
  if (!seed || proof.length === 0) return no("proof_length");
  let [oldHash, newHash] = [seed, seed];
  for (const sibling of path) {
    if (last === 0) return no("proof_length");
    if (node % 2 === 1 || node === last) {
      [oldHash, newHash] = [nodeHash(sibling, oldHash), nodeHash(sibling, newHash)];
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0) return no("proof_length");
  return sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot) ? { ok: true } : no("root_mismatch");
}

function no(reason: (MerkleVerdict & { ok: false })["reason"]): MerkleVerdict {
  return { ok: false, reason };
}
