import { expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/door.ts";
import { logged } from "./samples.ts";
import { NODE_KEY, sqliteEngine } from "./sqlite-engine.ts";
import { storeSuite } from "./suite.ts";

storeSuite(sqliteEngine);

it("a SQLite store without a folder works and keeps nothing", async () => {
  const options = { folder: null, nodeKey: NODE_KEY };
  const [first, second] = [await openSqliteStore(options), await openSqliteStore(options)];
  expect(await first.commit(logged("a", 0))).toEqual({ committed: true, leaves: [0] });
  const { key, step } = first.vault.create("item-1");
  await first.commit({ steps: [step] });
  await first.commit({ steps: first.vault.destroy("item-1") });
  expect(key.open("p", key.seal("p", Uint8Array.of(1)))).toEqual(Uint8Array.of(1));
  expect((await first.logs.head("exchange")).size).toBe(1);
  expect((await second.logs.head("exchange")).size).toBe(0);
  await first.close();
  await first.close();
  await second.close();
});
