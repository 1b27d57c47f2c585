/** A row's place in a list: by its key, rows of one key by id downwards. */
export interface Place {
  /** whole and not negative; mostly Unix milliseconds */
  readonly key: number;
  readonly id: string;
}

/** The key of what is not due: behind every moment a clock here can show. */
export const NEVER = 8_640_000_000_000_000;

/** The place a cursor names; undefined where it is none that we wrote. */
export function placeAt(cursor: string): Place | undefined {
  const [, key, id] = /^(\d{1,16})\.([0-9a-f-]{0,36})$/.exec(cursor) ?? [];
  return key === undefined || id === undefined ? undefined : { key: Number(key), id };
}

export function cursorOf({ key, id }: Place): string {
  return `${String(key)}.${id}`;
}

/** Runs in one order as one list in that order; a row that stands in two of them stands there once. */
export function merged(runs: readonly (readonly Place[])[], down: boolean): readonly Place[] {
  const all = runs.flat().toSorted((a, b) => inOrder(a, b, down));
  return all.filter(({ id }, at) => id !== all[at - 1]?.id);
}

/** Below 0 where `a` comes before `b` in a list, above where behind, 0 for one and the same place. */
export function inOrder(a: Place, b: Place, down: boolean): number {
  if (a.key !== b.key) return down ? b.key - a.key : a.key - b.key;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
