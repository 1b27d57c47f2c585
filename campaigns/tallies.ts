import type { Count, Listener, Report } from "./campaign.ts";

/** Counts what held, by kind, for a campaign that runs its cases itself. */
export class Tallies {
  readonly all: Count = { tried: 0, held: 0, broken: 0 };
  readonly #name: string;
  readonly #listener: Listener;
  readonly #kinds = new Map<string, Count>();
  readonly #seeds: number[] = [];

  constructor(name: string, listener: Listener) {
    this.#name = name;
    this.#listener = listener;
  }

  /** @param why "" where the case held, else what did not */
  count(seed: number, kind: string, why: string): void {
    const counts = this.#kinds.get(kind) ?? { tried: 0, held: 0, broken: 0 };
    this.#kinds.set(kind, counts);
    for (const one of [counts, this.all]) {
      one.tried += 1;
      if (why === "") one.held += 1;
      else one.broken += 1;
    }
    if (why === "") return;
    this.#seeds.push(seed);
    this.#listener.broke?.(seed, kind, why);
  }

  report(): Report {
    return { name: this.#name, ...this.all, seeds: this.#seeds, by_kind: Object.fromEntries(this.#kinds) };
  }
}
