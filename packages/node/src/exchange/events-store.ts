import { bytes, int, type Step, type Store, text } from "../store/door.ts";

/** An event of an arrival that its sender is still to be told, with the leaf that proves it. */
export interface WaitingEvent {
  readonly dispatch: string;
  readonly leaf: number;
  /** 32 bytes */
  readonly salt: Uint8Array;
}

/** The step that queues "opened"; its leaf is the first append of the same commit. */
export function queueOpened(partner: string, dispatch: string, salt: Uint8Array, at: number): Step {
  return {
    sql: `insert into event_out (partner, dispatch, event, leaf, salt, queued_at, attempts, next_at)
      values (?, ?, 'opened', ?, ?, ?, 0, ?)`,
    params: [partner, dispatch, { leafOf: 0 }, salt, at, at],
    changes: 1,
  };
}

/** Longer than any wait here: a due time further away was set under another clock and counts as over (T07). */
const FURTHEST = 60_000;

/** What waits to be told, oldest first, at most 64. */
export async function waitingEvents(
  store: Store,
  partner: string,
  now: number,
): Promise<readonly WaitingEvent[]> {
  const rows = await store.all(
    `select dispatch, leaf, salt from event_out where partner = ? and (next_at <= ? or next_at > ?)
      order by queued_at, dispatch limit 64`,
    [partner, now, now + FURTHEST],
  );
  return rows.map((row) => ({
    dispatch: text(row, "dispatch"),
    leaf: int(row, "leaf"),
    salt: bytes(row, "salt"),
  }));
}

/** The partner knows. */
export function eventTold(partner: string, dispatch: string): Step {
  return {
    sql: "delete from event_out where partner = ? and dispatch = ? and event = 'opened'",
    params: [partner, dispatch],
  };
}

/** Not yet. */
export function eventLater(partner: string, dispatch: string, until: number): Step {
  return {
    sql: "update event_out set attempts = attempts + 1, next_at = ? where partner = ? and dispatch = ?",
    params: [until, partner, dispatch],
  };
}
