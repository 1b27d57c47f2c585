import { type DeskPage, type DeskRow, type DeskView, done, no, type Result } from "@entente/contract";
import type { Officer } from "../people/door.ts";
import { cursorOf, inOrder, merged, type Place, placeAt } from "./place.ts";
import type { DeskLists, PlacePage } from "./port.ts";

interface Asked {
  readonly view: DeskView;
  readonly cursor: string | null;
  readonly limit: number;
}

/**
 * A page of a view over one or several lists, in the order of the view. One cursor serves all of them: a place is a key
 * and an id, and says in each list where to go on.
 */
export async function pageOver(
  lists: readonly DeskLists[],
  officer: Officer,
  { view, cursor, limit }: Asked,
): Promise<Result<DeskPage>> {
  const after = cursor === null ? null : placeAt(cursor);
  if (after === undefined) return no("malformed", { faults: [{ code: "bad_cursor", where: "/cursor" }] });
  const pages = await Promise.all(lists.map((list) => list.places(officer, { view, after, limit })));
  const { places, next } = joined(pages, limit);
  const shown = new Set(places.map(({ id }) => id));
  const rows = new Map<string, DeskRow>();
  for (const [at, list] of lists.entries()) {
    const ids = pages[at]?.places.map(({ id }) => id).filter((id) => shown.has(id)) ?? [];
    const found = await list.rows(officer, ids);
    if (!found.ok) return found;
    for (const row of found.value) rows.set(row.id, row);
  }
  return done({
    items: places.flatMap(({ id }) => rows.get(id) ?? []),
    next: next === null ? null : cursorOf(next),
  });
}

/**
 * Pages of several lists as one page. A list that looked no further than its `next` says nothing about what comes
 * behind it, so no row behind the nearest such place is shown yet: else one of that list would be passed over.
 */
export function joined(
  pages: readonly PlacePage[],
  limit: number,
): { readonly places: readonly Place[]; readonly next: Place | null } {
  const down = pages.some((page) => page.down);
  const ends = pages.flatMap(({ next }) => next ?? []);
  const horizon = ends.toSorted((a, b) => inOrder(a, b, down))[0] ?? null;
  const all = merged(
    pages.map(({ places }) => places),
    down,
  );
  const known = horizon === null ? all : all.filter((place) => inOrder(place, horizon, down) <= 0);
  const places = known.slice(0, limit);
  return { places, next: known.length > limit ? (places.at(-1) ?? null) : horizon };
}
