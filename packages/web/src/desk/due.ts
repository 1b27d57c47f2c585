import type { DeskRow, DeskView } from "@entente/contract";
import { sameDay } from "../i18n/format.ts";

/** States in which somebody still owes an answer. */
const RUNNING: readonly string[] = ["filed", "assigned", "sent", "stored", "opened"];
const SOON_MS = 2 * 3_600_000;

export type Pressure = "overdue" | "soon" | "today" | "later" | "none";

/** How long is left, milliseconds; null where no clock runs. */
export function leftOf(row: Pick<DeskRow, "due" | "state">, now: number): number | null {
  if (row.due === null || !RUNNING.includes(row.state)) return null;
  return Date.parse(row.due) - now;
}

/** How soon something is due on the calendar of the officer's own state. */
export function pressureOf(row: Pick<DeskRow, "due" | "state">, now: number, party: string): Pressure {
  const left = leftOf(row, now);
  if (left === null) return "none";
  if (left < 0) return "overdue";
  if (left <= SOON_MS) return "soon";
  return sameDay(now, now + left, party) ? "today" : "later";
}

/** What stands in the list: the head of a section, or a row with its place among all rows. */
export type ListItem =
  | { readonly head: Pressure; readonly size: number; readonly more: boolean }
  | { readonly row: DeskRow; readonly place: number };

/**
 * What the list of a view shows: under heads where it goes by what is due, else as the rows came.
 * @param more whether pages are to come: then the last section has more rows than are here
 */
export function itemsOf(
  view: DeskView,
  rows: readonly DeskRow[],
  now: number,
  party: string,
  more: boolean,
): readonly ListItem[] {
  if (view === "done" || view === "snoozed") return rows.map((row, place) => ({ row, place }));
  return sectioned(rows, now, party, more);
}

/** Rows in the order they came, under the heads of their sections. */
function sectioned(rows: readonly DeskRow[], now: number, party: string, more: boolean): readonly ListItem[] {
  const items: ListItem[] = [];
  const sizes = new Map<Pressure, number>();
  const pressures = rows.map((row) => pressureOf(row, now, party));
  for (const pressure of pressures) sizes.set(pressure, (sizes.get(pressure) ?? 0) + 1);
  const open = more ? pressures.at(-1) : undefined;
  let last: Pressure | null = null;
  for (const [place, row] of rows.entries()) {
    const pressure = pressures[place] ?? "none";
    if (pressure !== last)
      items.push({ head: pressure, size: sizes.get(pressure) ?? 0, more: pressure === open });
    last = pressure;
    items.push({ row, place });
  }
  return items;
}
