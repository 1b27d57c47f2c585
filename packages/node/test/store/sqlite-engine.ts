import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore, type Store } from "../../src/store/door.ts";
import type { Engine } from "./engine.ts";

export const NODE_KEY: Uint8Array = Uint8Array.from({ length: 32 }, (_, n) => n);

/** A folder of its own, taken away by `remove`. */
export function freshFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "entente-store-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs `work` on a new store in a folder of its own. */
export async function withStore(work: (store: Store, folder: string) => Promise<void>): Promise<void> {
  const { folder, remove } = freshFolder();
  const store = await openSqliteStore({ folder, nodeKey: NODE_KEY });
  try {
    await work(store, folder);
  } finally {
    await store.close();
    remove();
  }
}

export const sqliteEngine: Engine = {
  name: "SQLite",
  async raise() {
    const { folder, remove } = freshFolder();
    let store = await openSqliteStore({ folder, nodeKey: NODE_KEY });
    return {
      store,
      async reopen() {
        await store.close();
        store = await openSqliteStore({ folder, nodeKey: NODE_KEY });
        return store;
      },
      async remove() {
        await store.close();
        remove();
      },
    };
  },
};
