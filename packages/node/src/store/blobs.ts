import type { Dirent } from "node:fs";
import { mkdir, opendir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { type BlobDisk, type BlobFile, syncFolder, systemDisk } from "./blob-disk.ts";
import { StoreFault } from "./faults.ts";
import type { Blobs } from "./port.ts";

const NAME = /^[0-9a-f]{32}$/;
/** What one turn of a read holds in memory, bytes. */
const SLICE = 65_536;

/**
 * Sealed byte strings of any size, one file each under a random name, for what is too large for a row. The store
 * neither seals nor checks them: what is in them opens only under keys that rows hold, and whoever can write the
 * folder is the adversary. Writes to one blob wait for each other; nothing is held in memory but a slice.
 * @param folder made with mode 0700 by the first write; null = nothing is kept, and every write throws
 */
export function createBlobs(folder: string | null, disk: BlobDisk = systemDisk): Blobs {
  const waiting = new Map<string, Promise<unknown>>();
  const pathOf = (id: string) => {
    if (!NAME.test(id)) throw new StoreFault("bad_parameter", "a blob is named by 32 lower hex digits");
    if (folder === null) throw new StoreFault("blob_failed", "a store that keeps nothing keeps no blobs");
    return join(folder, id);
  };
  async function inTurn<T>(id: string, work: (path: string) => Promise<T>): Promise<T> {
    const path = pathOf(id);
    const before = waiting.get(id) ?? Promise.resolve();
    const mine = before.then(() => named(() => work(path)));
    const settled = mine.catch(() => undefined);
    waiting.set(id, settled);
    await settled;
    if (waiting.get(id) === settled) waiting.delete(id);
    return mine;
  }
  return {
    append: (id, offset, bytes) => inTurn(id, (path) => append(disk, path, offset, bytes)),
    cut: (id, size) => inTurn(id, (path) => cut(disk, path, size)),
    size: async (id) => {
      const path = pathOf(id);
      return named(() => withFile(disk, path, "r", async (file) => (await file.stat()).size));
    },
    writtenAt: async (id) => {
      const path = pathOf(id);
      return named(() => withFile(disk, path, "r", async (file) => (await file.stat()).mtimeMs));
    },
    read: (id, from, to) => read(disk, pathOf(id), from, to),
    remove: (id) => inTurn(id, remove),
    async *ids() {
      if (folder !== null) yield* namesIn(folder);
    },
    // The folder itself is made by the first write; it lies where its parent does.
    free: async () => (folder === null ? null : named(() => disk.free(join(folder, "..")))),
  };
}

type Flags = "r" | "r+" | "wx+";

async function withFile<T>(
  disk: BlobDisk,
  path: string,
  flags: Flags,
  work: (file: BlobFile) => Promise<T>,
): Promise<T | null> {
  const file = await disk.open(path, flags, 0o600).catch(absent);
  if (file === null) return null;
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function append(disk: BlobDisk, path: string, offset: number, bytes: Uint8Array) {
  const present = await withFile(disk, path, "r+", (file) => appendTo(file, offset, bytes));
  if (present !== null) return present;
  if (offset !== 0) return { appended: false, size: 0 };
  const folder = join(path, "..");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const made = await withFile(disk, path, "wx+", (file) => appendTo(file, 0, bytes));
  // A file whose name is not on the disk is gone after a crash, however often its bytes were synced; so is a folder.
  await syncFolder(folder);
  await syncFolder(join(folder, ".."));
  return made ?? { appended: false, size: 0 };
}

async function appendTo(file: BlobFile, offset: number, bytes: Uint8Array) {
  const { size } = await file.stat();
  if (size !== offset) return { appended: false, size };
  try {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
      done += bytesWritten;
    }
    await file.sync();
  } catch (error) {
    // Back to what was acknowledged, so that the writer can go on where he was once there is space again.
    await file.truncate(offset).catch(() => undefined);
    throw error;
  }
  return { appended: true, size: offset + bytes.length };
}

async function cut(disk: BlobDisk, path: string, size: number): Promise<void> {
  const done = await withFile(disk, path, "r+", async (file) => {
    const present = (await file.stat()).size;
    if (size > present) throw new StoreFault("bad_parameter", "a blob cannot be cut to more than it holds");
    await file.truncate(size);
    await file.sync();
    return true;
  });
  if (done === null && size > 0) throw missing();
}

async function* read(disk: BlobDisk, path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  const file = await named(() => disk.open(path, "r", 0o600).catch(absent));
  if (file === null) throw missing();
  try {
    for (let at = from; at < to; ) {
      const slice = new Uint8Array(Math.min(SLICE, to - at));
      const { bytesRead } = await named(() => file.read(slice, 0, slice.length, at));
      if (bytesRead === 0)
        throw new StoreFault("blob_missing", "a blob ends before the bytes that were asked for");
      yield slice.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

async function remove(path: string): Promise<void> {
  const gone = await unlink(path).then(() => true, absent);
  if (gone !== null) await syncFolder(join(path, ".."));
}

async function* namesIn(folder: string): AsyncGenerator<string> {
  const entries: AsyncIterable<Dirent> | null = await named(() => opendir(folder).catch(absent));
  if (entries === null) return;
  for await (const entry of entries) if (entry.isFile() && NAME.test(entry.name)) yield entry.name;
}

function absent(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}

function missing(): StoreFault {
  return new StoreFault("blob_missing", "there is no such blob");
}

/** Faults of the disk under one name; the message is a code word of the system, never a path. */
async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreFault) throw error;
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new StoreFault("blob_failed", `a blob could not be read or written: ${why}`, error);
  }
}
