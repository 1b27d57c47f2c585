import type { Chance } from "./chance.ts";
import { chanceOf } from "./chance.ts";

/** What is attacked, as far as the runner must know it. */
export interface Arena {
  /** null while everything attacked runs; else what ended and how */
  crash(): string | null;
  restart(): Promise<void>;
  close(): Promise<void>;
  /** the last of what it wrote about itself; "" where it is content */
  complaints(): string;
}

/** Whatever the kinds of a campaign work on stands on an arena. */
export interface Staged {
  readonly ground: Arena;
}

/** One kind of attack. */
export interface Kind<Stage> {
  readonly name: string;
  /** runs after the attacked node was stopped and started again on its data */
  readonly afterRestart?: boolean;
  /** "" where the node held, else what did not */
  readonly run: (stage: Stage, chance: Chance) => Promise<string>;
}

/** A counted attack on two real nodes. */
export interface Campaign<Stage extends Staged> {
  readonly name: string;
  readonly kinds: readonly Kind<Stage>[];
  /** opens the arena and makes what must stand before the first attack */
  readonly prepare: () => Promise<Stage>;
  /** proves that honest messages are still taken, so that a dead door does not pass for a strong one; "" = they are */
  readonly honest: (stage: Stage) => Promise<string>;
}

export interface Count {
  tried: number;
  held: number;
  broken: number;
}

/** What a campaign found. `seeds` = of the broken cases: `--n 1 --seed THAT` runs the same case again. */
export interface Report extends Count {
  readonly name: string;
  readonly seeds: readonly number[];
  readonly by_kind: Readonly<Record<string, Count>>;
}

/** Told while it runs: how far, and every case that broke. */
export interface Listener {
  readonly progress?: (tried: number, of: number, broken: number) => void;
  readonly broke?: (seed: number, kind: string, why: string) => void;
}

/**
 * Runs cases `seed`, `seed + 1`, … `seed + n − 1`: a case's seed alone fixes its kind and everything drawn for it.
 * The honest messages at the end count as one case more where they fail.
 */
export async function runCampaign<Stage extends Staged>(
  campaign: Campaign<Stage>,
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const stage = await campaign.prepare();
  const { ground } = stage;
  try {
    const tally = new Tally(campaign.name, listener, n);
    const seeds = Array.from({ length: n }, (_, nth) => seed + nth);
    const later = (one: number) => kindOf(campaign, one).afterRestart === true;
    for (const one of seeds.filter((each) => !later(each))) await runCase(campaign, stage, one, tally);
    const rest = seeds.filter(later);
    if (rest.length > 0 && ground.crash() === null) await ground.restart();
    for (const one of rest) await runCase(campaign, stage, one, tally);
    const why = ground.crash() ?? (await campaign.honest(stage).catch(String));
    if (why !== "") tally.count(seed, "honest", `${why}; the nodes said: ${ground.complaints()}`);
    return tally.report();
  } finally {
    await ground.close();
  }
}

function kindOf<Stage extends Staged>({ kinds }: Campaign<Stage>, seed: number): Kind<Stage> {
  const kind = kinds[seed % kinds.length];
  if (kind === undefined) throw new Error("a campaign has kinds");
  return kind;
}

async function runCase<Stage extends Staged>(
  campaign: Campaign<Stage>,
  stage: Stage,
  seed: number,
  tally: Tally,
): Promise<void> {
  const kind = kindOf(campaign, seed);
  const crashed = stage.ground.crash();
  if (crashed !== null) return tally.count(seed, kind.name, `a node ended: ${crashed}`);
  const why = await kind.run(stage, chanceOf(seed)).catch((error: unknown) => `no answer: ${String(error)}`);
  tally.count(seed, kind.name, why);
}

class Tally {
  readonly #name: string;
  readonly #kinds = new Map<string, Count>();
  readonly #seeds: number[] = [];
  readonly #listener: Listener;
  readonly #of: number;
  readonly #all: Count = { tried: 0, held: 0, broken: 0 };

  constructor(name: string, listener: Listener, of: number) {
    this.#name = name;
    this.#listener = listener;
    this.#of = of;
  }

  count(seed: number, kind: string, why: string): void {
    const counts = this.#kinds.get(kind) ?? { tried: 0, held: 0, broken: 0 };
    this.#kinds.set(kind, counts);
    for (const one of [counts, this.#all]) {
      one.tried += 1;
      one[why === "" ? "held" : "broken"] += 1;
    }
    if (why !== "") {
      this.#seeds.push(seed);
      this.#listener.broke?.(seed, kind, why);
    }
    this.#listener.progress?.(this.#all.tried, this.#of, this.#all.broken);
  }

  report(): Report {
    const byKind = [...this.#kinds].sort(([a], [b]) => (a < b ? -1 : 1));
    return { name: this.#name, ...this.#all, seeds: this.#seeds, by_kind: Object.fromEntries(byKind) };
  }
}
