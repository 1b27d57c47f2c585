import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { numbersOf } from "../desk/rows.ts";
import { askCounts, askLists, askSearch, askStreams } from "./access-lists.ts";
import type { Thing } from "./access-objects.ts";
import type { Hired } from "./access-officers.ts";
import { type AccessRig, type Answer, accessRig } from "./access-rig.ts";
import { ASKED, type Asked, type Expected, expectedOf, sentOf } from "./access-routes.ts";
import { askTimes } from "./access-times.ts";

// Routes × duties and posts × dispatches × areas × caveats, each asked of the real users' door over a real store and held
// against the table; lists, counts, streams and searches beside it (T35). A seeded sample here; `ENTENTE_CELLS=all` asks
// every cell and prints the figures, which `npm run campaign -- access` reads.

const ALL = process.env.ENTENTE_CELLS === "all";
const SAMPLE = 2_000;
const SEED = 20_261_128;
const LIMIT_MS = 1_800_000;
/** Pairs a route: as many as a median within the aim needs, and a few where only the bytes are compared. */
const PAIRS = ALL ? 400 : 10;
const AIM_MS = 5;

interface Cell {
  readonly asked: Asked;
  readonly hired: Hired;
  readonly thing: Thing;
}

let rig: AccessRig;
let cells: readonly Cell[];
const figures: Record<string, unknown> = {};

beforeAll(async () => {
  rig = await accessRig();
  cells = ASKED.flatMap((asked) =>
    rig.hired.flatMap((hired) => rig.things.map((thing) => ({ asked, hired, thing }))),
  );
}, LIMIT_MS);
afterAll(async () => {
  if (ALL) process.stderr.write(`ACCESS ${JSON.stringify(figures)}\n`);
  await rig.close();
});

const unknown = new Map<string, Promise<Answer>>();
/** What the same officer is answered at the same door about an id that nobody ever had. */
function aboutNothing({ asked, hired }: Cell): Promise<Answer> {
  const key = `${asked.name} ${hired.id}`;
  const answer = unknown.get(key) ?? rig.ask(sentOf(asked, rig.absent.id, hired));
  unknown.set(key, answer);
  return answer;
}

function seen(answer: Answer, nothing: Answer): Expected | "fault" {
  if (answer.status >= 500) return "fault";
  if (answer.status === 401) return "signed_out";
  if (answer.status === 403 && /\\"(?:right:|guest\\")/.test(answer.bytes)) return "no_right";
  return answer.bytes === nothing.bytes ? "hidden" : "answered";
}

/** The cells of a run in an order drawn by the seed, so that no cell is always asked first. */
function drawn(): readonly Cell[] {
  const next = numbersOf(SEED);
  const mixed = cells.map((cell) => ({ cell, at: next() })).toSorted((a, b) => a.at - b.at);
  return mixed.slice(0, ALL ? mixed.length : SAMPLE).map(({ cell }) => cell);
}

describe("who is answered about what (users' page A4b, T35)", () => {
  it("there are more than 25,000 cells", () => {
    expect(cells.length).toBeGreaterThanOrEqual(25_000);
  });

  it("every cell asked is as the table says, and what is hidden is byte for byte what is absent", {
    timeout: LIMIT_MS,
  }, async () => {
    const differences: string[] = [];
    const met = new Map<Expected, number>();
    for (const cell of drawn()) {
      const { asked, hired, thing } = cell;
      const nothing = await aboutNothing(cell);
      const answer = await rig.ask(sentOf(asked, thing.id, hired));
      const expected = expectedOf(asked, thing, hired);
      const said = seen(answer, nothing);
      met.set(expected, (met.get(expected) ?? 0) + 1);
      if (said !== expected)
        differences.push(`${asked.name}, ${hired.id}, ${thing.name}: ${said}, not ${expected}`);
    }
    figures.cells = { cells: drawn().length, differences, met: Object.fromEntries(met) };
    expect(differences).toEqual([]);
    expect([...met.keys()].toSorted()).toEqual(["answered", "hidden", "no_right", "signed_out"]);
  });

  it.each([
    ["lists", askLists],
    ["counts", askCounts],
    ["searches", askSearch],
    ["streams", askStreams],
  ] as const)("%s tell of nothing that would be hidden", { timeout: LIMIT_MS }, async (name, asking) => {
    const found = await asking(rig);
    figures[name] = found;
    expect(found.differences).toEqual([]);
    expect(found.shown).toBeGreaterThan(0);
  });

  it("what is hidden takes as long as what is absent, and is the same bytes, at every route", {
    timeout: LIMIT_MS,
  }, async () => {
    const times = await askTimes(rig, PAIRS);
    figures.times = times;
    for (const { pairs, unlike } of times) expect({ pairs, unlike }).toEqual({ pairs: PAIRS, unlike: 0 });
    if (ALL) expect(times.filter(({ difference_ms }) => !(difference_ms <= AIM_MS))).toEqual([]);
  });
});
