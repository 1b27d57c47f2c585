import { createHmac } from "node:crypto";
import { ENTRY_KIND, entry, saltedDigest } from "@entente/ledger";
import { timeOrderedId } from "@entente/words";
import type { Store } from "../../store/door.ts";
import { putReadMark, type ReadMark } from "../store.ts";

/** Name of the node secret from which the salts of read leaves are drawn. */
export const SALTS = "graph.read_salts";

/** What a mark needs from outside; `clock` gives Unix milliseconds, `random` that many secure bytes. */
export interface ReadContext {
  readonly store: Store;
  readonly clock: () => number;
  readonly random: (length: number) => Uint8Array;
}

/**
 * Marks that an officer was shown these items, durable when it resolves: one row an item, one leaf of the
 * domestic log for all. Who answers first and marks later has readers nobody knows of (T11).
 */
export async function recordRead(
  { store, clock, random }: ReadContext,
  read: { readonly officer: string; readonly items: readonly string[]; readonly act: string },
): Promise<void> {
  if (read.items.length === 0) return;
  const at = clock();
  const marks = read.items.map((item) => ({
    id: timeOrderedId(at, random(10)),
    officer: read.officer,
    item,
    act: read.act,
    at,
  }));
  const salts = await store.vault.secret(SALTS, () => random(32));
  const outcome = await store.commit({
    appends: [{ log: "domestic", entry: readEntry(salts, marks) }],
    steps: marks.map((mark) => putReadMark(mark, { leafOf: 0 })),
  });
  if (!outcome.committed) throw new Error("a read mark could not be written");
}

/**
 * The entry for marks made together, in order of their ids. An auditor who holds the node's secret makes it
 * again from the rows with that leaf: a mark taken away or changed is found.
 * @param salts the node secret, 32 bytes; the salt is its HMAC-SHA256 over the ids
 */
export function readEntry(salts: Uint8Array, marks: readonly ReadMark[]): Uint8Array {
  const ordered = marks.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const salt = createHmac("sha256", salts).update(ordered.map((mark) => mark.id).join(" "));
  const parts = ordered.flatMap((mark) => [mark.id, mark.officer, mark.item, mark.act, String(mark.at)]);
  const encoded = parts.map((part) => new TextEncoder().encode(part));
  return entry(ENTRY_KIND.read, saltedDigest(ENTRY_KIND.read, new Uint8Array(salt.digest()), ...encoded));
}
