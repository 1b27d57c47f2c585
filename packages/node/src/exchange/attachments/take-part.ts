import { createHash } from "node:crypto";
import {
  ATTACHMENT_HEADER_BYTES,
  admitAttachment,
  attachmentLength,
  isRefusalCode,
  type RefusalCode,
} from "@entente/protocol";
import type { ItemKey } from "../../store/door.ts";
import type { PeerAnswer } from "../port.ts";
import { sha256 } from "../proposal.ts";
import type { ReceivingParts } from "../receive.ts";
import { recordRejection } from "../rejection.ts";
import { dispatchById } from "../store.ts";
import { changeAttachment } from "./attachment-store.ts";
import { contextOf } from "./opening.ts";
import { decodePart, encodePartAnswer, type PartAnswer, type StreamPart } from "./part.ts";
import { type AttachmentRecord, sealMeta } from "./record.ts";
import { promised, spared } from "./room.ts";
import { named, openedAttachments } from "./rows.ts";
import type { Turns } from "./turns.ts";

/** What taking streams needs beside the receiving parts. */
export interface TakingParts extends ReceivingParts {
  readonly turns: Turns;
}

/**
 * POST /peer/v1/attachments. Only what a stored dispatch of the partner's announces is taken, no more of it than was
 * announced, each part where the last one ended. What is refused is recorded and nothing of it is kept.
 */
export async function takePart(parts: TakingParts, body: Uint8Array): Promise<PeerAnswer> {
  const part = decodePart(body);
  if (!part.ok) {
    const { code, where } = part.faults[0] ?? { code: "attachment_malformed", where: "" };
    await recordRejection(parts, { door: "peer", code, where, digest: sha256(body) });
    return {
      status: 400,
      type: "application/json",
      body: new TextEncoder().encode(JSON.stringify({ code })),
    };
  }
  const answer = await parts.turns(part.value.attachment, () => takeInTurn(parts, part.value));
  return { status: 200, type: "application/json", body: encodePartAnswer(answer) };
}

async function takeInTurn(parts: TakingParts, part: StreamPart): Promise<PartAnswer> {
  const opened = await openedAttachments(parts.store, part.dispatch);
  const record = named(opened?.records ?? [], part.attachment);
  // Not recorded: after a restore here, an honest partner asks about each of his attachments until it has come again.
  if (opened === null || record === null || record.direction !== "theirs")
    return { state: "refused", held: 0, code: await codeOfNone(parts, part.dispatch) };
  const total = attachmentLength(record.bytes);
  if (record.state === "complete") return { state: "complete", held: total };
  if (record.state === "checking") return { state: "checking", held: total };
  const before = record.meta.refused;
  if (before !== null && before.header === part.sealing)
    return {
      state: "refused",
      held: 0,
      code: isRefusalCode(before.code) ? before.code : "attachment_malformed",
    };
  return add(parts, { record, key: opened.key }, part, total);
}

/** Whoever erased a dispatch wants no file of it: said, or its sender would ask for ever. */
async function codeOfNone({ store, treaty }: TakingParts, dispatch: string): Promise<RefusalCode> {
  const row = await dispatchById(store, dispatch);
  const theirs = row !== null && row.direction === "theirs" && row.fromParty === treaty.partner.party;
  return theirs && row.state === "erased" ? "erased" : "unknown_attachment";
}

interface Awaited {
  readonly record: AttachmentRecord;
  readonly key: ItemKey;
}

async function add(
  parts: TakingParts,
  awaited: Awaited,
  part: StreamPart,
  total: number,
): Promise<PartAnswer> {
  const wire = wireOf(awaited.record);
  let held = await heldOf(parts, wire, part.sealing);
  // Asked even where nothing is brought: a sender who asks first sends no bytes that would be thrown away.
  if ((await promised(parts, awaited.record)) !== null) return { state: "waiting", held };
  if (!(await spared(parts, part.bytes.length))) return { state: "waiting", held };
  if (part.bytes.length === 0) return { state: "partial", held };
  if (part.offset === 0 && held === 0) {
    const fault = faultOfHeader(parts, awaited.record, part);
    if (fault !== null) return refuse(parts, awaited, part, fault);
    // Whatever lay here was of another sealing, or the torn begin of this one.
    await parts.store.blobs.cut(wire, 0);
  }
  if (part.offset !== held) return { state: "partial", held };
  if (part.offset + part.bytes.length > total)
    return refuse(parts, awaited, part, { code: "trailing_bytes", where: `@${total}` });
  held = (await parts.store.blobs.append(wire, held, part.bytes)).size;
  if (held < total) return { state: "partial", held };
  await parts.store.commit({ steps: [changeAttachment(awaited.record, { state: "checking" })] });
  return { state: "checking", held };
}

/** How much of this very sealing lies here; 0 where it is another one, or less than its header. */
async function heldOf(parts: TakingParts, wire: string, sealing: string): Promise<number> {
  const size = (await parts.store.blobs.size(wire)) ?? 0;
  if (size < ATTACHMENT_HEADER_BYTES) return 0;
  const digest = createHash("sha256");
  for await (const slice of parts.store.blobs.read(wire, 0, ATTACHMENT_HEADER_BYTES)) digest.update(slice);
  return digest.digest("hex") === sealing ? size : 0;
}

function faultOfHeader(parts: TakingParts, record: AttachmentRecord, part: StreamPart) {
  const header = part.bytes.subarray(0, ATTACHMENT_HEADER_BYTES);
  if (createHash("sha256").update(header).digest("hex") !== part.sealing)
    return { code: "attachment_mismatch", where: "sealing" };
  const admitted = admitAttachment(header, contextOf(parts, record));
  return admitted.ok ? null : (admitted.faults[0] ?? { code: "malformed_header", where: "" });
}

/** Recorded, removed, and remembered for this sealing: the sender is told the same until he seals anew. */
async function refuse(
  parts: TakingParts,
  { record, key }: Awaited,
  part: StreamPart,
  { code, where }: { readonly code: string; readonly where: string },
): Promise<PartAnswer> {
  const word: RefusalCode = isRefusalCode(code) ? code : "attachment_malformed";
  await recordRejection(parts, {
    door: "peer",
    code: word,
    where: `attachment ${where}`,
    digest: sha256(part.bytes),
  });
  const meta = { ...record.meta, refused: { header: part.sealing, code: word } };
  const sealedMeta = sealMeta(key, record.row, meta);
  await parts.store.commit({
    steps: [changeAttachment(record, { state: "awaited", sealedMeta, reserved: 0 })],
  });
  await parts.store.blobs.remove(wireOf(record));
  return { state: "refused", held: 0, code: word };
}

/** @throws TypeError where a row of the partner's has no blob for its stream: we made it with one */
export function wireOf({ meta }: AttachmentRecord): string {
  if (meta.wire === null) throw new TypeError("an arrived attachment has a blob for its stream");
  return meta.wire;
}
