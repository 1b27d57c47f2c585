import { createHash } from "node:crypto";
import { ATTACHMENT_PIECE } from "@entente/contract";
import { inPieces } from "@entente/protocol";
import { type ItemKey, SEAL_OVERHEAD, type Store, StoreFault, VaultFault } from "../../store/door.ts";
import { type AttachmentRecord, piecePlace } from "./record.ts";

const SEALED_PIECE = ATTACHMENT_PIECE + SEAL_OVERHEAD;

/**
 * How attachments lie on the disk: pieces of 64 KiB, each sealed under the item's key with its row and number bound
 * in, one after the other in one blob. Nothing plain is ever in a file, and the key's end is the attachment's.
 */
export interface Held {
  /** plain bytes in whole pieces */
  readonly bytes: number;
  /** size of the blob up to there */
  readonly sealed: number;
  /** whether a piece that was never acknowledged lies behind: a kill in the middle of a write */
  readonly torn: boolean;
}

/** What a blob of so many bytes holds of an attachment. */
export function heldIn(sealedSize: number, bytes: number): Held {
  const whole = sealedLength(bytes);
  if (sealedSize >= whole) return { bytes, sealed: whole, torn: sealedSize > whole };
  const held = heldInPieces(Math.floor(sealedSize / SEALED_PIECE));
  return { ...held, torn: held.sealed !== sealedSize };
}

/** So many full pieces. */
export function heldInPieces(pieces: number): Held {
  return { bytes: pieces * ATTACHMENT_PIECE, sealed: pieces * SEALED_PIECE, torn: false };
}

/** What is held now; a torn end is cut off. Callers see to it that nobody writes meanwhile. */
export async function heldNow(store: Store, record: AttachmentRecord): Promise<Held> {
  const { blob } = record.meta;
  const held = heldIn((await store.blobs.size(blob)) ?? 0, record.bytes);
  if (held.torn) await store.blobs.cut(blob, held.sealed);
  return { ...held, torn: false };
}

/** Adds whole pieces (the last one of the attachment may be shorter) behind what is held; durable when it resolves. */
export async function addPieces(
  store: Store,
  key: ItemKey,
  record: AttachmentRecord,
  held: Held,
  pieces: readonly Uint8Array[],
): Promise<Held> {
  const first = held.bytes / ATTACHMENT_PIECE;
  const sealed = pieces.map((piece, nth) => key.seal(piecePlace(record.row, first + nth), piece));
  const { size } = await store.blobs.append(record.meta.blob, held.sealed, Buffer.concat(sealed));
  return heldIn(size, record.bytes);
}

/**
 * The plain bytes from `from`, where a piece begins, to before `to`, where one ends; a piece at a time.
 * @throws VaultFault where a piece was changed or moved, StoreFault where the blob ends before
 */
export async function* plainOf(
  store: Store,
  key: ItemKey,
  record: AttachmentRecord,
  from = 0,
  to = record.bytes,
): AsyncGenerator<Uint8Array> {
  if (from >= to) return;
  let index = from / ATTACHMENT_PIECE;
  const sealed = store.blobs.read(record.meta.blob, sealedLength(from), sealedLength(to));
  for await (const piece of inPieces(sealed, SEALED_PIECE)) {
    yield key.open(piecePlace(record.row, index), piece);
    index += 1;
  }
}

/** Whether what is at rest is, whole, what the record says; false too where a piece does not open. */
export async function isWhole(store: Store, key: ItemKey, record: AttachmentRecord): Promise<boolean> {
  const digest = createHash("sha256");
  let length = 0;
  try {
    for await (const piece of plainOf(store, key, record)) {
      digest.update(piece);
      length += piece.length;
    }
  } catch (fault) {
    if (isDamage(fault)) return false;
    throw fault;
  }
  return length === record.bytes && digest.digest("hex") === record.meta.sha256;
}

/**
 * What is wrong with one attachment alone, its row, its key or its blob: it waits, and keeps no other back. A store
 * that is broken as a whole is none of these.
 */
export function isItsOwn(fault: unknown): boolean {
  const ofBlob =
    fault instanceof StoreFault && (fault.code === "blob_failed" || fault.code === "row_damaged");
  return ofBlob || isDamage(fault) || fault instanceof TypeError;
}

/** What lies on the disk is not what we wrote. Any other fault is the machinery's. */
export function isDamage(fault: unknown): boolean {
  return fault instanceof VaultFault || (fault instanceof StoreFault && fault.code === "blob_missing");
}

/** What so many plain bytes from the begin on take. */
function sealedLength(bytes: number): number {
  return bytes + Math.ceil(bytes / ATTACHMENT_PIECE) * SEAL_OVERHEAD;
}
