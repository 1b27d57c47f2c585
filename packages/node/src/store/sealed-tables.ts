import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Value } from "./port.ts";
import { text } from "./row.ts";
import type { Sqlite } from "./sqlite.ts";

/** Longer than chance can meet, short in every row. */
const SEAL_BYTES = 16;
/** The column that makes a table a sealed one. */
export const SEAL_COLUMN = "row_seal";
/** Sealed one by one under the item's key, with their place bound in: of these only the length is sealed again. */
const SEALED_APART = /^sealed_(?!bytes$)/;

/** A table whose rows carry a seal. */
export interface SealedTable {
  readonly table: string;
  /** every column but the seal, in declared order */
  readonly columns: readonly string[];
}

/** The tables of a database, as it is now, that have the column. */
export function sealedTables(db: Pick<Sqlite, "all" | "pragma">): readonly SealedTable[] {
  const found = db.all("select name from main.sqlite_schema where type = 'table' order by name limit 1000");
  return found.flatMap((row) => {
    const table = text(row, "name");
    const columns = db.pragma(`main.table_info(${table})`).map((column) => text(column, "name"));
    return columns.includes(SEAL_COLUMN)
      ? [{ table, columns: columns.filter((name) => name !== SEAL_COLUMN) }]
      : [];
  });
}

/**
 * What a row's seal is made over, as SQL: the table's name, then each column; of a column that is sealed by itself its
 * length, so that nobody empties or cuts it unseen and no list has to read large content.
 * @param row a prefix of column names: "" or "new."
 */
export function sealedValues({ table, columns }: SealedTable, row: "" | "new."): string {
  const values = columns.map((name) => (SEALED_APART.test(name) ? `length(${row}${name})` : `${row}${name}`));
  return [`'${table}'`, ...values].join(", ");
}

/** The key of all row seals of a node. */
export function rowSealKey(nodeKey: Uint8Array): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync("sha256", nodeKey, "", "entente/store/row/v1", 32)));
}

/** HMAC-SHA-256 over each value with its type and length, so that no two rows read alike; cut to 16 bytes. */
export function sealOf(key: KeyObject, values: readonly Value[]): Uint8Array {
  const hmac = createHmac("sha256", key);
  // Words and numbers go in together: a call into the engine for each of a row's columns costs more than the hash.
  let words = "";
  for (const value of values) {
    if (value === null) words += "n;";
    else if (typeof value === "number") words += `i${value};`;
    else if (typeof value === "string") words += `t${Buffer.byteLength(value)}:${value};`;
    else {
      hmac.update(`${words}b${value.length}:`).update(value);
      words = ";";
    }
  }
  hmac.update(words);
  return new Uint8Array(hmac.digest().subarray(0, SEAL_BYTES));
}

/** Whether a stored seal is this one; anything but bytes of its length is not. */
export function isSeal(stored: Value | undefined, made: Uint8Array): boolean {
  return stored instanceof Uint8Array && stored.length === made.length && timingSafeEqual(stored, made);
}
