import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BlobDisk, openSqliteStore, type Store } from "../../src/store/door.ts";
import { freshFolder, NODE_KEY } from "./sqlite-engine.ts";

const ID = "00112233445566778899aabbccddeeff";
const OTHER = "ffeeddccbbaa99887766554433221100";
const run = (from: number, size: number) => Uint8Array.from({ length: size }, (_, n) => (from + n) % 251);

async function whole(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const part of parts) found.push(part);
  return Buffer.concat(found);
}
async function listed(ids: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const id of ids) found.push(id);
  return found.sort();
}

describe("blobs", () => {
  let place: ReturnType<typeof freshFolder>;
  let store: Store;
  const file = (id = ID) => join(place.folder, "blobs", id);
  beforeEach(async () => {
    place = freshFolder();
    store = await openSqliteStore({ folder: place.folder, nodeKey: NODE_KEY });
  });
  afterEach(async () => {
    await store.close();
    place.remove();
  });

  it("grow by appending and give back any stretch, also after a restart", async () => {
    expect(await store.blobs.append(ID, 0, run(0, 100_000))).toEqual({ appended: true, size: 100_000 });
    expect(await store.blobs.append(ID, 100_000, run(100_000, 50_000))).toEqual({
      appended: true,
      size: 150_000,
    });
    await store.close();
    store = await openSqliteStore({ folder: place.folder, nodeKey: NODE_KEY });
    expect(await store.blobs.size(ID)).toBe(150_000);
    const expected = Buffer.from(run(0, 150_000));
    expect(await whole(store.blobs.read(ID, 0, 150_000))).toEqual(expected);
    expect(await whole(store.blobs.read(ID, 65_530, 131_080))).toEqual(expected.subarray(65_530, 131_080));
    expect(await whole(store.blobs.read(ID, 7, 7))).toEqual(Buffer.alloc(0));
  });

  it("come in slices of at most 64 KiB, however much is asked for", async () => {
    await store.blobs.append(ID, 0, new Uint8Array(300_000));
    for await (const slice of store.blobs.read(ID, 0, 300_000))
      expect(slice.length).toBeLessThanOrEqual(65_536);
  });

  it.each([
    ["before the end", 5],
    ["behind it", 15],
  ])("take nothing %s, and say how much they hold", async (_, offset) => {
    await store.blobs.append(ID, 0, run(0, 10));
    expect(await store.blobs.append(ID, offset, run(0, 10))).toEqual({ appended: false, size: 10 });
    expect(await store.blobs.size(ID)).toBe(10);
  });

  it("that do not exist begin at nothing only", async () => {
    expect(await store.blobs.append(ID, 1, run(0, 10))).toEqual({ appended: false, size: 0 });
    expect(await store.blobs.size(ID)).toBeNull();
    await expect(whole(store.blobs.read(ID, 0, 1))).rejects.toMatchObject({ code: "blob_missing" });
    await expect(store.blobs.cut(ID, 1)).rejects.toMatchObject({ code: "blob_missing" });
    await store.blobs.remove(ID);
    expect(existing(place.folder)).toEqual([]);
  });

  it("take one of two writers at the same place, never both and never a mixture", async () => {
    const both = await Promise.all([
      store.blobs.append(ID, 0, new Uint8Array(70_000).fill(1)),
      store.blobs.append(ID, 0, new Uint8Array(70_000).fill(2)),
    ]);
    expect(both).toEqual([
      { appended: true, size: 70_000 },
      { appended: false, size: 70_000 },
    ]);
    expect(new Set(await whole(store.blobs.read(ID, 0, 70_000)))).toEqual(new Set([1]));
  });

  it("are cut back to what was acknowledged, and never made longer by it", async () => {
    await store.blobs.append(ID, 0, run(0, 20));
    await store.blobs.cut(ID, 8);
    expect(await whole(store.blobs.read(ID, 0, 8))).toEqual(Buffer.from(run(0, 8)));
    await expect(store.blobs.cut(ID, 9)).rejects.toMatchObject({ code: "bad_parameter" });
    expect(await store.blobs.append(ID, 8, run(8, 2))).toEqual({ appended: true, size: 10 });
  });

  it("are gone when they were removed, and can be begun again", async () => {
    await store.blobs.append(ID, 0, run(0, 20));
    await store.blobs.append(OTHER, 0, run(0, 20));
    await store.blobs.remove(ID);
    expect(existing(place.folder)).toEqual([OTHER]);
    expect(await store.blobs.append(ID, 0, run(0, 3))).toEqual({ appended: true, size: 3 });
  });

  it("are listed; what else lies in the folder is not", async () => {
    expect(await listed(store.blobs.ids())).toEqual([]);
    for (const id of [OTHER, ID]) await store.blobs.append(id, 0, run(0, 1));
    writeFileSync(file("lost+found"), "x");
    mkdirSync(file("0".repeat(32)));
    expect(await listed(store.blobs.ids())).toEqual([ID, OTHER]);
  });

  it.each(["", "..", "../node.db", `${ID}0`, ID.slice(1), ID.toUpperCase(), `${ID.slice(2)}\n0`, `${ID}/x`])(
    "are never found under the name %j",
    async (id) => {
      const refused = { name: "StoreFault", code: "bad_parameter" };
      await expect(store.blobs.append(id, 0, run(0, 1))).rejects.toMatchObject(refused);
      await expect(store.blobs.size(id)).rejects.toMatchObject(refused);
      await expect(store.blobs.cut(id, 0)).rejects.toMatchObject(refused);
      await expect(store.blobs.remove(id)).rejects.toMatchObject(refused);
      expect(() => store.blobs.read(id, 0, 1)).toThrow(expect.objectContaining(refused));
    },
  );

  it("are readable by their owner only", async () => {
    await store.blobs.append(ID, 0, run(0, 1));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(join(place.folder, "blobs")).mode & 0o777).toBe(0o700);
  });

  it("do not follow a link that somebody put in their place", async () => {
    await store.blobs.append(OTHER, 0, run(0, 1));
    const outside = join(place.folder, "outside");
    writeFileSync(outside, "kept");
    symlinkSync(outside, file());
    await expect(store.blobs.append(ID, 4, run(0, 9))).rejects.toMatchObject({ code: "blob_failed" });
    await expect(whole(store.blobs.read(ID, 0, 4))).rejects.toMatchObject({ code: "blob_failed" });
    expect(readFileSync(outside, "utf8")).toBe("kept");
  });

  it("are not kept by a store that keeps nothing", async () => {
    const none = await openSqliteStore({ folder: null, nodeKey: NODE_KEY });
    await expect(none.blobs.append(ID, 0, run(0, 1))).rejects.toMatchObject({ code: "blob_failed" });
    expect(await listed(none.blobs.ids())).toEqual([]);
    await none.close();
  });
});

function existing(folder: string): readonly string[] {
  try {
    return readdirSync(join(folder, "blobs")).sort();
  } catch {
    return [];
  }
}

/** A disk with so many bytes free, that writes at most 4 KiB at once and tells what it was asked to make durable. */
function smallDisk(free: { bytes: number; syncs: number; failSync: boolean }): BlobDisk {
  return {
    free: async () => free.bytes,
    async open(path, flags, mode) {
      const file = await open(path, flags, mode);
      return {
        stat: () => file.stat(),
        read: (bytes, from, length, at) => file.read(bytes, from, length, at),
        truncate: (size) => file.truncate(size),
        close: () => file.close(),
        async sync() {
          free.syncs += 1;
          if (free.failSync) throw Object.assign(new Error("EIO"), { code: "EIO" });
          await file.sync();
        },
        async write(bytes, from, length, at) {
          if (free.bytes === 0) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
          const some = Math.min(length, 4_096, free.bytes);
          free.bytes -= some;
          return file.write(bytes, from, some, at);
        },
      };
    },
  };
}

describe("blobs on a disk that fails", () => {
  it("keep what they acknowledged when it is full, and go on when there is space again", async () => {
    const { folder, remove } = freshFolder();
    const free = { bytes: 30_000, syncs: 0, failSync: false };
    const store = await openSqliteStore({ folder, nodeKey: NODE_KEY, blobDisk: smallDisk(free) });
    expect(await store.blobs.append(ID, 0, run(0, 20_000))).toEqual({ appended: true, size: 20_000 });
    expect(free.syncs).toBe(1);
    const full = store.blobs.append(ID, 20_000, run(20_000, 20_000));
    await expect(full).rejects.toMatchObject({ code: "blob_failed" });
    await expect(full).rejects.toThrow("ENOSPC");
    expect(await store.blobs.size(ID)).toBe(20_000);
    expect(store.stopped()).toBeNull();
    free.bytes = 50_000;
    expect(await store.blobs.append(ID, 20_000, run(20_000, 20_000))).toEqual({
      appended: true,
      size: 40_000,
    });
    expect(await whole(store.blobs.read(ID, 0, 40_000))).toEqual(Buffer.from(run(0, 40_000)));
    await store.close();
    remove();
  });

  it("acknowledge nothing that was not synced", async () => {
    const { folder, remove } = freshFolder();
    const free = { bytes: 30_000, syncs: 0, failSync: true };
    const store = await openSqliteStore({ folder, nodeKey: NODE_KEY, blobDisk: smallDisk(free) });
    await expect(store.blobs.append(ID, 0, run(0, 10))).rejects.toMatchObject({ code: "blob_failed" });
    expect(await store.blobs.size(ID)).toBe(0);
    await store.close();
    remove();
  });
});
