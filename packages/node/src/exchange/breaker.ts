/** What a breaker lets pass: everything, one item to try the line with, or nothing yet. */
export type Passage = "all" | "probe" | "none";

/** How a line stands: closed = it works, open = it is left alone until a moment, half_open = it is being tried. */
export interface BreakerState {
  readonly state: "closed" | "open" | "half_open";
  /** failures in a row */
  readonly failures: number;
  /** Unix milliseconds; null while closed */
  readonly nextTry: number | null;
}

/** A circuit breaker of one line. Its clock may jump: no wait is ever longer than the longest one. */
export interface Breaker {
  passage(now: number): Passage;
  succeeded(): void;
  failed(now: number): void;
  state(now: number): BreakerState;
}

/** So many failures in a row are chance; one more is an outage. */
const OPENS_AFTER = 3;
const SHORTEST_WAIT = 500;
/** After an outage heals, everything is delivered within a minute (T03): half of it may pass before the probe. */
export const LONGEST_WAIT = 30_000;

/** @param random so many random bytes: waits have full jitter, so that two nodes do not meet again together */
export function openBreaker(random: (size: number) => Uint8Array): Breaker {
  let failures = 0;
  let wait = 0;
  let since = 0;
  const open = () => failures >= OPENS_AFTER;
  // A clock that was set back would make an honest wait endless: elapsed is never negative for long.
  const over = (now: number) => now >= since + wait || now < since;
  return {
    passage(now) {
      if (failures === 0) return "all";
      if (!over(now)) return "none";
      return open() ? "probe" : "all";
    },
    succeeded() {
      failures = 0;
      wait = 0;
    },
    failed(now) {
      failures += 1;
      since = now;
      wait = jittered(Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** Math.min(failures - 1, 10)), random);
    },
    state(now) {
      if (failures === 0) return { state: "closed", failures, nextTry: null };
      const state = !open() ? "closed" : over(now) ? "half_open" : "open";
      return { state, failures, nextTry: since + wait };
    },
  };
}

/** Between one 256th of the ceiling and all of it, milliseconds. */
export function jittered(ceiling: number, random: (size: number) => Uint8Array): number {
  return Math.ceil((ceiling * ((random(1)[0] ?? 0) + 1)) / 256);
}
