import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { encodeEntryBundle, entriesPath, logPaths, parseLogPath, verifyLog } from "@entente/ledger";
import type { Listener, Report } from "../campaign.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { Tallies } from "../tallies.ts";
import type { Store } from "../the-node.ts";
import { type Ground, holds, openFolder, openGround } from "./ground.ts";

/** An edit of a stored log; null where this one has nothing to edit there. */
type Edit = (db: DatabaseSync, log: string, chance: Chance) => void;

const EDITS: Readonly<Record<string, Edit>> = {
  "a bit of an entry": (db, log, chance) =>
    turn(db, "log_entry", "entry", pick(db, "log_entry", log, chance), chance),
  "a bit of a tile": (db, log, chance) =>
    turn(db, "log_tile", "hashes", pick(db, "log_tile", log, chance), chance),
  "a bit of a head": (db, log, chance) =>
    turn(db, "log_head", "root", pick(db, "log_head", log, chance), chance),
  "an entry lost": (db, log, chance) =>
    void db.prepare("delete from log_entry where rowid = ?").run(pick(db, "log_entry", log, chance)),
  "a tile lost": (db, log, chance) =>
    void db.prepare("delete from log_tile where rowid = ?").run(pick(db, "log_tile", log, chance)),
  "an entry in another's place": (db, log, chance) => {
    const size = Number(db.prepare("select size from log_head where log = ?").get(log)?.size);
    const [a, b] = [chance.below(size), chance.below(size - 1)];
    const other = b >= a ? b + 1 : b;
    db.prepare("update log_entry set idx = -1 where log = ? and idx = ?").run(log, a);
    db.prepare("update log_entry set idx = ? where log = ? and idx = ?").run(a, log, other);
    db.prepare("update log_entry set idx = ? where log = ? and idx = -1").run(other, log);
  },
  "a head that is larger": (db, log) =>
    void db.prepare("update log_head set size = size + 1 where log = ?").run(log),
  "a head that is smaller": (db, log) =>
    void db.prepare("update log_head set size = size - 1 where log = ?").run(log),
};
const FILES = "a bit of an exported file";
const KINDS = [...Object.keys(EDITS), FILES];

/** Edits of stored and exported logs, one a case: each is found, and the first thing that is wrong is named (T09). */
export async function flip(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const ground = await openGround();
  const tallies = new Tallies("flip", listener);
  try {
    const exported = await exportOf(ground);
    for (let one = seed; one < seed + n; one += 1) {
      const kind = KINDS[one % KINDS.length] ?? FILES;
      const chance = chanceOf(one);
      const why =
        kind === FILES
          ? inFiles(exported, ground.anchor, chance)
          : await inStore(ground, kind, chance).catch(String);
      tallies.count(one, kind, why);
      listener.progress?.(tallies.all.tried, n, tallies.all.broken);
    }
  } finally {
    await ground.remove();
  }
  return tallies.report();
}

async function inStore(ground: Ground, kind: string, chance: Chance): Promise<string> {
  const copy = await ground.copy();
  try {
    const db = new DatabaseSync(join(copy.path, "node.db"));
    const log = chance.pick(["exchange", "domestic"]);
    EDITS[kind]?.(db, log, chance);
    db.close();
    return await readAll(copy.path, log);
  } finally {
    await copy.remove();
  }
}

async function readAll(folder: string, log: string): Promise<string> {
  let store: Store | null = null;
  try {
    store = await openFolder(folder);
    await holds(store);
    return "it was served as if nothing had happened";
  } catch (fault) {
    const text = fault instanceof Error ? `${fault.name} ${fault.message}` : String(fault);
    return text.startsWith("StoreFault") && text.includes(`the ${log} log`)
      ? ""
      : `it was not named: ${text}`;
  } finally {
    await store?.close().catch(() => undefined);
  }
}

/** The files of an exported log (C2SP tlog-tiles), as `ledger export` writes them. */
async function exportOf(ground: Ground): Promise<ReadonlyMap<string, Uint8Array>> {
  const copy = await ground.copy();
  const store = await openFolder(copy.path);
  const [newest] = await store.all(
    "select size, note from checkpoint where log = 'exchange' order by size desc limit 1",
  );
  const size = Number(newest?.size);
  const files = new Map<string, Uint8Array>();
  files.set("checkpoint", newest?.note instanceof Uint8Array ? newest.note : new Uint8Array());
  for (const path of logPaths(size)) {
    const place = parseLogPath(path);
    if (place === null || place.of === "checkpoint") continue;
    if (place.of === "entries")
      files.set(
        path,
        encodeEntryBundle(await store.logs.entries("exchange", place.index * 256, place.width)),
      );
    else {
      const hashes = await store.logs.tile("exchange", place.level, place.index, place.width);
      files.set(path, (hashes ?? new Uint8Array()).slice(0, place.width * 32));
    }
  }
  await store.close();
  await copy.remove();
  const whole = verifyLog((path) => files.get(path) ?? null, [...files.keys()], ground.anchor);
  if (!whole.valid)
    throw new Error(
      `the export does not verify before it is touched: ${whole.fault.code} ${entriesPath(0, 1)}`,
    );
  return files;
}

function inFiles(files: ReadonlyMap<string, Uint8Array>, anchor: Uint8Array, chance: Chance): string {
  const name = chance.pick([...files.keys()]);
  const turned = (files.get(name) ?? new Uint8Array()).slice();
  const at = chance.below(turned.length);
  turned[at] = (turned[at] ?? 0) ^ (1 << chance.below(8));
  const verdict = verifyLog(
    (path) => (path === name ? turned : (files.get(path) ?? null)),
    [...files.keys()],
    anchor,
  );
  if (verdict.valid) return `byte ${at} of ${name} was turned and it verifies`;
  return verdict.fault.where === "" ? "it was found and not named" : "";
}

function pick(db: DatabaseSync, table: string, log: string, chance: Chance): number {
  const rows = db.prepare(`select rowid as at from ${table} where log = ? order by rowid`).all(log);
  return Number(chance.pick(rows).at);
}

function turn(db: DatabaseSync, table: string, column: string, rowid: number, chance: Chance): void {
  const row = db.prepare(`select ${column} as bytes from ${table} where rowid = ?`).get(rowid);
  const bytes = row?.bytes instanceof Uint8Array ? Uint8Array.from(row.bytes) : new Uint8Array(1);
  const at = chance.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
  db.prepare(`update ${table} set ${column} = ? where rowid = ?`).run(bytes, rowid);
}
