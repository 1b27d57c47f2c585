import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StoreFault } from "./faults.ts";
import { bytes, int, text } from "./row.ts";
import { openSqlite, type Sqlite } from "./sqlite.ts";

/** One numbered step of the schema, portable: `{int}` and `{bytes}` stand for the engine's words. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text with Unix line ends, 32 bytes. */
  readonly digest: Uint8Array;
}

/** What a database says of a migration it has. */
export type Recorded = Pick<Migration, "number" | "digest">;

/** The migrations of a folder, by number. Throws StoreFault `migration_missing` unless they run 1, 2, 3 … */
export function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return names.sort().map((name, at) => {
    const number = Number(/^([0-9]{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]);
    if (number !== at + 1)
      throw new StoreFault("migration_missing", `migration ${at + 1} expected, found "${name}"`);
    const sql = readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n");
    return { number, name, sql, digest: new Uint8Array(createHash("sha256").update(sql).digest()) };
  });
}

/**
 * The migrations a database still needs. Throws StoreFault where the database is newer than the program, or
 * where what it was built from is not what the program holds: nobody may guess at such a schema.
 */
export function pendingMigrations(
  known: readonly Migration[],
  recorded: readonly Recorded[],
): readonly Migration[] {
  for (const [at, row] of recorded.entries()) {
    const migration = known[row.number - 1];
    if (row.number !== at + 1)
      throw new StoreFault("migration_missing", `migration ${at + 1} was never applied`);
    if (!migration)
      throw new StoreFault(
        "database_newer",
        `the database has migration ${row.number}; this program ends at ${known.length}`,
      );
    if (Buffer.compare(migration.digest, row.digest) !== 0) {
      throw new StoreFault(
        "migration_changed",
        `"${migration.name}" is not the text this database was built from`,
      );
    }
  }
  return known.slice(recorded.length);
}

/**
 * Brings a SQLite database to the newest schema, in one transaction, so that it is of one version or of another and never
 * between; which migrations it took, by number.
 * @param around runs all that are pending, inside the transaction: what must hold before and after them
 */
export function migrateSqlite(
  db: Sqlite,
  known: readonly Migration[],
  around: (change: () => void) => void = (change) => change(),
): readonly number[] {
  db.run(
    "create table if not exists migration (number integer not null primary key, name text not null, digest blob not null) strict",
  );
  const recorded = db.all("select number, digest from migration order by number limit 10000");
  const done = recorded.map((row) => ({ number: int(row, "number"), digest: bytes(row, "digest") }));
  const pending = pendingMigrations(known, done);
  if (pending.length === 0) return [];
  db.run("begin immediate");
  try {
    around(() => {
      for (const { sql } of pending) for (const statement of sqliteStatements(sql)) db.run(statement);
    });
    for (const { number, name, digest } of pending)
      db.run("insert into migration (number, name, digest) values (?, ?, ?)", [number, name, digest]);
    db.run("commit");
  } catch (error) {
    if (db.inTransaction()) db.run("rollback");
    throw error;
  }
  return pending.map(({ number }) => number);
}

/** The statements of a portable migration in SQLite's words; every table becomes STRICT. */
function sqliteStatements(sql: string): readonly string[] {
  const worded = sql
    .replace(/--[^\n]*/g, "")
    .replaceAll("{int}", "integer")
    .replaceAll("{bytes}", "blob");
  const statements = worded.split(";").map((statement) => statement.trim());
  return statements.filter((s) => s !== "").map((s) => (/^create table\b/i.test(s) ? `${s} strict` : s));
}

/**
 * Throws StoreFault `schema_changed` unless the database has exactly the tables and indexes that the migrations make. A
 * trigger or a view that somebody put into the file would act in the node's own name, and a rule of uniqueness that he
 * took out would let a dispatch in twice. What the engine keeps for its own planning does not count.
 */
export function checkSchema(db: Sqlite, known: readonly Migration[]): void {
  const [made, found] = [schemaMadeBy(known), schemaOf(db)];
  for (const [name, sql] of found)
    if (made.get(name) !== sql)
      throw new StoreFault("schema_changed", `"${name}" of the database was not made by this program`);
  for (const name of made.keys())
    if (!found.has(name)) throw new StoreFault("schema_changed", `"${name}" of the database is missing`);
}

/** By the digests of the migrations: what they make, which is the same for every store that one process opens. */
const MADE = new Map<string, ReadonlyMap<string, string>>();

function schemaMadeBy(known: readonly Migration[]): ReadonlyMap<string, string> {
  const name = known.map(({ digest }) => Buffer.from(digest).toString("hex")).join();
  const before = MADE.get(name);
  if (before !== undefined) return before;
  const pattern = openSqlite(":memory:");
  try {
    migrateSqlite(pattern, known);
    const made = schemaOf(pattern);
    MADE.set(name, made);
    return made;
  } finally {
    pattern.close();
  }
}

function schemaOf(db: Sqlite): ReadonlyMap<string, string> {
  const rows = db.all(
    "select type, name, tbl_name, coalesce(sql, '') as sql from main.sqlite_schema order by name limit 10000",
  );
  const ours = rows.filter((row) => !text(row, "name").startsWith("sqlite_stat"));
  return new Map(
    ours.map((row) => [
      text(row, "name"),
      [text(row, "type"), text(row, "tbl_name"), text(row, "sql").replaceAll(/\s+/g, " ")].join(" "),
    ]),
  );
}
