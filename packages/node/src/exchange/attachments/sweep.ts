import type { ExchangeParts } from "../parts.ts";
import { attachmentsAfter } from "./attachment-store.ts";
import { openedRow } from "./record.ts";

/** A file that was written to more lately is left alone, whatever the rows say. */
const YOUNG = 3_600_000;
const SLICE = 500;

type Parts = Pick<ExchangeParts, "store" | "clock">;

/**
 * Removes the files of blobs that no row names: a kill between a commit and the removal behind it leaves one, and it would
 * hold its part of the disk for ever, the stream of an erased dispatch readable under the node's key. How many it removed.
 *
 * The files are listed before the rows are read. A row is on the disk before the first byte of its file, so whatever is
 * in use is named, and no clock has a say in it; the age is one more margin. Where a row does not open, it could name any
 * of them: then its fault is thrown, and nothing was removed.
 */
export async function sweepBlobs(parts: Parts): Promise<number> {
  const { blobs } = parts.store;
  const found: string[] = [];
  const before = parts.clock.now() - YOUNG;
  for await (const id of blobs.ids()) {
    const writtenAt = await blobs.writtenAt(id);
    if (writtenAt !== null && writtenAt < before) found.push(id);
  }
  if (found.length === 0) return 0;
  const named = await namedBlobs(parts);
  const unknown = found.filter((id) => !named.has(id));
  for (const id of unknown) await blobs.remove(id);
  return unknown.length;
}

/** Every blob that a row names. What was sealed under a key that was destroyed is nobody's. */
async function namedBlobs({ store }: Parts): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for (let after = ""; ; ) {
    const rows = await attachmentsAfter(store, after, SLICE);
    for (const row of rows) {
      const key = await store.vault.key(row.dispatch);
      if (key === null) continue;
      const { blob, wire } = openedRow(key, row).meta;
      named.add(blob);
      if (wire !== null) named.add(wire);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < SLICE) return named;
    after = last.row;
  }
}
