import { bigEndian, concat, toBase64, utf8 } from "./bytes.ts";
import { ENTRY_KIND } from "./entry.ts";
import type { DispatchProof, LeafProof, ReceiptProof } from "./proof.ts";

/** The only encoding of a proof (C2SP tlog-proof); `parseProof` gives it back. */
export function encodeProof(proof: DispatchProof): Uint8Array {
  const receipt = proof.receipt ? encodeReceiptProof(proof.receipt) : new Uint8Array();
  return encodeFile(proof, proof.kind, proof.salt, proof.signedStatement, receipt);
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
): Uint8Array {
  const sized = [payload, receipt].flatMap((part) => [bigEndian(part.length, 4), part]);
  const extra = concat(Uint8Array.of(1, kind), salt, ...sized);
  const head = ["c2sp.org/tlog-proof@v1", `extra ${toBase64(extra)}`, `index ${leaf.index}`];
  const lines = [...head, ...leaf.inclusion.map(toBase64), ""];
  return concat(utf8(lines.map((line) => `${line}\n`).join("")), leaf.checkpoint);
}
