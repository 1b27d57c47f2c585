import { attachmentLength } from "@entente/protocol";
import type { ExchangeParts } from "../parts.ts";
import { dispatchById } from "../store.ts";
import { reserve, reservedBy, reservedFor, unbegun } from "./attachment-store.ts";
import type { AttachmentRow } from "./record.ts";
import type { Turns } from "./turns.ts";

/**
 * How much of our disk a partner may take with files that nobody here has taken yet, in bytes of sealed streams. A
 * partner may announce as much as he likes: what has no room is not asked for until there is some (T25, T34).
 */
export interface RoomLimits {
  /** all files of one partner's dispatches that no officer has taken */
  readonly partner: number;
  /** the files of one such dispatch: a larger one comes when an officer has taken it */
  readonly dispatch: number;
  /** left free on the disk whatever was promised: a full disk would stop the store, and with it every lane */
  readonly spare: number;
}

const GIB = 1024 ** 3;
/** Ours: no agreement and no law names a figure. `attachment_room` of node.json sets others. */
export const OUR_ROOM: RoomLimits = { partner: 8 * GIB, dispatch: 2 * GIB, spare: GIB };

/** Why nothing more of a file is asked for. */
export type NoRoom = "dispatch_room" | "partner_room" | "disk_room";

type Parts = Pick<ExchangeParts, "store" | "treaty" | "room">;

/** States of an arrival that an officer has taken: what he wants is his to judge, and only the disk's end counts. */
const TAKEN: readonly string[] = ["assigned", "answered"];

export function limitsOf({ room }: Pick<ExchangeParts, "room">): RoomLimits {
  return room ?? OUR_ROOM;
}

/** Whether so many more bytes leave what must stay free. A store that keeps no blobs has no disk to fill. */
export async function spared(parts: Parts, bytes: number): Promise<boolean> {
  const free = await parts.store.blobs.free();
  return free === null || free - bytes >= limitsOf(parts).spare;
}

/** Why a file may not begin; null where there is room for the whole of it, or where it was promised room before. */
export async function whyNoRoom(parts: Parts, row: AttachmentRow): Promise<NoRoom | null> {
  if (row.state !== "awaited" || row.reserved > 0) return null;
  const bytes = attachmentLength(row.bytes);
  if (!(await spared(parts, bytes))) return "disk_room";
  const dispatch = await dispatchById(parts.store, row.dispatch);
  if (dispatch === null || TAKEN.includes(dispatch.state)) return null;
  const limits = limitsOf(parts);
  if ((await reservedFor(parts.store, row.dispatch)) + bytes > limits.dispatch) return "dispatch_room";
  const partner = (await reservedBy(parts.store, parts.treaty.partner.party)) + bytes;
  return partner > limits.partner ? "partner_room" : null;
}

/**
 * Promises a file its room, once: from then on it is counted, and comes to its end whatever else is announced. One at a
 * time, or two that ask at once would both get the last of it. Null = promised.
 */
export function promised(
  parts: Parts & { readonly turns: Turns },
  row: AttachmentRow,
): Promise<NoRoom | null> {
  if (row.reserved > 0) return Promise.resolve(null);
  return parts.turns("room", async () => {
    const why = await whyNoRoom(parts, row);
    if (why === null) await parts.store.commit({ steps: [reserve(row, attachmentLength(row.bytes))] });
    return why;
  });
}

/** What is promised to a partner and what he has announced beyond it. Bytes of sealed streams. */
export interface RoomView {
  readonly limit: number;
  readonly promised: number;
  /** announced files that may not begin now, at most 200 looked at, and why the first of them may not */
  readonly waiting: number;
  readonly reason: NoRoom | null;
}

const LOOKED_AT = 200;

export async function roomView(parts: Parts): Promise<RoomView> {
  const { party } = parts.treaty.partner;
  const rows = await unbegun(parts.store, party, LOOKED_AT);
  const why: NoRoom[] = [];
  for (const row of rows) {
    const reason = await whyNoRoom(parts, row);
    if (reason !== null) why.push(reason);
  }
  return {
    limit: limitsOf(parts).partner,
    promised: await reservedBy(parts.store, party),
    waiting: why.length,
    reason: why[0] ?? null,
  };
}
