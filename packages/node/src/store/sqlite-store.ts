import { randomFillSync } from "node:crypto";
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { copyDatabase } from "./backup.ts";
import type { BlobDisk } from "./blob-disk.ts";
import { createBlobs } from "./blobs.ts";
import { Committer } from "./committer.ts";
import { StoreFault } from "./faults.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { createLogs } from "./logs.ts";
import { checkSchema, migrateSqlite, readMigrations } from "./migrate.ts";
import { openLog } from "./own-log.ts";
import type { Blobs, Store } from "./port.ts";
import { RowSeals } from "./row-seals.ts";
import { openSqlite, type Sqlite } from "./sqlite.ts";
import { openTombstones, TOMBSTONE_SECRET } from "./tombstones.ts";
import { createVault, erasesKey, NODE_KEY_CHECK, probeNodeKey } from "./vault.ts";

/** Where the node keeps its data. */
export interface SqliteStoreOptions {
  /** Made with mode 0700 where it is missing; null = nothing is kept (unit tests). */
  readonly folder: string | null;
  /** 32 bytes; not kept. */
  readonly nodeKey: Uint8Array;
  /** stands between the store and its database: where a disk fails in tests and campaigns; absent = nothing does */
  readonly engine?: (db: Sqlite) => Sqlite;
  /** where the files of blobs are opened: where a disk fails in tests and campaigns; absent = the machine's */
  readonly blobDisk?: BlobDisk;
}

const NODE_KEY_CHECK_ROW = "select sealed from secret where name = ? limit 1";
const MIGRATIONS = join(import.meta.dirname, "migrations");

/**
 * Opens the embedded store and holds its folder until `close`.
 * Rejects with StoreFault: `folder_locked`, `migration_changed`, `migration_missing`, `database_newer`,
 * `log_damaged` (naming the log), `store_broken`; with VaultFault `node_key` for a key that is not this folder's.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { folder, nodeKey, engine } = options;
  const lock = folder === null ? null : prepareFolder(folder);
  let db: Sqlite | null = null;
  try {
    const opened = openSqlite(folder === null ? ":memory:" : dataFile(folder));
    db = engine?.(opened) ?? opened;
    const seals = new RowSeals(db, nodeKey);
    prepare(db, seals, nodeKey);
    const blobs = createBlobs(folder === null ? null : join(folder, "blobs"), options.blobDisk);
    return await assemble({ db, seals, blobs, nodeKey, lock, folder });
  } catch (error) {
    db?.close();
    lock?.release();
    throw error;
  }
}

/** The newest schema and nothing else, under seals of this node's key. */
function prepare(db: Sqlite, seals: RowSeals, nodeKey: Uint8Array): void {
  const known = readMigrations(MIGRATIONS);
  // A wrong node key is found at the door: before it seals a row, and not with the first dispatch that does not open.
  const probe = () => probeNodeKey(nodeKey, db.all(NODE_KEY_CHECK_ROW, [NODE_KEY_CHECK]));
  if (hasSecrets(db)) probe();
  migrateSqlite(db, known, (change) => seals.across(change));
  probe();
  checkSchema(db, known);
  seals.install();
}

function hasSecrets(db: Sqlite): boolean {
  return db.all("select name from sqlite_schema where name = 'secret' limit 1").length > 0;
}

function prepareFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return lockFolder(folder);
}

/** Readable by its owner only, before the first byte is in it; WAL and index files take the mode over. */
function dataFile(folder: string): string {
  const path = join(folder, "node.db");
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
  return path;
}

/** Whether the data file is still the one that was opened; where nothing is kept, it always is. */
function sameFile(folder: string | null): () => boolean {
  if (folder === null) return () => true;
  const path = join(folder, "node.db");
  const opened = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    return now?.ino === opened.ino && now.dev === opened.dev;
  };
}

async function copyTo(folder: string | null, file: string): Promise<void> {
  if (folder === null) throw new StoreFault("bad_parameter", "a store that keeps nothing has no backup");
  await copyDatabase(join(folder, "node.db"), file);
}

interface StoreParts {
  readonly db: Sqlite;
  readonly seals: RowSeals;
  readonly blobs: Blobs;
  readonly nodeKey: Uint8Array;
  readonly lock: FolderLock | null;
  readonly folder: string | null;
}

async function assemble({ db, seals, blobs, nodeKey, lock, folder }: StoreParts): Promise<Store> {
  const logs = { exchange: openLog(db, "exchange"), domestic: openLog(db, "domestic") };
  const committer = new Committer({ db, logs, erases: erasesKey, present: sameFile(folder) });
  const all: Store["all"] = async (sql, params) => db.all(sql, params);
  const commit: Store["commit"] = async (work) => {
    const outcome = await committer.commit(work);
    if (outcome.committed) vault.forget(work.steps);
    return outcome;
  };
  const vault = createVault(nodeKey, { all, commit });
  const fresh = () => randomFillSync(new Uint8Array(32));
  const tombstones = await openTombstones({ all }, () => vault.secret(TOMBSTONE_SECRET, fresh));
  await vault.secret(NODE_KEY_CHECK, () => randomFillSync(new Uint8Array(32)));
  let open = true;
  return {
    all,
    commit,
    logs: createLogs(db, logs),
    vault,
    tombstones,
    blobs,
    stopped: () => committer.refusal,
    look: async (limit) => seals.look(limit),
    damaged: () => seals.damaged,
    backup: (file) => copyTo(folder, file),
    async close() {
      if (!open) return;
      open = false;
      committer.close();
      db.close();
      lock?.release();
    },
  };
}
