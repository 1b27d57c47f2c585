import { describe, expect, it } from "vitest";
import { chanceOf } from "../chance.ts";
import { accuracyOn, areaOf, areaOn, type Flow } from "./attackers.ts";
import { traffic } from "./campaign.ts";
import { records, type Seen } from "./recorder.ts";

// Real nodes over real TLS, few flows; `npm run campaign -- traffic` runs ten thousand.

const LIMIT_MS = 120_000;

it("tells nobody what went over the line, and costs less than a kilobyte a second", {
  timeout: LIMIT_MS,
}, async () => {
  const broken: string[] = [];
  const report = await traffic(
    { n: 36, seed: 7 },
    { broke: (_, kind, why) => broken.push(`${kind}: ${why}`) },
  );
  expect(broken).toEqual([]);
  expect(report.learnt.sequences).toMatchObject({ dispatches: 1, silent: 1 });
  expect(report.learnt.idle_bytes_per_second.sum).toBeLessThan(1_000);
  expect(report.learnt.idle_bytes_per_second.sum).toBeGreaterThan(100);
});

it("would see what was opened where cells are not padded", { timeout: LIMIT_MS }, async () => {
  const bare = (bytes: number) => bytes;
  const sizes = { line: bare, cellAsk: bare, cellAnswer: bare };
  const report = await traffic({ n: 120, seed: 8 }, {}, sizes);
  expect(report.learnt.silent.accuracy).toBeGreaterThan(0.9);
  expect(report.by_kind.claim_opened).toMatchObject({ broken: 1 });
  expect(report.learnt.sequences.dispatches).toBeGreaterThan(1);
});

const flow = (kind: string, sizes: readonly number[], gap = 1): Flow => ({
  kind,
  seen: sizes.map(
    (bytes, at): Seen => ({ at: at * gap, way: at % 2 === 0 ? "there" : "back", bytes, connection: 1 }),
  ),
});

describe("the attackers", () => {
  const many = (make: (nth: number) => Flow) => Array.from({ length: 400 }, (_, nth) => make(nth));
  const kindOf = (nth: number) => (nth % 2 === 0 ? "one" : "other");

  it("tell flows apart by one byte of one record", () => {
    const flows = many((nth) => flow(kindOf(nth), [500, 600, 500 + (nth % 2)]));
    expect(accuracyOn(flows, chanceOf(1)).best).toBe(1);
    expect(areaOn(flows, "one", chanceOf(1))).toBe(1);
  });

  it("tell flows apart by their times alone", () => {
    const flows = many((nth) => flow(kindOf(nth), [500, 600, 500], nth % 2 === 0 ? 2 : 4));
    expect(accuracyOn(flows, chanceOf(1)).best).toBe(1);
    expect(areaOn(flows, "one", chanceOf(1))).toBe(1);
  });

  it("tell flows apart by the order of their records alone", () => {
    const flows = many((nth) => flow(kindOf(nth), nth % 2 === 0 ? [500, 600, 700] : [700, 600, 500]));
    expect(accuracyOn(flows, chanceOf(1)).best).toBe(1);
  });

  it("guess where there is nothing to tell them by", () => {
    const flows = many((nth) => flow(kindOf(nth), [500, 600, 500]));
    const { best } = accuracyOn(flows, chanceOf(1));
    expect(best).toBeGreaterThan(0.3);
    expect(best).toBeLessThan(0.6);
    expect(areaOn(flows, "one", chanceOf(1))).toBe(0.5);
  });

  it.each([
    [
      "all in order",
      [
        [true, 2],
        [false, 1],
      ],
      1,
    ],
    [
      "all against it",
      [
        [true, 1],
        [false, 2],
      ],
      0,
    ],
    [
      "a tie",
      [
        [true, 1],
        [false, 1],
      ],
      0.5,
    ],
    ["nothing to compare", [[true, 1]], 0.5],
  ] as const)("are measured by the pairs they put in order: %s", (_, scored, area) => {
    expect(areaOf(scored.map(([is, score]) => ({ is, score })))).toBe(area);
  });
});

describe("the records of a stream", () => {
  const record = (length: number) => [
    23,
    3,
    3,
    length >> 8,
    length & 255,
    ...new Array<number>(length).fill(1),
  ];

  it.each([[1], [3], [7], [10_000]])("are the same cut into parts of %i bytes", (part) => {
    const bytes = Uint8Array.from([...record(10), ...record(300), ...record(0)]);
    const told: number[] = [];
    const take = records((size) => told.push(size));
    for (let at = 0; at < bytes.length; at += part) take(bytes.subarray(at, at + part));
    expect(told).toEqual([15, 305, 5]);
  });
});
