import type { Realm } from "@entente/words";
import { ascii, concat } from "./bytes.ts";
import { CHUNK_BYTES, COVER_BYTES, type Cover, encodeCover, sealedLength } from "./cover.ts";
import { sha256 } from "./fields.ts";
import {
  contextOf,
  type Message,
  openInto,
  type Schedule,
  scheduleFor,
  sealInto,
  TAG_BYTES,
} from "./hpke.ts";

/** Constant `info` per realm: a live dispatch does not open as an exercise, whatever its cover says (T38). */
const SCHEDULES: Readonly<Record<Realm, Schedule>> = {
  live: scheduleFor(ascii("entente/seal/v1/live")),
  exercise: scheduleFor(ascii("entente/seal/v1/exercise")),
};

/** Cover and sealed chunks of one payload, whose length is the cover's bucket. */
export function sealChunks(cover: Cover, payload: Uint8Array, secret: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(sealedLength(cover));
  sealed.set(encodeCover(cover));
  const context = contextOf(SCHEDULES[cover.realm], secret);
  for (const { index, aad } of chunkList(sealed, cover)) {
    const text = payload.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    sealInto(sealed, COVER_BYTES + index * (CHUNK_BYTES + TAG_BYTES), context, { index, aad, text });
  }
  return sealed;
}

/** The payload of a sealed dispatch of the right length, or the number of the first chunk that does not open. */
export function openChunks(
  sealed: Uint8Array,
  cover: Cover,
  secret: Uint8Array,
): { readonly payload: Uint8Array } | { readonly broken: number } {
  const payload = new Uint8Array(cover.bucket);
  const context = contextOf(SCHEDULES[cover.realm], secret);
  for (const { index, aad } of chunkList(sealed, cover)) {
    const from = COVER_BYTES + index * (CHUNK_BYTES + TAG_BYTES);
    const text = sealed.subarray(from, from + CHUNK_BYTES + TAG_BYTES);
    if (!openInto(payload, index * CHUNK_BYTES, context, { index, aad, text })) return { broken: index };
  }
  return { payload };
}

/**
 * What each chunk authenticates: the whole cover, its own number, and whether it is the last. So chunks cannot be
 * dropped, reordered, swapped between dispatches, or cut off at the end.
 */
function* chunkList(sealed: Uint8Array, cover: Cover): Generator<Pick<Message, "index" | "aad">> {
  const digest = sha256(sealed.subarray(0, COVER_BYTES));
  for (let index = 0; index < cover.chunks; index++) {
    yield { index, aad: chunkAad(digest, index, cover.chunks) };
  }
}

/** SHA-256 of the readable front (32 bytes) ‖ u32 index ‖ u8 1 for the last of `chunks`, else 0. */
export function chunkAad(frontDigest: Uint8Array, index: number, chunks: number): Uint8Array {
  const tail = new Uint8Array(5);
  new DataView(tail.buffer).setUint32(0, index);
  tail[4] = index === chunks - 1 ? 1 : 0;
  return concat(frontDigest, tail);
}
