import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { bad, bigEndian, concat, good, numberOf, sameBytes, sha256, toBase64, utf8 } from "./bytes.ts";
import type { LedgerFault, LedgerFaults, Outcome } from "./faults.ts";
import { type Checkpoint, isSignerName, type NoteSignature, parseCheckpoint, parseNote } from "./note.ts";

/** Raw public keys: Ed25519 32 bytes, ML-DSA-44 1,312 bytes. */
export interface RawKeys {
  readonly ed25519: Uint8Array;
  readonly mldsa44: Uint8Array;
}

/** 0x01 signed-note Ed25519; 0x04 Ed25519 and 0x06 ML-DSA-44 timestamped cosignatures. */
export type SignatureType = 0x01 | 0x04 | 0x06;

/** One kind of line a signer writes. */
export interface SignatureKind {
  readonly type: SignatureType;
  /** 4 bytes: they and the name say which key a line claims. */
  readonly keyId: Uint8Array;
  readonly key: KeyObject;
}

/** Whoever signs checkpoints: always two lines, Ed25519 first, and both must verify. */
export interface NoteVerifier {
  readonly name: string;
  readonly kinds: readonly [SignatureKind, SignatureKind];
}

/** Verifies a log's own lines; `name` is the log's origin. */
export type LogVerifier = NoteVerifier;
/** Verifies a witness's cosignatures. */
export type WitnessVerifier = NoteVerifier;

/** What a verified checkpoint says, or every fault. */
export type CheckpointVerdict =
  | {
      readonly ok: true;
      readonly origin: string;
      readonly size: number;
      readonly root: Uint8Array;
      /** The log's own claim, POSIX seconds. */
      readonly signedAt: number;
      /** Names of the witnesses whose two cosignatures verified, ascending; empty where none signed. */
      readonly witnessedBy: readonly string[];
    }
  | { readonly ok: false; readonly faults: LedgerFaults };

/** Origin, size and root: all that both algorithms sign. */
export type TreeClaim = Omit<Checkpoint, "extensions">;

interface SignatureCheck {
  readonly key: KeyObject;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly where: string;
}

interface CheckpointPlan {
  readonly checks: readonly SignatureCheck[];
  /** Holds only when every check does. */
  readonly verdict: CheckpointVerdict & { readonly ok: true };
}

const SIGNATURE_BYTES = { 1: 64, 4: 64, 6: 2420 } as const;

/** The key object of a raw public key. Throws (node:crypto) where its length is wrong. */
export function keyOf(raw: Uint8Array, asymmetricKeyType: "ed25519" | "ml-dsa-44" | "ml-dsa-65"): KeyObject {
  return createPublicKey({ key: Buffer.from(raw), format: "raw-public", asymmetricKeyType });
}

/** The verifier of a log. Throws where a key has the wrong length or the name cannot stand on a note. */
export function logVerifier(log: RawKeys & { readonly origin: string }): LogVerifier {
  return noteVerifier(log.origin, log, 0x01);
}

/** The verifier of a witness. Throws where a key has the wrong length or the name cannot stand on a note. */
export function witnessVerifier(witness: RawKeys & { readonly name: string }): WitnessVerifier {
  return noteVerifier(witness.name, witness, 0x04);
}

function noteVerifier(name: string, keys: RawKeys, classical: 0x01 | 0x04): NoteVerifier {
  if (!isSignerName(name))
    throw new RangeError("a signer's name has 1 to 255 bytes, no white space, no plus");
  const kind = (type: SignatureType, raw: Uint8Array, asymmetricKeyType: "ed25519" | "ml-dsa-44") => ({
    type,
    keyId: sha256(utf8(`${name}\n`), Uint8Array.of(type), raw).slice(0, 4),
    key: keyOf(raw, asymmetricKeyType),
  });
  return { name, kinds: [kind(classical, keys.ed25519, "ed25519"), kind(0x06, keys.mldsa44, "ml-dsa-44")] };
}

/**
 * Verifies a checkpoint note. Taken are exactly: the log's two lines, then two of each witness, witnesses
 * ascending by name. Any other line, order or extension line is a fault: no byte stands unverified.
 * @param note the note's bytes, from anyone
 * @param witnesses those whose lines may stand; the caller decides whose must (`witnessedBy`)
 */
export async function verifyCheckpoint(
  note: Uint8Array,
  log: LogVerifier,
  witnesses: readonly WitnessVerifier[],
): Promise<CheckpointVerdict> {
  const plan = planCheckpoint(note, log, witnesses);
  if (!plan.ok) return plan;
  const results = await Promise.all(plan.value.checks.map(holdsInPool));
  return settle(plan.value, results);
}

/** {@link verifyCheckpoint} on the calling thread, for the offline verifier. */
export function verifyCheckpointSync(
  note: Uint8Array,
  log: LogVerifier,
  witnesses: readonly WitnessVerifier[],
): CheckpointVerdict {
  const plan = planCheckpoint(note, log, witnesses);
  return plan.ok ? settle(plan.value, plan.value.checks.map(holds)) : plan;
}

/**
 * The bytes a line of this type signs (C2SP signed-note; tlog-cosignature, "signed message").
 * @param timestamp POSIX seconds; type 0x01 has none
 */
export function signedMessage(
  type: SignatureType,
  signer: string,
  timestamp: number,
  head: TreeClaim,
): Uint8Array {
  const text = `${head.origin}\n${head.size}\n${toBase64(head.root)}\n`;
  if (type === 0x01) return utf8(text);
  if (type === 0x04) return utf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
  const range = [bigEndian(0, 8), bigEndian(head.size, 8), head.root];
  return concat(utf8("subtree/v1\n\0"), sized(signer), bigEndian(timestamp, 8), sized(head.origin), ...range);
}

function planCheckpoint(
  bytes: Uint8Array,
  log: LogVerifier,
  witnesses: readonly WitnessVerifier[],
): Outcome<CheckpointPlan> {
  const note = parseNote(bytes);
  if (!note.ok) return note;
  const parsed = parseCheckpoint(note.value.text);
  if (!parsed.ok) return parsed;
  const { extensions, ...head } = parsed.value;
  // The ML-DSA message leaves extension lines out: they would stand on one algorithm only.
  if (extensions.length > 0) return bad("extension_lines", "line 4");
  if (head.origin !== log.name) return bad("wrong_origin", "line 1");
  const own = planPair(log, note.value.signatures, 0, head);
  if (!own.ok) return own;
  const others = planWitnesses(witnesses, note.value.signatures, head);
  if (!others.ok) return others;
  const { checks, names: witnessedBy } = others.value;
  const verdict = { ok: true, ...head, signedAt: own.value.timestamp, witnessedBy } as const;
  return good({ checks: [...own.value.checks, ...checks], verdict });
}

function planWitnesses(
  witnesses: readonly WitnessVerifier[],
  signatures: readonly NoteSignature[],
  head: TreeClaim,
): Outcome<{ readonly checks: readonly SignatureCheck[]; readonly names: readonly string[] }> {
  const checks: SignatureCheck[] = [];
  const names: string[] = [];
  for (let at = 2; at < signatures.length; at += 2) {
    const name = signatures[at]?.name ?? "";
    const witness = witnesses.find((w) => w.name === name);
    if (!witness) return bad("signature_unknown", `signature ${at + 1}`);
    // Also keeps one witness from being counted twice.
    if (name <= (names.at(-1) ?? "")) return bad("signature_order", `signature ${at + 1}`);
    const pair = planPair(witness, signatures, at, head);
    if (!pair.ok) return pair;
    checks.push(...pair.value.checks);
    names.push(name);
  }
  return good({ checks, names });
}

function planPair(
  signer: NoteVerifier,
  signatures: readonly NoteSignature[],
  first: number,
  head: TreeClaim,
): Outcome<{ readonly checks: readonly SignatureCheck[]; readonly timestamp: number }> {
  const checks: SignatureCheck[] = [];
  let timestamp = 0;
  for (const [offset, { type, keyId, key }] of signer.kinds.entries()) {
    const where = `signature ${first + offset + 1}`;
    const line = signatures[first + offset];
    if (!line) return bad("signature_missing", where);
    if (line.name !== signer.name || !sameBytes(line.keyId, keyId)) return bad("signature_unknown", where);
    const stampBytes = type === 0x01 ? 0 : 8;
    if (line.signature.length !== stampBytes + SIGNATURE_BYTES[type]) return bad("signature_length", where);
    const stamp = numberOf(line.signature.subarray(0, stampBytes));
    // A zero time says "maybe not the largest tree I saw" (tlog-cosignature): no use to us. One act, one time.
    if (stampBytes > 0 && (stamp === 0 || !Number.isSafeInteger(stamp))) return bad("bad_timestamp", where);
    if (timestamp !== 0 && stamp !== timestamp) return bad("bad_timestamp", where);
    timestamp = stamp;
    const message = signedMessage(type, signer.name, stamp, head);
    checks.push({ key, message, signature: line.signature.subarray(stampBytes), where });
  }
  return good({ checks, timestamp });
}

function settle(plan: CheckpointPlan, results: readonly boolean[]): CheckpointVerdict {
  const [first, ...others] = plan.checks
    .filter((_, at) => results[at] !== true)
    .map(({ where }): LedgerFault => ({ code: "signature_invalid", where }));
  return first ? { ok: false, faults: [first, ...others] } : plan.verdict;
}

function holds({ key, message, signature }: SignatureCheck): boolean {
  return verify(null, message, key, signature);
}

/** ML-DSA leaves the event loop free; Ed25519 costs less than the way to the pool and back. */
async function holdsInPool(check: SignatureCheck): Promise<boolean> {
  if (check.key.asymmetricKeyType === "ed25519") return holds(check);
  return new Promise((resolve, reject) => {
    verify(null, check.message, check.key, check.signature, (error, ok) =>
      error ? reject(error) : resolve(ok),
    );
  });
}

function sized(name: string): Uint8Array {
  const bytes = utf8(name);
  return concat(bigEndian(bytes.length, 1), bytes);
}
