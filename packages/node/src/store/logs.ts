import { consistencyProof, inclusionProof, inclusionProofs, rootAt } from "@entente/ledger";
import type { OwnLogs } from "./log-group.ts";
import { asDamage, type OwnLog, TILE_WIDTH } from "./own-log.ts";
import type { LogName, Logs } from "./port.ts";
import { bytes, int } from "./row.ts";
import type { Sqlite } from "./sqlite.ts";

/** Most entries one read returns; readers go on from where they stopped. */
const MAX_ENTRIES = 4_096;
const HASH = 32;

/** The reading side of the logs; each hash and entry is checked against the head before it leaves. */
export function createLogs(db: Sqlite, logs: OwnLogs): Logs {
  return {
    head: (name) => reading(logs, name, (log) => log.head),
    rootAt: (name, size) => reading(logs, name, (log) => rootAt(within(log, size), log)),
    inclusionProof: (name, index, size) =>
      reading(logs, name, (log) => inclusionProof(index, within(log, size), log)),
    inclusionProofs: (name, indexes, size) =>
      reading(logs, name, (log) => inclusionProofs(indexes, within(log, size), log)),
    consistencyProof: (name, oldSize, newSize) =>
      reading(logs, name, (log) => consistencyProof(oldSize, within(log, newSize), log)),
    entries: (name, from, count) => reading(logs, name, (log) => readEntries(db, log, from, count)),
    tile: (name, level, index, width) => reading(logs, name, (log) => readTile(log, level, index, width)),
  };
}

async function reading<T>(logs: OwnLogs, name: LogName, work: (log: OwnLog) => T): Promise<T> {
  try {
    return work(logs[name]);
  } catch (error) {
    throw asDamage(name, error);
  }
}

function within(log: OwnLog, size: number): number {
  if (Number.isSafeInteger(size) && size >= 0 && size <= log.head.size) return size;
  throw new RangeError(`the ${log.name} log has ${log.head.size} entries`);
}

function readEntries(db: Sqlite, log: OwnLog, from: number, count: number): readonly Uint8Array[] {
  if (![from, count].every((n) => Number.isSafeInteger(n) && n >= 0)) throw new RangeError("from and count");
  const wanted = Math.max(0, Math.min(count, MAX_ENTRIES, log.head.size - from));
  const sql = "select idx, entry from log_entry where log = ? and idx >= ? order by idx limit ?";
  const rows = db.all(sql, [log.name, from, wanted]);
  if (rows.length !== wanted) throw log.damage(`entries from ${from} on are missing`);
  return rows.map((row, at) => {
    const entry = bytes(row, "entry");
    if (int(row, "idx") !== from + at) throw log.damage(`entry ${from + at} is missing`);
    log.checkEntry(from + at, entry);
    return entry;
  });
}

function readTile(log: OwnLog, level: number, index: number, width: number): Uint8Array | null {
  const numbers = [level, index, width].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!numbers || width < 1 || width > TILE_WIDTH || log.widthOf(level, index) < width) return null;
  return log.tile(level, index)?.slice(0, width * HASH) ?? null;
}
