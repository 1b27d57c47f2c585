import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import { StoreFault } from "./faults.ts";
import type { Value } from "./port.ts";
import { text } from "./row.ts";
import type { Sqlite } from "./sqlite.ts";

/** Longer than chance can meet, short in every row. */
const SEAL_BYTES = 16;
const COLUMN = "row_seal";
/** Sealed one by one under the item's key, with their place bound in: they need no second seal. */
const SEALED_APART = /^sealed_(?!bytes$)/;

/**
 * SQLite has no checksum on its pages, and whoever can write the file could turn a state, a desk or a duty. So each
 * row of a table that ends in `row_seal` carries an HMAC over its name and every other column, under a key of the node.
 * The connection itself keeps it: temporary triggers write it with each change, and every read goes through a view that
 * holds it against the row. A row that does not stand is served to nobody.
 *
 * Not caught here: a row deleted, or put back as it once was. The logs and the partner's witness catch those.
 */
export interface RowSeals {
  /** A read's SQL over the checked views in place of the tables; counting looks at no row. */
  readonly checked: (sql: string) => string;
}

/** No seals: for a store that keeps nothing. */
export const NO_SEALS: RowSeals = { checked: (sql) => sql };

/**
 * Puts seals over a database that has its newest schema.
 * @param sealNow whether rows without a seal get one: once, when the column is new
 */
export function installRowSeals(db: Sqlite, nodeKey: Uint8Array, sealNow: boolean): RowSeals {
  const key = createSecretKey(new Uint8Array(hkdfSync("sha256", nodeKey, "", "entente/store/row/v1", 32)));
  db.define("entente_seal", (...values) => sealOf(key, values));
  const tables = sealedTables(db);
  for (const { table, columns } of tables) {
    const said = (row: string) => [`'${table}'`, ...columns.map((column) => `${row}${column}`)].join(", ");
    if (sealNow)
      db.run(`update main.${table} set ${COLUMN} = entente_seal(${said("")}) where ${COLUMN} is null`);
    const reseal = `begin update ${table} set ${COLUMN} = entente_seal(${said("new.")}) where rowid = new.rowid; end`;
    db.run(`create temp trigger seal_new_${table} after insert on main.${table} ${reseal}`);
    db.run(
      `create temp trigger seal_changed_${table} after update of ${columns.join(", ")} on main.${table} ${reseal}`,
    );
    db.run(
      `create temp view sound_${table} as select * from main.${table} where entente_sound('${table}', rowid)`,
    );
  }
  const reading = new Map(
    tables.map(({ table, columns }) => [
      table,
      `select ${[COLUMN, ...columns].join(", ")} from main.${table} where rowid = ?`,
    ]),
  );
  // By its place, not by its values: SQLite puts a query's constants in the place of a row's own columns before it
  // looks whether they are equal, and a row would be held against the seal of another.
  db.define("entente_sound", (table, rowid) => {
    const [row] = db.all(reading.get(String(table)) ?? "", [rowid ?? null]);
    const [seal, ...values] = row === undefined ? [] : Object.values(row);
    if (seal instanceof Uint8Array && sameSeal(seal, sealOf(key, [table ?? null, ...values]))) return 1;
    throw new StoreFault("row_damaged", `a row of ${String(table)} was changed outside this program`);
  });
  const names = new RegExp(`\\b(from|join)\\s+(${tables.map(({ table }) => table).join("|")})\\b`, "gi");
  return {
    checked: (sql) => (/^\s*select\s+count\(/i.test(sql) ? sql : sql.replace(names, "$1 sound_$2")),
  };
}

interface SealedTable {
  readonly table: string;
  readonly columns: readonly string[];
}

function sealedTables(db: Sqlite): readonly SealedTable[] {
  const found = db.all("select name from sqlite_schema where type = 'table' order by name limit 1000");
  return found.flatMap((row) => {
    const table = text(row, "name");
    const columns = db.pragma(`table_info(${table})`).map((column) => text(column, "name"));
    if (!columns.includes(COLUMN)) return [];
    return [{ table, columns: columns.filter((name) => name !== COLUMN && !SEALED_APART.test(name)) }];
  });
}

/** HMAC-SHA-256 over each value with its type and length, so that no two rows read alike; cut to 16 bytes. */
function sealOf(key: KeyObject, values: readonly Value[]): Uint8Array {
  const hmac = createHmac("sha256", key);
  for (const value of values) {
    if (value === null) hmac.update("n;");
    else if (typeof value === "number") hmac.update(`i${value};`);
    else if (typeof value === "string") hmac.update(`t${Buffer.byteLength(value)}:${value};`);
    else hmac.update(`b${value.length}:`).update(value).update(";");
  }
  return new Uint8Array(hmac.digest().subarray(0, SEAL_BYTES));
}

function sameSeal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
