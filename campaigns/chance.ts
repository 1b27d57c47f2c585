/** Chance that a seed fixes: the same seed draws the same things in the same order, on every machine. */
export interface Chance {
  /** a whole number, 0 ≤ n < below; `below` from 1 to 2^32 */
  below(below: number): number;
  /** a whole number, low ≤ n ≤ high */
  between(low: number, high: number): number;
  /** one of a list that is not empty */
  pick<T>(list: readonly T[]): T;
  bytes(count: number): Uint8Array;
}

/**
 * SplitMix32 over the seed: 32 bits of state, every seed a stream of its own, neighbours unlike from the first
 * draw. For choosing attacks, never for keys.
 * @param seed any whole number up to 2^53 − 1
 */
export function chanceOf(seed: number): Chance {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError("a seed is a whole number");
  let state = (mixed(seed >>> 0) ^ mixed(Math.floor(seed / 2 ** 32) + 0x9e3779b9)) >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mixed(state);
  };
  const below = (limit: number) => {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError("there is nothing below 1");
    return Math.floor((next() / 2 ** 32) * limit);
  };
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (list) => {
      const found = list[below(list.length)];
      if (found === undefined) throw new RangeError("nothing to pick from");
      return found;
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => next() & 255),
  };
}

/** The finaliser of SplitMix32: every bit of the input reaches every bit of the output. */
function mixed(value: number): number {
  let z = value >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
