import { type KeyObject, verify } from "node:crypto";
import { bad, concat, good, hexOf, numberOf, sha256, textOf, utf8 } from "./bytes.ts";
import type { Outcome } from "./faults.ts";

/** statement(416) ‖ Ed25519(64) ‖ ML-DSA-65(3309). */
export const SIGNED_STATEMENT_BYTES = 3_789;
const STATEMENT_BYTES = 416;

/** What the verifier reads of a statement; spec/logs-and-proofs.md §6 has the whole layout. */
export interface Statement {
  readonly realm: "live" | "exercise";
  readonly agreement: Uint8Array;
  readonly sender: Uint8Array;
  readonly recipient: Uint8Array;
  readonly sequence: number;
  readonly id: string;
  readonly bodyDigest: Uint8Array;
}

/** Decodes a signed statement; the signatures are not looked at. Faults name the byte. */
export function decodeStatement(signed: Uint8Array): Outcome<Statement> {
  if (signed.length !== SIGNED_STATEMENT_BYTES) return bad("statement_length", "");
  if (textOf(signed.subarray(0, 8)) !== "ENTSTMT1") return bad("statement_layout", "@0");
  if (numberOf(signed.subarray(8, 10)) !== 1) return bad("statement_suite", "@8");
  const realm = (["live", "exercise"] as const)[signed[10] ?? 2];
  if (!realm) return bad("statement_layout", "@10");
  if (signed[11] !== 0) return bad("statement_reserved", "@11");
  if (signed.subarray(364, STATEMENT_BYTES).some((byte) => byte !== 0))
    return bad("statement_reserved", "@364");
  for (const at of [156, 276, 284, 324]) {
    if (!Number.isSafeInteger(numberOf(signed.subarray(at, at + 8))))
      return bad("statement_layout", `@${at}`);
  }
  return good({
    realm,
    agreement: signed.slice(12, 44),
    sender: signed.slice(44, 76),
    recipient: signed.slice(76, 108),
    sequence: numberOf(signed.subarray(156, 164)),
    id: hexOf(signed.subarray(164, 180)).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    bodyDigest: signed.slice(180, 212),
  });
}

/** Whether both of the sender's signatures hold over "entente/statement/v1\0" ‖ mode 0 ‖ SHA-256(statement). */
export function statementSigned(
  signed: Uint8Array,
  keys: { ed25519: KeyObject; mldsa65: KeyObject },
): boolean {
  const message = concat(utf8("entente/statement/v1\0\0"), sha256(signed.subarray(0, STATEMENT_BYTES)));
  const [classical, lattice] = [signed.subarray(STATEMENT_BYTES, 480), signed.subarray(480)];
  return verify(null, message, keys.ed25519, classical) && verify(null, message, keys.mldsa65, lattice);
}
