import { canaryWord, MOST_CANARIES } from "./canary.ts";

/** Gives out canaries and remembers which field each went into. */
export interface Sown {
  /** a canary nobody had before, for a field of this name */
  word(field: string): string;
  readonly fields: ReadonlyMap<number, string>;
}

/** @param first number of the first canary */
export function sownFrom(first: number): Sown {
  const fields = new Map<number, string>();
  return {
    fields,
    word(field) {
      const id = (first + fields.size) % MOST_CANARIES;
      fields.set(id, field);
      return canaryWord(id);
    },
  };
}
