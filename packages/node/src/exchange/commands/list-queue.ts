import { done, type QueueView, type Result } from "@entente/contract";
import type { Officer } from "../../people/door.ts";
import { knownTo } from "../access.ts";
import { type RoomView, roomView } from "../attachments/room.ts";
import type { BreakerState } from "../breaker.ts";
import type { ExchangeParts } from "../parts.ts";
import { timeOf } from "../present.ts";
import { queueByLane, waitingOf } from "../queue-view-store.ts";

const MOST_ITEMS = 200;

/**
 * What waits for the partner and why: every lane's length, and of the officer's own desks each dispatch. Never a
 * title, never content; what he may not know of is in the lane's count only.
 */
export async function listQueue(
  parts: ExchangeParts,
  officer: Officer,
  breaker: BreakerState,
): Promise<Result<QueueView>> {
  const { store, clock, treaty } = parts;
  const { party } = treaty.partner;
  const now = clock.now();
  const seconds = (since: number) => Math.max(0, Math.floor((now - since) / 1000));
  const [lanes, items, room] = await Promise.all([
    queueByLane(store, party),
    waitingOf(store, party, officer.desks, MOST_ITEMS),
    roomView(parts),
  ]);
  const known = await knownTo(parts, officer, items, "line");
  return done({
    partner: party,
    line: { state: breaker.state, failures: breaker.failures, next_try: timeOf(breaker.nextTry) },
    lanes: lanes.map(({ lane, queued, oldest, nextAt, reason }) => ({
      lane,
      queued,
      oldest_seconds: seconds(oldest),
      next_try: timeOf(nextAt),
      reason,
    })),
    items: known.map(({ id, thread, kind, lane, since, attempts, nextAt, reason }) => ({
      id,
      thread,
      kind,
      state: "queued",
      lane,
      waiting_seconds: seconds(since),
      attempts,
      next_try: timeOf(nextAt),
      reason,
    })),
    files: filesView(room),
  });
}

/** What the partner's files take here and which of them have no room. */
export function filesView({ limit, promised, waiting, reason }: RoomView): QueueView["files"] {
  return { room_bytes: limit, promised_bytes: promised, without_room: waiting, reason };
}
