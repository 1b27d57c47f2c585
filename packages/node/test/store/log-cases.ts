import { EMPTY_ROOT, leafHash, rootOf, verifyConsistency, verifyInclusion } from "@entente/ledger";
import { expect, it } from "vitest";
import type { LogName, Store } from "../../src/store/door.ts";
import { append, entryOf, rejectionStep } from "./samples.ts";
import type { Bench } from "./suite.ts";

const HASHES = Array.from({ length: 700 }, (_, n) => leafHash(entryOf(n)));

/** Grows a log to `size` entries in commits of uneven length. */
async function grow(store: Store, log: LogName, size: number): Promise<void> {
  for (let { size: from } = await store.logs.head(log), step = 1; from < size; step += 7) {
    const count = Math.min(step, size - from);
    await store.commit({
      appends: Array.from({ length: count }, (_, n) => append(log, from + n)),
      steps: [],
    });
    from += count;
  }
}

async function expectRoots({ logs }: Store): Promise<void> {
  expect(await logs.head("exchange")).toEqual({ size: 700, root: rootOf(HASHES) });
  for (const size of [1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 699, 700]) {
    expect(await logs.rootAt("exchange", size)).toEqual(rootOf(HASHES.slice(0, size)));
  }
}

function concat(hashes: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(hashes.flatMap((hash) => [...hash]));
}

export function logCases(bench: Bench): void {
  it("are empty at first", async () => {
    const { logs } = bench.store();
    expect(await logs.head("exchange")).toEqual({ size: 0, root: EMPTY_ROOT });
    expect(await logs.head("domestic")).toEqual({ size: 0, root: EMPTY_ROOT });
    expect(await logs.entries("exchange", 0, 10)).toEqual([]);
    expect(await logs.tile("exchange", 0, 0, 1)).toBeNull();
    expect(await logs.rootAt("exchange", 0)).toEqual(EMPTY_ROOT);
  });

  it("have at every size the root RFC 6962 gives, before and after a restart", async () => {
    await grow(bench.store(), "exchange", 300);
    await grow(await bench.reopen(), "exchange", 700);
    await expectRoots(bench.store());
    await expectRoots(await bench.reopen());
  });

  it("prove each entry and each older head", async () => {
    const { logs } = bench.store();
    await grow(bench.store(), "domestic", 520);
    for (const [index, size] of [
      [0, 1],
      [0, 520],
      [255, 256],
      [256, 257],
      [511, 520],
      [519, 520],
    ] as const) {
      const root = rootOf(HASHES.slice(0, size));
      const proof = await logs.inclusionProof("domestic", index, size);
      const claim = { leafHash: leafHash(entryOf(index)), index, size, proof, root };
      expect(verifyInclusion(claim)).toEqual({ ok: true });
      expect(verifyInclusion({ ...claim, leafHash: leafHash(entryOf(index + 1)) })).toMatchObject({
        ok: false,
      });
    }
    for (const [oldSize, newSize] of [
      [1, 520],
      [256, 520],
      [300, 301],
      [519, 520],
      [520, 520],
    ] as const) {
      const oldRoot = rootOf(HASHES.slice(0, oldSize));
      const newRoot = rootOf(HASHES.slice(0, newSize));
      const proof = await logs.consistencyProof("domestic", oldSize, newSize);
      expect(verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof })).toEqual({ ok: true });
    }
  });

  it("give entries in order, never beyond the head", async () => {
    const { logs } = bench.store();
    await grow(bench.store(), "exchange", 260);
    expect(await logs.entries("exchange", 254, 4)).toEqual([254, 255, 256, 257].map(entryOf));
    expect(await logs.entries("exchange", 258, 100)).toEqual([258, 259].map(entryOf));
    expect(await logs.entries("exchange", 260, 1)).toEqual([]);
    expect(await logs.entries("exchange", 5_000, 1)).toEqual([]);
    expect(await logs.entries("exchange", 0, 0)).toEqual([]);
    expect(await logs.entries("domestic", 0, 10)).toEqual([]);
  });

  it("give tiles at the width asked for, null where the tree has none", async () => {
    const { logs } = bench.store();
    await grow(bench.store(), "exchange", 515);
    expect(await logs.tile("exchange", 0, 0, 256)).toEqual(concat(HASHES.slice(0, 256)));
    expect(await logs.tile("exchange", 0, 0, 9)).toEqual(concat(HASHES.slice(0, 9)));
    expect(await logs.tile("exchange", 0, 2, 3)).toEqual(concat(HASHES.slice(512, 515)));
    expect(await logs.tile("exchange", 1, 0, 2)).toEqual(
      concat([rootOf(HASHES.slice(0, 256)), rootOf(HASHES.slice(256, 512))]),
    );
    for (const [level, index, width] of [
      [0, 2, 4],
      [0, 3, 1],
      [1, 0, 3],
      [2, 0, 1],
      [64, 0, 1],
      [0, 0, 0],
      [0, 0, 257],
      [0, -1, 1],
      [-1, 0, 1],
      [0, 0.5, 1],
    ] as const) {
      expect([level, index, width, await logs.tile("exchange", level, index, width)]).toEqual([
        level,
        index,
        width,
        null,
      ]);
    }
  });

  it.each<[string, (store: Store) => Promise<unknown>]>([
    ["a root beyond the head", ({ logs }) => logs.rootAt("exchange", 4)],
    ["a root of less than nothing", ({ logs }) => logs.rootAt("exchange", -1)],
    ["a root of half an entry", ({ logs }) => logs.rootAt("exchange", 1.5)],
    ["a proof beyond the head", ({ logs }) => logs.inclusionProof("exchange", 0, 4)],
    ["a proof of an entry the size does not hold", ({ logs }) => logs.inclusionProof("exchange", 2, 2)],
    ["consistency beyond the head", ({ logs }) => logs.consistencyProof("exchange", 1, 4)],
    ["entries before the first", ({ logs }) => logs.entries("exchange", -1, 2)],
    ["entries from a half on", ({ logs }) => logs.entries("exchange", 0.5, 2)],
    ["less than no entries", ({ logs }) => logs.entries("exchange", 0, -1)],
    ["consistency backwards", ({ logs }) => logs.consistencyProof("exchange", 3, 2)],
  ])("refuse %s with RangeError", async (_, ask) => {
    await grow(bench.store(), "exchange", 3);
    await expect(ask(bench.store())).rejects.toThrow(RangeError);
  });

  it("never mix with one another", async () => {
    const store = bench.store();
    await Promise.all([
      store.commit({ appends: [append("exchange", 1), append("domestic", 2)], steps: [rejectionStep("a")] }),
      store.commit({ appends: [append("domestic", 3)], steps: [] }),
    ]);
    expect(await store.logs.entries("exchange", 0, 9)).toEqual([entryOf(1)]);
    expect(await store.logs.entries("domestic", 0, 9)).toEqual([entryOf(2), entryOf(3)]);
  });
}
