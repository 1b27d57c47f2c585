import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bytes, openSqliteStore, type Store } from "../../src/store/door.ts";
import { holding, mentioning } from "./data-files.ts";
import { rejectionStep, utf8 } from "./samples.ts";
import { NODE_KEY, withStore } from "./sqlite-engine.ts";

/** 200 canaries, sealed, indexed as word and as name, half of them destroyed again. */
async function keepCanaries(store: Store): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    const canary = `Canary${n.toString(36)}Zwitscher${n}`;
    const item = `item-${n}`;
    const { key, step } = store.vault.create(item);
    const sql =
      "insert into holding (id, agency, imported_at, imported_by, sealed_record) values (?, ?, ?, ?, ?)";
    const sealed = key.seal("holding.sealed_record", utf8(`{"subject":"${canary}"}`));
    const row = { sql, params: [item, "agency", 1, "importer", sealed], changes: 1 };
    const texts = { words: [`seen with ${canary}`], names: [canary, `${canary} 613-555-01${n}`] };
    await store.commit({ steps: [step, row, ...store.vault.index(item, texts)] });
    if (n % 2 === 1) await store.commit({ steps: store.vault.destroy(item) });
  }
}

describe("at rest", () => {
  it("no canary is in any file: not in the database, not in its write-ahead log, not after closing", async () => {
    await withStore(async (store, folder) => {
      await keepCanaries(store);
      expect(await store.vault.find("canary", 1_000)).toHaveLength(100);
      expect(readdirSync(folder).sort()).toEqual(["lock", "node.db", "node.db-shm", "node.db-wal"]);
      expect(mentioning(folder, "canary")).toEqual([]);
      expect(mentioning(folder, "zwitscher")).toEqual([]);
      await store.close();
      expect(mentioning(folder, "canary")).toEqual([]);
      expect(holding(folder, NODE_KEY)).toEqual([]);
    });
  });

  it("a canary in a plain column would be found, so the search can fail", async () => {
    await withStore(async (store, folder) => {
      await store.commit({ steps: [rejectionStep("a Canary in the open")] });
      expect(mentioning(folder, "canary")).toEqual(["node.db-wal"]);
      await store.close();
      expect(mentioning(folder, "canary")).toEqual(["node.db"]);
    });
  });

  it("a secret is only there sealed", async () => {
    await withStore(async (store, folder) => {
      const seed = utf8("thirty-two bytes of an odd seed!");
      await store.vault.secret("log", () => seed.slice());
      expect(await store.vault.secret("log", () => new Uint8Array(32))).toEqual(seed);
      expect(holding(folder, seed)).toEqual([]);
      await store.close();
      expect(holding(folder, seed)).toEqual([]);
    });
  });

  it("a destroyed key leaves every file before the commit resolves, its tokens too", async () => {
    await withStore(async (store, folder) => {
      const { step } = store.vault.create("item-1");
      await store.commit({
        steps: [step, ...store.vault.index("item-1", { words: [], names: ["Testperson"] })],
      });
      const rows = await store.all(
        "select wrapped as trace from item_key union select token from token limit 100",
      );
      const traces = rows.map((row) => bytes(row, "trace"));
      expect(traces).toHaveLength(1 + 1 + 8);
      for (const trace of traces) expect(holding(folder, trace)).not.toEqual([]);
      await store.commit({ steps: store.vault.destroy("item-1") });
      for (const trace of traces) expect(holding(folder, trace)).toEqual([]);
    });
  });

  it("files are for their owner only", async () => {
    await withStore(async (_, folder) => {
      const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
      expect(modes).toEqual(["lock", "node.db", "node.db-shm", "node.db-wal"].map((name) => [name, 0o600]));
    });
  });

  it("a wrong node key is refused at the door, and so is one of another length", async () => {
    await withStore(async (store, folder) => {
      await store.close();
      for (const nodeKey of [new Uint8Array(32), new Uint8Array(31), new Uint8Array()]) {
        await expect(openSqliteStore({ folder, nodeKey })).rejects.toMatchObject({
          name: "VaultFault",
          code: "node_key",
        });
      }
      await (await openSqliteStore({ folder, nodeKey: NODE_KEY })).close();
    });
  });
});
