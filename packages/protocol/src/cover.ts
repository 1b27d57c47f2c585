import { type Fault, type Parsed, passed, type Realm, refused } from "@entente/words";
import { ascii } from "./bytes.ts";
import { FieldReader, FieldWriter } from "./fields.ts";
import { TAG_BYTES } from "./hpke.ts";
import { readRealm, SUITE } from "./statement.ts";
import { XWING_ENC_BYTES } from "./xwing.ts";

/** Bytes of the readable front. */
export const COVER_BYTES = 1272;
/** Plaintext bytes of every chunk but the last, which may be shorter. */
export const CHUNK_BYTES = 65_536;

const KIB = 1024;
const MIB = 1_048_576;
const MAGIC = ascii("ENTSEAL1");
/** Sizes a payload is padded to; above the last, whole MiB: an observer learns the bucket and no more. */
const BUCKETS: readonly number[] = [4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB];

/** The readable front of a sealed dispatch: what a node needs to route and open it, and no more. */
export interface Cover {
  readonly suite: number;
  readonly realm: Realm;
  readonly agreementDigest: Uint8Array;
  /** `nodeDigest` of the sender */
  readonly sender: Uint8Array;
  /** `nodeDigest` of the recipient */
  readonly recipient: Uint8Array;
  /** SHA-256 of the recipient's raw X-Wing public key */
  readonly sealKey: Uint8Array;
  readonly chunks: number;
  /** plaintext bytes, padding included */
  readonly bucket: number;
  /** X-Wing ciphertext, 1120 bytes */
  readonly enc: Uint8Array;
}

/** The smallest bucket that holds a payload of so many bytes. */
export function bucketFor(size: number): number {
  return BUCKETS.find((bucket) => bucket >= size) ?? Math.ceil(size / MIB) * MIB;
}

/** How many chunks a bucket takes. */
export function chunksOf(bucket: number): number {
  return Math.ceil(bucket / CHUNK_BYTES);
}

/** The 1272 bytes of a cover (spec/sealed-dispatch.md §4). */
export function encodeCover(cover: Cover): Uint8Array {
  return new FieldWriter(COVER_BYTES)
    .raw(MAGIC, 8)
    .u16(cover.suite)
    .u8(cover.realm === "live" ? 0 : 1)
    .u8(0)
    .raw(cover.agreementDigest, 32)
    .raw(cover.sender, 32)
    .raw(cover.recipient, 32)
    .raw(cover.sealKey, 32)
    .u32(cover.chunks)
    .u64(cover.bucket)
    .raw(cover.enc, XWING_ENC_BYTES).bytes;
}

/**
 * Reads the cover at the start of `bytes`; what follows is not looked at. Refuses, all at once: `truncated`,
 * `malformed_cover` (magic, realm, reserved), `unknown_suite`, `bucket` (no such size), `chunk_count`.
 */
export function readCover(bytes: Uint8Array): Parsed<Cover> {
  if (bytes.length < COVER_BYTES) return refused({ code: "truncated", where: `@${bytes.length}` });
  const reader = new FieldReader(bytes, "malformed_cover");
  reader.fixed(MAGIC);
  const suite = reader.u16();
  if (suite !== SUITE) reader.fault(8, "unknown_suite");
  const realm = readRealm(reader, 10);
  reader.fixed(Uint8Array.of(0));
  const cover = {
    suite,
    realm,
    ...readNames(reader),
    chunks: reader.u32(),
    bucket: reader.u64(),
    ...readEnc(reader),
  };
  if (bucketFor(cover.bucket) !== cover.bucket || cover.bucket === 0) reader.fault(144, "bucket");
  else if (cover.chunks !== chunksOf(cover.bucket)) reader.fault(140, "chunk_count");
  return reader.faults.length === 0 ? passed(cover) : refused(...reader.faults);
}

function readNames(reader: FieldReader) {
  return {
    agreementDigest: reader.raw(32),
    sender: reader.raw(32),
    recipient: reader.raw(32),
    sealKey: reader.raw(32),
  };
}

function readEnc(reader: FieldReader) {
  return { enc: reader.raw(XWING_ENC_BYTES) };
}

/** Bytes of the whole sealed dispatch a cover begins: it delimits itself. */
export function sealedLength(cover: Cover): number {
  return COVER_BYTES + cover.bucket + cover.chunks * TAG_BYTES;
}

/**
 * Cuts apart sealed dispatches that stand one after the other (a POST body, a bag file).
 * @param maxCount how many at most; 64 where absent
 * @returns views into `bytes`, at least one; the first broken cover refuses the whole, `where` counted from its start
 */
export function splitSealed(bytes: Uint8Array, maxCount = 64): Parsed<readonly Uint8Array[]> {
  const parts: Uint8Array[] = [];
  let at = 0;
  do {
    if (parts.length === maxCount) return refused({ code: "oversized", where: `@${at}` });
    const cover = readCover(bytes.subarray(at));
    if (!cover.ok) return refused(...cover.faults.map((fault) => shifted(fault, at)));
    const end = at + sealedLength(cover.value);
    if (end > bytes.length) return refused({ code: "truncated", where: `@${bytes.length}` });
    parts.push(bytes.subarray(at, end));
    at = end;
  } while (at < bytes.length);
  return passed(parts);
}

function shifted(fault: Fault, by: number): Fault {
  return { ...fault, where: `@${Number(fault.where.slice(1)) + by}` };
}
