import type { Line } from "./compare.ts";

/** The lines of a record that say one thing of it, such as its categories. */
export interface Said {
  /** the names on the way from the record to the value, outermost first; none = the record is the value */
  readonly names: readonly string[];
  readonly lines: readonly Line[];
}

/** Stands around other names and says nothing beside them. */
const FRAMES = ["marking", "grade"];

/** The names between a record and a value in it, without numbers. */
export function namesWithin(record: string, at: string): readonly string[] {
  if (!at.startsWith(`${record}/`)) return [];
  const parts = at.slice(record.length + 1).split("/");
  return parts.filter((part) => !/^\d+$/.test(part) && !FRAMES.includes(part));
}

/** The lines of one row of the border, those together that say the same of its record, in their order. */
export function saidOf(record: string, lines: readonly Line[]): readonly Said[] {
  const said = new Map<string, { names: readonly string[]; lines: Line[] }>();
  for (const line of lines) {
    const names = namesWithin(record, line.at);
    const known = said.get(names.join("/"));
    if (known === undefined) said.set(names.join("/"), { names, lines: [line] });
    else known.lines.push(line);
  }
  return [...said.values()];
}
