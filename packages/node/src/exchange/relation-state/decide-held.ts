import { AREAS, isWordOf } from "@entente/words";
import type { Treaty } from "../../agreement/door.ts";
import { actMark } from "../domestic.ts";
import { dequeue, heldInLane, lanesHeld, letGo, type Queued } from "../outbox-store.ts";
import { Releasable, type SentBack } from "../release.ts";
import type { SealingParts } from "../seal.ts";
import { changeDispatch, dispatchById } from "../store.ts";

const MOST_AT_ONCE = 64;

/**
 * Decides again about what was queued and held while the relation's state did not let it cross, now that it does: under
 * the law, the agreement and the officers of this moment. What still stands as it was approved leaves at its old place;
 * what does not is taken out of the queue, and its author reads why.
 */
export async function decideHeld(parts: SealingParts): Promise<void> {
  const partner = parts.treaty.partner.party;
  for (const lane of await lanesHeld(parts.store, partner)) {
    const state = isWordOf(AREAS, lane) ? parts.treaty.area(lane) : "active";
    if (state === null || state === "suspended") continue;
    const limits = { answers: state === "wind_down", limit: MOST_AT_ONCE };
    const items = await heldInLane(parts.store, partner, lane, limits);
    if (items.length > 0) await parts.signing(() => decideAll(parts, lane, items));
  }
}

async function decideAll(parts: SealingParts, lane: string, items: readonly Queued[]): Promise<void> {
  // Asked once more within: no state changes from here to the commits.
  if (isWordOf(AREAS, lane) && !still(parts.treaty, lane)) return;
  for (const item of items) await decideOne(parts, item);
}

function still(treaty: Treaty, lane: Parameters<Treaty["area"]>[0]): boolean {
  const state = treaty.area(lane);
  return state === "active" || state === "wind_down";
}

async function decideOne(parts: SealingParts, item: Queued): Promise<void> {
  const partner = parts.treaty.partner.party;
  const at = parts.clock.now();
  const record = await dispatchById(parts.store, item.dispatch);
  // Once receipted it has crossed: it is sent again only because the partner has lost it.
  const again = record === null || record.storedAt !== null ? null : await differing(parts, record, at);
  if (again === null || record === null) {
    await parts.store.commit({ steps: [letGo(partner, item, at)] });
    return;
  }
  const mark = await actMark(parts, {
    act: "sent_back",
    dispatch: record.id,
    officer: null,
    word: again.reason,
  });
  const change = { state: "recalled", ground: again.reason };
  await parts.store.commit({
    appends: [mark.append],
    steps: [
      dequeue(partner, item),
      changeDispatch(record.id, { states: ["queued"], version: record.version }, change, at),
      mark.step,
    ],
  });
}

/** Null where everything an approver bound is as it was. */
async function differing(
  parts: SealingParts,
  record: NonNullable<Awaited<ReturnType<typeof dispatchById>>>,
  at: number,
): Promise<SentBack | null> {
  const again = await Releasable.decideAgain(parts, record, at);
  return again instanceof Releasable ? null : again;
}
