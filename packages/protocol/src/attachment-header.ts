import { type Parsed, passed, type Realm, refused } from "@entente/words";
import { ascii, concat } from "./bytes.ts";
import { bucketFor, CHUNK_BYTES, chunksOf } from "./cover.ts";
import { FieldReader, FieldWriter, sha256 } from "./fields.ts";
import { TAG_BYTES } from "./hpke.ts";
import { readRealm, SUITE } from "./statement.ts";
import { XWING_ENC_BYTES } from "./xwing.ts";

/** Bytes of the readable front of a sealed attachment. */
export const ATTACHMENT_HEADER_BYTES = 1288;
/** Plain bytes of every chunk but the last, which may be shorter. */
export const ATTACHMENT_CHUNK_BYTES = CHUNK_BYTES;
/** A sealed chunk: ciphertext and tag. */
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

const MAGIC = ascii("ENTATCH1");
const LIST_DOMAIN = ascii("entente/attachments/v1\0");

/** What the signed body of a dispatch says of one attachment. */
export interface AnnouncedAttachment {
  /** 16 random bytes */
  readonly id: Uint8Array;
  /** plain bytes */
  readonly bytes: number;
  /** SHA-256 of all plain bytes, 32 bytes */
  readonly sha256: Uint8Array;
}

/** The readable front of a sealed attachment: what a node needs to find what it belongs to, and to open it. */
export interface AttachmentHeader {
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
  /** plain bytes, padding included */
  readonly bucket: number;
  /** 16 bytes, as the signed body names it */
  readonly attachment: Uint8Array;
  /** X-Wing ciphertext, 1120 bytes */
  readonly enc: Uint8Array;
}

/** The 1288 bytes of a header (spec/attachments.md §3). */
export function encodeAttachmentHeader(header: AttachmentHeader): Uint8Array {
  return new FieldWriter(ATTACHMENT_HEADER_BYTES)
    .raw(MAGIC, 8)
    .u16(header.suite)
    .u8(header.realm === "live" ? 0 : 1)
    .u8(0)
    .raw(header.agreementDigest, 32)
    .raw(header.sender, 32)
    .raw(header.recipient, 32)
    .raw(header.sealKey, 32)
    .u32(header.chunks)
    .u64(header.bucket)
    .raw(header.attachment, 16)
    .raw(header.enc, XWING_ENC_BYTES).bytes;
}

/**
 * Reads the header at the start of `bytes`; what follows is not looked at. Refuses, all at once: `truncated`,
 * `malformed_header` (magic, realm, reserved), `unknown_suite`, `bucket` (no such size), `chunk_count`.
 */
export function readAttachmentHeader(bytes: Uint8Array): Parsed<AttachmentHeader> {
  if (bytes.length < ATTACHMENT_HEADER_BYTES)
    return refused({ code: "truncated", where: `@${bytes.length}` });
  const reader = new FieldReader(bytes, "malformed_header");
  reader.fixed(MAGIC);
  const suite = reader.u16();
  if (suite !== SUITE) reader.fault(8, "unknown_suite");
  const realm = readRealm(reader, 10);
  reader.fixed(Uint8Array.of(0));
  const header = { suite, realm, ...readRest(reader) };
  if (header.bucket === 0 || bucketFor(header.bucket) !== header.bucket) reader.fault(144, "bucket");
  else if (header.chunks !== chunksOf(header.bucket)) reader.fault(140, "chunk_count");
  return reader.faults.length === 0 ? passed(header) : refused(...reader.faults);
}

/** The fields behind suite and realm; object members are read in the order they are written here. */
function readRest(reader: FieldReader) {
  return {
    agreementDigest: reader.raw(32),
    sender: reader.raw(32),
    recipient: reader.raw(32),
    sealKey: reader.raw(32),
    chunks: reader.u32(),
    bucket: reader.u64(),
    attachment: reader.raw(16),
    enc: reader.raw(XWING_ENC_BYTES),
  };
}

/** Bytes on the wire of an attachment of so many plain bytes: header and sealed chunks. */
export function attachmentLength(bytes: number): number {
  const bucket = bucketFor(bytes);
  return ATTACHMENT_HEADER_BYTES + bucket + chunksOf(bucket) * TAG_BYTES;
}

/** Where a chunk begins in the stream. */
export function attachmentChunkAt(index: number): number {
  return ATTACHMENT_HEADER_BYTES + index * SEALED_CHUNK_BYTES;
}

/**
 * The digest a statement carries of the attachments its body lists, in their order (spec/attachments.md §2); 32
 * zeros where there are none. It binds them for whoever holds the statement and not the body.
 */
export function attachmentsDigest(attachments: readonly AnnouncedAttachment[]): Uint8Array {
  if (attachments.length === 0) return new Uint8Array(32);
  const entries = attachments.map(
    ({ id, bytes, sha256: digest }) => new FieldWriter(56).raw(id, 16).u64(bytes).raw(digest, 32).bytes,
  );
  return sha256(concat(LIST_DOMAIN, ...entries));
}
