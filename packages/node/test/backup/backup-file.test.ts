import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeBackup } from "../../src/backup.ts";
import { unpackBackup } from "../../src/backup-file.ts";
import { inspectBackup, openSqliteStore, type Store } from "../../src/store/door.ts";

const NODE_KEY = new Uint8Array(32).fill(5);
const CANARY = "Invented canary 7f3a91";
/** Names of blobs and how many bytes they hold: none, a few, more than a chunk. */
const BLOBS: readonly (readonly [string, number])[] = [
  ["0".repeat(32), 0],
  ["a".repeat(32), 77],
  ["b".repeat(32), 3_000_001],
];
let folder: string;
let store: Store;
let file: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "entente-backup-"));
  store = await openSqliteStore({ folder: join(folder, "data"), nodeKey: NODE_KEY });
  writeFileSync(join(folder, "data", "node.json"), '{"invented":true}');
  for (let nth = 0; nth < 40; nth += 1) {
    await store.commit({
      appends: [
        { log: "exchange", entry: new Uint8Array(34).fill(nth) },
        { log: "domestic", entry: new Uint8Array(34).fill(nth + 1) },
      ],
      steps: [
        {
          sql: "insert into act_mark (id, act, dispatch, word, at, leaf) values (?, 'x', '', ?, 0, ?)",
          params: [`a-${nth}`, CANARY.repeat(900), { leafOf: 0 }],
          changes: 1,
        },
      ],
    });
  }
  for (const [name, size] of BLOBS) await store.blobs.append(name, 0, new Uint8Array(size).fill(size & 255));
  file = join(folder, "backup");
  await made(file);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function made(to: string) {
  const node = { party: "CA", node: "ca-1", realm: "live" };
  return writeBackup({
    kept: [{ name: null, folder: join(folder, "data"), store }],
    file: to,
    nodeKey: NODE_KEY,
    node,
    at: 1_000,
  });
}

let into = 0;
function unpacked(from: string, nodeKey = NODE_KEY) {
  into += 1;
  return unpackBackup({ file: from, nodeKey, into: join(folder, `into-${into}`) });
}

/** The backup with one change, as a file of its own. */
function changed(change: (bytes: Buffer) => Buffer): string {
  const path = join(folder, `changed-${into}-${Math.abs(change.toString().length)}`);
  writeFileSync(path, change(readFileSync(file)));
  return path;
}

describe("a backup", () => {
  it("gives back every file byte for byte, and a database with the same logs", async () => {
    const header = await unpacked(file);
    const back = join(folder, `into-${into}`);
    expect(readFileSync(join(back, "node.json"), "utf8")).toBe('{"invented":true}');
    expect(readdirSync(join(back, "blobs")).sort()).toEqual(BLOBS.map(([name]) => name));
    for (const [name, size] of BLOBS) {
      const bytes = readFileSync(join(back, "blobs", name));
      expect(bytes.equals(Buffer.alloc(size, size & 255))).toBe(true);
    }
    const { logs } = await inspectBackup(join(back, "node.db"), NODE_KEY);
    expect(logs.exchange.size).toBe(40);
    expect(header.exchange).toEqual({ size: 40, root: Buffer.from(logs.exchange.root).toString("hex") });
    expect(logs.exchange).toEqual(await store.logs.head("exchange"));
  });

  // The engine refuses a copy over a connection that is just writing: it was one backup in three of a busy node.
  it("is taken while the node writes, and holds one moment of it", { timeout: 60_000 }, async () => {
    let going = true;
    const writing = (async () => {
      for (let nth = 0; going; nth += 1)
        await store.commit({
          appends: [{ log: "exchange", entry: new Uint8Array(34).fill(nth) }],
          steps: [],
        });
    })();
    const sizes: number[] = [40];
    for (let nth = 0; nth < 6; nth += 1) {
      const { header } = await made(join(folder, `busy-${nth}`));
      expect(header.exchange.size).toBeGreaterThan(sizes.at(-1) ?? 0);
      sizes.push(header.exchange.size);
      await unpacked(join(folder, `busy-${nth}`));
    }
    going = false;
    await writing;
  });

  it("is taken while a blob grows, and holds what it was when it was measured", {
    timeout: 60_000,
  }, async () => {
    const name = "c".repeat(32);
    let [going, size] = [true, 0];
    const growing = (async () => {
      while (going) size = (await store.blobs.append(name, size, patterned(size, 100_000))).size;
    })();
    await made(join(folder, "growing"));
    going = false;
    await growing;
    await unpacked(join(folder, "growing"));
    const held = readFileSync(join(folder, `into-${into}`, "blobs", name));
    expect(held.length).toBeLessThanOrEqual(size);
    expect(Buffer.compare(held, patterned(0, held.length))).toBe(0);
    await store.blobs.remove(name);
  });

  it("of a store that keeps nothing does not exist, and none is written over a file that is there", async () => {
    const passing = await openSqliteStore({ folder: null, nodeKey: NODE_KEY });
    await expect(passing.backup(join(folder, "none.db"))).rejects.toMatchObject({ code: "bad_parameter" });
    await passing.close();
    await expect(store.backup(file)).rejects.toMatchObject({ code: "store_broken" });
  });

  it("shows nothing of what it holds: no content, no name of a table, no node key", () => {
    const bytes = readFileSync(file);
    for (const secret of [CANARY, "act_mark", "SQLite format", "invented"])
      expect(bytes.includes(secret)).toBe(false);
    expect(bytes.includes(Buffer.from(NODE_KEY))).toBe(false);
  });

  it("does not open under another node key", async () => {
    await expect(unpacked(file, new Uint8Array(32).fill(6))).rejects.toThrow(
      "damaged, or not of this node key",
    );
  });

  it("does not open with one bit turned, wherever", async () => {
    const size = readFileSync(file).length;
    const places = [0, 20, 60, 300, 500, Math.floor(size / 3), Math.floor(size / 2), size - 17, size - 1];
    for (const place of places) {
      const turned = changed((bytes) => {
        bytes[place] = (bytes[place] ?? 0) ^ 1;
        return bytes;
      });
      await expect(unpacked(turned), `byte ${place}`).rejects.toThrow();
    }
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["cut in the middle of a chunk", (bytes) => bytes.subarray(0, bytes.length - 40)],
    ["with a byte more", (bytes) => Buffer.concat([bytes, Buffer.from([0])])],
    ["empty", () => Buffer.alloc(0)],
    ["of another kind", () => Buffer.from("SQLite format 3\0")],
    ["with the first chunk twice", twice],
    ["without its last chunk", withoutLast],
  ])("%s is none", async (_, change) => {
    await expect(unpacked(changed(change))).rejects.toThrow();
  });

  it("whose database was damaged is not called one", async () => {
    const other = await openSqliteStore({ folder: join(folder, "other"), nodeKey: NODE_KEY });
    for (let nth = 0; nth < 9; nth += 1)
      await other.commit({ appends: [{ log: "exchange", entry: new Uint8Array(34).fill(nth) }], steps: [] });
    await other.backup(join(folder, "copy.db"));
    await other.close();
    const bytes = readFileSync(join(folder, "copy.db"));
    const entry = bytes.indexOf(Buffer.alloc(34, 5));
    expect(entry).toBeGreaterThan(0);
    bytes[entry] = 99;
    writeFileSync(join(folder, "copy.db"), bytes);
    await expect(inspectBackup(join(folder, "copy.db"), NODE_KEY)).rejects.toMatchObject({
      name: "StoreFault",
    });
    truncateSync(join(folder, "copy.db"), 5_000);
    await expect(inspectBackup(join(folder, "copy.db"), NODE_KEY)).rejects.toMatchObject({
      name: "StoreFault",
    });
  });
});

it("a copy in which a row was changed outside the node is no backup", async () => {
  const other = await openSqliteStore({ folder: join(folder, "rows"), nodeKey: NODE_KEY });
  const sql = "insert into act_mark (id, act, dispatch, word, at, leaf) values ('a-1', 'x', '', 'y', 0, 0)";
  await other.commit({ steps: [{ sql, params: [] }] });
  await other.backup(join(folder, "rows.db"));
  expect(await inspectBackup(join(folder, "rows.db"), NODE_KEY)).toMatchObject({
    logs: { exchange: { size: 0 } },
  });
  await other.close();
  const db = new DatabaseSync(join(folder, "rows.db"));
  db.exec("update act_mark set word = 'z'");
  db.close();
  await expect(inspectBackup(join(folder, "rows.db"), NODE_KEY)).rejects.toMatchObject({
    code: "row_damaged",
  });
});

/** Bytes that say where in a blob they belong. */
function patterned(from: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, nth) => ((from + nth) * 31 + Math.floor((from + nth) / 251)) & 255);
}

function headEnd(bytes: Buffer): number {
  return bytes.indexOf("\n", bytes.indexOf("\n") + 1) + 1;
}

function twice(bytes: Buffer): Buffer {
  const start = headEnd(bytes);
  const first = bytes.subarray(start, start + 4 + bytes.readUInt32BE(start));
  return Buffer.concat([bytes.subarray(0, start), first, bytes.subarray(start)]);
}

function withoutLast(bytes: Buffer): Buffer {
  let at = headEnd(bytes);
  let last = at;
  while (at < bytes.length) {
    last = at;
    at += 4 + bytes.readUInt32BE(at);
  }
  return bytes.subarray(0, last);
}
