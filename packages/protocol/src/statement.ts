import {
  type DispatchId,
  dispatchIdBytes,
  dispatchIdOf,
  type Parsed,
  passed,
  type Realm,
  refused,
} from "@entente/words";
import { ascii, bytesOfHex, concat, copyOf, hexOf } from "./bytes.ts";
import { FieldReader, FieldWriter, sha256 } from "./fields.ts";
import {
  ED25519_BYTES,
  MLDSA65_BYTES,
  type SigningKeys,
  signHybrid,
  type VerifyingKeys,
  verifyHybrid,
} from "./keys.ts";

/** The one suite of this version: X-Wing, HKDF-SHA256, AES-256-GCM; Ed25519 + ML-DSA-65. */
export const SUITE = 1;
/** An unsigned statement. */
export const STATEMENT_BYTES = 416;
/** Statement, Ed25519 signature, ML-DSA-65 signature. */
export const SIGNED_STATEMENT_BYTES = STATEMENT_BYTES + ED25519_BYTES + MLDSA65_BYTES;
const MLDSA65_AT = STATEMENT_BYTES + ED25519_BYTES;

const MAGIC = ascii("ENTSTMT1");
const DOMAIN = ascii("entente/statement/v1\0");
/** Mode 0 signs one statement; another mode may sign the root of a batch later (design §5). */
const MODE_SINGLE = Uint8Array.of(0);
const ZEROS = new Uint8Array(52);

/** A log's size (entries) and Merkle root (32 bytes; SHA-256 of nothing for size 0, RFC 6962 §2.1). */
export interface LogView {
  readonly size: number;
  readonly root: Uint8Array;
}

/** What a node says when it sends one dispatch to one desk of one node. All digests are SHA-256, 32 bytes. */
export interface Statement {
  readonly suite: number;
  readonly realm: Realm;
  /** of the agreement's payload bytes */
  readonly agreementDigest: Uint8Array;
  /** `nodeDigest` of the sender */
  readonly sender: Uint8Array;
  /** `nodeDigest` of the one recipient */
  readonly recipient: Uint8Array;
  /** `deskDigest` of the recipient desk */
  readonly desk: Uint8Array;
  /** 16 bytes as 32 lower-case hex digits */
  readonly stream: string;
  /** number within the stream, 0 … 2^53 − 1 */
  readonly sequence: number;
  readonly dispatch: DispatchId;
  /** of the exact body bytes */
  readonly bodyDigest: Uint8Array;
  /** salted commitment to the approval; 32 zeros where no second person was needed */
  readonly approvalCommitment: Uint8Array;
  /** 32 zeros: no attachments */
  readonly attachmentsDigest: Uint8Array;
  /** Unix time in milliseconds; shown, never trusted */
  readonly madeAt: number;
  /** the sender's newest witnessed checkpoint of its own exchange log */
  readonly senderLog: LogView;
  /** the newest checkpoint of the recipient's exchange log the sender has cosigned */
  readonly partnerLog: LogView;
}

/** A signed statement taken apart; **nothing is verified**. */
export interface SignedStatement {
  readonly statement: Statement;
  /** the 416 bytes */
  readonly bytes: Uint8Array;
  /** 64 bytes */
  readonly ed25519: Uint8Array;
  /** 3309 bytes */
  readonly mldsa65: Uint8Array;
}

/** A statement both of whose signatures verified. */
export interface VerifiedStatement {
  readonly statement: Statement;
  /** the 3789 signed bytes */
  readonly signed: Uint8Array;
  /** `statementDigest(signed)` */
  readonly digest: Uint8Array;
}

/** How statements and covers name a node: SHA-256 of a domain, the party code, `/`, the node's name. */
export function nodeDigest(party: string, node: string): Uint8Array {
  return sha256(ascii(`entente/node/v1\0${party}/${node}`));
}

/** How statements name a desk. */
export function deskDigest(party: string, desk: string): Uint8Array {
  return sha256(ascii(`entente/desk/v1\0${party}/${desk}`));
}

/** What log, receipt and proof bind: SHA-256 of the 3789 bytes, signatures included. */
export function statementDigest(signed: Uint8Array): Uint8Array {
  return sha256(signed);
}

/**
 * The 416 bytes of a statement (spec/sealed-dispatch.md §3).
 * @throws {TypeError} where a field does not fit: a statement is made by code, never typed
 */
export function encodeStatement(statement: Statement): Uint8Array {
  const stream = bytesOfHex(statement.stream);
  const dispatch = dispatchIdBytes(statement.dispatch);
  if (stream === null || !dispatch.ok) throw new TypeError("encodeStatement: bad stream or dispatch id");
  return new FieldWriter(STATEMENT_BYTES)
    .raw(MAGIC, 8)
    .u16(statement.suite)
    .u8(statement.realm === "live" ? 0 : 1)
    .u8(0)
    .raw(statement.agreementDigest, 32)
    .raw(statement.sender, 32)
    .raw(statement.recipient, 32)
    .raw(statement.desk, 32)
    .raw(stream, 16)
    .u64(statement.sequence)
    .raw(dispatch.value, 16)
    .raw(statement.bodyDigest, 32)
    .raw(statement.approvalCommitment, 32)
    .raw(statement.attachmentsDigest, 32)
    .u64(statement.madeAt)
    .u64(statement.senderLog.size)
    .raw(statement.senderLog.root, 32)
    .u64(statement.partnerLog.size)
    .raw(statement.partnerLog.root, 32).bytes;
}

/** A statement of exactly 416 bytes. `statement_malformed` or `unknown_suite`, each with `@offset`, all at once. */
export function decodeStatement(bytes: Uint8Array): Parsed<Statement> {
  if (bytes.length !== STATEMENT_BYTES)
    return refused({ code: "statement_malformed", where: `@${bytes.length}` });
  const reader = new FieldReader(bytes, "statement_malformed");
  reader.fixed(MAGIC);
  const suite = reader.u16();
  if (suite !== SUITE) reader.fault(8, "unknown_suite");
  const realm = readRealm(reader, 10);
  reader.fixed(Uint8Array.of(0));
  const statement = { suite, realm, ...readDigests(reader), ...readNumbers(reader) };
  reader.fixed(ZEROS);
  return reader.faults.length === 0 ? passed(statement) : refused(...reader.faults);
}

/** Realm byte: 0 live, 1 exercise. `at` is its offset. */
export function readRealm(reader: FieldReader, at: number): Realm {
  const value = reader.u8();
  if (value > 1) reader.fault(at);
  return value === 0 ? "live" : "exercise";
}

function readDigests(reader: FieldReader) {
  return {
    agreementDigest: reader.raw(32),
    sender: reader.raw(32),
    recipient: reader.raw(32),
    desk: reader.raw(32),
    stream: hexOf(reader.raw(16)),
  };
}

function readNumbers(reader: FieldReader) {
  return {
    sequence: reader.u64(),
    dispatch: readDispatchId(reader),
    bodyDigest: reader.raw(32),
    approvalCommitment: reader.raw(32),
    attachmentsDigest: reader.raw(32),
    madeAt: reader.u64(),
    senderLog: { size: reader.u64(), root: reader.raw(32) },
    partnerLog: { size: reader.u64(), root: reader.raw(32) },
  };
}

function readDispatchId(reader: FieldReader): DispatchId {
  const id = dispatchIdOf(reader.raw(16));
  if (id.ok) return id.value;
  reader.fault(164);
  return "";
}

/** Takes 3789 bytes apart. Nothing is verified. */
export function readSignedStatement(signed: Uint8Array): Parsed<SignedStatement> {
  if (signed.length !== SIGNED_STATEMENT_BYTES) {
    return refused({ code: "statement_malformed", where: `@${signed.length}` });
  }
  const bytes = copyOf(signed, 0, STATEMENT_BYTES);
  const statement = decodeStatement(bytes);
  if (!statement.ok) return statement;
  const ed25519 = copyOf(signed, STATEMENT_BYTES, MLDSA65_AT);
  return passed({
    statement: statement.value,
    bytes,
    ed25519,
    mldsa65: copyOf(signed, MLDSA65_AT, SIGNED_STATEMENT_BYTES),
  });
}

/** Signs a statement with both algorithms; 3789 bytes. ML-DSA is hedged: two calls differ. */
export async function signStatement(statement: Statement, keys: SigningKeys): Promise<Uint8Array> {
  const bytes = encodeStatement(statement);
  const signature = await signHybrid(messageOf(bytes), keys);
  return concat(bytes, signature.ed25519, signature.mldsa65);
}

/**
 * Verifies both signatures of a signed statement under one sender's keys.
 * @returns the statement, or every fault: `signature_ed25519` at `@416`, `signature_mldsa65` at `@480`
 */
export async function verifyStatement(
  signed: Uint8Array,
  keys: VerifyingKeys,
): Promise<Parsed<VerifiedStatement>> {
  // A copy: the caller may reuse his buffer while the thread pool is still at work.
  const whole = copyOf(signed, 0, signed.length);
  const read = readSignedStatement(whole);
  if (!read.ok) return read;
  const holds = await verifyHybrid(messageOf(read.value.bytes), read.value, keys);
  if (holds.ed25519 && holds.mldsa65) {
    return passed({ statement: read.value.statement, signed: whole, digest: statementDigest(whole) });
  }
  const faults = [];
  if (!holds.ed25519) faults.push({ code: "signature_ed25519", where: `@${STATEMENT_BYTES}` });
  if (!holds.mldsa65) faults.push({ code: "signature_mldsa65", where: `@${MLDSA65_AT}` });
  return refused(...faults);
}

function messageOf(bytes: Uint8Array): Uint8Array {
  return concat(DOMAIN, MODE_SINGLE, sha256(bytes));
}
