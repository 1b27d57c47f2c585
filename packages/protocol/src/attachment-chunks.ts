import type { Realm } from "@entente/words";
import type { AttachmentHeader } from "./attachment-header.ts";
import { ascii } from "./bytes.ts";
import { chunkAad } from "./chunks.ts";
import { sha256 } from "./fields.ts";
import {
  type Context,
  contextOf,
  openInto,
  type Schedule,
  scheduleFor,
  sealInto,
  TAG_BYTES,
} from "./hpke.ts";

/** Labels of their own: a chunk of an attachment never opens as one of a dispatch, nor across realms (T38). */
const SCHEDULES: Readonly<Record<Realm, Schedule>> = {
  live: scheduleFor(ascii("entente/attachment/v1/live")),
  exercise: scheduleFor(ascii("entente/attachment/v1/exercise")),
};

/** Everything one stream's chunks are sealed and opened with; chunk *i* is HPKE message number *i*. */
export interface AttachmentChunks {
  readonly context: Context;
  /** SHA-256 of the 1288 header bytes, bound into every chunk */
  readonly headerDigest: Uint8Array;
  readonly chunks: number;
}

/** @param secret X-Wing shared secret, 32 bytes */
export function attachmentChunks(
  headerBytes: Uint8Array,
  { realm, chunks }: Pick<AttachmentHeader, "realm" | "chunks">,
  secret: Uint8Array,
): AttachmentChunks {
  return { context: contextOf(SCHEDULES[realm], secret), headerDigest: sha256(headerBytes), chunks };
}

/** Ciphertext and tag of one chunk. */
export function sealChunk(
  { context, headerDigest, chunks }: AttachmentChunks,
  index: number,
  plain: Uint8Array,
): Uint8Array {
  const sealed = new Uint8Array(plain.length + TAG_BYTES);
  sealInto(sealed, 0, context, { index, aad: chunkAad(headerDigest, index, chunks), text: plain });
  return sealed;
}

/** The plain bytes of one chunk, padding included; null where it is not that chunk of that stream. */
export function openChunk(
  { context, headerDigest, chunks }: AttachmentChunks,
  index: number,
  sealed: Uint8Array,
): Uint8Array | null {
  const plain = new Uint8Array(sealed.length - TAG_BYTES);
  const message = { index, aad: chunkAad(headerDigest, index, chunks), text: sealed };
  return openInto(plain, 0, context, message) ? plain : null;
}

/**
 * The same bytes in pieces of `size`, the last one shorter, none empty. Holds one piece and what the source gave
 * last, however long the stream is.
 */
export async function* inPieces(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(size);
  let filled = 0;
  for await (const part of source) {
    for (let at = 0; at < part.length; ) {
      const taken = part.subarray(at, at + size - filled);
      piece.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled < size) continue;
      yield piece;
      piece = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
