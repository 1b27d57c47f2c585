import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { leafHash, rootOf } from "@entente/ledger";
import { expect, it } from "vitest";
import { int, openSqliteStore, text } from "../../src/store/door.ts";
import { allEntries, entryOf } from "./samples.ts";
import { freshFolder, NODE_KEY } from "./sqlite-engine.ts";

const KILLS = 20;
const CHILD = join(import.meta.dirname, "crash-child.ts");

/** Runs a writer until it has acknowledged `acks` commits, kills it as the power would, gives all it acknowledged. */
async function writeAndKill(folder: string, first: number, acks: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [CHILD, folder, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
    if (said.split("\n").length > acks) child.kill("SIGKILL");
  });
  await once(child, "close");
  expect([child.exitCode, child.signalCode]).toEqual([null, "SIGKILL"]);
  return said.split("\n").slice(0, -1);
}

/** What a reopened folder holds; the log is recomputed from its entries alone. */
async function inspect(folder: string): Promise<ReadonlyMap<string, number>> {
  const store = await openSqliteStore({ folder, nodeKey: NODE_KEY });
  const rows = await store.all("select id, leaf from rejection limit 1000000");
  const leaves = new Map(rows.map((row) => [text(row, "id"), int(row, "leaf")]));
  for (const log of ["exchange", "domestic"] as const) {
    const entries = await allEntries(store, log);
    expect(await store.logs.head(log)).toEqual({ size: leaves.size, root: rootOf(entries.map(leafHash)) });
    for (const [id, leaf] of leaves) expect(entries[leaf]).toEqual(entryOf(Number(id)));
  }
  await store.close();
  return leaves;
}

it(`loses nothing it acknowledged in ${KILLS} kills under load, and its logs verify each time`, async () => {
  const { folder, remove } = freshFolder();
  const acknowledged = new Map<string, number>();
  let first = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const lines = await writeAndKill(folder, first, 1 + ((kill * 37) % 90));
    for (const line of lines) {
      const [id = "", leaf, sameLeaf] = line.split(" ");
      expect(leaf).toBe(sameLeaf);
      acknowledged.set(id, Number(leaf));
    }
    const found = await inspect(folder);
    for (const [id, leaf] of acknowledged) expect([id, found.get(id)]).toEqual([id, leaf]);
    first = Math.max(-1, ...[...found.keys()].map(Number)) + 1;
  }
  expect(acknowledged.size).toBeGreaterThan(KILLS * 10);
  remove();
}, 60_000);
