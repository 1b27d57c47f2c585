import { fork } from "node:child_process";
import { type StoreCode, StoreFault } from "./faults.ts";
import type { LogName, TreeHead } from "./port.ts";

/** What a copy of the database was found to hold. */
export interface BackupFacts {
  readonly migration: number;
  readonly logs: Readonly<Record<LogName, TreeHead>>;
}

/** What a process is given to do; paths of files. */
export type BackupJob =
  | { readonly job: "copy"; readonly from: string; readonly to: string }
  | { readonly job: "inspect"; readonly file: string; readonly nodeKey: Uint8Array };

/** What it says: what it found (nothing of a copy), or a fault of ours. */
export type BackupTold =
  | { readonly facts: BackupFacts | null }
  | { readonly code: StoreCode; readonly message: string };

/**
 * Writes one moment of a database that is in use to a new file, over a connection and in a process of its own: the
 * node's own connection may be writing, and the node goes on. What was deleted is not in it, not even as free pages.
 * Rejects with StoreFault `store_broken`.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await inProcess({ job: "copy", from, to });
}

/**
 * Judges a copy of a node's database that nobody has open, in a process of its own: the engine's integrity check, both
 * logs made anew from their entries, every row against its seal. Nothing of it is written to. Rejects with StoreFault
 * `store_broken`, `log_damaged` or `row_damaged`: such a copy is no backup.
 */
export async function inspectBackup(file: string, nodeKey: Uint8Array): Promise<BackupFacts> {
  const facts = await inProcess({ job: "inspect", file, nodeKey });
  if (facts === null) throw new StoreFault("store_broken", "the inspection ended without a finding");
  return facts;
}

/**
 * In a process and not in a thread: where several isolates of one process make code at once, V8 of Node 24 may abort
 * (`Check failed: jit_page.has_value()`, nodejs/node#64500), and with it the whole node.
 */
function inProcess(job: BackupJob): Promise<BackupFacts | null> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL("./backup-process.ts", import.meta.url), {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.once("message", (told: BackupTold) => {
      if ("facts" in told) resolve(told.facts);
      else reject(new StoreFault(told.code, told.message));
    });
    child.once("error", (error) => reject(new StoreFault("store_broken", "no process for the copy", error)));
    child.once("exit", () => reject(new StoreFault("store_broken", "the process ended without a word")));
    child.send(job);
  });
}
