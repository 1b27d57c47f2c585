import { Worker } from "node:worker_threads";
import { type StoreCode, StoreFault } from "./faults.ts";
import type { LogName, TreeHead } from "./port.ts";

/** What a copy of the database was found to hold. */
export interface BackupFacts {
  readonly migration: number;
  readonly logs: Readonly<Record<LogName, TreeHead>>;
}

/** What a thread is given to do; paths of files. */
export type BackupJob =
  | { readonly job: "copy"; readonly from: string; readonly to: string }
  | { readonly job: "inspect"; readonly file: string; readonly nodeKey: Uint8Array };

/** What it says: what it found (nothing of a copy), or a fault of ours. */
export type BackupTold =
  | { readonly facts: BackupFacts | null }
  | { readonly code: StoreCode; readonly message: string };

/**
 * Writes one moment of a database that is in use to a new file, over a connection and in a thread of its own: the
 * node's own connection may be writing, and the node goes on. What was deleted is not in it, not even as free pages.
 * Rejects with StoreFault `store_broken`.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await inThread({ job: "copy", from, to });
}

/**
 * Judges a copy of a node's database that nobody has open, in a thread of its own: the engine's integrity check, both
 * logs made anew from their entries, every row against its seal. Nothing of it is written to. Rejects with StoreFault
 * `store_broken`, `log_damaged` or `row_damaged`: such a copy is no backup.
 */
export async function inspectBackup(file: string, nodeKey: Uint8Array): Promise<BackupFacts> {
  const facts = await inThread({ job: "inspect", file, nodeKey });
  if (facts === null) throw new StoreFault("store_broken", "the inspection ended without a finding");
  return facts;
}

function inThread(job: BackupJob): Promise<BackupFacts | null> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("./backup-thread.ts", import.meta.url), { workerData: job });
    thread.once("message", (told: BackupTold) => {
      if ("facts" in told) resolve(told.facts);
      else reject(new StoreFault(told.code, told.message));
    });
    thread.once("error", reject);
    thread.once("exit", () => reject(new StoreFault("store_broken", "the thread ended without a word")));
  });
}
