import { copyFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteStore, type Store } from "../../src/store/door.ts";
import { rejectionStep } from "./samples.ts";
import { freshFolder } from "./sqlite-engine.ts";

let place: ReturnType<typeof freshFolder>;
let store: Store;
beforeEach(async () => {
  place = freshFolder();
  store = await openSqliteStore({ folder: place.folder, nodeKey: new Uint8Array(32).fill(7) });
});
afterEach(async () => {
  await store.close();
  place.remove();
});

const file = () => join(place.folder, "node.db");
const commit = (id: string) => store.commit({ steps: [rejectionStep(id)] });

describe("a store whose data file is taken away while it runs", () => {
  it.each([
    ["moved", () => renameSync(file(), `${file()}.elsewhere`)],
    ["deleted", () => rmSync(file())],
    [
      "put in another's place",
      () => {
        copyFileSync(file(), `${file()}.copy`);
        renameSync(`${file()}.copy`, file());
      },
    ],
  ])("%s: acknowledges nothing any more, since nobody would find it", async (_how, take) => {
    expect((await commit("before")).committed).toBe(true);
    take();
    await expect(commit("into nowhere")).rejects.toMatchObject({ code: "store_broken" });
    await expect(commit("later")).rejects.toMatchObject({ code: "store_broken" });
    expect(store.stopped()?.code).toBe("store_broken");
  });

  it("goes on where it was only looked at", async () => {
    copyFileSync(file(), `${file()}.copy`);
    expect((await commit("before")).committed).toBe(true);
    expect((await commit("after")).committed).toBe(true);
  });
});
