import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Listener, Report } from "../campaign.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { failing } from "../simulate/faults.ts";
import { Tallies } from "../tallies.ts";
import { loadNodeKey, openSqliteStore, StoreFault } from "../the-node.ts";
import { type Ground, type Held, holds, openFolder, openGround } from "./ground.ts";

const RESTART_MS = 5_000;

/** One way a disk fails; it has the case's own copy of a killed node's folder. */
type Damage = (folder: string, chance: Chance) => void;

const flip =
  (name: string): Damage =>
  (folder, chance) => {
    const file = join(folder, name);
    const bytes = readFileSync(file);
    const at = chance.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
    writeFileSync(file, bytes);
  };
const torn =
  (name: string): Damage =>
  (folder, chance) => {
    const file = join(folder, name);
    const bytes = readFileSync(file);
    const sector = chance.below(Math.floor(bytes.length / 512));
    bytes.fill(0, sector * 512, (sector + chance.pick([1, 2, 4, 8])) * 512);
    writeFileSync(file, bytes);
  };
const cut =
  (name: string): Damage =>
  (folder, chance) => {
    const file = join(folder, name);
    truncateSync(file, chance.below(statSync(file).size));
  };

const DAMAGES: Readonly<Record<string, Damage>> = {
  "a bit of the database": flip("node.db"),
  "a torn page of the database": torn("node.db"),
  "a cut database": cut("node.db"),
  "a bit of the write-ahead log": flip("node.db-wal"),
  "a torn page of the write-ahead log": torn("node.db-wal"),
  "a cut write-ahead log": cut("node.db-wal"),
};
const KINDS = [...Object.keys(DAMAGES), "no space in a commit", "death in a commit"];

/**
 * Disk faults under real SQLite files: whatever the disk did, the node refuses with a name, or serves exactly what it
 * held; an older but whole state is what the partner's witness convicts at first contact (`rolled_back`). Silent: never.
 */
export async function disk(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const ground = await openGround();
  const tallies = new Tallies("disk", listener);
  try {
    for (let one = seed; one < seed + n; one += 1) {
      const kind = KINDS[one % KINDS.length] ?? "";
      tallies.count(one, kind, await runCase(ground, kind, chanceOf(one)).catch(String));
      listener.progress?.(tallies.all.tried, n, tallies.all.broken);
    }
  } finally {
    await ground.remove();
  }
  return tallies.report();
}

async function runCase(ground: Ground, kind: string, chance: Chance): Promise<string> {
  const copy = await ground.copy();
  try {
    const damage = DAMAGES[kind];
    if (damage === undefined) return await failingCommit(copy.path, kind);
    damage(copy.path, chance);
    return await judged(ground, copy.path);
  } finally {
    await copy.remove();
  }
}

async function judged(ground: Ground, folder: string): Promise<string> {
  const began = performance.now();
  let store: Awaited<ReturnType<typeof openFolder>> | null = null;
  try {
    store = await openFolder(folder);
    if (performance.now() - began > RESTART_MS) return "it took more than five seconds to start";
    return difference(ground.truth, await holds(store));
  } catch (fault) {
    // A name is what an operator acts on; anything else would be a crash.
    const named = fault instanceof Error && (fault.name === "StoreFault" || fault.name === "VaultFault");
    return named ? "" : `it broke without a name: ${String(fault)}`;
  } finally {
    await store?.close().catch(() => undefined);
  }
}

/** "" where the same is served, or less in a way that the partner's witness shows. */
function difference(truth: Held, held: Held): string {
  for (const [log, entries] of held.logs) {
    const whole = truth.logs.get(log) ?? [];
    if (entries.length < whole.length && log === "exchange") return "";
    if (entries.join() !== whole.join()) return `the ${log} log is another one, and nobody said so`;
  }
  for (const [table, rows] of held.rows)
    if (rows !== truth.rows.get(table))
      return `${table} is served otherwise than it was written, and nobody said so`;
  return "";
}

/** A commit that fails acknowledges nothing; what was acknowledged before is there after the restart. */
async function failingCommit(folder: string, kind: string): Promise<string> {
  const disk = { next: "none" as "none" | "no_space" | "crash_before", skip: 0, dead: false };
  const nodeKey = await loadNodeKey(folder);
  const store = await openSqliteStore({ folder, nodeKey, engine: failing(disk) });
  const step = (name: string) => ({
    steps: [
      { sql: "insert into node_mark (name, value, at) values (?, 'x', 0)", params: [name], changes: 1 },
    ],
  });
  await store.commit(step("acknowledged"));
  disk.next = kind.startsWith("no space") ? "no_space" : "crash_before";
  const failed = await store.commit(step("refused")).then(
    () => "a commit that failed was acknowledged",
    (fault: unknown) => (fault instanceof StoreFault ? "" : `a failing commit has no name: ${String(fault)}`),
  );
  const later = await store.commit(step("later")).then(
    () => "a store whose disk failed goes on writing",
    () => "",
  );
  await store.close().catch(() => undefined);
  const again = await openFolder(folder);
  const rows = await again.all("select name from node_mark where value = 'x' order by name limit 9");
  await again.close();
  const names = rows.map(({ name }) => name).join();
  return failed || later || (names === "acknowledged" ? "" : `after the restart there is: ${names}`);
}
