import { constants, DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { type StoreCode, StoreFault } from "./faults.ts";
import { createLru } from "./lru.ts";
import { checkParams, countMarks, isRead } from "./parameters.ts";
import type { Row, Value } from "./port.ts";
import type { Reading } from "./sealed-reading.ts";

/** A SQLite connection that never lets a value through unseen. Everything is synchronous; all throw StoreFault. */
export interface Sqlite {
  /** Rows of a `select` or `with`; refuses anything that could write. */
  all(sql: string, params?: readonly Value[]): readonly Row[];
  /** The first row of a read as its values in order, or null: for what is asked once a row. */
  first(sql: string, params: readonly Value[]): readonly Value[] | null;
  /** Runs one statement; how many rows it changed (meaningless for anything but insert, update, delete). */
  run(sql: string, params?: readonly Value[]): number;
  /** Runs a pragma, its rows. The text comes from this room only. */
  pragma(text: string): readonly Row[];
  /**
   * Makes a function for this connection's own SQL. What it throws ends the statement and comes out as it is.
   * @param constant whether the same values always give the same, whatever the database holds
   */
  define(name: string, constant: boolean, work: (...values: Value[]) => Value): void;
  /** Every statement from now on is compiled as `reading` says, and only where it allows each access. */
  readThrough(reading: Reading): void;
  /** Whether a transaction is open: some errors make SQLite roll back by itself. */
  inTransaction(): boolean;
  close(): void;
}

const MAX_STATEMENTS = 500;
/** How long a write waits for another program (a backup tool) before it gives up, ms. */
const BUSY_MS = 1_000;

/**
 * Opens a database file (":memory:" for a passing one) as the node needs it: WAL, every commit synced to the
 * disk (`synchronous=full`), foreign keys, deleted bytes overwritten (`secure_delete`), and pages kept warm
 * because blind tokens fall all over their index (32 MiB, checkpoints every 16 MiB).
 * @param change false: nothing is written, no setting either
 */
export function openSqlite(path: string, { change = true } = {}): Sqlite {
  const database = guarded(
    () => new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: true, readOnly: !change }),
  );
  let statements = createLru<string, Prepared>(MAX_STATEMENTS);
  let through = (sql: string) => sql;
  const compiling: Compiling = { sql: "", refused: "" };
  const sqlite: Sqlite = {
    all: (sql, params = []) => running(compiling, sql, () => prepare(sql, true).all(params)),
    define(name, constant, work) {
      guarded(() =>
        database.function(name, { varargs: true, deterministic: constant }, (...given) =>
          work(...given.map(givenValue)),
        ),
      );
    },
    readThrough(reading) {
      through = reading.through;
      statements = createLru<string, Prepared>(MAX_STATEMENTS);
      authorize(database, reading, compiling);
    },
    first: (sql, params) => running(compiling, sql, () => prepare(sql, true, true).first(params)),
    run: (sql, params = []) => running(compiling, sql, () => prepare(sql, false).run(params)),
    pragma: (text) => guarded(() => database.prepare(`pragma ${text}`).all().filter(isRow)),
    inTransaction: () => database.isTransaction,
    close: () => guarded(() => database.close()),
  };
  function prepare(sql: string, reading: boolean, asArray = false): Prepared {
    const name = `${reading ? "r" : "w"}${asArray ? "a" : "o"}${sql}`;
    const known = statements.get(name);
    const prepared = known ?? new Prepared(sql, database.prepare(through(sql)), asArray);
    if (!known) statements.set(name, prepared);
    if (reading && !prepared.reads) throw new StoreFault("bad_statement", "a read must be a select");
    return prepared;
  }
  if (!change) return sqlite;
  try {
    for (const setting of SETTINGS) sqlite.pragma(setting);
    const mode = sqlite.pragma("journal_mode")[0]?.journal_mode;
    // SQLite answers with another mode, not an error, where a file system cannot share memory.
    if (path !== ":memory:" && mode !== "wal")
      throw new StoreFault("store_broken", "no write-ahead log on this disk");
  } catch (error) {
    database.close();
    throw error;
  }
  return sqlite;
}

/** Which statement is run, as it was written, and what it asked for and was not given, in words. */
interface Compiling {
  sql: string;
  refused: string;
}

/** The engine compiles again whenever the schema changed, so what is run is known at every run. */
function running<T>(compiling: Compiling, sql: string, work: () => T): T {
  const outer = compiling.sql;
  compiling.sql = sql;
  try {
    return guarded(work);
  } catch (error) {
    throw compiling.refused === "" ? error : named(error, compiling.refused);
  } finally {
    compiling.sql = outer;
    compiling.refused = "";
  }
}

function authorize(database: DatabaseSync, reading: Reading, compiling: Compiling): void {
  database.setAuthorizer((code, table, column, _, via) => {
    const does = ACCESSES.get(code);
    const access = { table: table ?? "", column: column ?? "", via };
    if (does === undefined || reading.admits(compiling.sql, { does, ...access })) return constants.SQLITE_OK;
    compiling.refused = `a ${does} of ${access.table}.${access.column}`;
    return constants.SQLITE_DENY;
  });
}

function named(error: unknown, refused: string): unknown {
  if (!(error instanceof StoreFault)) return error;
  return new StoreFault(error.code, `${error.message}: ${refused} is not over its seal`, error);
}

/** What a statement can do to a table. */
const ACCESSES: ReadonlyMap<number, "read" | "write"> = new Map([
  [constants.SQLITE_READ, "read"],
  [constants.SQLITE_INSERT, "write"],
  [constants.SQLITE_UPDATE, "write"],
  [constants.SQLITE_DELETE, "write"],
]);

/** What a function of ours is handed: the engine gives numbers, texts, nulls and bytes, and nothing else. */
function givenValue(given: SQLOutputValue): Value {
  if (typeof given === "bigint") throw new StoreFault("column_type", "a whole number is too large");
  return given instanceof Uint8Array ? new Uint8Array(given) : given;
}

const SETTINGS = [
  "journal_mode = wal",
  "synchronous = full",
  "secure_delete = on",
  "trusted_schema = off",
  "cell_size_check = on",
  // What a sort lays aside is the rows themselves: it stays off the disk.
  "temp_store = memory",
  "cache_size = -32768",
  "wal_autocheckpoint = 4000",
] as const;

/** A compiled statement with what the engine does not check for us. */
class Prepared {
  readonly #statement: StatementSync;
  readonly #marks: number;
  readonly reads: boolean;

  constructor(sql: string, statement: StatementSync, asArray: boolean) {
    this.#statement = statement;
    if (asArray) statement.setReturnArrays(true);
    this.#marks = countMarks(sql);
    this.reads = isRead(sql);
  }

  all(params: readonly Value[]): readonly Row[] {
    checkParams(params, this.#marks);
    return this.#statement.all(...params).filter(isRow);
  }

  first(params: readonly Value[]): readonly Value[] | null {
    checkParams(params, this.#marks);
    const values: unknown = this.#statement.get(...params);
    return Array.isArray(values) ? values.map(givenValue) : null;
  }

  run(params: readonly Value[]): number {
    checkParams(params, this.#marks);
    return Number(this.#statement.run(...params).changes);
  }
}

type Found = Record<string, SQLOutputValue>;

/** True or a throw: the engine itself throws beyond 2^53, so no column is ever read as a bigint. */
function isRow(found: Found): found is Record<string, Exclude<SQLOutputValue, bigint>> {
  for (const column in found) {
    if (typeof found[column] === "bigint")
      throw new StoreFault("column_type", `column "${column}" is too large`);
  }
  return true;
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof StoreFault ? error : engineFault(error);
  }
}

/** SQLite's primary result codes that concern one statement only (sqlite.org/rescode.html). */
const STATEMENT_CODES: ReadonlyMap<number, StoreCode> = new Map([
  [1, "bad_statement"],
  [5, "store_busy"],
  [6, "store_busy"],
  [18, "bad_parameter"],
  [19, "constraint"],
  [20, "constraint"],
  [23, "bad_statement"],
  [25, "bad_parameter"],
]);

function engineFault(error: unknown): StoreFault {
  const said = error instanceof Error ? error.message : "unknown error";
  const extended = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  if (typeof extended === "number") {
    return new StoreFault(STATEMENT_CODES.get(extended & 0xff) ?? "store_broken", said, error);
  }
  const named = error instanceof Error && "code" in error ? error.code : undefined;
  if (named === "ERR_INVALID_STATE") return new StoreFault("store_closed", said, error);
  if (named === "ERR_OUT_OF_RANGE") return new StoreFault("column_type", said, error);
  return new StoreFault("bad_statement", said, error);
}
