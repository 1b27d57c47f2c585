import type { Passage } from "./breaker.ts";
import { inTurns, LIFE_THREAT } from "./lanes.ts";
import { dueInLane, lanesOf, type Queued } from "./outbox-store.ts";
import type { ExchangeParts } from "./parts.ts";

/** Dispatches in one POST. */
export const MOST_AT_ONCE = 64;
const MOST_BYTES = 1024 * 1024;

type Parts = Pick<ExchangeParts, "store" | "clock">;

/**
 * What the next POST carries: life-threat first, whatever the breaker says, then the other lanes in turns as far as it lets
 * them; at most `urgent` of the first, 64 in all, at most 1 MiB, at least one. In one POST, or that of the urgent one would stand out by its size.
 */
export async function nextPost(
  parts: Parts,
  partner: string,
  may: { readonly passage: Passage; readonly urgent: number },
): Promise<readonly Queued[]> {
  const urgent = (await urgentDue(parts, partner)).slice(0, may.urgent);
  const limit = { none: 0, probe: 1, all: MOST_AT_ONCE }[may.passage];
  const others = limit === 0 ? [] : await othersDue(parts, partner, limit);
  return withinBytes([...urgent, ...others].slice(0, MOST_AT_ONCE));
}

/** What is due of the life-threat lane, longest due first. */
export function urgentDue(parts: Parts, partner: string): Promise<readonly Queued[]> {
  return dueInLane(parts.store, partner, LIFE_THREAT, { now: parts.clock.now(), limit: MOST_AT_ONCE });
}

async function othersDue(parts: Parts, partner: string, limit: number): Promise<readonly Queued[]> {
  const lanes = (await lanesOf(parts.store, partner)).filter((lane) => lane !== LIFE_THREAT);
  const at = { now: parts.clock.now(), limit };
  const due = await Promise.all(lanes.map((lane) => dueInLane(parts.store, partner, lane, at)));
  return inTurns(due).slice(0, limit);
}

/** As many from the front as fit one POST, at least one. */
export function withinBytes(items: readonly Queued[]): readonly Queued[] {
  let total = 0;
  const over = items.findIndex((item, nth) => {
    total += item.sealed.length;
    return nth > 0 && total > MOST_BYTES;
  });
  return over === -1 ? items : items.slice(0, over);
}
