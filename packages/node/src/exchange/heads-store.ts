import { EMPTY_ROOT } from "@entente/ledger";
import { bytes, int, type Step, type Store } from "../store/door.ts";

/** A tree head and the signed note that says it. */
export interface NotedHead {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: Uint8Array;
}

/** The newest head of our exchange log that the partner cosigned; null before the first. */
export async function newestWitnessed(store: Store): Promise<NotedHead | null> {
  const [row] = await store.all(
    "select size, root, note from checkpoint where log = 'exchange' and witnessed_at is not null order by size desc limit 1",
  );
  return row === undefined
    ? null
    : { size: int(row, "size"), root: bytes(row, "root"), note: bytes(row, "note") };
}

/** Keeps a head of ours with its cosignatures; a second one of the same size changes nothing. */
export function insertWitnessed(head: NotedHead, at: number): Step {
  return {
    sql: `insert into checkpoint (log, size, root, note, made_at, witnessed_at) values ('exchange', ?, ?, ?, ?, ?)
      on conflict (log, size) do nothing`,
    params: [head.size, head.root, head.note, at, at],
  };
}

/** The newest head of a partner's log that was taken; the empty tree before the first. */
export async function newestTaken(
  store: Store,
  origin: string,
): Promise<{ readonly size: number; readonly root: Uint8Array }> {
  const [row] = await store.all(
    "select size, root from partner_checkpoint where origin = ? order by size desc limit 1",
    [origin],
  );
  return row === undefined
    ? { size: 0, root: EMPTY_ROOT }
    : { size: int(row, "size"), root: bytes(row, "root") };
}

/** The head of exactly this size that was taken, with its note; null where none was. */
export async function takenAt(store: Store, origin: string, size: number): Promise<NotedHead | null> {
  const [row] = await store.all(
    "select size, root, note from partner_checkpoint where origin = ? and size = ? limit 1",
    [origin, size],
  );
  return row === undefined ? null : { size, root: bytes(row, "root"), note: bytes(row, "note") };
}

/** Keeps a head of the partner's: before it is cosigned, never after. */
export function insertTaken(origin: string, head: NotedHead, at: number): Step {
  return {
    sql: `insert into partner_checkpoint (origin, size, root, note, seen_at) values (?, ?, ?, ?, ?)
      on conflict (origin, size) do nothing`,
    params: [origin, head.size, head.root, head.note, at],
  };
}
