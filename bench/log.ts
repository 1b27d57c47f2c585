import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ENTRY_KIND, entry } from "@entente/ledger";
import { newSeed } from "@entente/protocol";
import { openSqliteStore } from "../campaigns/door.ts";
import { stopwatch, type Used } from "./meter.ts";
import { figure, share, type Table } from "./table.ts";

const GROUPS = [100, 1_000] as const;
const ENTRIES = 60_000;
const AIM = 30_000;

/** Durable log entries through the node's one committer, beside SQLite alone writing the same bytes in the same groups. */
export async function logBench(): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), "entente-bench-"));
  try {
    const rows: string[][] = [];
    let best = 0;
    for (const group of GROUPS) {
      const ours = await throughStore(join(folder, `store-${group}`), group);
      const floor = throughSqlite(join(folder, `raw-${group}.db`), group);
      rows.push(row(`${group} a group, the store`, ours), row(`${group} a group, bare SQLite`, floor));
      rows.push([`share of bare SQLite`, share(rate(ours) / rate(floor)), share(wall(ours) / wall(floor))]);
      best = Math.max(best, wall(ours));
    }
    return {
      name: "log",
      about: `${ENTRIES} entries of 34 bytes for the exchange log, each a commit of its own, so many commits at once; bare SQLite inserts as many rows of the same size a transaction, with the same settings (WAL, every commit synced).`,
      columns: ["", "entries/cs", "entries/s wall"],
      rows,
      notes: [
        `Aim: ≥ ${figure(AIM)} durable entries/s grouped: ${best >= AIM ? "reached" : "missed"} (best ${figure(best)}/s).`,
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the store does beside inserting: hash, tiles, tree head, a savepoint a commit. */
async function throughStore(folder: string, group: number): Promise<Used> {
  const store = await openSqliteStore({ folder, nodeKey: newSeed() });
  try {
    const entries = entriesOf();
    const stop = stopwatch();
    for (let at = 0; at < entries.length; at += group) {
      const commits = entries
        .slice(at, at + group)
        .map((one) => store.commit({ appends: [{ log: "exchange", entry: one }], steps: [] }));
      await Promise.all(commits);
    }
    return { runs: entries.length, ...stop() };
  } finally {
    await store.close();
  }
}

function throughSqlite(path: string, group: number): Used {
  const db = new DatabaseSync(path);
  for (const setting of [
    "journal_mode = wal",
    "synchronous = full",
    "cache_size = -32768",
    "wal_autocheckpoint = 4000",
  ]) {
    db.prepare(`pragma ${setting}`).all();
  }
  db.exec(
    "create table log_entry (log text not null, idx integer not null, entry blob not null, primary key (log, idx)) strict",
  );
  const insert = db.prepare("insert into log_entry (log, idx, entry) values (?, ?, ?)");
  const entries = entriesOf();
  const stop = stopwatch();
  for (let at = 0; at < entries.length; at += group) {
    db.exec("begin immediate");
    for (const [nth, one] of entries.slice(at, at + group).entries()) insert.run("exchange", at + nth, one);
    db.exec("commit");
  }
  const used = { runs: entries.length, ...stop() };
  db.close();
  return used;
}

function entriesOf(): readonly Uint8Array[] {
  return Array.from({ length: ENTRIES }, () => entry(ENTRY_KIND.stored, new Uint8Array(randomBytes(32))));
}

function row(name: string, used: Used): string[] {
  return [name, figure(rate(used)), figure(wall(used))];
}

function rate({ runs, cpuSeconds }: Used): number {
  return runs / cpuSeconds;
}

function wall({ runs, wallSeconds }: Used): number {
  return runs / wallSeconds;
}
