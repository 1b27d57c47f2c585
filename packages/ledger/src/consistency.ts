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
  if (proof.length === 0) return no("proof_length");
  const roots = rootsOfPath(oldSize, newSize, isWholeSubtree(oldSize) ? [oldRoot, ...proof] : proof);
  if (roots === null) return no("proof_length");
  return sameBytes(roots.old, oldRoot) && sameBytes(roots.new, newRoot) ? { ok: true } : no("root_mismatch");
}

/** An old size that is a power of two is itself a node of the new tree: a proof leaves its root out. */
export function isWholeSubtree(oldSize: number): boolean {
  return 2 ** Math.round(Math.log2(oldSize)) === oldSize;
}

/**
 * The two roots that a path of 32-byte hashes leads to: that of the first `oldSize` leaves and that of all
 * `newSize`. Its first hash is the largest whole subtree both trees end in (RFC 9162 §2.1.4.2, step 2).
 * Null where the path has another length than these sizes need. 0 < oldSize < newSize.
 */
export function rootsOfPath(
  oldSize: number,
  newSize: number,
  path: readonly Uint8Array[],
): { readonly old: Uint8Array; readonly new: Uint8Array } | null {
  let [node, last] = [oldSize - 1, newSize - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  const [seed, ...siblings] = path;
  if (!seed) return null;
  let [oldHash, newHash] = [seed, seed];
  for (const sibling of siblings) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      [oldHash, newHash] = [nodeHash(sibling, oldHash), nodeHash(sibling, newHash)];
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? { old: oldHash, new: newHash } : null;
}

function no(reason: (MerkleVerdict & { ok: false })["reason"]): MerkleVerdict {
  return { ok: false, reason };
}
