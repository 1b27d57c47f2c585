import {
  ATTACHMENT_PIECE,
  type AttachmentView,
  done,
  MOST_ATTACHMENTS,
  type NewAttachment,
  no,
  type Result,
} from "@entente/contract";
import { bytesOfBase64, hexOf } from "@entente/protocol";
import type { Officer } from "../../people/door.ts";
import type { ItemKey } from "../../store/door.ts";
import { oursFor } from "../access.ts";
import { addPieces, heldNow, isWhole } from "../attachments/at-rest.ts";
import { changeAttachment, deleteAttachment, insertAttachment } from "../attachments/attachment-store.ts";
import { type AttachmentRecord, openedRow, sealMeta } from "../attachments/record.ts";
import { attachmentView, named, openedAttachments } from "../attachments/rows.ts";
import type { Turns } from "../attachments/turns.ts";
import { LIFE_THREAT, laneOf } from "../lanes.ts";
import { openDraft } from "../matter.ts";
import type { ExchangeParts } from "../parts.ts";
import type { DispatchRecord } from "../record.ts";
import { changeDispatch } from "../store.ts";

/** What uploads need beside the exchange's parts. */
export interface FileParts extends ExchangeParts {
  readonly turns: Turns;
}

/** Announces a file for a draft. Nothing of it is the draft's before `finishFile`. */
export async function beginFile(
  parts: FileParts,
  officer: Officer,
  draft: string,
  file: NewAttachment,
): Promise<Result<AttachmentView>> {
  const found = await ownDraft(parts, officer, draft);
  if (!found.ok) return found;
  const refusal = await misfit(parts, found.value, file);
  if (refusal !== null) return refusal;
  // One at a time, or two announced at once would both be the twentieth.
  return parts.turns(draft, async () => {
    const opened = await openedAttachments(parts.store, draft);
    if (opened === null) return no("not_found");
    if (opened.records.length >= MOST_ATTACHMENTS)
      return faulty("out_of_bounds", "/attachments", `a dispatch has at most ${MOST_ATTACHMENTS} files`);
    const row = newRow(parts, draft, file, opened.key);
    const place = opened.records.length;
    const committed = await parts.store.commit({
      steps: [insertAttachment(row, place, parts.clock.now()), stillDraft(parts, found.value)],
    });
    if (!committed.committed) return no("changed_meanwhile");
    return done(await attachmentView(parts.store, openedRow(opened.key, row)));
  });
}

/** Adds pieces where the last ones ended. Pieces for another place change nothing: the answer says what is held. */
export async function appendFile(
  parts: FileParts,
  officer: Officer,
  draft: string,
  part: { readonly attachment: string; readonly offset: number; readonly pieces_base64: readonly string[] },
): Promise<Result<AttachmentView>> {
  const found = await ownDraft(parts, officer, draft);
  if (!found.ok) return found;
  return parts.turns(part.attachment, async () => {
    const opened = await uploading(parts, draft, part.attachment);
    if (!opened.ok) return opened;
    const { record, key } = opened.value;
    const pieces = piecesOf(part, record);
    if (!pieces.ok) return pieces;
    const held = await heldNow(parts.store, record);
    if (part.offset === held.bytes) await addPieces(parts.store, key, record, held, pieces.value);
    return done(await attachmentView(parts.store, record));
  });
}

/** Reads the whole back and compares it with what was announced; only then does the file belong to the draft. */
export async function finishFile(
  parts: FileParts,
  officer: Officer,
  draft: string,
  attachment: string,
): Promise<Result<AttachmentView>> {
  const found = await ownDraft(parts, officer, draft);
  if (!found.ok) return found;
  return parts.turns(attachment, async () => {
    const opened = await uploading(parts, draft, attachment);
    if (!opened.ok) return opened;
    const { record, key } = opened.value;
    const held = await heldNow(parts.store, record);
    if (held.bytes < record.bytes)
      return no("state_conflict", { detail: `${held.bytes} of ${record.bytes} bytes are here` });
    if (!(await isWhole(parts.store, key, record))) {
      await parts.store.blobs.remove(record.meta.blob);
      return faulty("attachment_digest", "/sha256", "what came is not what was announced; send it again");
    }
    const committed = await parts.store.commit({
      steps: [changeAttachment(record, { state: "held" }), stillDraft(parts, found.value)],
    });
    if (!committed.committed) return no("changed_meanwhile");
    return done(await attachmentView(parts.store, { ...record, state: "held" }));
  });
}

/** Takes a file off a draft and destroys its bytes. */
export async function removeFile(
  parts: FileParts,
  officer: Officer,
  draft: string,
  attachment: string,
): Promise<Result<{ readonly attachment: string; readonly state: string }>> {
  const found = await ownDraft(parts, officer, draft);
  if (!found.ok) return found;
  return parts.turns(attachment, async () => {
    const opened = await openedAttachments(parts.store, draft);
    const record = named(opened?.records ?? [], attachment);
    if (record === null) return no("not_found");
    const committed = await parts.store.commit({
      steps: [deleteAttachment(record), stillDraft(parts, found.value)],
    });
    if (!committed.committed) return no("changed_meanwhile");
    await parts.store.blobs.remove(record.meta.blob);
    return done({ attachment, state: "removed" });
  });
}

/** A draft of the officer's own: what is proposed or gone takes no more files. */
async function ownDraft(parts: FileParts, officer: Officer, id: string): Promise<Result<DispatchRecord>> {
  const found = await oursFor(parts, officer, id);
  if (!found.ok) return found;
  if (found.value.author !== officer.id)
    return no("not_permitted", { detail: "only its author changes a draft" });
  return found.value.state === "draft"
    ? found
    : no("state_conflict", { detail: `it is ${found.value.state}, not a draft` });
}

/** What the draft does not allow; null where the file fits. */
async function misfit(parts: FileParts, record: DispatchRecord, file: NewAttachment) {
  if (laneOf(record) === LIFE_THREAT)
    return faulty("attachment_in_life_threat", "/attachments", "a life-threat dispatch carries no file");
  if (file.holding === null) return null;
  const opened = await openDraft(parts, record);
  if (opened === null) return no("record_broken");
  const used = opened.reading.parts.some(({ holding }) => holding === file.holding);
  return used ? null : faulty("unknown_holding", "/holding", "the draft uses no such record");
}

/** Submitting reads the files of a version: whoever changes them makes it a newer one, or is too late. */
function stillDraft(parts: FileParts, record: DispatchRecord) {
  return changeDispatch(record.id, { states: ["draft"] }, {}, parts.clock.now());
}

function newRow(parts: FileParts, dispatch: string, file: NewAttachment, key: ItemKey) {
  const row = hexOf(parts.random(16));
  const { name, media_type, sha256, holding, reveals } = file;
  const meta = { id: row, name, media_type, sha256, holding, reveals: [...reveals] };
  const sealedMeta = sealMeta(key, row, {
    ...meta,
    blob: hexOf(parts.random(16)),
    wire: null,
    seal: null,
    tries: 0,
    refused: null,
  });
  return {
    row,
    dispatch,
    direction: "ours",
    state: "uploading",
    bytes: file.bytes,
    reserved: 0,
    sealedMeta,
  } as const;
}

async function uploading(
  parts: FileParts,
  draft: string,
  attachment: string,
): Promise<Result<{ readonly record: AttachmentRecord; readonly key: ItemKey }>> {
  const opened = await openedAttachments(parts.store, draft);
  const record = named(opened?.records ?? [], attachment);
  if (opened === null || record === null) return no("not_found");
  return record.state === "uploading"
    ? done({ record, key: opened.key })
    : no("state_conflict", { detail: `the file is ${record.state}: it takes no more bytes` });
}

/** Every piece is 64 KiB, but for the last one of the file, which ends it. */
function piecesOf(
  part: { readonly offset: number; readonly pieces_base64: readonly string[] },
  { bytes }: AttachmentRecord,
): Result<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for (const [nth, text] of part.pieces_base64.entries()) {
    const piece = bytesOfBase64(text);
    const left = bytes - (part.offset + nth * ATTACHMENT_PIECE);
    const where = `/pieces_base64/${nth}`;
    if (piece === null) return faulty("out_of_bounds", where, "not standard base64");
    if (left <= 0 || piece.length !== Math.min(ATTACHMENT_PIECE, left))
      return faulty("out_of_bounds", where, "not as long as the piece at this place");
    pieces.push(piece);
  }
  return done(pieces);
}

function faulty(code: string, where: string, detail: string) {
  return no("malformed", { faults: [{ code, where, detail }] });
}
