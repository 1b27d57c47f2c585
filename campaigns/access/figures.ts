/** What a whole run of the cells found. */
export interface Figures {
  /** by what was asked: how many cells, and each that was not as the table says */
  readonly cells: ReadonlyMap<string, { readonly asked: number; readonly differences: readonly string[] }>;
  readonly times: readonly {
    readonly route: string;
    readonly pairs: number;
    /** medians, milliseconds */
    readonly hidden_ms: number;
    readonly absent_ms: number;
    readonly unlike: number;
  }[];
}

const GROUPS = ["cells", "lists", "counts", "searches", "streams"] as const;

/** The one line of figures in what a run wrote; null where it is not there, or not whole. */
export function readFigures(said: string): Figures | null {
  const line = /^ACCESS (\{.*\})$/m.exec(said)?.[1];
  if (line === undefined) return null;
  const read: unknown = JSON.parse(line);
  const groups = GROUPS.map((name) => [name, groupIn(Reflect.get(Object(read), name))] as const);
  const times = timesIn(Reflect.get(Object(read), "times"));
  const cells = new Map(groups.flatMap(([name, group]) => (group === null ? [] : [[name, group] as const])));
  return cells.size === GROUPS.length && times.length > 0 ? { cells, times } : null;
}

function groupIn(value: unknown) {
  const asked: unknown = Reflect.get(Object(value), "cells");
  const differences: unknown = Reflect.get(Object(value), "differences");
  if (typeof asked !== "number" || !Array.isArray(differences)) return null;
  return { asked, differences: differences.map((one: unknown) => String(one)) };
}

function timesIn(value: unknown): Figures["times"] {
  if (!Array.isArray(value)) return [];
  return value.map((one: unknown) => {
    const number = (name: string) => Number(Reflect.get(Object(one), name));
    return {
      route: String(Reflect.get(Object(one), "route")),
      pairs: number("pairs"),
      hidden_ms: number("hidden_ms"),
      absent_ms: number("absent_ms"),
      unlike: number("unlike"),
    };
  });
}
