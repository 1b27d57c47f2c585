import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joined } from "../../src/desk/lists.ts";
import { inOrder, type Place } from "../../src/desk/place.ts";
import type { PlacePage } from "../../src/desk/port.ts";

const place = fc.record({
  key: fc.nat({ max: 6 }),
  id: fc.nat({ max: 400 }).map((nth) => `00000000-0000-7000-8000-${String(nth).padStart(12, "0")}`),
});
/** Lists of different agreements, each dispatch in one of them. */
const lists = fc
  .uniqueArray(place, { selector: ({ id }) => id, maxLength: 40 })
  .chain((places) =>
    fc
      .array(fc.nat({ max: 2 }), { minLength: places.length, maxLength: places.length })
      .map((owners) => [0, 1, 2].map((owner) => places.filter((_, nth) => owners[nth] === owner))),
  );

/**
 * A page of one list as a relation gives it: at most `limit`, and now and then fewer although more follow, because what
 * lies between was put away by the officer.
 */
function pageOf(
  all: readonly Place[],
  after: Place | null,
  limit: number,
  down: boolean,
  short: number,
): PlacePage {
  const rest = all
    .toSorted((a, b) => inOrder(a, b, down))
    .filter((one) => after === null || inOrder(one, after, down) > 0);
  const places = rest.slice(0, Math.max(1, limit - short));
  return { places, next: rest.length > places.length ? (places.at(-1) ?? null) : null, down };
}

describe("a page over several lists", () => {
  it("shows every row once and in order, whatever the pages and wherever a list stopped short", () => {
    fc.assert(
      fc.property(
        lists,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        fc.nat({ max: 3 }),
        (all, limit, down, short) => {
          const seen: Place[] = [];
          let after: Place | null = null;
          do {
            const pages = all.map((one, nth) => pageOf(one, after, limit, down, nth === 1 ? short : 0));
            const page: ReturnType<typeof joined> = joined(pages, limit);
            expect(page.places.length).toBeLessThanOrEqual(limit);
            seen.push(...page.places);
            after = page.next;
          } while (after !== null);
          expect(seen).toEqual(all.flat().toSorted((a, b) => inOrder(a, b, down)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("shows nothing behind the place where a list looked no further", () => {
    const at = (key: number, id: string): Place => ({ key, id });
    const short: PlacePage = { places: [at(1, "a")], next: at(3, "c"), down: false };
    const long: PlacePage = { places: [at(2, "b"), at(5, "e"), at(6, "f")], next: null, down: false };
    expect(joined([short, long], 50)).toEqual({ places: [at(1, "a"), at(2, "b")], next: at(3, "c") });
  });
});
