import { createHash } from "node:crypto";
import {
  type AttachmentSeal,
  attachmentLength,
  base64Of,
  beginAttachment,
  bytesOfBase64,
  bytesOfHex,
  type RefusalCode,
  readAttachmentHeader,
  SUITE,
  sameBytes,
  sealAttachment,
} from "@entente/protocol";
import type { ItemKey } from "../../store/door.ts";
import { anythingDue } from "../outbox-store.ts";
import type { SealingParts } from "../seal.ts";
import { dispatchById } from "../store.ts";
import { isItsOwn, plainOf } from "./at-rest.ts";
import { attachmentsToSend, changeAttachment } from "./attachment-store.ts";
import { decodePartAnswer, encodePart, MOST_OF_A_PART, type PartAnswer } from "./part.ts";
import { openPatience, type Patience } from "./patience.ts";
import { type AttachmentRecord, openedRow, sealMeta } from "./record.ts";

/** Carries what was released with its dispatch to the partner, a part at a time. One instance a partner. */
export interface Courier {
  /** Posts one part, where one may go now; whether another one may go at once. Never throws for an absent partner. */
  step(): Promise<boolean>;
  /** Why a stream waits, by our own name of it, where the partner has said why; else null. */
  waiting(row: string): string | null;
}

/** Streams that wait after a failure are passed over: more than so many of them would hide the next. */
const LOOKED_AT = 200;
/** A stream that the partner could not open may have been damaged on his disk: so many seals, then people look. */
const MOST_SEALS = 3;

/** A stream with everything to go on: a seal that is on the disk, since the same bytes must come after a kill. */
interface Sending {
  readonly record: AttachmentRecord;
  readonly key: ItemKey;
  readonly seal: AttachmentSeal;
  readonly sealing: string;
}

/** Opens the courier. Attachments are below every lane: no part goes while a dispatch is due. */
export function openCourier(parts: SealingParts): Courier {
  const patience = openPatience(parts);
  const partner = parts.treaty.partner.party;
  return {
    waiting: patience.waiting,
    async step() {
      if (await anythingDue(parts.store, partner, parts.clock.now())) return false;
      const rows = await attachmentsToSend(parts.store, LOOKED_AT);
      const row = rows.find((one) => patience.mayGo(one.row));
      if (row === undefined) return false;
      const dispatch = await dispatchById(parts.store, row.dispatch);
      const key = await parts.store.vault.key(row.dispatch);
      // What stops a dispatch of this class stops its files; one whose key was destroyed is nobody's any more.
      if (dispatch === null || key === null || (await parts.waits(dispatch)) !== null)
        return patience.backOff(row.row);
      try {
        return await sendPart(parts, patience, await sealedFor(parts, key, openedRow(key, row)));
      } catch (fault) {
        if (!isItsOwn(fault)) throw fault;
        // Its own and nobody else's: those behind it go on at once.
        patience.backOff(row.row);
        return true;
      }
    },
  };
}

async function sendPart(parts: SealingParts, patience: Patience, sending: Sending): Promise<boolean> {
  const { record, sealing } = sending;
  const held = patience.heldOf(record.row, sealing);
  const answer = await post(parts, sending, held);
  if (answer === null) return patience.backOff(record.row);
  if (answer.state === "refused") return settleRefusal(parts, patience, sending, answer.code);
  if (answer.state === "complete") {
    await settle(parts, sending, "delivered");
    patience.forget(record.row);
    return true;
  }
  // A partner who answers and keeps nothing would have the same part posted for ever.
  const stuck = held !== null && answer.held <= held;
  if (answer.state === "waiting") return patience.backOff(record.row, "no_room");
  if (answer.state === "checking" || stuck) return patience.backOff(record.row);
  patience.moved(record.row, sealing, answer.held);
  return true;
}

async function settleRefusal(
  parts: SealingParts,
  patience: Patience,
  sending: Sending,
  code: RefusalCode,
): Promise<boolean> {
  const { record, sealing } = sending;
  // He has lost the dispatch, or has not got it again yet: it will be told to him first.
  if (code === "unknown_attachment") return patience.backOff(record.row);
  const again = await mayTryAgain(parts, sending, code);
  await settle(parts, sending, again ? "queued" : "refused", { header: sealing, code });
  patience.forget(record.row);
  return again;
}

/** The stream's seal: the one on the disk, or a fresh one that is on the disk before its first byte is anywhere. */
async function sealedFor(parts: SealingParts, key: ItemKey, record: AttachmentRecord): Promise<Sending> {
  const kept = record.meta.seal === null ? null : sealOf(record.meta.seal);
  if (kept !== null) return { record, key, seal: kept, sealing: sealingOf(kept) };
  const { treaty } = parts;
  const seal = beginAttachment(
    {
      suite: SUITE,
      realm: treaty.realm,
      agreementDigest: treaty.firstDigest,
      sender: treaty.us.digest,
      recipient: treaty.partner.digest,
      attachment: bytesOfHex(record.meta.id) ?? new Uint8Array(),
    },
    record.bytes,
    await parts.partnerKeys.sealing(),
  );
  const meta = { ...record.meta, seal: base64Of(Buffer.concat([seal.header, seal.secret])) };
  const sealedMeta = sealMeta(key, record.row, meta);
  await parts.store.commit({ steps: [changeAttachment(record, { state: "queued", sealedMeta })] });
  return { record: { ...record, meta, sealedMeta }, key, seal, sealing: sealingOf(seal) };
}

function sealOf(text: string): AttachmentSeal {
  const bytes = bytesOfBase64(text) ?? new Uint8Array();
  return { header: bytes.slice(0, -32), secret: bytes.slice(-32) };
}

function sealingOf({ header }: AttachmentSeal): string {
  return createHash("sha256").update(header).digest("hex");
}

/** One POST: the part behind what the partner holds, or an empty one that asks. Null where no answer makes sense. */
async function post(parts: SealingParts, sending: Sending, held: number | null): Promise<PartAnswer | null> {
  const { record, sealing } = sending;
  const total = attachmentLength(record.bytes);
  const bytes = held === null || held >= total ? new Uint8Array() : await partFrom(parts, sending, held);
  const { dispatch, meta } = record;
  const body = encodePart({ dispatch, attachment: meta.id, sealing, offset: held ?? 0, bytes });
  const answer = await parts.line.post("/peer/v1/attachments", body).catch(() => null);
  const said = answer === null || answer.status !== 200 ? null : decodePartAnswer(answer.body);
  return said !== null && said.held <= total ? said : null;
}

async function partFrom(
  parts: SealingParts,
  { record, key, seal }: Sending,
  from: number,
): Promise<Uint8Array> {
  const plain = (at: number) => plainOf(parts.store, key, record, at);
  const slices: Uint8Array[] = [];
  let room = MOST_OF_A_PART;
  for await (const sealed of sealAttachment({ seal, bytes: record.bytes, plain, from })) {
    slices.push(sealed.subarray(0, room));
    room -= sealed.length;
    if (room <= 0) break;
  }
  return new Uint8Array(Buffer.concat(slices));
}

/** Sealed to a key he has replaced meanwhile: once more to the newest. Otherwise a few times, in case of damage. */
async function mayTryAgain(
  parts: SealingParts,
  { record, seal }: Sending,
  code: RefusalCode,
): Promise<boolean> {
  if (code === "erased") return false;
  if (code === "unknown_seal_key") {
    const header = readAttachmentHeader(seal.header);
    const newest = await parts.partnerKeys.sealing();
    if (header.ok && !sameBytes(header.value.sealKey, newest.digest)) return true;
  }
  return record.meta.tries + 1 < MOST_SEALS;
}

/** The seal's secret is forgotten whatever the end was. */
async function settle(
  parts: SealingParts,
  { record, key }: Sending,
  state: "queued" | "delivered" | "refused",
  refused: { readonly header: string; readonly code: string } | null = null,
): Promise<void> {
  const tries = refused === null ? 0 : record.meta.tries + 1;
  const sealedMeta = sealMeta(key, record.row, { ...record.meta, seal: null, tries, refused });
  await parts.store.commit({ steps: [changeAttachment(record, { state, sealedMeta })] });
}
