import { bytes, bytesOrNull, int, type Row, type Step, type Store, text } from "../store/door.ts";

/** One sealed dispatch that waits for the partner's receipt. */
export interface Queued {
  readonly dispatch: string;
  readonly stream: Uint8Array;
  readonly sequence: number;
  /** digest of the signed statement, 32 bytes: the receipt names it */
  readonly digest: Uint8Array;
  readonly sealed: Uint8Array;
  /** digest of the partner's seal key it is sealed to, 32 bytes; null = queued before it was kept */
  readonly sealKey: Uint8Array | null;
  readonly lane: string;
  readonly attempts: number;
}

const COLUMNS = "dispatch, stream, sequence, statement_digest, sealed_bytes, seal_key, lane, attempts";
/** Longer than any wait of ours: a due time further away was set under another clock and counts as over (T07). */
const FURTHEST = 120_000;

/** The lanes in which something waits for a partner, by name. One step of the index a lane, however long it is. */
export async function lanesOf(store: Store, partner: string): Promise<readonly string[]> {
  const lanes: string[] = [];
  for (let after = ""; ; ) {
    const [row] = await store.all(
      "select lane from outbox where partner = ? and lane > ? order by lane limit 1",
      [partner, after],
    );
    if (row === undefined) return lanes;
    after = text(row, "lane");
    lanes.push(after);
  }
}

/** What is due in one lane and not held, longest due first. `now` beyond all clocks = everything, due or not. */
export async function dueInLane(
  store: Store,
  partner: string,
  lane: string,
  at: { readonly now: number; readonly limit: number },
): Promise<readonly Queued[]> {
  const rows = await store.all(
    `select ${COLUMNS} from outbox where partner = ? and lane = ? and held = 0 and (next_at <= ? or next_at > ?)
      order by next_at, sequence limit ?`,
    [partner, lane, at.now, Math.min(at.now + FURTHEST, Number.MAX_SAFE_INTEGER), at.limit],
  );
  return rows.map(queuedOf);
}

/** Whether anything but what was put off is to be posted to a partner. */
export async function anythingDue(store: Store, partner: string, now: number): Promise<boolean> {
  const rows = await store.all(
    "select sequence from outbox where partner = ? and held = 0 and (next_at <= ? or next_at > ?) limit 1",
    [partner, now, now + FURTHEST],
  );
  return rows.length > 0;
}

/** The queued dispatch at a place of a stream; null where none waits. */
export async function queuedAt(
  store: Store,
  partner: string,
  stream: Uint8Array,
  sequence: number,
): Promise<Queued | null> {
  const [row] = await store.all(
    `select ${COLUMNS} from outbox where partner = ? and stream = ? and sequence = ? limit 1`,
    [partner, stream, sequence],
  );
  return row === undefined ? null : queuedOf(row);
}

/** The queued dispatch whose signed statement has this digest; null where none waits. */
export async function queuedByDigest(
  store: Store,
  partner: string,
  digest: Uint8Array,
): Promise<Queued | null> {
  const [row] = await store.all(
    `select ${COLUMNS} from outbox where partner = ? and statement_digest = ? limit 1`,
    [partner, digest],
  );
  return row === undefined ? null : queuedOf(row);
}

/** Receipts that wait for the next bag to a partner, oldest first. */
export async function waitingReceipts(
  store: Store,
  partner: string,
): Promise<readonly { readonly id: string; readonly receipts: Uint8Array }[]> {
  const rows = await store.all(
    "select id, receipts from bag_receipt where partner = ? order by id limit 64",
    [partner],
  );
  return rows.map((row) => ({ id: text(row, "id"), receipts: bytes(row, "receipts") }));
}

export function keepReceipts(partner: string, id: string, receipts: Uint8Array): Step {
  return {
    sql: "insert into bag_receipt (id, partner, receipts) values (?, ?, ?)",
    params: [id, partner, receipts],
    changes: 1,
  };
}

/** They are in a bag now. Were it lost, the same dispatches would come again and be receipted again. */
export function receiptsPacked(id: string): Step {
  return { sql: "delete from bag_receipt where id = ?", params: [id] };
}

/** Why a dispatch still waits in the outbox; null when it does not. */
export async function waitingReason(store: Store, dispatch: string): Promise<string | null> {
  const [row] = await store.all(
    "select coalesce(reason, 'waiting for the partner') as reason from outbox where dispatch = ? limit 1",
    [dispatch],
  );
  return row === undefined ? null : text(row, "reason");
}

/** @param held whether the relation's state keeps it here for now */
export function enqueue(partner: string, item: Omit<Queued, "attempts">, at: number, held = false): Step {
  return {
    sql: `insert into outbox (partner, stream, sequence, dispatch, statement_digest, sealed_bytes, seal_key, lane,
      queued_at, attempts, next_at, held) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    params: [
      partner,
      item.stream,
      item.sequence,
      item.dispatch,
      item.digest,
      item.sealed,
      item.sealKey,
      item.lane,
      at,
      at,
      held ? 1 : 0,
    ],
    changes: 1,
  };
}

/** The same statement under another seal, due at once. */
export function replaceSeal(
  partner: string,
  item: Queued,
  seal: { readonly sealed: Uint8Array; readonly sealKey: Uint8Array },
  at: number,
): Step {
  return {
    sql: `update outbox set sealed_bytes = ?, seal_key = ?, next_at = ?, reason = null
      where partner = ? and stream = ? and sequence = ?`,
    params: [seal.sealed, seal.sealKey, at, partner, item.stream, item.sequence],
    changes: 1,
  };
}

/** The same place under another statement, due at once. */
export function replaceStatement(
  partner: string,
  item: Queued,
  fresh: { readonly digest: Uint8Array; readonly sealed: Uint8Array; readonly sealKey: Uint8Array },
  at: number,
): Step {
  return {
    sql: `update outbox set statement_digest = ?, sealed_bytes = ?, seal_key = ?, next_at = ?, reason = null
      where partner = ? and stream = ? and sequence = ? and statement_digest = ?`,
    params: [fresh.digest, fresh.sealed, fresh.sealKey, at, partner, item.stream, item.sequence, item.digest],
    changes: 1,
  };
}

/** Makes a queued dispatch due now. */
export function hasten(partner: string, item: Queued, at: number): Step {
  return {
    sql: "update outbox set next_at = ? where partner = ? and stream = ? and sequence = ?",
    params: [at, partner, item.stream, item.sequence],
  };
}

/** The lanes in which something is held while the relation's state does not let it cross. */
export async function lanesHeld(store: Store, partner: string): Promise<readonly string[]> {
  const rows = await store.all(
    "select distinct lane from outbox where partner = ? and held = 1 order by lane limit 100",
    [partner],
  );
  return rows.map((row) => text(row, "lane"));
}

/** What is held in a lane, in stream order; `answers`: only what answers something. */
export async function heldInLane(
  store: Store,
  partner: string,
  lane: string,
  { answers, limit }: { readonly answers: boolean; readonly limit: number },
): Promise<readonly Queued[]> {
  const only = answers ? "and dispatch in (select id from dispatch where reply_to is not null)" : "";
  const rows = await store.all(
    `select ${COLUMNS} from outbox where partner = ? and lane = ? and held = 1 ${only} order by sequence limit ?`,
    [partner, lane, limit],
  );
  return rows.map(queuedOf);
}

/** What was held may cross again: due at once. */
export function letGo(partner: string, item: Queued, at: number): Step {
  return {
    sql: `update outbox set held = 0, reason = null, next_at = ?
      where partner = ? and stream = ? and sequence = ? and held = 1`,
    params: [at, partner, item.stream, item.sequence],
    changes: 1,
  };
}

export function dequeue(partner: string, item: Queued): Step {
  return {
    sql: "delete from outbox where partner = ? and stream = ? and sequence = ?",
    params: [partner, item.stream, item.sequence],
    changes: 1,
  };
}

/** Puts a queued dispatch off, with the reason an officer reads. */
export function postpone(partner: string, item: Queued, until: number, reason: string): Step {
  return {
    sql: "update outbox set attempts = attempts + 1, next_at = ?, reason = ? where partner = ? and stream = ? and sequence = ?",
    params: [until, reason, partner, item.stream, item.sequence],
  };
}

/** The stream to the partner and its next number; null before the first dispatch. */
export async function streamOut(
  store: Store,
  partner: string,
): Promise<{ readonly stream: Uint8Array; readonly next: number } | null> {
  const [row] = await store.all("select stream, next_sequence from stream_out where partner = ? limit 1", [
    partner,
  ]);
  return row === undefined ? null : { stream: bytes(row, "stream"), next: int(row, "next_sequence") };
}

export function startStream(partner: string, stream: Uint8Array): Step {
  return {
    sql: "insert into stream_out (partner, stream, next_sequence) values (?, ?, 1)",
    params: [partner, stream],
    changes: 1,
  };
}

/** Moves the counter on; guarded, so that no number is ever given twice. */
export function advanceStream(partner: string, stream: Uint8Array, sequence: number): Step {
  return {
    sql: "update stream_out set next_sequence = ? where partner = ? and stream = ? and next_sequence = ?",
    params: [sequence + 1, partner, stream, sequence],
    changes: 1,
  };
}

function queuedOf(row: Row): Queued {
  return {
    dispatch: text(row, "dispatch"),
    stream: bytes(row, "stream"),
    sequence: int(row, "sequence"),
    digest: bytes(row, "statement_digest"),
    sealed: bytes(row, "sealed_bytes"),
    sealKey: bytesOrNull(row, "seal_key"),
    lane: text(row, "lane"),
    attempts: int(row, "attempts"),
  };
}
