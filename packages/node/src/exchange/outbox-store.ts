import { bytes, int, type Row, type Step, type Store, text } from "../store/door.ts";

/** One sealed dispatch that waits for the partner's receipt. */
export interface Queued {
  readonly dispatch: string;
  readonly stream: Uint8Array;
  readonly sequence: number;
  /** digest of the signed statement, 32 bytes: the receipt names it */
  readonly digest: Uint8Array;
  readonly sealed: Uint8Array;
  readonly attempts: number;
}

const MOST_BYTES = 1024 * 1024;

/** The next queued dispatches for a partner, in stream order: at most `limit`, at most 1 MiB, at least one. */
export async function nextQueued(
  store: Store,
  partner: string,
  now: number,
  limit: number,
): Promise<readonly Queued[]> {
  const rows = await store.all(
    `select dispatch, stream, sequence, statement_digest, sealed_bytes, attempts from outbox
      where partner = ? and next_at <= ? order by queued_at, sequence limit ?`,
    [partner, now, limit],
  );
  const items: Queued[] = [];
  let total = 0;
  for (const row of rows) {
    total += bytes(row, "sealed_bytes").length;
    if (items.length > 0 && total > MOST_BYTES) break;
    items.push(queuedOf(row));
  }
  return items;
}

/** The queued dispatch whose signed statement has this digest; null where none waits. */
export async function queuedByDigest(
  store: Store,
  partner: string,
  digest: Uint8Array,
): Promise<Queued | null> {
  const [row] = await store.all(
    `select dispatch, stream, sequence, statement_digest, sealed_bytes, attempts from outbox
      where partner = ? and statement_digest = ? limit 1`,
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

/** How many wait, and since when the oldest; zeros where the queue is empty. */
export async function queueOf(
  store: Store,
  partner: string,
): Promise<{ readonly queued: number; readonly oldest: number | null; readonly reason: string | null }> {
  const [row] = await store.all("select count(*) as n from outbox where partner = ?", [partner]);
  const [first] = await store.all(
    "select queued_at, coalesce(reason, '') as reason from outbox where partner = ? order by queued_at limit 1",
    [partner],
  );
  const reason = first === undefined ? "" : text(first, "reason");
  return {
    queued: row === undefined ? 0 : int(row, "n"),
    oldest: first === undefined ? null : int(first, "queued_at"),
    reason: reason === "" ? null : reason,
  };
}

/** Why a dispatch still waits in the outbox; null when it does not. */
export async function waitingReason(store: Store, dispatch: string): Promise<string | null> {
  const [row] = await store.all(
    "select coalesce(reason, 'waiting for the partner') as reason from outbox where dispatch = ? limit 1",
    [dispatch],
  );
  return row === undefined ? null : text(row, "reason");
}

export function enqueue(partner: string, item: Omit<Queued, "attempts">, at: number): Step {
  return {
    sql: `insert into outbox (partner, stream, sequence, dispatch, statement_digest, sealed_bytes, queued_at, attempts, next_at)
      values (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
    params: [partner, item.stream, item.sequence, item.dispatch, item.digest, item.sealed, at, at],
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
export function advanceStream(partner: string, sequence: number): Step {
  return {
    sql: "update stream_out set next_sequence = ? where partner = ? and next_sequence = ?",
    params: [sequence + 1, partner, sequence],
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
    attempts: int(row, "attempts"),
  };
}
