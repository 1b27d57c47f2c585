import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/door.ts";
import { lockFolder } from "../../src/store/folder-lock.ts";
import { NODE_KEY, withStore } from "./sqlite-engine.ts";

const CHILD = join(import.meta.dirname, "lock-child.ts");

function openElsewhere(folder: string): string {
  return spawnSync(process.execPath, [CHILD, folder], { encoding: "utf8" }).stdout;
}

describe("a folder that is held", () => {
  it("is refused to a second opener of the same process at once, and stays held", async () => {
    await withStore(async (_, folder) => {
      const options = { folder, nodeKey: NODE_KEY };
      for (let n = 0; n < 3; n += 1) {
        await expect(openSqliteStore(options)).rejects.toMatchObject({
          name: "StoreFault",
          code: "folder_locked",
        });
      }
      expect(openElsewhere(folder)).toMatch(/^folder_locked: /);
    });
  });

  it("is refused to another process with the folder's own name and no path, and opens once it is free", async () => {
    await withStore(async (store, folder) => {
      expect(openElsewhere(folder)).toBe(
        `folder_locked: another process holds the folder "${basename(folder)}"`,
      );
      await store.close();
      expect(openElsewhere(folder)).toBe("opened");
    });
  });

  it("is free again after an opening that failed", async () => {
    await withStore(async (store, folder) => {
      await store.close();
      await expect(openSqliteStore({ folder, nodeKey: new Uint8Array(32) })).rejects.toMatchObject({
        code: "node_key",
      });
      lockFolder(folder).release();
    });
  });

  it("is told from one that cannot be locked at all", () => {
    expect(() => lockFolder(join(import.meta.dirname, "no such folder"))).toThrow(
      expect.objectContaining({ code: "store_broken" }),
    );
  });
});
