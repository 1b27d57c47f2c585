import {
  ATTACHMENT_PIECE,
  type AttachmentView,
  done,
  no,
  PIECES_OF_A_PART,
  type Result,
} from "@entente/contract";
import type { Officer } from "../../people/door.ts";
import { dispatchFor } from "../access.ts";
import { plainOf } from "../attachments/at-rest.ts";
import type { AttachmentRecord } from "../attachments/record.ts";
import { whyNoRoom } from "../attachments/room.ts";
import { attachmentView, named, openedAttachments } from "../attachments/rows.ts";
import { readSince } from "../marks-store.ts";
import type { ExchangeParts } from "../parts.ts";
import { recordRead } from "../read-mark.ts";
import type { DispatchRecord } from "../record.ts";

const PART = ATTACHMENT_PIECE * PIECES_OF_A_PART;
/** One reading of a large file is many parts: they stand under one mark for so long, milliseconds. */
const ONE_READING = 3_600_000;

/** Who knows why a file of ours waits, by our own name of it. */
export interface WaitingFiles {
  readonly waiting: (row: string) => string | null;
}

/** The files of a dispatch at one of the officer's desks. Their names are content: the read is recorded. */
export async function listFiles(
  parts: ExchangeParts & WaitingFiles,
  officer: Officer,
  id: string,
): Promise<Result<{ items: AttachmentView[] }>> {
  const found = await fileHolder(parts, officer, id);
  if (!found.ok) return found;
  const opened = await openedAttachments(parts.store, id);
  if (opened === null) return no("not_found");
  await recordRead(parts, officer, id, "list");
  return done({
    items: await Promise.all(
      opened.records.map(async (record) => attachmentView(parts.store, record, await waits(parts, record))),
    ),
  });
}

/** A dispatch whose files are read: not one that its sender has asked back. */
async function fileHolder(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
): Promise<Result<DispatchRecord>> {
  const found = await dispatchFor(parts, officer, id);
  const shut = found.ok && found.value.state === "recalled" && found.value.direction === "theirs";
  return shut ? no("state_conflict", { detail: "its sender has recalled it" }) : found;
}

/** Of ours what the partner said last, of theirs whether there is room here. */
async function waits(parts: ExchangeParts & WaitingFiles, record: AttachmentRecord): Promise<string | null> {
  if (record.direction === "theirs") return whyNoRoom(parts, record);
  return record.state === "queued" ? parts.waiting(record.row) : null;
}

/**
 * 512 KiB of a file, the last part shorter. Nothing of one that is not whole and checked; the read is on the domestic
 * log before a byte is served.
 */
export async function readFilePart(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  which: { readonly attachment: string; readonly part: number },
): Promise<Result<Uint8Array>> {
  const found = await fileHolder(parts, officer, id);
  if (!found.ok) return found;
  const opened = await openedAttachments(parts.store, id);
  const record = named(opened?.records ?? [], which.attachment);
  if (opened === null || record === null) return no("not_found");
  if (!isReadable(record))
    return no("state_conflict", {
      detail: `the file is ${record.state}: nothing of it is shown before it is whole`,
    });
  const from = which.part * PART;
  if (from >= record.bytes) return no("not_found");
  await markRead(parts, officer, record);
  const pieces: Uint8Array[] = [];
  const to = Math.min(from + PART, record.bytes);
  for await (const piece of plainOf(parts.store, opened.key, record, from, to)) pieces.push(piece);
  return done(new Uint8Array(Buffer.concat(pieces)));
}

/** Ours once its digest was checked, theirs once the whole was what the signed body says. */
function isReadable({ direction, state }: AttachmentRecord): boolean {
  return direction === "theirs" ? state === "complete" : state !== "uploading";
}

async function markRead(parts: ExchangeParts, officer: Officer, record: AttachmentRecord): Promise<void> {
  const item = `${record.dispatch}/${record.meta.id}`;
  const since = parts.clock.now() - ONE_READING;
  if (await readSince(parts.store, officer.id, item, since)) return;
  await recordRead(parts, officer, item, "attachment");
}
