import { appendLeaves, leafHash, type TreeGrowth } from "@entente/ledger";
import { StoreFault } from "./faults.ts";
import { asDamage, type OwnLog } from "./own-log.ts";
import type { Append, LogName } from "./port.ts";
import type { Sqlite } from "./sqlite.ts";

/** The node's logs by name. */
export type OwnLogs = Readonly<Record<LogName, OwnLog>>;

/**
 * The appends of one transaction: indexes are given out at once, rows, tiles and head are written once a log
 * at the end. The logs themselves change only by `adopt`, so a transaction that fails leaves nothing to mend.
 */
export class LogGroup {
  readonly #db: Sqlite;
  readonly #logs: OwnLogs;
  readonly #waiting: Record<LogName, Uint8Array[]> = { exchange: [], domestic: [] };
  readonly #grown: { readonly log: OwnLog; readonly growth: TreeGrowth }[] = [];

  constructor(db: Sqlite, logs: OwnLogs) {
    this.#db = db;
    this.#logs = logs;
  }

  /** The index the entry will have. Throws StoreFault `bad_parameter` for what is no log or no entry. */
  append({ log, entry }: Append): number {
    if (!Object.hasOwn(this.#waiting, log)) throw new StoreFault("bad_parameter", "no such log");
    if (!(entry instanceof Uint8Array)) throw new StoreFault("bad_parameter", "an entry is bytes");
    return this.#logs[log].tree.size + this.#waiting[log].push(entry) - 1;
  }

  /** Remembers how far the logs have come; the returned function goes back there. */
  mark(): () => void {
    const { exchange, domestic } = this.#waiting;
    const [ours, own] = [exchange.length, domestic.length];
    return () => {
      exchange.length = ours;
      domestic.length = own;
    };
  }

  /** Inside the transaction, after its last commit. Throws StoreFault `log_damaged` where the head has moved. */
  write(): void {
    for (const log of Object.values(this.#logs)) {
      const entries = this.#waiting[log.name];
      if (entries.length > 0) this.#grown.push({ log, growth: this.#extendChecked(log, entries) });
    }
  }

  /** Once the transaction is durable. */
  adopt(): void {
    for (const { log, growth } of this.#grown) log.grow(growth);
  }

  #extendChecked(log: OwnLog, entries: readonly Uint8Array[]): TreeGrowth {
    try {
      return this.#extend(log, entries);
    } catch (error) {
      throw asDamage(log.name, error);
    }
  }

  #extend(log: OwnLog, entries: readonly Uint8Array[]): TreeGrowth {
    const before = log.tree.size;
    const growth = appendLeaves(log.tree, entries.map(leafHash), log);
    for (const [at, entry] of entries.entries()) this.#db.run(INSERT_ENTRY, [log.name, before + at, entry]);
    for (const { level, index, width, data } of growth.tiles) {
      this.#db.run(UPSERT_TILE, [log.name, level, index, width, data]);
    }
    const moved = this.#db.run(MOVE_HEAD, [growth.size, growth.root, log.name, before]);
    if (moved !== 1) throw log.damage("its head moved outside this process");
    return growth;
  }
}

const INSERT_ENTRY = "insert into log_entry (log, idx, entry) values (?, ?, ?)";
const UPSERT_TILE =
  "insert into log_tile (log, level, idx, width, hashes) values (?, ?, ?, ?, ?) " +
  "on conflict (log, level, idx) do update set width = excluded.width, hashes = excluded.hashes";
const MOVE_HEAD = "update log_head set size = ?, root = ? where log = ? and size = ?";
