import { DatabaseSync } from "node:sqlite";
import { emptyTree, followState, leafHash, rootOfState, type TreeState } from "@entente/ledger";
import { StoreFault } from "./faults.ts";
import { LOG_NAMES, type LogName, type TreeHead } from "./port.ts";

/** What a copy of the database was found to hold. */
export interface BackupFacts {
  readonly migration: number;
  readonly logs: Readonly<Record<LogName, TreeHead>>;
}

const SLICE = 4_096;

/**
 * Judges a copy of a node's database that nobody has open: the engine's own integrity check, and both logs made
 * anew from their entries. Nothing of it is written to. Throws StoreFault `store_broken` or `log_damaged`: such a
 * copy is no backup.
 */
export function inspectBackup(file: string): BackupFacts {
  const db = opened(file);
  try {
    const found = db.prepare("pragma integrity_check(3)").all();
    if (found.length !== 1 || found[0]?.integrity_check !== "ok")
      throw new StoreFault("store_broken", "the copy does not pass the engine's integrity check");
    const [row] = db.prepare("select max(number) as number from migration").all();
    const [exchange, domestic] = LOG_NAMES.map((log) => headOf(db, log));
    if (exchange === undefined || domestic === undefined) throw new TypeError("there are two logs");
    return { migration: Number(row?.number ?? 0), logs: { exchange, domestic } };
  } catch (error) {
    if (error instanceof StoreFault) throw error;
    throw new StoreFault("store_broken", "the copy cannot be read", error);
  } finally {
    db.close();
  }
}

function opened(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly: true });
  } catch (error) {
    throw new StoreFault("store_broken", "the copy cannot be opened", error);
  }
}

/** The head that the entries themselves make; it must be the one that is written beside them. */
function headOf(db: DatabaseSync, log: LogName): TreeHead {
  const damaged = (what: string) =>
    new StoreFault("log_damaged", `the ${log} log of the copy is damaged: ${what}`);
  const [said] = db.prepare("select size, root from log_head where log = ?").all(log);
  const size = Number(said?.size ?? 0);
  const read = db.prepare("select idx, entry from log_entry where log = ? and idx >= ? order by idx limit ?");
  let tree: TreeState = emptyTree();
  while (tree.size < size) {
    const rows = read.all(log, tree.size, SLICE);
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
