import { type AttachmentChunks, attachmentChunks, inPieces, sealChunk } from "./attachment-chunks.ts";
import {
  ATTACHMENT_HEADER_BYTES,
  type AttachmentHeader,
  encodeAttachmentHeader,
  readAttachmentHeader,
  SEALED_CHUNK_BYTES,
} from "./attachment-header.ts";
import { bucketFor, CHUNK_BYTES, chunksOf } from "./cover.ts";
import { encapsulate, type SealingKey } from "./xwing.ts";

/**
 * One sealing of one attachment, so that it can go on after a kill: the same content under the same seal gives the
 * same bytes again. It must never seal other content: whoever keeps it binds it to the one whose digest is signed.
 */
export interface AttachmentSeal {
  /** 1288 bytes, the front of the stream */
  readonly header: Uint8Array;
  /** X-Wing shared secret, 32 bytes: opens the stream; kept sealed, forgotten once delivered */
  readonly secret: Uint8Array;
}

/**
 * Begins a sealing for one node, with fresh randomness (spec/attachments.md §4).
 * @param names who says it to whom, and 16 bytes that name the attachment
 * @param bytes plain bytes; an observer learns the bucket and no more
 */
export function beginAttachment(
  names: Pick<
    AttachmentHeader,
    "suite" | "realm" | "agreementDigest" | "sender" | "recipient" | "attachment"
  >,
  bytes: number,
  to: SealingKey,
): AttachmentSeal {
  const { secret, enc } = encapsulate(to);
  const bucket = bucketFor(bytes);
  const header = encodeAttachmentHeader({
    ...names,
    sealKey: to.digest,
    chunks: chunksOf(bucket),
    bucket,
    enc,
  });
  return { header, secret };
}

/**
 * The sealed stream from any of its bytes on; bounded memory.
 * @param plain gives the plain bytes from a place on, always a whole number of chunks from the start
 * @param from byte of the sealed stream to begin at: what the receiver already holds
 * @throws {TypeError} where `plain` gives more or less than `bytes`: the digest was checked before, so this is a bug
 */
export async function* sealAttachment(input: {
  readonly seal: AttachmentSeal;
  readonly bytes: number;
  readonly plain: (from: number) => AsyncIterable<Uint8Array>;
  readonly from?: number;
}): AsyncGenerator<Uint8Array> {
  const { seal, bytes, plain, from = 0 } = input;
  const header = readAttachmentHeader(seal.header);
  if (!header.ok || header.value.bucket !== bucketFor(bytes))
    throw new TypeError("sealAttachment: not the seal of this attachment");
  if (from < ATTACHMENT_HEADER_BYTES) yield seal.header.subarray(from);
  const behind = Math.max(0, from - ATTACHMENT_HEADER_BYTES);
  const first = Math.floor(behind / SEALED_CHUNK_BYTES);
  const chunks = attachmentChunks(seal.header, header.value, seal.secret);
  let skip = behind - first * SEALED_CHUNK_BYTES;
  for await (const sealed of sealedChunks(chunks, header.value.bucket, bytes, plain, first)) {
    yield sealed.subarray(skip);
    skip = 0;
  }
}

/** Content first, then zeros: a chunk may hold the end of the one and the begin of the other. */
async function* sealedChunks(
  chunks: AttachmentChunks,
  bucket: number,
  bytes: number,
  plain: (from: number) => AsyncIterable<Uint8Array>,
  first: number,
): AsyncGenerator<Uint8Array> {
  let index = first;
  const start = Math.min(first * CHUNK_BYTES, bytes);
  let given = start;
  if (start < bytes) {
    for await (const piece of inPieces(plain(start), CHUNK_BYTES)) {
      given += piece.length;
      if (given > bytes) break;
      yield sealChunk(chunks, index, padded(piece, lengthAt(index, bucket)));
      index += 1;
    }
  }
  if (given !== bytes) throw new TypeError("sealAttachment: not as many bytes as were announced");
  for (; index < chunks.chunks; index += 1)
    yield sealChunk(chunks, index, new Uint8Array(lengthAt(index, bucket)));
}

function lengthAt(index: number, bucket: number): number {
  return Math.min(CHUNK_BYTES, bucket - index * CHUNK_BYTES);
}

function padded(piece: Uint8Array, length: number): Uint8Array {
  if (piece.length === length) return piece;
  const whole = new Uint8Array(length);
  whole.set(piece);
  return whole;
}
