import { DESK_VIEWS, type DeskView } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Asker } from "../../src/desk/asker.ts";
import { pageOf, sizeOf } from "../../src/desk/pages.ts";
import { inOrder, NEVER, type Place } from "../../src/desk/place.ts";
import { openSqliteStore, type Store } from "../../src/store/door.ts";
import { NODE_KEY } from "../store/sqlite-engine.ts";
import { ASKER, askerWith, type DeskFact, factsOf, fill, ME, NOW, viewOf } from "./rows.ts";

const FACTS = factsOf(600, 9);

let store: Store;
beforeAll(async () => {
  store = await openSqliteStore({ folder: null, nodeKey: NODE_KEY });
  await fill(store, FACTS);
});
afterAll(() => store.close());

/** Every page of a view, one after the other. */
async function walked(view: DeskView, asker: Asker, limit: number): Promise<readonly string[][]> {
  const pages: string[][] = [];
  let after: Place | null = null;
  do {
    const { places, next } = await pageOf(store, asker, view, after, limit);
    pages.push(places.map(({ id }) => id));
    after = next;
  } while (after !== null);
  return pages;
}

describe("the pages of a view", () => {
  it.each(DESK_VIEWS.flatMap((view) => [1, 7, 50, 200].map((limit) => [view, limit] as const)))(
    "%s by %i are its rows, each once, in its order",
    async (view, limit) => {
      const pages = await walked(view, ASKER, limit);
      expect(pages.flat()).toEqual(viewOf(FACTS, view, ASKER));
      expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(limit);
    },
  );

  it.each(DESK_VIEWS)("%s show no arrival to one who only releases", async (view) => {
    const asker = askerWith(false);
    expect((await walked(view, asker, 50)).flat()).toEqual(viewOf(FACTS, view, asker));
  });

  it("show nothing to release to one who releases nothing", async () => {
    const asker = { ...ASKER, releases: null };
    expect(await walked("to_release", asker, 50)).toEqual([[]]);
    expect(await sizeOf(store, asker, "to_release", 99)).toEqual({ rows: 0, more: false });
  });

  it.each(DESK_VIEWS)("%s show nothing to one without a desk", async (view) => {
    const asker = { ...ASKER, desks: [] };
    expect(await walked(view, asker, 50)).toEqual([[]]);
  });

  it.each(DESK_VIEWS.flatMap((view) => [3, 99, 199].map((most) => [view, most] as const)))(
    "%s are counted to %i and no further",
    async (view, most) => {
      const all = viewOf(FACTS, view, ASKER).length;
      const { rows, more } = await sizeOf(store, ASKER, view, most);
      expect(rows).toBe(Math.min(all, most));
      if (all > most) expect(more).toBe(true);
      if (all < most / 2) expect(more).toBe(false);
    },
  );

  it("has rows in every view, so that none of this holds of nothing", () => {
    for (const view of DESK_VIEWS)
      expect([view, viewOf(FACTS, view, ASKER).length > 3]).toEqual([view, true]);
  });

  it("goes on from a row that has gone meanwhile", async () => {
    const [first] = viewOf(FACTS, "all", ASKER);
    const { places } = await pageOf(store, ASKER, "all", { key: 0, id: "0" }, 1);
    expect(places.map(({ id }) => id)).toEqual([first]);
  });
});

it("a page ends where too much is put away, and says where to go on", async () => {
  const busy = await openSqliteStore({ folder: null, nodeKey: NODE_KEY });
  const facts = factsOf(1, 1).flatMap((fact) =>
    Array.from({ length: 100 }, (_, nth): DeskFact => {
      const id = `00000000-0000-7000-8000-${String(nth).padStart(12, "0")}`;
      const shown = nth === 0;
      return {
        ...fact,
        id,
        desk: "d-1",
        direction: "ours",
        state: "sent",
        author: ME,
        doneAt: shown ? null : NOW,
        dueAt: null,
        snoozedUntil: null,
      };
    }),
  );
  await fill(busy, facts);
  const first = await pageOf(busy, ASKER, "all", null, 10);
  // The moment and not the dispatch it stopped at, which he may not know of; every page after it leads on.
  expect(first).toEqual({ places: [], next: { key: NEVER, id: "00000000-0000-ffff-ffff-ffffffffffff" } });
  let { next } = first;
  const seen: string[] = [];
  while (next !== null) {
    const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(busy, ASKER, "all", next, 10);
    expect(page.next === null || inOrder(next, page.next, false) < 0).toBe(true);
    seen.push(...page.places.map(({ id }) => id));
    next = page.next;
  }
  expect(seen).toEqual([facts[0]?.id]);
  await busy.close();
});
