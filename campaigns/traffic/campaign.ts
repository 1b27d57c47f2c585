import type { Listener, Report } from "../campaign.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { Tallies } from "../tallies.ts";
import type { LineSizes } from "../the-node.ts";
import { accuracyOn, areaOn, type Flow } from "./attackers.ts";
import { BESIDE, beat, DISPATCHES, letOut, opens, prepared, SILENT } from "./flows.ts";
import { openTrafficPair, type TrafficPair } from "./pair.ts";

/** What somebody who watches the line learnt (T26). Shares are of one. */
export interface Learnt {
  readonly dispatches: Guessed;
  readonly silent: Guessed;
  /** life-threat against routine requests; 0.5 = no better than chance */
  readonly urgent_area: number;
  /** the same for one that is let out while another one is on its way */
  readonly beside_area: number;
  /** what a line on which nothing happens costs: bytes of TLS records and their five, at a cell each ten seconds */
  readonly idle_bytes_per_second: { readonly there: number; readonly back: number; readonly sum: number };
  /** how many different sequences of sizes were seen; 1 = all alike */
  readonly sequences: { readonly dispatches: number; readonly silent: number; readonly beside: number };
}

interface Watched {
  readonly pair: TrafficPair;
  /** requests that lie unopened in India */
  readonly unopened: string[];
}

interface Guessed {
  readonly flows: number;
  readonly chance: number;
  /** of the better attacker, on flows he has not learnt from */
  readonly accuracy: number;
  readonly by_sequence: number;
  readonly by_regression: number;
}

export type TrafficReport = Report & { readonly learnt: Learnt };

const ABOVE_CHANCE = 0.05;
const MOST_AREA = 0.55;
const MOST_BYTES = 1_000;
const CELL_SECONDS = 10;
/** After so many nothing of a dispatch is left to be said in cells. */
const SETTLED_BEATS = 5;
/** One silent window for so many dispatches. */
const SILENT_EVERY = 2;
/** One that is let out beside another for so many dispatches. */
const BESIDE_EVERY = 3;
/** How long a byte is on its way then: the second is let out while the first is on the line, and not just after. */
const FAR_MS = 150;
const CELL_ANSWER_MS = 60;
/** A line on which nothing came for so long is still: a busy machine's late record belongs to the flow before. */
const STILL_MS = 25;

/**
 * `n` flows between two real nodes over real TLS, watched record by record; then two attackers learn from half of them
 * and guess at the other half.
 */
export async function traffic(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
  sizes?: LineSizes,
): Promise<TrafficReport> {
  const tallies = new Tallies("traffic", listener);
  const chance = chanceOf(seed);
  const pair = await openTrafficPair(CELL_ANSWER_MS, sizes);
  const watched = { pair, unopened: [] };
  const [dispatches, silent, beside]: [Flow[], Flow[], Flow[]] = [[], [], []];
  try {
    await warmed(watched);
    // What two nodes say to each other only once, after their first meeting, is in no flow that counts.
    for (let nth = 0; nth < 3; nth += 1) await nextFlow(watched, chance, false);
    for (let nth = 0; nth < n; nth += 1) {
      const two = beside.length * BESIDE_EVERY < dispatches.length;
      const flow = two
        ? await besideFlow(watched, chance)
        : await nextFlow(watched, chance, silent.length * SILENT_EVERY < dispatches.length);
      const list = two ? beside : SILENT.some((kind) => kind === flow.kind) ? silent : dispatches;
      list.push(flow);
      tallies.count(seed, flow.kind, flow.seen.length === 0 ? "nothing was seen of it" : "");
      listener.progress?.(nth + 1, n, tallies.all.broken);
    }
    for (const why of pair.refused) tallies.count(seed, "honest", `refused: ${why}`);
  } finally {
    await pair.close();
  }
  const learnt = {
    ...learntFrom(dispatches, silent, beside, chance),
    beside_area: areaOn(beside, "beside_life_threat", chance),
  };
  for (const [claim, why] of claims(learnt, dispatches, beside.length)) tallies.count(seed, claim, why);
  return { ...tallies.report(), learnt };
}

/** Connections are up, both logs are witnessed, and there is something to open. */
async function warmed({ pair, unopened }: Watched): Promise<void> {
  for (let nth = 0; nth < 3; nth += 1) {
    await beat(pair);
    unopened.push(await prepared(pair, "request_routine"));
    await letOut(pair.ca, unopened.at(-1) ?? "");
  }
  for (let nth = 0; nth < 4; nth += 1) await beat(pair);
}

async function nextFlow({ pair, unopened }: Watched, chance: Chance, silence: boolean): Promise<Flow> {
  if (silence) return silentFlow({ pair, unopened }, chance.pick(SILENT));
  const kind = chance.pick(DISPATCHES);
  const id = await prepared(pair, kind);
  await quiet(pair);
  await letOut(pair.ca, id);
  await stillness(pair);
  const seen = pair.take();
  if (kind.startsWith("request")) unopened.push(id);
  return { kind, seen };
}

/** One dispatch is let out while another is on its way to a partner who is far away. */
async function besideFlow({ pair, unopened }: Watched, chance: Chance): Promise<Flow> {
  const kind = chance.pick(BESIDE);
  const first = await prepared(pair, "request_routine");
  const second = await prepared(pair, kind === "beside_routine" ? "request_routine" : "request_life_threat");
  await quiet(pair);
  pair.delay(FAR_MS);
  const before = pair.count();
  const out = letOut(pair.ca, first);
  while (pair.count() === before) await pause(1);
  await Promise.all([out, letOut(pair.ca, second)]);
  // Nothing is on its way when the way becomes short, or it would be overtaken.
  await pause(2 * FAR_MS);
  await stillness(pair);
  pair.delay(0);
  const seen = pair.take();
  unopened.push(first, second);
  return { kind, seen };
}

/** A beat with nothing before it, or with one dispatch opened before it. */
async function silentFlow({ pair, unopened }: Watched, drawn: (typeof SILENT)[number]): Promise<Flow> {
  const id = drawn === "silent_opened" ? unopened.shift() : undefined;
  // Both logs are witnessed by then: a cell that still owed a cosignature would have no room for what was opened.
  await quiet(pair, SETTLED_BEATS);
  if (id !== undefined) await opens(pair, id);
  await stillness(pair);
  await beat(pair);
  await stillness(pair);
  return { kind: id === undefined ? "silent_idle" : "silent_opened", seen: pair.take() };
}

/** Nothing is under way: what is seen from here belongs to the next flow. */
async function quiet(pair: TrafficPair, beats = 2): Promise<void> {
  for (let nth = 0; nth < beats; nth += 1) await beat(pair);
  await stillness(pair);
  pair.take();
}

function learntFrom(
  dispatches: readonly Flow[],
  silent: readonly Flow[],
  beside: readonly Flow[],
  chance: Chance,
): Omit<Learnt, "beside_area"> {
  const requests = dispatches.filter(({ kind }) => ["request_routine", "request_life_threat"].includes(kind));
  return {
    dispatches: guessed(dispatches, DISPATCHES.length, chance),
    silent: guessed(silent, SILENT.length, chance),
    urgent_area: areaOn(requests, "request_life_threat", chance),
    idle_bytes_per_second: costOf(silent.filter(({ kind }) => kind === "silent_idle")),
    sequences: {
      dispatches: sequences(dispatches),
      silent: sequences(silent),
      beside: sequences(beside),
    },
  };
}

function guessed(flows: readonly Flow[], kinds: number, chance: Chance): Guessed {
  const { best, sequence, regression } = accuracyOn(flows, chance);
  return {
    flows: flows.length,
    chance: 1 / kinds,
    accuracy: best,
    by_sequence: sequence,
    by_regression: regression,
  };
}

/** A second on the line without its times and without which of two connections came first. */
function sequences(flows: readonly Flow[]): number {
  return new Set(
    flows.map(({ seen }) =>
      seen
        .map(
          ({ way, bytes, connection }) =>
            `${connection > 1_000 ? "I" : "C"}${way === "there" ? ">" : "<"}${bytes}`,
        )
        .sort()
        .join(""),
    ),
  ).size;
}

function costOf(idle: readonly Flow[]): Learnt["idle_bytes_per_second"] {
  const sum = (way: "there" | "back") =>
    idle.flatMap(({ seen }) => seen).reduce((all, one) => all + (one.way === way ? one.bytes : 0), 0);
  const each = (bytes: number) => bytes / Math.max(1, idle.length) / CELL_SECONDS;
  const [there, back] = [each(sum("there")), each(sum("back"))];
  return { there, back, sum: there + back };
}

/** The claims of T26, each "" where it holds. */
function claims(
  learnt: Learnt,
  dispatches: readonly Flow[],
  beside: number,
): readonly (readonly [string, string])[] {
  const { dispatches: kinds, silent, urgent_area, idle_bytes_per_second: cost } = learnt;
  const requests = dispatches.filter(({ kind }) => kind.startsWith("request_")).length;
  return [
    ["claim_kinds", above(kinds)],
    ["claim_opened", above(silent)],
    [
      "claim_urgent",
      urgent_area <= MOST_AREA + error(0.5, requests / 3)
        ? ""
        : `urgent is told with area ${urgent_area.toFixed(3)}`,
    ],
    [
      "claim_beside",
      learnt.beside_area <= MOST_AREA + error(0.5, beside / 3)
        ? ""
        : `urgent beside another is told with area ${learnt.beside_area.toFixed(3)}`,
    ],
    ["claim_cost", cost.sum <= MOST_BYTES ? "" : `an idle line costs ${cost.sum.toFixed(0)} B/s`],
  ];
}

function above({ flows, chance, accuracy }: Guessed): string {
  const limit = chance + ABOVE_CHANCE + error(chance, flows / 2);
  return accuracy <= limit
    ? ""
    : `${accuracy.toFixed(3)} are guessed right, by chance it is ${chance.toFixed(3)}`;
}

/** What luck alone may add where few flows were tried (99.5 in a hundred); nothing from a thousand on. */
function error(share: number, tried: number): number {
  return tried >= 1_000 ? 0 : 2.6 * Math.sqrt((share * (1 - share)) / Math.max(1, tried));
}

async function stillness(pair: TrafficPair): Promise<void> {
  let before = -1;
  while (before !== pair.count()) {
    before = pair.count();
    await pause(STILL_MS);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
