import type { Chance } from "../chance.ts";
import type { Seen } from "./recorder.ts";

/** One flow: what was seen of it, and what it was. */
export interface Flow {
  readonly kind: string;
  /** in the order of time; `way` seen from the one sender of the flow */
  readonly seen: readonly Seen[];
}

/** What an attacker makes of a flow he has not learnt from: the kind, and a score for each kind. */
export interface Attacker {
  readonly guess: (flow: Flow) => string;
  /** higher = more likely that kind */
  readonly score: (flow: Flow, kind: string) => number;
}

/** Knows every sequence of directions and sizes by heart, and says the kind that had it most often. */
export function bySequence(learnt: readonly Flow[]): Attacker {
  const tables = new Map<string, Map<string, number>>();
  const all = new Map<string, number>();
  for (const flow of learnt) {
    const key = sequenceOf(flow);
    const table = tables.get(key) ?? new Map<string, number>();
    tables.set(key, table);
    for (const counts of [table, all]) counts.set(flow.kind, (counts.get(flow.kind) ?? 0) + 1);
  }
  const of = (flow: Flow) => tables.get(sequenceOf(flow)) ?? all;
  return {
    guess: (flow) => [...of(flow)].reduce((best, one) => (one[1] > best[1] ? one : best), ["", 0])[0],
    score: (flow, kind) => of(flow).get(kind) ?? 0,
  };
}

/** The exact sequence of directions and sizes. */
export function sequenceOf({ seen }: Flow): string {
  return seen.map(({ way, bytes }) => `${way === "there" ? ">" : "<"}${bytes}`).join("");
}

const PLACES = 24;
const GAPS = 8;

/** Counts, sums, the first sizes in their order, connections, and the first gaps in time on a logarithmic scale. */
export function featuresOf({ seen }: Flow): readonly number[] {
  const there = seen.filter(({ way }) => way === "there");
  const sum = (list: readonly Seen[]) => list.reduce((total, { bytes }) => total + bytes, 0);
  const back = seen.filter(({ way }) => way === "back");
  const sizes = Array.from({ length: PLACES }, (_, at) => {
    const one = seen[at];
    return one === undefined ? 0 : one.way === "there" ? one.bytes : -one.bytes;
  });
  const turns = seen.filter((one, at) => at > 0 && one.way !== seen[at - 1]?.way);
  const gaps = Array.from({ length: GAPS }, (_, at) =>
    scale((turns[at]?.at ?? 0) - (before(turns, seen, at) ?? 0)),
  );
  const whole = scale((seen.at(-1)?.at ?? 0) - (seen[0]?.at ?? 0));
  const connections = new Set(seen.map(({ connection }) => connection)).size;
  return [there.length, back.length, sum(there), sum(back), connections, whole, ...sizes, ...gaps];
}

function before(turns: readonly Seen[], seen: readonly Seen[], at: number): number | undefined {
  return turns[at] === undefined ? 0 : at === 0 ? seen[0]?.at : turns[at - 1]?.at;
}

/** Quarters of a doubling above a tenth of a millisecond. */
function scale(milliseconds: number): number {
  return milliseconds <= 0.1 ? 0 : Math.round(4 * Math.log2(milliseconds * 10)) / 4;
}

const EPOCHS = 250;
const RATE = 0.5;
const DECAY = 1e-4;

/** Multinomial logistic regression over the features, standardised on what was learnt. */
export function byRegression(learnt: readonly Flow[], kinds: readonly string[]): Attacker {
  const rows = learnt.map(featuresOf);
  const scaled = standardiser(rows);
  const inputs = rows.map(scaled);
  const width = inputs[0]?.length ?? 0;
  const weights = kinds.map(() => new Float64Array(width));
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const slopes = kinds.map(() => new Float64Array(width));
    for (const [nth, input] of inputs.entries()) {
      const shares = softmax(weights, input);
      for (const [kind, slope] of slopes.entries()) {
        const off = (shares[kind] ?? 0) - (learnt[nth]?.kind === kinds[kind] ? 1 : 0);
        for (let at = 0; at < width; at += 1) slope[at] = (slope[at] ?? 0) + off * (input[at] ?? 0);
      }
    }
    for (const [kind, slope] of slopes.entries()) step(weights[kind], slope, inputs.length);
  }
  const sharesOf = (flow: Flow) => softmax(weights, scaled(featuresOf(flow)));
  return {
    guess: (flow) => {
      const shares = sharesOf(flow);
      return kinds[shares.indexOf(Math.max(...shares))] ?? "";
    },
    score: (flow, kind) => sharesOf(flow)[kinds.indexOf(kind)] ?? 0,
  };
}

function step(weights: Float64Array | undefined, slope: Float64Array, rows: number): void {
  if (weights === undefined) return;
  for (let at = 0; at < weights.length; at += 1) {
    const old = weights[at] ?? 0;
    weights[at] = old - RATE * ((slope[at] ?? 0) / rows + DECAY * old);
  }
}

/** Mean 0 and deviation 1 on the given rows; a column that never moves says nothing and is 0; a constant 1 is added. */
function standardiser(rows: readonly (readonly number[])[]): (row: readonly number[]) => readonly number[] {
  const width = rows[0]?.length ?? 0;
  const stats = Array.from({ length: width }, (_, at) => {
    const column = rows.map((row) => row[at] ?? 0);
    const mean = column.reduce((a, b) => a + b, 0) / Math.max(1, column.length);
    const spread = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, column.length));
    return { mean, spread };
  });
  // Cut at six deviations: one odd flow must not decide what all others look like.
  const one = (value: number, { mean, spread }: { mean: number; spread: number }) =>
    spread < 1e-9 ? 0 : Math.max(-6, Math.min(6, (value - mean) / spread));
  return (row) => [1, ...stats.map((stat, at) => one(row[at] ?? 0, stat))];
}

function softmax(weights: readonly Float64Array[], input: readonly number[]): readonly number[] {
  const sums = weights.map((row) => input.reduce((total, value, at) => total + value * (row[at] ?? 0), 0));
  const most = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - most));
  const all = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / all);
}

/** A seeded split into two halves. */
export function halves(
  flows: readonly Flow[],
  chance: Chance,
): { readonly learnt: readonly Flow[]; readonly unseen: readonly Flow[] } {
  const order = [...flows];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = chance.below(at + 1);
    [order[at], order[other]] = [order[other] ?? fail(), order[at] ?? fail()];
  }
  const half = Math.floor(order.length / 2);
  return { learnt: order.slice(0, half), unseen: order.slice(half) };
}

function fail(): never {
  throw new Error("a place of the list is filled");
}

/** The better of the two attackers, on flows he has not seen. */
export function accuracyOn(flows: readonly Flow[], chance: Chance) {
  const { learnt, unseen } = halves(flows, chance);
  const kinds = [...new Set(flows.map(({ kind }) => kind))].sort();
  const right = (attacker: Attacker) =>
    unseen.filter((flow) => attacker.guess(flow) === flow.kind).length / Math.max(1, unseen.length);
  const [sequence, regression] = [right(bySequence(learnt)), right(byRegression(learnt, kinds))];
  return { sequence, regression, best: Math.max(sequence, regression), unseen: unseen.length };
}

/**
 * The area under the curve with which the better attacker tells one kind from another, on flows he has not seen; 0.5 =
 * he cannot. Below 0.5 he would only turn his answer around: it counts as its mirror.
 */
export function areaOn(flows: readonly Flow[], kind: string, chance: Chance): number {
  const { learnt, unseen } = halves(flows, chance);
  const kinds = [...new Set(flows.map((flow) => flow.kind))].sort();
  const areas = [bySequence(learnt), byRegression(learnt, kinds)].map((attacker) => {
    const scored = unseen.map((flow) => ({ is: flow.kind === kind, score: attacker.score(flow, kind) }));
    return areaOf(scored);
  });
  return Math.max(...areas.map((area) => Math.max(area, 1 - area)));
}

/** The share of pairs (one that is, one that is not) that the scores put in order; a tie is half. */
export function areaOf(scored: readonly { readonly is: boolean; readonly score: number }[]): number {
  const [are, not] = [scored.filter(({ is }) => is), scored.filter(({ is }) => !is)];
  let sum = 0;
  for (const one of are)
    for (const other of not) sum += one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0;
  return are.length === 0 || not.length === 0 ? 0.5 : sum / (are.length * not.length);
}
