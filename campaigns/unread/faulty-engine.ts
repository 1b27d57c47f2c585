import { type Sqlite, StoreFault } from "../the-node.ts";

/** What goes wrong at the record of a read, inside the node. */
export const ENGINE_FAULTS = [
  "no space at the commit",
  "I/O error at the row",
  "row refused",
  "log append refused",
  "writer stopped before",
  "killed before the commit",
  "killed after the commit",
] as const;
export type EngineFault = (typeof ENGINE_FAULTS)[number];

/** Armed from outside; null = the disk is sound. */
export interface Arms {
  fault: EngineFault | null;
}

const MARK = /^\s*insert into read_mark\b/i;
const ENTRY = /^\s*insert into log_entry\b/i;

/** An engine that fails at the record of a read, and at nothing else while it is sound. */
export function faultyEngine(arms: Arms): (db: Sqlite) => Sqlite {
  let reading = false;
  return (db) => ({
    ...db,
    run(sql, params) {
      const { fault } = arms;
      if (sql === "begin immediate") reading = false;
      if (fault === null) return db.run(sql, params);
      if (MARK.test(sql)) {
        reading = true;
        if (fault === "row refused") throw new StoreFault("constraint", "the row is refused");
        if (fault === "I/O error at the row") throw new StoreFault("store_broken", "disk I/O error");
      }
      if (fault === "log append refused" && reading && ENTRY.test(sql))
        throw new StoreFault("store_broken", "the log takes nothing");
      if (sql === "commit") atCommit(fault, reading, db);
      return db.run(sql, params);
    },
  });
}

function atCommit(fault: EngineFault, reading: boolean, db: Sqlite): void {
  if (fault === "writer stopped before") throw new StoreFault("store_broken", "stopped");
  if (!reading) return;
  if (fault === "no space at the commit") throw new StoreFault("store_broken", "database or disk is full");
  if (fault === "killed after the commit") db.run("commit");
  if (fault.startsWith("killed")) process.kill(process.pid, "SIGKILL");
}
