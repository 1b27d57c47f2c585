import { bad, decimal, fromBase64, good, numberOf, textOf, within } from "./bytes.ts";
import { ENTRY_KIND } from "./entry.ts";
import type { Outcome } from "./faults.ts";
import { type KeyLeaf, splitKeyLeaves } from "./key-leaf.ts";
import { SIGNED_STATEMENT_BYTES } from "./statement.ts";
import { splitVersionLeaves, type VersionLeaf } from "./version-leaf.ts";

/** Where a leaf stands: index, path to the root, and the checkpoint note that signs that root. */
export interface LeafProof {
  readonly index: number;
  readonly inclusion: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
}

/** The receiver's `stored` leaf for a statement, in the receiver's exchange log. */
export interface ReceiptProof extends LeafProof {
  readonly salt: Uint8Array;
  /** SHA-256 of the signed statement. */
  readonly statementDigest: Uint8Array;
}

/** A dispatch on a log: the sender's `release` leaf with its receipt, or the receiver's `stored` leaf. */
export interface DispatchProof extends LeafProof {
  readonly kind: typeof ENTRY_KIND.release | typeof ENTRY_KIND.stored;
  readonly salt: Uint8Array;
  readonly signedStatement: Uint8Array;
  /** Null while the partner has not receipted, and in a `stored` proof. */
  readonly receipt: ReceiptProof | null;
  /** the sender's key statements on this log, in order; left out where there are none */
  readonly keys?: readonly KeyLeaf[];
  /** the versions of the agreement after the first on this log, in order; left out where there are none */
  readonly versions?: readonly VersionLeaf[];
}

/** A statement is some 20 KiB here: room for the key history of many years. */
const MAX_PROOF_BYTES = 8_388_608;

/** Parses a proof strictly (C2SP tlog-proof with our `extra`); nothing in it is verified yet. */
export function parseProof(bytes: Uint8Array): Outcome<DispatchProof> {
  const file = parseFile(bytes);
  if (!file.ok) return file;
  const { kind, salt, payload, receipt, keys, versions, ...leaf } = file.value;
  if (kind !== ENTRY_KIND.release && kind !== ENTRY_KIND.stored) return bad("bad_extra", "extra@1");
  if (payload.length !== SIGNED_STATEMENT_BYTES) return bad("statement_length", "extra@34");
  const history = { ...(keys.length === 0 ? {} : { keys }), ...(versions.length === 0 ? {} : { versions }) };
  const proof = { ...leaf, kind, salt, signedStatement: payload, ...history };
  if (receipt.length === 0) return good({ ...proof, receipt: null });
  if (kind === ENTRY_KIND.stored) return bad("bad_extra", "extra@1");
  const inner = within("receipt", parseReceiptProof(receipt));
  return inner.ok ? good({ ...proof, receipt: inner.value }) : inner;
}

/** Parses a receipt proof strictly: the same file, around a digest in place of the statement. */
export function parseReceiptProof(bytes: Uint8Array): Outcome<ReceiptProof> {
  const file = parseFile(bytes);
  if (!file.ok) return file;
  const { kind, salt, payload, receipt, keys, versions, ...leaf } = file.value;
  if (kind !== ENTRY_KIND.stored) return bad("bad_extra", "extra@1");
  // The statement stands in the proof around it, and so do the keys it is signed with and the agreement it is under.
  if (keys.length > 0 || versions.length > 0) return bad("bad_extra", "extra@0");
  if (payload.length !== 32 || receipt.length !== 0) return bad("bad_extra", "extra@34");
  return good({ ...leaf, salt, statementDigest: payload });
}

interface ProofFile extends LeafProof {
  readonly kind: number;
  readonly salt: Uint8Array;
  readonly payload: Uint8Array;
  readonly receipt: Uint8Array;
  readonly keys: readonly KeyLeaf[];
  readonly versions: readonly VersionLeaf[];
}

function parseFile(bytes: Uint8Array): Outcome<ProofFile> {
  if (bytes.length > MAX_PROOF_BYTES) return bad("too_large", "");
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf("\n\n");
  const [magic, extraLine, indexLine, ...hashes] =
    textOf(bytes.subarray(0, Math.max(0, end)))?.split("\n") ?? [];
  if (magic !== "c2sp.org/tlog-proof@v1") return bad("bad_proof", "line 1");
  const extra = extraLine?.startsWith("extra ") ? fromBase64(extraLine.slice(6)) : null;
  if (!extra) return bad("bad_proof", "line 2");
  const index = indexLine?.startsWith("index ") ? decimal(indexLine.slice(6)) : null;
  if (index === null) return bad("bad_proof", "line 3");
  const inclusion: Uint8Array[] = [];
  for (const [at, line] of hashes.entries()) {
    const hash = fromBase64(line);
    if (hash?.length !== 32) return bad(hash ? "hash_length" : "not_canonical", `line ${at + 4}`);
    inclusion.push(hash);
  }
  const parts = splitExtra(extra);
  return parts.ok ? good({ ...parts.value, index, inclusion, checkpoint: bytes.slice(end + 2) }) : parts;
}

/** u8 version ‖ u8 kind ‖ salt(32) ‖ u32 length ‖ payload ‖ u32 length ‖ receipt; in versions 2 and 3 a history behind. */
function splitExtra(extra: Uint8Array): Outcome<Omit<ProofFile, keyof LeafProof>> {
  const version = extra[0] ?? 0;
  if (version < 1 || version > 3) return bad("bad_extra", "extra@0");
  const payloadEnd = 38 + numberOf(extra.subarray(34, 38));
  const receiptEnd = payloadEnd + 4 + numberOf(extra.subarray(payloadEnd, payloadEnd + 4));
  if (extra.length < payloadEnd + 4 || extra.length < receiptEnd) return bad("bad_extra", "extra@34");
  if (version === 1 && extra.length !== receiptEnd) return bad("bad_extra", "extra@34");
  const history = splitHistory(version, extra.subarray(receiptEnd));
  if (!history.ok) return history;
  const payload = extra.slice(38, payloadEnd);
  return good({
    kind: extra[1] ?? 0,
    salt: extra.slice(2, 34),
    payload,
    receipt: extra.slice(payloadEnd + 4, receiptEnd),
    ...history.value,
  });
}

/** Version 2: key statements. Version 3: u32 length ‖ key statements, or nothing ‖ versions of the agreement. */
function splitHistory(version: number, bytes: Uint8Array): Outcome<Pick<ProofFile, "keys" | "versions">> {
  if (version === 1) return good({ keys: [], versions: [] });
  const keysEnd = version === 2 ? bytes.length : 4 + numberOf(bytes.subarray(0, 4));
  if (version === 3 && (bytes.length < 4 || bytes.length < keysEnd)) return bad("bad_extra", "keys");
  const said = bytes.subarray(version === 2 ? 0 : 4, keysEnd);
  const keys = version === 3 && said.length === 0 ? good([]) : splitKeyLeaves(said);
  if (!keys.ok) return keys;
  const versions = version === 2 ? good([]) : splitVersionLeaves(bytes.subarray(keysEnd));
  return versions.ok ? good({ keys: keys.value, versions: versions.value }) : versions;
}
