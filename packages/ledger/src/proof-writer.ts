import { bigEndian, concat, toBase64, utf8 } from "./bytes.ts";
import { ENTRY_KIND } from "./entry.ts";
import { ED25519_BYTES, type KeyLeaf, MLDSA65_BYTES } from "./key-leaf.ts";
import type { DispatchProof, LeafProof, ReceiptProof } from "./proof.ts";
import { joinVersionLeaves } from "./version-leaf.ts";

/** The only encoding of a proof (C2SP tlog-proof); `parseProof` gives it back. */
export function encodeProof(proof: DispatchProof): Uint8Array {
  const receipt = proof.receipt ? encodeReceiptProof(proof.receipt) : new Uint8Array();
  return encodeFile(proof, proof.kind, proof.salt, proof.signedStatement, receipt, proof);
}

/** The only encoding of a receipt proof; `parseReceiptProof` gives it back. */
export function encodeReceiptProof(proof: ReceiptProof): Uint8Array {
  return encodeFile(proof, ENTRY_KIND.stored, proof.salt, proof.statementDigest, new Uint8Array());
}

function encodeFile(
  leaf: LeafProof,
  kind: number,
  salt: Uint8Array,
  payload: Uint8Array,
  receipt: Uint8Array,
  { keys = [], versions = [] }: Pick<DispatchProof, "keys" | "versions"> = {},
): Uint8Array {
  const sized = [payload, receipt].flatMap((part) => [bigEndian(part.length, 4), part]);
  const statements = joinKeyLeaves(keys);
  const history =
    versions.length === 0
      ? statements
      : concat(bigEndian(statements.length, 4), statements, joinVersionLeaves(versions));
  const format = versions.length > 0 ? 3 : keys.length > 0 ? 2 : 1;
  const extra = concat(Uint8Array.of(format, kind), salt, ...sized, history);
  const head = ["c2sp.org/tlog-proof@v1", `extra ${toBase64(extra)}`, `index ${leaf.index}`];
  const lines = [...head, ...leaf.inclusion.map(toBase64), ""];
  return concat(utf8(lines.map((line) => `${line}\n`).join("")), leaf.checkpoint);
}

/** Empty for no statement; else what {@link splitKeyLeaves} gives back. Throws RangeError for what no proof holds. */
function joinKeyLeaves(leaves: readonly KeyLeaf[]): Uint8Array {
  if (leaves.length === 0) return new Uint8Array();
  const one = ({ index, inclusion, payload, ed25519, mldsa65 }: KeyLeaf) => {
    if (inclusion.length > 255 || ed25519.length !== ED25519_BYTES || mldsa65.length !== MLDSA65_BYTES)
      throw new RangeError("a key statement has two signatures and at most 255 hashes");
    const head = concat(bigEndian(index, 8), Uint8Array.of(inclusion.length), ...inclusion);
    return concat(head, ed25519, mldsa65, bigEndian(payload.length, 4), payload);
  };
  return concat(bigEndian(leaves.length, 2), ...leaves.map(one));
}
