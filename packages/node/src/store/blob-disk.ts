import { constants } from "node:fs";
import { open, statfs } from "node:fs/promises";

/** An open file of sealed bytes, as far as blobs use it: a `FileHandle` is one. */
export interface BlobFile {
  stat(): Promise<{ readonly size: number; readonly mtimeMs: number }>;
  /** `length` bytes of `bytes` from `from` to the place `at` of the file; it may write fewer. */
  write(
    bytes: Uint8Array,
    from: number,
    length: number,
    at: number,
  ): Promise<{ readonly bytesWritten: number }>;
  read(bytes: Uint8Array, from: number, length: number, at: number): Promise<{ readonly bytesRead: number }>;
  truncate(size: number): Promise<void>;
  /** Durable when it resolves. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Where blobs lie. Tests and campaigns hand in one that fails. */
export interface BlobDisk {
  /** `mode` counts for a file that is made. Rejects as `fs.open` does. */
  open(path: string, flags: "r" | "r+" | "wx+", mode: number): Promise<BlobFile>;
  /** Bytes that this process may still write where a folder lies. */
  free(folder: string): Promise<number>;
}

const FLAGS = {
  r: constants.O_RDONLY,
  "r+": constants.O_RDWR,
  "wx+": constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
} as const;

/** The machine's disk. A link in a blob's place is not followed: it would lead reads and writes out of the folder. */
export const systemDisk: BlobDisk = {
  open: (path, flags, mode) => open(path, FLAGS[flags] | constants.O_NOFOLLOW, mode),
  async free(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
