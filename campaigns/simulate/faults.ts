import type { Chance } from "../chance.ts";
import { type Sqlite, StoreFault } from "../the-node.ts";

/** Where the next commit of a node's database goes wrong; `none` = it does not. */
export type DiskFault =
  | "none"
  /** the process dies before the transaction is on the disk */
  | "crash_before"
  /** the transaction is on the disk, and the process dies before anybody hears of it */
  | "crash_after"
  /** a write fails in the middle of a transaction: no space, or an I/O error */
  | "no_space";

/** A node's disk as the simulator turns it. */
export interface Disk {
  /** what the next commit meets; it is used up by it */
  next: DiskFault;
  /** so many commits more are sound before it: what must be one commit shows when it is two */
  skip: number;
  /** the process is dead: nothing of it reads or writes any more */
  dead: boolean;
}

/** Stands between a store and its real SQLite file, and fails where the disk is told to. */
export function failing(disk: Disk): (db: Sqlite) => Sqlite {
  return (db) => {
    const alive = () => {
      if (disk.dead) throw new StoreFault("store_broken", "the process is dead");
    };
    return {
      all(sql, params) {
        alive();
        return db.all(sql, params);
      },
      run(sql, params) {
        alive();
        if (sql !== "commit" || disk.next === "none") return db.run(sql, params);
        if (disk.skip > 0) {
          disk.skip -= 1;
          return db.run(sql, params);
        }
        return met(disk, db, sql);
      },
      first(sql, params) {
        alive();
        return db.first(sql, params);
      },
      pragma(text) {
        alive();
        return db.pragma(text);
      },
      define: (name, constant, work) => db.define(name, constant, work),
      readThrough: (reading) => db.readThrough(reading),
      inTransaction: () => db.inTransaction(),
      // Closing is the operating system's doing here: it rolls an open transaction back, as a kill does.
      close: () => db.close(),
    };
  };
}

function met(disk: Disk, db: Sqlite, sql: string): number {
  const fault = disk.next;
  disk.next = "none";
  if (fault === "crash_after") db.run(sql);
  else db.run("rollback");
  disk.dead = fault !== "no_space";
  throw new StoreFault("store_broken", fault === "no_space" ? "disk full" : "the process is dead");
}

/** One of the ways a disk fails. */
export function anyFault(chance: Chance): DiskFault {
  return chance.pick(["crash_before", "crash_after", "no_space"]);
}
