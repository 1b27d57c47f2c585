import { int, type Store, text, textOrNull } from "../store/door.ts";
import { type Belonging, belongingOf } from "./ties.ts";

/** How many wait, and since when the oldest (Unix milliseconds); zero and nulls where the queue is empty. */
export async function queueOf(
  store: Store,
  partner: string,
): Promise<{ readonly queued: number; readonly oldest: number | null; readonly reason: string | null }> {
  const [row] = await store.all("select count(*) as n from outbox where partner = ?", [partner]);
  const [first] = await store.all(
    "select queued_at, reason from outbox where partner = ? order by queued_at limit 1",
    [partner],
  );
  return {
    queued: row === undefined ? 0 : int(row, "n"),
    oldest: first === undefined ? null : int(first, "queued_at"),
    reason: first === undefined ? null : textOrNull(first, "reason"),
  };
}

/** One lane of the queue to a partner. Times are Unix milliseconds. */
export interface LaneOfQueue {
  readonly lane: string;
  readonly queued: number;
  readonly oldest: number;
  readonly nextAt: number;
  /** of the one that has waited longest; null = not tried yet */
  readonly reason: string | null;
}

/** The lanes in which something waits, by name. */
export async function queueByLane(store: Store, partner: string): Promise<readonly LaneOfQueue[]> {
  const rows = await store.all(
    `select lane, count(*) as n, min(queued_at) as oldest, min(next_at) as soonest,
      (select reason from outbox f where f.partner = o.partner and f.lane = o.lane order by f.next_at, f.sequence limit 1)
        as reason
      from outbox o where partner = ? group by partner, lane order by lane limit 100`,
    [partner],
  );
  return rows.map((row) => ({
    lane: text(row, "lane"),
    queued: int(row, "n"),
    oldest: int(row, "oldest"),
    nextAt: int(row, "soonest"),
    reason: textOrNull(row, "reason"),
  }));
}

/** One waiting dispatch. Times are Unix milliseconds. */
export interface WaitingItem extends Belonging {
  readonly thread: string;
  readonly kind: string;
  readonly lane: string;
  readonly since: number;
  readonly attempts: number;
  readonly nextAt: number;
  readonly reason: string | null;
}

/** What of these desks waits for a partner, oldest first. */
export async function waitingOf(
  store: Store,
  partner: string,
  desks: readonly string[],
  limit: number,
): Promise<readonly WaitingItem[]> {
  if (desks.length === 0) return [];
  const rows = await store.all(
    `select d.id, d.direction, d.from_desk, d.to_desk, d.state, d.author, d.assignee, d.thread, d.kind, o.lane, o.queued_at, o.attempts, o.next_at, o.reason
      from outbox o join dispatch d on d.id = o.dispatch
      where o.partner = ? and d.from_desk in (${desks.map(() => "?").join(", ")}) order by o.queued_at, d.id limit ?`,
    [partner, ...desks, limit],
  );
  return rows.map((row) => ({
    ...belongingOf(row),
    thread: text(row, "thread"),
    kind: text(row, "kind"),
    lane: text(row, "lane"),
    since: int(row, "queued_at"),
    attempts: int(row, "attempts"),
    nextAt: int(row, "next_at"),
    reason: textOrNull(row, "reason"),
  }));
}
