import { bad, bigEndian, concat, good, numberOf } from "./bytes.ts";
import type { Outcome } from "./faults.ts";

/** A later version of the agreement and where it stands on the log a proof is about; nothing in it is verified yet. */
export interface VersionLeaf {
  readonly index: number;
  readonly inclusion: readonly Uint8Array[];
  /** the signed document, whole: a file like the anchor's */
  readonly document: Uint8Array;
}

/** index u64 ‖ number of hashes u8 */
const HEAD_BYTES = 9;
const HASH_BYTES = 32;

/** u16 count ‖ count × (u64 index ‖ u8 hashes ‖ 32 each ‖ u32 length ‖ document): used up exactly. */
export function splitVersionLeaves(bytes: Uint8Array): Outcome<readonly VersionLeaf[]> {
  const count = numberOf(bytes.subarray(0, 2));
  // No version at all has one encoding, and it is version 1 or 2 of the proof.
  if (bytes.length < 2 || count === 0) return bad("bad_extra", "versions");
  const leaves: VersionLeaf[] = [];
  let at = 2;
  for (let nth = 0; nth < count; nth += 1) {
    const hashes = bytes[at + HEAD_BYTES - 1] ?? 0;
    const from = at + HEAD_BYTES;
    const sized = from + hashes * HASH_BYTES;
    const end = sized + 4 + numberOf(bytes.subarray(sized, sized + 4));
    const index = numberOf(bytes.subarray(at, at + 8));
    if (end > bytes.length || bytes.length < sized + 4 || !Number.isSafeInteger(index))
      return bad("bad_extra", `versions/${nth}`);
    const hashAt = (hash: number) => bytes.slice(from + hash * HASH_BYTES, from + (hash + 1) * HASH_BYTES);
    const inclusion = Array.from({ length: hashes }, (_, hash) => hashAt(hash));
    leaves.push({ index, inclusion, document: bytes.slice(sized + 4, end) });
    at = end;
  }
  return at === bytes.length ? good(leaves) : bad("bad_extra", "versions");
}

/** What {@link splitVersionLeaves} gives back. Throws RangeError for what no proof holds. */
export function joinVersionLeaves(leaves: readonly VersionLeaf[]): Uint8Array {
  const one = ({ index, inclusion, document }: VersionLeaf) => {
    if (inclusion.length > 255) throw new RangeError("a leaf has at most 255 hashes");
    const head = concat(bigEndian(index, 8), Uint8Array.of(inclusion.length), ...inclusion);
    return concat(head, bigEndian(document.length, 4), document);
  };
  return concat(bigEndian(leaves.length, 2), ...leaves.map(one));
}
