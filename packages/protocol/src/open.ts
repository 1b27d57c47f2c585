import type { Fault, Parsed, Realm } from "@entente/words";
import { hexOf, sameBytes } from "./bytes.ts";
import { openChunks } from "./chunks.ts";
import { isRefusalCode, type RefusalCode } from "./codes.ts";
import { type Cover, readCover, sealedLength } from "./cover.ts";
import { sha256 } from "./fields.ts";
import type { VerifyingKeys } from "./keys.ts";
import { decodePayload, payloadBucket } from "./payload.ts";
import { MAX_BODY } from "./seal.ts";
import { readSignedStatement, type Statement, type VerifiedStatement, verifyStatement } from "./statement.ts";
import { decapsulate, type OpeningKey } from "./xwing.ts";

/** One agreement this node is party to, as far as opening needs it. */
export interface KnownAgreement {
  /** the suite the cover must carry; another is refused, higher or lower */
  readonly suite: number;
  /** keys valid now, by `hexOf(nodeDigest(party, node))` of the partners under this agreement */
  readonly senders: ReadonlyMap<string, readonly VerifyingKeys[]>;
}

/** What the opening node knows. Maps are keyed by lower-case hex of 32-byte digests. */
export interface OpenContext {
  /** own `nodeDigest` */
  readonly self: Uint8Array;
  readonly realm: Realm;
  /** own opening keys that are not erased yet, by `hexOf(key.digest)` */
  readonly openingKeys: ReadonlyMap<string, OpeningKey>;
  /** by `hexOf(agreement digest)` */
  readonly agreements: ReadonlyMap<string, KnownAgreement>;
  /** bytes; `MAX_BODY` where absent */
  readonly maxBody?: number;
}

/** Every chunk and both signatures verified. */
export interface Opened {
  readonly kind: "opened";
  readonly cover: Cover;
  readonly statement: Statement;
  /** the signed statement, 3789 bytes */
  readonly signed: Uint8Array;
  /** `statementDigest(signed)` */
  readonly digest: Uint8Array;
  /** exact body bytes; not parsed */
  readonly body: Uint8Array;
  /** the sender's keys that verified */
  readonly signer: VerifyingKeys;
}

/** Well-formed, addressed to another node. */
export interface NotMine {
  readonly kind: "not_mine";
  readonly cover: Cover;
}

/** Refused. `code` is the first fault's. */
export interface Invalid {
  readonly kind: "invalid";
  readonly code: RefusalCode;
  readonly faults: readonly Fault[];
}

/** The closed outcome of opening. */
export type OpenResult = Opened | NotMine | Invalid;

interface Found {
  readonly cover: Cover;
  readonly key: OpeningKey;
  readonly signers: readonly VerifyingKeys[];
}

/**
 * Opens one sealed dispatch (spec/sealed-dispatch.md §6). Nothing of the content is returned before the last
 * chunk and both signatures have verified. Replay is not judged here: the caller keeps the id store.
 * @param bytes exactly one sealed dispatch
 */
export async function open(bytes: Uint8Array, context: OpenContext): Promise<OpenResult> {
  const cover = readCover(bytes);
  if (!cover.ok) return invalid(cover.faults);
  if (!sameBytes(cover.value.recipient, context.self)) return { kind: "not_mine", cover: cover.value };
  const found = lookUp(cover.value, bytes.length, context);
  if (!found.ok) return invalid(found.faults);
  const unsealed = unseal(bytes, found.value);
  if (!unsealed.ok) return invalid(unsealed.faults);
  const payload = decodePayload(unsealed.value, context.maxBody ?? MAX_BODY);
  if (!payload.ok) return invalid(payload.faults);
  const faults = contradictions(cover.value, payload.value);
  if (faults.length > 0) return invalid(faults);
  return verify(found.value, payload.value);
}

/** Everything the cover can be refused for with what the node knows, all at once, before any costly step. */
function lookUp(cover: Cover, length: number, context: OpenContext): Parsed<Found> {
  const faults: Fault[] = [];
  const agreement = context.agreements.get(hexOf(cover.agreementDigest));
  const signers = agreement?.senders.get(hexOf(cover.sender)) ?? [];
  const key = context.openingKeys.get(hexOf(cover.sealKey));
  if (cover.realm !== context.realm) faults.push(fault("wrong_realm", 10));
  if (agreement === undefined) faults.push(fault("unknown_agreement", 12));
  else if (agreement.suite !== cover.suite) faults.push(fault("suite_mismatch", 8));
  if (agreement !== undefined && signers.length === 0) faults.push(fault("unknown_sender", 44));
  if (key === undefined) faults.push(fault("unknown_seal_key", 108));
  if (cover.bucket > payloadBucket(context.maxBody ?? MAX_BODY)) faults.push(fault("oversized", 144));
  if (length < sealedLength(cover)) faults.push(fault("truncated", length));
  if (length > sealedLength(cover)) faults.push(fault("trailing_bytes", sealedLength(cover)));
  return faults.length > 0 || key === undefined
    ? { ok: false, faults }
    : { ok: true, value: { cover, key, signers } };
}

function unseal(bytes: Uint8Array, { cover, key }: Found): Parsed<Uint8Array> {
  const secret = decapsulate(key, cover.enc);
  if (secret === null) return { ok: false, faults: [fault("seal_broken", 152)] };
  const opened = openChunks(bytes, cover, secret);
  if ("payload" in opened) return { ok: true, value: opened.payload };
  return { ok: false, faults: [{ code: "seal_broken", where: `chunk ${opened.broken}` }] };
}

/** The cover is readable on the wire and unsigned: it counts only where the signed statement says the same. */
function contradictions(cover: Cover, payload: { signed: Uint8Array; body: Uint8Array }): readonly Fault[] {
  const read = readSignedStatement(payload.signed);
  if (!read.ok) return read.faults;
  const { statement } = read.value;
  const faults: Fault[] = [];
  const differ = (where: string) => faults.push({ code: "statement_mismatch", where });
  if (statement.suite !== cover.suite) differ("suite"); // cannot differ while one suite is defined
  if (statement.realm !== cover.realm) differ("realm");
  if (!sameBytes(statement.agreementDigest, cover.agreementDigest)) differ("agreement");
  if (!sameBytes(statement.sender, cover.sender)) differ("sender");
  if (!sameBytes(statement.recipient, cover.recipient)) differ("recipient");
  if (!sameBytes(sha256(payload.body), statement.bodyDigest))
    faults.push({ code: "body_digest", where: "body" });
  return faults;
}

/** A sender has two key pairs only while one replaces the other; both signatures must be of the same pair. */
async function verify(found: Found, payload: { signed: Uint8Array; body: Uint8Array }): Promise<OpenResult> {
  let faults: readonly Fault[] = [];
  for (const signer of found.signers) {
    const verified = await verifyStatement(payload.signed, signer);
    if (verified.ok) return opened(found.cover, verified.value, payload.body, signer);
    faults = verified.faults;
  }
  return invalid(faults);
}

function opened(cover: Cover, verified: VerifiedStatement, body: Uint8Array, signer: VerifyingKeys): Opened {
  return { kind: "opened", cover, ...verified, body, signer };
}

function fault(code: RefusalCode, at: number): Fault {
  return { code, where: `@${at}` };
}

function invalid(faults: readonly Fault[]): Invalid {
  const code = faults[0]?.code;
  if (!isRefusalCode(code)) throw new Error("open: refused without a code of the list");
  return { kind: "invalid", code, faults };
}
