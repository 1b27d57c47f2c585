import { randomBytes } from "node:crypto";
import { StoreFault } from "./faults.ts";
import { int, text } from "./row.ts";
import { type Reading, sealedReading } from "./sealed-reading.ts";
import {
  isSeal,
  rowSealKey,
  SEAL_COLUMN,
  type SealedTable,
  sealedTables,
  sealedValues,
  sealOf,
} from "./sealed-tables.ts";
import type { Sqlite } from "./sqlite.ts";

/** Below every row's place. */
const FIRST = Number.MIN_SAFE_INTEGER;

/**
 * SQLite has no checksum on its pages, and whoever can write the file could turn a state, a desk or a duty (T05, T12).
 * So each row of a table that ends in `row_seal` carries an HMAC over the table's name and every other column, under a
 * key of the node. The connection itself keeps it: temporary triggers hold a row against its seal before it is changed
 * or deleted (else the next honest change would seal what somebody forged) and write the seal anew after; every read
 * goes through a view that checks. A row that does not stand is served to nobody, and nothing is built on it.
 *
 * Not caught here: a row deleted, or put back as it once was. The logs and the partner's witness catch those.
 */
export class RowSeals {
  readonly #db: Sqlite;
  readonly #holds: (table: string, rowid: number) => boolean;
  readonly #damaged = new Set<string>();
  /** where the look over all rows is: the table by its place among the sealed ones, and the last row looked at */
  #looked = { table: 0, row: FIRST };
  #tables: readonly SealedTable[] = [];
  #reading: ReadonlyMap<string, string> = new Map();

  /** Makes the functions of the connection; rows are looked at only by what is called later. */
  constructor(db: Sqlite, nodeKey: Uint8Array) {
    this.#db = db;
    const key = rowSealKey(nodeKey);
    this.#holds = (table, rowid) => {
      const [seal, ...values] = db.first(this.#reading.get(table) ?? "", [rowid]) ?? [];
      const stands = isSeal(seal, sealOf(key, values));
      if (!stands) this.#damaged.add(table);
      return stands;
    };
    db.define("entente_seal", true, (...values) => sealOf(key, values));
    // By the row's place, not by its values: SQLite puts a query's constants in the place of a row's own columns before
    // it looks whether they are equal, and a row would be held against the seal of another. And never as a constant of
    // the query: it would be asked once, for a row that may not be there.
    db.define("entente_sound", false, (table, rowid) => {
      if (typeof table === "string" && typeof rowid === "number" && this.#holds(table, rowid)) return 1;
      throw new StoreFault("row_damaged", `a row of ${String(table)} was changed outside this program`);
    });
  }

  /**
   * Runs a change of the schema so that no seal is lost and none is given away: every row must stand before it, and
   * gets its seal anew after it, in the caller's transaction. Throws StoreFault `row_damaged`.
   */
  across(change: () => void): void {
    this.#refresh();
    const before = new Set(this.#tables.map(({ table }) => table));
    for (const table of before) this.#verifyTable(table);
    change();
    this.#refresh();
    for (const sealed of this.#tables)
      this.#db.run(
        `update main.${sealed.table} set ${SEAL_COLUMN} = entente_seal(${sealedValues(sealed, "")})`,
      );
  }

  /** Throws StoreFault `row_damaged` unless every row of every sealed table stands. */
  verifyAll(): void {
    this.#refresh();
    for (const { table } of this.#tables) this.#verifyTable(table);
  }

  /** Puts triggers and views over a database of the newest schema, and every read of the connection through them. */
  install(): void {
    this.#refresh();
    // Nobody who prepares a trigger or a view in the file can guess these names, so none of his passes for ours.
    const tag = randomBytes(8).toString("hex");
    // In one transaction: each statement of its own would make the engine read its schema again.
    this.#db.run("begin");
    for (const sealed of this.#tables) {
      for (const sql of guards(sealed, tag)) this.#db.run(sql);
    }
    this.#db.run("commit");
    this.#db.readThrough(this.#sealedReading(tag));
  }

  /**
   * Holds the next rows against their seals, table after table and round again: at most `limit`, whole rows of large
   * tables included. What does not stand is in `damaged` then.
   */
  look(limit: number): void {
    const table = this.tables[this.#looked.table % this.tables.length];
    if (table === undefined) return;
    const places = this.#db.all(placesOf(table), [this.#looked.row, limit]).map((row) => int(row, "at"));
    for (const at of places) this.#holds(table, at);
    const last = places.length < limit ? undefined : places.at(-1);
    this.#looked =
      last === undefined
        ? { table: (this.#looked.table + 1) % this.tables.length, row: FIRST }
        : { table: this.#looked.table, row: last };
  }

  /** The tables in which a row was met that does not stand, since the store was opened. */
  get damaged(): readonly string[] {
    return [...this.#damaged].sort();
  }

  /** The sealed tables, by name. */
  get tables(): readonly string[] {
    return this.#tables.map(({ table }) => table);
  }

  #refresh(): void {
    this.#tables = sealedTables(this.#db);
    this.#reading = new Map(this.#tables.map((sealed) => [sealed.table, readingOf(sealed)]));
  }

  #verifyTable(table: string): void {
    this.#db.all(`select count(*) as n from main.${table} where entente_sound('${table}', rowid)`);
  }

  #sealedReading(tag: string): Reading {
    const own = new Set(this.#reading.values());
    for (const table of this.tables) own.add(placesOf(table));
    return sealedReading({ tables: this.tables, keys: foreignKeys(this.#db, this.tables), tag, own });
  }
}

function placesOf(table: string): string {
  return `select rowid as at from main.${table} where rowid > ? order by rowid limit ?`;
}

function readingOf(sealed: SealedTable): string {
  return `select ${SEAL_COLUMN}, ${sealedValues(sealed, "")} from main.${sealed.table} where rowid = ?`;
}

/** The triggers and the view of one table. */
function guards(sealed: SealedTable, tag: string): readonly string[] {
  const { table, columns } = sealed;
  const all = columns.join(", ");
  const check = `begin select entente_sound('${table}', old.rowid); end`;
  const reseal = `begin update ${table} set ${SEAL_COLUMN} = entente_seal(${sealedValues(sealed, "new.")})
    where rowid = new.rowid; end`;
  return [
    `create temp trigger check_changed_${table}_${tag} before update of ${all} on main.${table} ${check}`,
    `create temp trigger check_deleted_${table}_${tag} before delete on main.${table} ${check}`,
    `create temp trigger seal_new_${table}_${tag} after insert on main.${table} ${reseal}`,
    `create temp trigger seal_changed_${table}_${tag} after update of ${all} on main.${table} ${reseal}`,
    `create temp view sound_${table}_${tag} as select ${all} from main.${table} where entente_sound('${table}', rowid)`,
  ];
}

/** By table, the columns of others ("table.column") that the engine itself reads for foreign keys when a row changes. */
function foreignKeys(db: Sqlite, tables: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map(tables.map((table) => [table, new Set<string>()]));
  for (const child of tables) {
    for (const key of db.pragma(`main.foreign_key_list(${child})`)) {
      const [parent, from, to] = [text(key, "table"), text(key, "from"), text(key, "to")];
      keys.get(child)?.add(`${parent}.${to}`);
      keys.get(parent)?.add(`${child}.${from}`);
    }
  }
  return keys;
}
