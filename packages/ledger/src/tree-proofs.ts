import { EMPTY_ROOT, nodeHash } from "./merkle.ts";
import { type SubtreeHash, subtreeHashes, type TileReader } from "./tile-reader.ts";

/**
 * The root of the first `size` leaves; any size up to the stored one. Throws TileMissing beyond it.
 */
export function rootAt(size: number, read: TileReader): Uint8Array {
  return size === 0 ? EMPTY_ROOT : rangeRoot(subtreeHashes(read), 0, size);
}

/**
 * The inclusion proof of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1), leaf's sibling first.
 * Throws RangeError unless 0 ≤ index < size; TileMissing where `size` is more than is stored.
 */
export function inclusionProof(index: number, size: number, read: TileReader): Uint8Array[] {
  return pathTo(subtreeHashes(read), index, size);
}

/** {@link inclusionProof} for many leaves of one tree: tiles are read and hashed once for all of them. */
export function inclusionProofs(indexes: readonly number[], size: number, read: TileReader): Uint8Array[][] {
  const subtree = subtreeHashes(read);
  return indexes.map((index) => pathTo(subtree, index, size));
}

/**
 * The proof that the tree of `newSize` leaves starts with that of `oldSize` (RFC 6962 §2.1.2).
 * Empty for equal sizes and for an old size of 0, from which nothing can be proven.
 * Throws RangeError unless 0 ≤ oldSize ≤ newSize; TileMissing where `newSize` is more than is stored.
 */
export function consistencyProof(oldSize: number, newSize: number, read: TileReader): Uint8Array[] {
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > newSize) throw new RangeError("old size");
  return consistencyPath(subtreeHashes(read), oldSize, newSize);
}

/** {@link consistencyProof} of sizes in range, over shared tile reads. */
export function consistencyPath(subtree: SubtreeHash, oldSize: number, newSize: number): Uint8Array[] {
  if (oldSize === 0 || oldSize === newSize) return [];
  const proof: Uint8Array[] = [];
  let [low, high, whole] = [0, newSize, true];
  // SUBPROOF(m, D[n], b) of the RFC, walked down; the hashes come out from the top.
  while (high !== oldSize) {
    const middle = low + splitOf(high - low);
    if (oldSize <= middle) {
      proof.push(rangeRoot(subtree, middle, high));
      high = middle;
    } else {
      proof.push(rangeRoot(subtree, low, middle));
      [low, whole] = [middle, false];
    }
  }
  if (!whole) proof.push(rangeRoot(subtree, low, high));
  return proof.reverse();
}

function pathTo(subtree: SubtreeHash, index: number, size: number): Uint8Array[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError("leaf index");
  const path: Uint8Array[] = [];
  let [low, high] = [0, size];
  while (high - low > 1) {
    const middle = low + splitOf(high - low);
    if (index < middle) {
      path.push(rangeRoot(subtree, middle, high));
      high = middle;
    } else {
      path.push(rangeRoot(subtree, low, middle));
      low = middle;
    }
  }
  return path.reverse();
}

/** MTH(D[low:high]); `low` is a multiple of the smallest power of two that is not below the length. */
function rangeRoot(subtree: SubtreeHash, low: number, high: number): Uint8Array {
  const split = splitOf(high - low);
  if (split * 2 === high - low || high - low === 1) {
    let height = 0;
    while (2 ** height < high - low) height += 1;
    return subtree(height, low / (high - low));
  }
  return nodeHash(rangeRoot(subtree, low, low + split), rangeRoot(subtree, low + split, high));
}

/** The largest power of two smaller than `length` (RFC 6962 §2.1); 1 for a length of 1. */
function splitOf(length: number): number {
  let split = 1;
  while (split * 2 < length) split *= 2;
  return split;
}
