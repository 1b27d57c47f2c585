import { chmodSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreFault } from "./faults.ts";

/** A folder held by this process until `release` or death. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process alone, or throws StoreFault `folder_locked` at once.
 * The lock is a tiny database of its own held by `begin exclusive` (foundation-trials E): the operating system
 * lets go of it when the process dies, kill -9 included. On the data file itself it would shut out read-only
 * helpers. Local disks only.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, "lock");
  // Only the last part of the path: the message may reach a screen or a log.
  const name = basename(resolve(folder));
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive");
    // By name, never by descriptor: closing any descriptor of this file would drop the process's own lock.
    chmodSync(path, 0o600);
  } catch (error) {
    database?.close();
    if (isBusy(error))
      throw new StoreFault("folder_locked", `another process holds the folder "${name}"`, error);
    throw new StoreFault("store_broken", `the folder "${name}" cannot be locked`, error);
  }
  const held = database;
  return { release: () => held.close() };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 5;
}
