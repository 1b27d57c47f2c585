import { closeSync, openSync } from "node:fs";
import { emptyTree, followState, leafHash, rootOfState, type TreeState } from "@entente/ledger";
import type { BackupFacts, BackupJob, BackupTold } from "./backup.ts";
import { StoreFault } from "./faults.ts";
import { LOG_NAMES, type LogName, type TreeHead } from "./port.ts";
import { RowSeals } from "./row-seals.ts";
import { openSqlite, type Sqlite } from "./sqlite.ts";

const SLICE = 4_096;

// The process of one job: it comes over the channel, since a node key belongs neither into arguments nor environment.
process.once("message", (job: unknown) => {
  if (!isJob(job)) throw new TypeError("this is the process of a backup");
  process.send?.(told(job));
  process.disconnect();
});

function isJob(given: unknown): given is BackupJob {
  if (typeof given !== "object" || given === null || !("job" in given)) return false;
  if (given.job === "copy")
    return "from" in given && typeof given.from === "string" && "to" in given && typeof given.to === "string";
  if (given.job !== "inspect" || !("file" in given) || typeof given.file !== "string") return false;
  return "nodeKey" in given && given.nodeKey instanceof Uint8Array;
}

function told(given: BackupJob): BackupTold {
  try {
    return {
      facts: given.job === "inspect" ? inspect(given.file, given.nodeKey) : copy(given.from, given.to),
    };
  } catch (error) {
    if (error instanceof StoreFault && (error.code === "log_damaged" || error.code === "row_damaged"))
      return { code: error.code, message: error.message };
    const said = error instanceof Error ? error.message : "unknown error";
    return { code: "store_broken", message: `the copy cannot be made or read, or does not pass: ${said}` };
  }
}

function copy(from: string, to: string): null {
  // Readable by its owner only, before the first byte is in it.
  closeSync(openSync(to, "wx", 0o600));
  const db = openSqlite(from, { change: false });
  try {
    db.run("vacuum into ?", [to]);
  } finally {
    db.close();
  }
  return null;
}

function inspect(file: string, nodeKey: Uint8Array): BackupFacts {
  const db = openSqlite(file, { change: false });
  try {
    const found = db.pragma("integrity_check(3)");
    if (found.length !== 1 || found[0]?.integrity_check !== "ok")
      throw new StoreFault("store_broken", "the copy does not pass the engine's integrity check");
    const [row] = db.all("select max(number) as number from migration limit 1");
    const [exchange, domestic] = LOG_NAMES.map((log) => headOf(db, log));
    if (exchange === undefined || domestic === undefined) throw new TypeError("there are two logs");
    new RowSeals(db, nodeKey).verifyAll();
    return { migration: Number(row?.number ?? 0), logs: { exchange, domestic } };
  } finally {
    db.close();
  }
}

/** The head that the entries themselves make; it must be the one that is written beside them. */
function headOf(db: Sqlite, log: LogName): TreeHead {
  const damaged = (what: string) =>
    new StoreFault("log_damaged", `the ${log} log of the copy is damaged: ${what}`);
  const [said] = db.all("select size, root from log_head where log = ? limit 1", [log]);
  const size = Number(said?.size ?? 0);
  const read = "select idx, entry from log_entry where log = ? and idx >= ? order by idx limit ?";
  let tree: TreeState = emptyTree();
  while (tree.size < size) {
    const rows = db.all(read, [log, tree.size, SLICE]);
    const entries = rows.map(({ entry }) => entry).filter((entry) => entry instanceof Uint8Array);
    const inOrder = rows.every(({ idx }, nth) => idx === tree.size + nth);
    if (rows.length === 0 || entries.length !== rows.length || !inOrder) throw damaged("entries are missing");
    tree = followState(tree, entries.map(leafHash));
  }
  const root = rootOfState(tree);
  if (!(said?.root instanceof Uint8Array) || Buffer.compare(root, said.root) !== 0)
    throw damaged("its entries do not make its head");
  return { size: tree.size, root };
}
