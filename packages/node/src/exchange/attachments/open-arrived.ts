import { ATTACHMENT_PIECE } from "@entente/contract";
import {
  ATTACHMENT_HEADER_BYTES,
  type AttachmentOpening,
  admitAttachment,
  attachmentChunkAt,
  attachmentLength,
  hexOf,
  openAttachment,
} from "@entente/protocol";
import type { Fault, Parsed } from "@entente/words";
import type { ItemKey } from "../../store/door.ts";
import { sha256 } from "../proposal.ts";
import { recordRejection } from "../rejection.ts";
import { addPieces, type Held, heldInPieces, heldNow, isDamage, isItsOwn, plainOf } from "./at-rest.ts";
import { attachmentsToOpen, changeAttachment } from "./attachment-store.ts";
import { contextOf } from "./opening.ts";
import { type AttachmentRecord, openedRow, sealMeta } from "./record.ts";
import { spared } from "./room.ts";
import { type TakingParts, wireOf } from "./take-part.ts";

const AT_ONCE = 64;
/** Pieces that are written together: each write waits for the disk. */
const BATCH = 16;

/**
 * Opens the streams that are here whole, one after the other, into pieces at rest. One that is what the signed body
 * says becomes complete; of any other nothing is kept and nothing was shown. Safe to be stopped at any moment: it
 * goes on behind the last piece that was kept. How many were looked at.
 */
export async function openArrived(parts: TakingParts): Promise<number> {
  const rows = await attachmentsToOpen(parts.store, AT_ONCE);
  for (const row of rows) {
    try {
      const key = await parts.store.vault.key(row.dispatch);
      // What is opened lies beside its stream for a while: one that would fill the disk waits as a whole.
      if (key !== null && (await spared(parts, row.bytes))) await openOne(parts, key, openedRow(key, row));
    } catch (fault) {
      if (!isItsOwn(fault)) throw fault;
    }
  }
  return rows.length;
}

async function openOne(parts: TakingParts, key: ItemKey, record: AttachmentRecord): Promise<void> {
  const wire = wireOf(record);
  const header = await headerOf(parts, wire);
  const admitted = header === null ? null : admitAttachment(header, contextOf(parts, record));
  const result = admitted?.ok ? await unsealed(parts, key, record, admitted.value) : admitted;
  if (result?.ok) {
    const sealedMeta = sealMeta(key, record.row, { ...record.meta, refused: null });
    await parts.store.commit({ steps: [changeAttachment(record, { state: "complete", sealedMeta })] });
    await parts.store.blobs.remove(wire);
    return;
  }
  const fault = result?.faults[0] ?? { code: "truncated", where: "@0" };
  await giveUp(parts, key, record, header ?? new Uint8Array(), fault);
}

/** Null where the stream that the row speaks of is not on the disk any more. */
async function headerOf(parts: TakingParts, wire: string): Promise<Uint8Array | null> {
  const size = await parts.store.blobs.size(wire);
  if (size === null || size < ATTACHMENT_HEADER_BYTES) return null;
  const slices: Uint8Array[] = [];
  for await (const slice of parts.store.blobs.read(wire, 0, ATTACHMENT_HEADER_BYTES)) slices.push(slice);
  return new Uint8Array(Buffer.concat(slices));
}

async function unsealed(
  parts: TakingParts,
  key: ItemKey,
  record: AttachmentRecord,
  opening: AttachmentOpening,
): Promise<Parsed<unknown>> {
  const kept = await heldNow(parts.store, record);
  try {
    return await unsealedFrom(parts, key, record, opening, kept);
  } catch (fault) {
    if (!isDamage(fault) || kept.bytes === 0) throw fault;
    // What an earlier run kept does not open any more: from the begin.
    await parts.store.blobs.cut(record.meta.blob, 0);
    return unsealedFrom(parts, key, record, opening, heldInPieces(0));
  }
}

async function unsealedFrom(
  parts: TakingParts,
  key: ItemKey,
  record: AttachmentRecord,
  opening: AttachmentOpening,
  kept: Held,
): Promise<Parsed<unknown>> {
  const chunk = Math.floor(kept.bytes / ATTACHMENT_PIECE);
  // The last piece of the content may share its chunk with padding that has to be looked at: it is opened again.
  const whole = heldInPieces(chunk);
  if (whole.bytes < kept.bytes) await parts.store.blobs.cut(record.meta.blob, whole.sealed);
  const end = attachmentLength(record.bytes);
  const sealed = parts.store.blobs.read(wireOf(record), attachmentChunkAt(chunk), end);
  const writer = batching(parts, key, record, whole);
  const before = plainOf(parts.store, key, record, 0, whole.bytes);
  const result = await openAttachment(opening, sealed, writer.keep, { chunk, before });
  await writer.flush();
  return result;
}

function batching(parts: TakingParts, key: ItemKey, record: AttachmentRecord, from: Held) {
  let held = from;
  let waiting: Uint8Array[] = [];
  const flush = async () => {
    if (waiting.length === 0) return;
    held = await addPieces(parts.store, key, record, held, waiting);
    waiting = [];
  };
  const keep = async (plain: Uint8Array) => {
    waiting.push(plain);
    if (waiting.length >= BATCH) await flush();
  };
  return { keep, flush };
}

/** Recorded and removed; the sender is told the code when he asks about this sealing. */
async function giveUp(
  parts: TakingParts,
  key: ItemKey,
  record: AttachmentRecord,
  header: Uint8Array,
  { code, where }: Fault,
): Promise<void> {
  const digest = sha256(header);
  await recordRejection(parts, { door: "peer", code, where: `attachment ${where}`, digest });
  const sealedMeta = sealMeta(key, record.row, { ...record.meta, refused: { header: hexOf(digest), code } });
  await parts.store.blobs.remove(record.meta.blob);
  await parts.store.blobs.remove(wireOf(record));
  await parts.store.commit({
    steps: [changeAttachment(record, { state: "awaited", sealedMeta, reserved: 0 })],
  });
}
