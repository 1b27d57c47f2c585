import type { DeskView, ViewSize } from "@entente/contract";
import type { Store } from "../store/door.ts";
import { armsOf, nextOf } from "./arms-store.ts";
import type { Asker } from "./asker.ts";
import { inOrder, merged, type Place } from "./place.ts";
import { belongingsOf, hiddenOf } from "./views-store.ts";

/**
 * How often a page goes on where rows it read are hidden by the officer's own marks, or wait for another's role. Then it ends, shorter than asked and
 * perhaps empty, with the place to go on from: what a page costs never depends on what somebody has put away.
 */
const ROUNDS = 3;

/** Part of a view. */
export interface Page {
  readonly places: readonly Place[];
  /** where the next page begins; null = there is none */
  readonly next: Place | null;
}

/** The next page of a view behind a place (null = the first), at most `limit` rows of at most 200. */
export async function pageOf(
  store: Store,
  asker: Asker,
  view: DeskView,
  after: Place | null,
  limit: number,
): Promise<Page> {
  const shown: Place[] = [];
  let at = after;
  for (let round = 0; round < ROUNDS; round++) {
    const walked = await walk(store, asker, view, at, limit);
    shown.push(...(await visible(store, asker, view, walked.places)));
    if (shown.length > limit || (shown.length === limit && walked.next !== null)) {
      const places = shown.slice(0, limit);
      return { places, next: places.at(-1) ?? null };
    }
    if (walked.next === null) return { places: shown, next: null };
    at = walked.next;
  }
  return { places: shown, next: unnamed(at, shown, after, goesDown(view, asker)) };
}

/** Of a dispatch's id, what says in which millisecond it was made; behind it, what stands before all ids of that one. */
const MOMENT = 13;
const BEFORE_ALL = "-ffff-ffff-ffffffffffff";

/**
 * Where the next page begins when this one ended at a row he may not know of: a cursor is told, so it names the moment and
 * not the dispatch (T35). Rows of that moment are read once more; where that would not lead on, because this page began within
 * that moment, the place itself is the only one that does.
 */
function unnamed(
  at: Place | null,
  shown: readonly Place[],
  after: Place | null,
  down: boolean,
): Place | null {
  if (at === null) return null;
  const moment = at.id.slice(0, MOMENT);
  const beside = shown.findLast(({ key, id }) => key === at.key && id.startsWith(moment));
  const place = beside ?? { key: at.key, id: `${moment}${BEFORE_ALL}` };
  return after === null || inOrder(after, place, down) < 0 ? place : at;
}

/** Whether a view has its greatest key first. */
export function goesDown(view: DeskView, asker: Asker): boolean {
  return armsOf(view, asker).some(({ down }) => down);
}

/**
 * How many rows a view has, counted to `most` at most (of at most 199); `more` where there are others or may be. The order
 * does not matter here, so a run is read only as far as the runs before it leave room.
 */
export async function sizeOf(store: Store, asker: Asker, view: DeskView, most: number): Promise<ViewSize> {
  const counted = new Set<string>();
  let more = false;
  for (const arm of armsOf(view, asker)) {
    let after: Place | null = null;
    for (let round = 0; round < ROUNDS && counted.size <= most; round++) {
      const wanted = most + 1 - counted.size;
      const run = await nextOf(store, arm, after, wanted);
      for (const { id } of await visible(store, asker, view, run)) counted.add(id);
      after = run.length < wanted ? null : (run.at(-1) ?? null);
      if (after === null) break;
    }
    more ||= after !== null;
  }
  return { rows: Math.min(counted.size, most), more };
}

/** The next `limit` rows of all runs of a view, hidden ones among them. */
async function walk(
  store: Store,
  asker: Asker,
  view: DeskView,
  after: Place | null,
  limit: number,
): Promise<Page> {
  const arms = armsOf(view, asker);
  const runs = await Promise.all(arms.map((arm) => nextOf(store, arm, after, limit + 1)));
  const all = merged(
    runs,
    arms.some(({ down }) => down),
  );
  const places = all.slice(0, limit);
  const ended = all.length <= limit && runs.every((run) => run.length <= limit);
  return { places, next: ended ? null : (places.at(-1) ?? null) };
}

/** Without what he has put away and what he may not know of, and of proposals what he could not release. */
async function visible(
  store: Store,
  asker: Asker,
  view: DeskView,
  places: readonly Place[],
): Promise<readonly Place[]> {
  const putAway = view === "done" || view === "snoozed";
  const hidden = putAway ? new Set() : await hiddenOf(store, asker, idsOf(places));
  const shown = places.filter(({ id }) => !hidden.has(id));
  if (view === "to_release" && asker.releases !== null) {
    const able = await asker.releases(idsOf(shown));
    return shown.filter(({ id }) => able.has(id));
  }
  // Whoever reads all of his desks is shown the runs as they are; what he once put away may be another desk's by now.
  if (asker.all && !putAway) return shown;
  const known = new Set(idsOf(await asker.knows(await belongingsOf(store, idsOf(shown)))));
  return shown.filter(({ id }) => known.has(id));
}

function idsOf(ones: readonly { readonly id: string }[]): readonly string[] {
  return ones.map(({ id }) => id);
}
