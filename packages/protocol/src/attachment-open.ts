import { createHash } from "node:crypto";
import { type Fault, type Parsed, passed, type Realm, refused } from "@entente/words";
import { type AttachmentChunks, attachmentChunks, inPieces, openChunk } from "./attachment-chunks.ts";
import {
  type AnnouncedAttachment,
  ATTACHMENT_HEADER_BYTES,
  type AttachmentHeader,
  attachmentChunkAt,
  attachmentLength,
  readAttachmentHeader,
  SEALED_CHUNK_BYTES,
} from "./attachment-header.ts";
import { copyOf, hexOf, sameBytes } from "./bytes.ts";
import type { RefusalCode } from "./codes.ts";
import { bucketFor, CHUNK_BYTES } from "./cover.ts";
import { TAG_BYTES } from "./hpke.ts";
import { decapsulate, type OpeningKey } from "./xwing.ts";

/** What the opening node knows: itself, the one partner whose dispatch announced it, and what was announced. */
export interface AttachmentContext {
  /** own `nodeDigest` */
  readonly self: Uint8Array;
  readonly realm: Realm;
  /** the agreement's suite; another is refused, higher or lower */
  readonly suite: number;
  readonly agreementDigest: Uint8Array;
  /** `nodeDigest` of the sender of the dispatch */
  readonly sender: Uint8Array;
  /** own opening keys that are not erased yet, by `hexOf(key.digest)` */
  readonly openingKeys: ReadonlyMap<string, OpeningKey>;
  /** read from the signed body, never from the stream */
  readonly announced: AnnouncedAttachment;
}

/** A header that fits what was announced, and the keys of its chunks. Nothing of the content is known yet. */
export interface AttachmentOpening {
  readonly header: AttachmentHeader;
  readonly announced: AnnouncedAttachment;
  readonly chunks: AttachmentChunks;
}

/**
 * Judges the 1288 bytes before a stream (spec/attachments.md §5, steps 1 to 3), so that a node takes no stream it
 * could never open: everything at once that the header can be refused for.
 */
export function admitAttachment(bytes: Uint8Array, context: AttachmentContext): Parsed<AttachmentOpening> {
  const read = readAttachmentHeader(bytes);
  if (!read.ok) return read;
  const header = read.value;
  if (!sameBytes(header.recipient, context.self)) return refused(fault("not_recipient", 76));
  const key = context.openingKeys.get(hexOf(header.sealKey));
  const faults = contradictions(header, context);
  if (key === undefined) faults.push(fault("unknown_seal_key", 108));
  if (key === undefined || faults.length > 0) return refused(...faults);
  const secret = decapsulate(key, header.enc);
  if (secret === null) return refused(fault("seal_broken", 168));
  const headerBytes = copyOf(bytes, 0, ATTACHMENT_HEADER_BYTES);
  const { announced } = context;
  return passed({ header, announced, chunks: attachmentChunks(headerBytes, header, secret) });
}

function contradictions(header: AttachmentHeader, context: AttachmentContext): Fault[] {
  const faults: Fault[] = [];
  const { announced } = context;
  if (header.realm !== context.realm) faults.push(fault("wrong_realm", 10));
  if (!sameBytes(header.agreementDigest, context.agreementDigest))
    faults.push(fault("unknown_agreement", 12));
  if (header.suite !== context.suite) faults.push(fault("suite_mismatch", 8));
  if (!sameBytes(header.sender, context.sender)) faults.push(fault("unknown_sender", 44));
  if (header.bucket !== bucketFor(announced.bytes)) faults.push(fault("bucket", 144));
  if (!sameBytes(header.attachment, announced.id)) faults.push(fault("attachment_mismatch", 152));
  return faults;
}

/**
 * Opens a stream chunk by chunk (steps 4 to 6). Each chunk's plain bytes go to `keep` once they are authentic, and
 * **none of them is good before this resolves `ok`**: a stream that is cut, or whose whole is not what the signed
 * body says, is refused at its end. Padding is looked at and not kept.
 * @param sealed the sealed chunks, without the header; from chunk `resumed.chunk` on where resumed
 * @param keep resolves when the bytes are kept apart; what it rejects with is passed on
 * @param resumed where a stopped opening goes on: the number of whole chunks kept, and their plain bytes again
 * @throws {TypeError} where `resumed.before` is not as long as it says: our own record, so this is a bug
 */
export async function openAttachment(
  opening: AttachmentOpening,
  sealed: AsyncIterable<Uint8Array>,
  keep: (plain: Uint8Array) => Promise<void>,
  resumed: { readonly chunk: number; readonly before: AsyncIterable<Uint8Array> } | null = null,
): Promise<Parsed<AnnouncedAttachment>> {
  const { header, announced, chunks } = opening;
  const digest = createHash("sha256");
  let index = resumed?.chunk ?? 0;
  if (resumed !== null)
    await digestBefore(digest, resumed.before, Math.min(index * CHUNK_BYTES, announced.bytes));
  for await (const piece of inPieces(sealed, SEALED_CHUNK_BYTES)) {
    const wrong = misplaced(piece, index, header, announced);
    if (wrong !== null) return refused(wrong);
    const plain = openChunk(chunks, index, piece);
    if (plain === null) return refused({ code: "seal_broken", where: `chunk ${index}` });
    const at = index * CHUNK_BYTES;
    const content = plain.subarray(0, Math.max(0, announced.bytes - at));
    const dirty = firstNonZero(plain, content.length);
    if (dirty !== -1) return refused(fault("padding", at + dirty));
    digest.update(content);
    if (content.length > 0) await keep(content);
    index += 1;
  }
  if (index < header.chunks) return refused(fault("truncated", attachmentChunkAt(index)));
  const whole = new Uint8Array(digest.digest());
  return sameBytes(whole, announced.sha256)
    ? passed(announced)
    : refused({ code: "attachment_digest", where: "sha256" });
}

/** A piece that cannot be the chunk at its place, by its length alone. */
function misplaced(
  piece: Uint8Array,
  index: number,
  header: AttachmentHeader,
  announced: AnnouncedAttachment,
): Fault | null {
  const end = attachmentLength(announced.bytes);
  if (index >= header.chunks) return fault("trailing_bytes", end);
  const expected = Math.min(CHUNK_BYTES, header.bucket - index * CHUNK_BYTES) + TAG_BYTES;
  if (piece.length < expected) return fault("truncated", attachmentChunkAt(index) + piece.length);
  return piece.length > expected ? fault("trailing_bytes", end) : null;
}

async function digestBefore(
  digest: ReturnType<typeof createHash>,
  before: AsyncIterable<Uint8Array>,
  expected: number,
): Promise<void> {
  let length = 0;
  for await (const part of before) {
    length += part.length;
    digest.update(part);
  }
  if (length !== expected) throw new TypeError("openAttachment: resumed with another number of bytes");
}

function firstNonZero(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) if (bytes[at] !== 0) return at;
  return -1;
}

function fault(code: RefusalCode, at: number): Fault {
  return { code, where: `@${at}` };
}
