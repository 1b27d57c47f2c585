import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendLeaves,
  consistencyProof,
  emptyTree,
  inclusionProof,
  inclusionProofs,
  leafHash,
  rootAt,
  rootOf,
  TileMissing,
  treeAt,
  verifyConsistency,
  verifyInclusion,
} from "../src/door.ts";
import { subtreeHashes } from "../src/tile-reader.ts";
import { consistencyPath } from "../src/tree-proofs.ts";
import { big, hex, seeded } from "./fixture/bytes.ts";
import { MemoryLog } from "./fixture/memory-log.ts";

const entries = (count: number, from = 0) => Array.from({ length: count }, (_, at) => big(from + at, 4));
const logOf = (size: number): MemoryLog => {
  const log = new MemoryLog();
  log.append(entries(size));
  return log;
};

describe("appending", () => {
  it("gives the tree of the definition for any grouping", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 6 }), (groups) => {
        const log = new MemoryLog();
        for (const group of groups) log.append(entries(group, log.size));
        const leaves = log.entries.map(leafHash);
        expect(hex(log.root())).toBe(hex(rootOf(leaves)));
        expect(log.size).toBe(leaves.length);
        for (let index = 0; index * 256 < leaves.length; index += 1) {
          const tile = Buffer.concat(leaves.slice(index * 256, index * 256 + 256));
          expect(hex(log.tiles.get(`0/${index}`) ?? new Uint8Array())).toBe(tile.toString("hex"));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("builds the same tiles one by one as all at once, three levels high", () => {
    const [single, whole] = [new MemoryLog(), new MemoryLog()];
    const all = entries(66_000);
    whole.append(all);
    for (let at = 0; at < all.length; at += 97) single.append(all.slice(at, at + 97));
    expect([...single.tiles.keys()].sort()).toEqual([...whole.tiles.keys()].sort());
    for (const [key, data] of whole.tiles) expect(hex(single.tiles.get(key) ?? big(0, 1))).toBe(hex(data));
    expect(whole.tiles.get("2/0")?.length).toBe(32);
    expect(hex(single.root())).toBe(hex(whole.root()));
  });

  it("hands back every tile whose content changed, partial ones too, and no other", () => {
    const log = logOf(250);
    const before = new Map(log.tiles);
    const changed = log.append(entries(10, 250));
    expect(changed.map(({ level, index, width }) => ({ level, index, width }))).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 0, index: 1, width: 4 },
      { level: 1, index: 0, width: 1 },
    ]);
    for (const { level, index, width, data } of changed) {
      expect(data.length).toBe(width * 32);
      expect(hex(data)).not.toBe(hex(before.get(`${level}/${index}`) ?? new Uint8Array()));
    }
    expect(log.append([])).toEqual([]);
  });

  it("reads at most one tile a level", () => {
    const log = logOf(65_535 + 70_000);
    log.reads = 0;
    log.append(entries(100, log.size));
    expect(log.reads).toBeLessThanOrEqual(3);
  });

  it("keeps the old state usable when a transaction fails", () => {
    const log = logOf(300);
    const leaves = entries(5, 300).map(leafHash);
    const first = appendLeaves(log.state, leaves, log);
    const again = appendLeaves(log.state, leaves, log);
    expect(hex(again.root)).toBe(hex(first.root));
    expect(log.state.size).toBe(300);
  });

  it("finds its state again from the stored tiles", () => {
    for (const size of [0, 1, 2, 255, 256, 257, 511, 512, 1000, 65_537]) {
      const log = logOf(size);
      expect(treeAt(size, log).peaks.map(hex)).toEqual(log.state.peaks.map(hex));
    }
  });

  it("takes tiles that hold more than the state's size: a crash between tile and size is harmless", () => {
    const log = logOf(10);
    const state = log.state;
    log.append(entries(5, 500));
    const growth = appendLeaves(state, entries(3, 10).map(leafHash), log);
    expect(hex(growth.root)).toBe(hex(rootOf(entries(13).map(leafHash))));
  });

  it.each([
    [
      "a leaf hash of 31 bytes",
      () => appendLeaves(emptyTree(), [new Uint8Array(31)], new MemoryLog()),
      RangeError,
    ],
    [
      "a state without its peaks",
      () => appendLeaves({ size: 3, peaks: [] }, [], new MemoryLog()),
      RangeError,
    ],
    [
      "a store that lost the edge tile",
      () => appendLeaves(logOf(3).state, entries(1).map(leafHash), new MemoryLog()),
      TileMissing,
    ],
  ])("throws for %s", (_, act, kind) => {
    expect(act).toThrow(kind);
  });
});

describe("proofs", () => {
  it("prove every leaf in every tree up to 300 leaves, and no other leaf", () => {
    const log = logOf(300);
    const leaves = log.entries.map(leafHash);
    for (let size = 1; size <= 300; size += 1) {
      const root = rootAt(size, log);
      expect(hex(root)).toBe(hex(rootOf(leaves.slice(0, size))));
      const indexes = Array.from({ length: size }, (_, at) => at);
      for (const [index, proof] of inclusionProofs(indexes, size, log).entries()) {
        const leaf = leaves[index] ?? new Uint8Array();
        const claim = { leafHash: leaf, index, size, proof, root };
        if (!verifyInclusion(claim).ok) expect.fail(`leaf ${index} of ${size}`);
        if (size > 1 && verifyInclusion({ ...claim, index: (index + 1) % size }).ok)
          expect.fail(`moved ${index} of ${size}`);
      }
    }
  });

  it("prove every growth between trees up to 300 leaves, and no other root", () => {
    const log = logOf(300);
    const subtree = subtreeHashes(log);
    const roots = Array.from({ length: 301 }, (_, size) => rootAt(size, log));
    for (let newSize = 1; newSize <= 300; newSize += 1) {
      for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
        const [oldRoot, newRoot] = [roots[oldSize] ?? big(0, 32), roots[newSize] ?? big(0, 32)];
        const claim = {
          oldSize,
          oldRoot,
          newSize,
          newRoot,
          proof: consistencyPath(subtree, oldSize, newSize),
        };
        if (!verifyConsistency(claim).ok) expect.fail(`${oldSize} to ${newSize}`);
        const other = roots[oldSize - 1] ?? big(0, 32);
        if (verifyConsistency({ ...claim, oldRoot: other }).ok)
          expect.fail(`forged ${oldSize} to ${newSize}`);
      }
    }
  });

  it("hold at random places of a large tree, for historic sizes too", () => {
    const log = logOf(70_000);
    const leaves = log.entries.map(leafHash);
    const random = seeded(20_261_122);
    for (let round = 0; round < 60; round += 1) {
      const size = 1 + Math.floor(random() * 70_000);
      const index = Math.floor(random() * size);
      const [root, leaf] = [rootAt(size, log), leaves[index] ?? big(0, 32)];
      expect(
        verifyInclusion({ leafHash: leaf, index, size, proof: inclusionProof(index, size, log), root }).ok,
      ).toBe(true);
      const oldSize = 1 + Math.floor(random() * size);
      const claim = { oldSize, oldRoot: rootAt(oldSize, log), newSize: size, newRoot: root };
      expect(verifyConsistency({ ...claim, proof: consistencyProof(oldSize, size, log) }).ok).toBe(true);
    }
    expect(hex(rootAt(69_999, log))).toBe(hex(rootOf(leaves.slice(0, 69_999))));
  });

  it("of one leaf are the same alone as among many", () => {
    const log = logOf(1000);
    const [, second] = inclusionProofs([3, 700, 999], 1000, log);
    expect(second?.map(hex)).toEqual(inclusionProof(700, 1000, log).map(hex));
  });

  it("share tile reads when made together", () => {
    const log = logOf(1000);
    log.reads = 0;
    inclusionProofs(
      Array.from({ length: 64 }, (_, at) => 936 + at),
      1000,
      log,
    );
    expect(log.reads).toBeLessThanOrEqual(5);
  });

  it("are empty where nothing is to prove", () => {
    const log = logOf(5);
    expect(consistencyProof(0, 5, log)).toEqual([]);
    expect(consistencyProof(5, 5, log)).toEqual([]);
    expect(inclusionProof(0, 1, log)).toEqual([]);
  });

  it.each([
    ["a leaf beside the tree", () => inclusionProof(5, 5, logOf(5)), RangeError],
    ["a negative leaf", () => inclusionProof(-1, 5, logOf(5)), RangeError],
    ["a tree that shrinks", () => consistencyProof(6, 5, logOf(6)), RangeError],
    ["a size beyond the store", () => rootAt(6, logOf(5)), TileMissing],
    ["a proof beyond the store", () => inclusionProof(0, 9, logOf(5)), TileMissing],
    ["a growth beyond the store", () => consistencyProof(3, 600, logOf(5)), TileMissing],
  ])("throw for %s", (_, act, kind) => {
    expect(act).toThrow(kind);
  });
});
