import { StoreFault } from "./faults.ts";
import type { Row, Value } from "./port.ts";

/** The text of a column; throws StoreFault `column_type` for null, another type or no such column. */
export function text(row: Row, column: string): string {
  const value = textOrNull(row, column);
  return value === null ? unfit(column, "text", value) : value;
}

/** As {@link text}; null stays null. */
export function textOrNull(row: Row, column: string): string | null {
  const value = row[column];
  return value === null || typeof value === "string" ? value : unfit(column, "text", value);
}

/** The safe whole number of a column; throws StoreFault `column_type` for anything else, fractions included. */
export function int(row: Row, column: string): number {
  const value = intOrNull(row, column);
  return value === null ? unfit(column, "a whole number", value) : value;
}

/** As {@link int}; null stays null. */
export function intOrNull(row: Row, column: string): number | null {
  const value = row[column];
  if (value === null) return null;
  return typeof value === "number" && Number.isSafeInteger(value)
    ? value
    : unfit(column, "a whole number", value);
}

/** The bytes of a column; throws StoreFault `column_type` for anything else. */
export function bytes(row: Row, column: string): Uint8Array {
  const value = bytesOrNull(row, column);
  return value === null ? unfit(column, "bytes", value) : value;
}

/** As {@link bytes}; null stays null. */
export function bytesOrNull(row: Row, column: string): Uint8Array | null {
  const value = row[column];
  return value === null || value instanceof Uint8Array ? value : unfit(column, "bytes", value);
}

function unfit(column: string, wanted: string, found: Value | undefined): never {
  const what = found === undefined ? "no such column" : found === null ? "null" : typeof found;
  throw new StoreFault("column_type", `column "${column}" must be ${wanted}: ${what}`);
}
