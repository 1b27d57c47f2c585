import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { leafHash, rootOf } from "@entente/ledger";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqliteStore, type Store } from "../../src/store/door.ts";
import { RowSeals } from "../../src/store/row-seals.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { allEntries, append, entryOf } from "./samples.ts";
import { freshFolder, NODE_KEY } from "./sqlite-engine.ts";

const SIZE = 600;
const HASHES = Array.from({ length: SIZE }, (_, n) => leafHash(entryOf(n)));
const place = freshFolder();
const options = { folder: place.folder, nodeKey: NODE_KEY };

beforeAll(async () => {
  const store = await openSqliteStore(options);
  const appends = Array.from({ length: SIZE }, (_, n) => append("exchange", n));
  await store.commit({ appends: [...appends, append("domestic", 0)], steps: [] });
  await store.close();
});
afterAll(() => place.remove());

/** Edits the closed database, runs `work`, then puts every log table back. */
async function tampered(edit: (db: DatabaseSync) => void, work: () => Promise<void>): Promise<void> {
  const tables = ["log_head", "log_entry", "log_tile", "checkpoint"];
  raw((db) => {
    // In a file of its own: the store would refuse a database with a table that no migration makes.
    db.exec(`attach '${join(place.folder, "kept")}' as kept`);
    for (const table of tables) db.exec(`create table kept.${table} as select * from main.${table}`);
    edit(db);
  });
  try {
    await work();
  } finally {
    raw((db) => {
      db.exec(`attach '${join(place.folder, "kept")}' as kept`);
      for (const table of tables) {
        db.exec(
          `delete from main.${table}; insert into main.${table} select * from kept.${table}; drop table kept.${table}`,
        );
      }
    });
  }
}

function raw(work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(join(place.folder, "node.db"));
  work(db);
  db.close();
}

/** Opens the store and reads every head, entry and tile of the exchange log. */
async function readAll(): Promise<void> {
  const store = await openSqliteStore(options);
  try {
    await allEntries(store, "exchange");
    await readTiles(store);
  } finally {
    await store.close();
  }
}

async function readTiles({ logs }: Store): Promise<void> {
  for (const [level, index, width] of [
    [0, 0, 256],
    [0, 1, 256],
    [0, 2, 88],
    [1, 0, 2],
  ] as const) {
    expect(await logs.tile("exchange", level, index, width)).toHaveLength(32 * width);
  }
}

const flip = (table: string, column: string, at: number, where: string) => (db: DatabaseSync) => {
  const [row] = db.prepare(`select ${column} as bytes from ${table} where ${where}`).all();
  if (!(row?.bytes instanceof Uint8Array)) throw new Error("nothing to flip");
  const changed = row.bytes.with(at, (row.bytes[at] ?? 0) ^ 0x10);
  db.prepare(`update ${table} set ${column} = ? where ${where}`).run(changed);
};
const run = (sql: string) => (db: DatabaseSync) => db.exec(sql);
const headAt = (size: number) => (db: DatabaseSync) => {
  const root = rootOf(HASHES.slice(0, size));
  db.prepare("update log_head set size = ?, root = ? where log = 'exchange'").run(size, root);
};
/** Somebody who holds the node key signs for a tree: the row's own seal stands, the log must tell. */
const signAt = (size: number, root: Uint8Array) => () => {
  const db = openSqlite(join(options.folder, "node.db"));
  new RowSeals(db, options.nodeKey).install();
  const sql = "insert into checkpoint (log, size, root, note, made_at) values ('exchange', ?, ?, x'00', 1)";
  db.run(sql, [size, root]);
  db.close();
};

function mentioning(words: string): unknown {
  return expect.stringContaining(words);
}

describe("a damaged log", () => {
  it("is not what these tests start from", readAll);

  it.each<[string, (db: DatabaseSync) => void]>([
    ["a flipped bit in the head", flip("log_head", "root", 31, "log = 'exchange'")],
    ["a head of one entry less", run("update log_head set size = 599 where log = 'exchange'")],
    ["a head of one entry more", run("update log_head set size = 601 where log = 'exchange'")],
    ["a head of a million entries", run("update log_head set size = 1000000 where log = 'exchange'")],
    ["a head below nothing", run("update log_head set size = -1 where log = 'exchange'")],
    ["a short root", run("update log_head set root = x'00' where log = 'exchange'")],
    ["no head", run("delete from log_head where log = 'exchange'")],
    ["an older head that fits its tiles", headAt(512)],
    [
      "a flipped bit at the right edge",
      flip("log_tile", "hashes", 2_000, "log = 'exchange' and level = 0 and idx = 2"),
    ],
    ["a flipped bit above", flip("log_tile", "hashes", 40, "log = 'exchange' and level = 1")],
    [
      "a shorter tile at the edge",
      run(
        "update log_tile set hashes = substr(hashes, 1, 2784) where log = 'exchange' and level = 0 and idx = 2",
      ),
    ],
    ["no tile at the edge", run("delete from log_tile where log = 'exchange' and level = 0 and idx = 2")],
    ["no last entry", run("delete from log_entry where log = 'exchange' and idx = 599")],
    ["an entry too many", run("insert into log_entry (log, idx, entry) values ('exchange', 600, x'00')")],
    ["no entries", run("delete from log_entry where log = 'exchange'")],
    ["a signed checkpoint beyond its head", signAt(601, new Uint8Array(32))],
    ["a signed checkpoint with another root", signAt(300, new Uint8Array(32))],
  ])("with %s keeps the store shut and is named", async (_, edit) => {
    await tampered(edit, async () => {
      const refusal = {
        name: "StoreFault",
        code: "log_damaged",
        message: mentioning("the exchange log"),
      };
      await expect(openSqliteStore(options)).rejects.toMatchObject(refusal);
    });
  });

  it("that was cut back whole is found by the newest checkpoint signed over it", async () => {
    const cut = (db: DatabaseSync) => {
      headAt(512)(db);
      db.exec("delete from log_entry where log = 'exchange' and idx >= 512");
      db.exec("delete from log_tile where log = 'exchange' and level = 0 and idx = 2");
    };
    await tampered(cut, async () => (await openSqliteStore(options)).close());
    const signed = (db: DatabaseSync) => {
      cut(db);
      signAt(600, rootOf(HASHES))();
    };
    await tampered(signed, async () => {
      await expect(openSqliteStore(options)).rejects.toMatchObject({ code: "log_damaged" });
    });
  });

  it("whose newest checkpoint fits is served", async () => {
    await tampered(signAt(300, rootOf(HASHES.slice(0, 300))), readAll);
  });

  it.each<[string, (db: DatabaseSync) => void, (store: Store) => Promise<unknown>, string]>([
    [
      "a flipped bit in an old entry",
      flip("log_entry", "entry", 3, "log = 'exchange' and idx = 77"),
      ({ logs }) => logs.entries("exchange", 70, 20),
      "entry 77 was changed",
    ],
    [
      "an old entry lost",
      run("delete from log_entry where log = 'exchange' and idx = 77"),
      ({ logs }) => logs.entries("exchange", 70, 20),
      "entry 77 is missing",
    ],
    [
      "two entries that changed places",
      run(
        "update log_entry set entry = (select entry from log_entry where log = 'exchange' and idx = 8) where log = 'exchange' and idx = 7",
      ),
      ({ logs }) => logs.entries("exchange", 7, 1),
      "entry 7 was changed",
    ],
    [
      "a flipped bit in an old tile, asked for itself",
      flip("log_tile", "hashes", 32 * 100, "log = 'exchange' and level = 0 and idx = 0"),
      ({ logs }) => logs.tile("exchange", 0, 0, 8),
      "tile 0/0 was changed",
    ],
    [
      "a flipped bit in an old tile, asked for a proof",
      flip("log_tile", "hashes", 32 * 100, "log = 'exchange' and level = 0 and idx = 0"),
      ({ logs }) => logs.inclusionProof("exchange", 3, 600),
      "tile 0/0 was changed",
    ],
    [
      "a flipped bit in an old tile, asked for an older root",
      flip("log_tile", "hashes", 32 * 300 - 256 * 32, "log = 'exchange' and level = 0 and idx = 1"),
      ({ logs }) => logs.rootAt("exchange", 300),
      "tile 0/1 was changed",
    ],
    [
      "an old tile lost",
      run("delete from log_tile where log = 'exchange' and level = 0 and idx = 0"),
      ({ logs }) => logs.consistencyProof("exchange", 3, 600),
      "tile 0/0 is missing",
    ],
  ])("with %s serves none of it", async (_, edit, ask, said) => {
    await tampered(edit, async () => {
      const store = await openSqliteStore(options);
      const refusal = {
        code: "log_damaged",
        message: mentioning(`the exchange log is damaged: ${said}`),
      };
      await expect(ask(store)).rejects.toMatchObject(refusal);
      await store.close();
    });
  });

  it("never reads as sound, wherever one bit flips", async () => {
    const spots = fc.oneof(
      fc.record({
        table: fc.constant("log_entry"),
        column: fc.constant("entry"),
        row: fc.nat(SIZE - 1),
        bit: fc.nat(),
      }),
      fc.record({
        table: fc.constant("log_tile"),
        column: fc.constant("hashes"),
        row: fc.nat(3),
        bit: fc.nat(),
      }),
      fc.record({
        table: fc.constant("log_head"),
        column: fc.constant("root"),
        row: fc.constant(0),
        bit: fc.nat(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(spots, async ({ table, column, row, bit }) => {
        const edit = (db: DatabaseSync) => {
          const sql = `select rowid as at, ${column} as bytes from ${table} where log = 'exchange' limit 1 offset ${row}`;
          const [found] = db.prepare(sql).all();
          if (!(found?.bytes instanceof Uint8Array)) throw new Error("nothing to flip");
          const bytes = found.bytes;
          const at = (bit >>> 3) % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
          db.prepare(`update ${table} set ${column} = ? where rowid = ?`).run(bytes, found.at ?? null);
        };
        await tampered(edit, () => expect(readAll()).rejects.toMatchObject({ code: "log_damaged" }));
      }),
      { numRuns: 150 },
    );
  });
});
