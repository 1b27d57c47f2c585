import {
  nodeKeyFingerprint,
  nodeKeyOfShares,
  ROOT_SHARE,
  readShare,
  rootFingerprint,
  rootOfShares,
  signingKeys,
  splitNodeKey,
  splitRoot,
  UNLOCK_SHARE,
} from "@entente/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareFile } from "../src/share-file.ts";
import { bytesOf, faultsOf, jsonOf, must, seedOf, textOf } from "./fixtures.ts";

const seeds = { ed25519: seedOf("share root ed25519"), mldsa65: seedOf("share root mldsa65") };
const publics = signingKeys({ ed25519Seed: seeds.ed25519, mldsa65Seed: seeds.mldsa65 }).publics;
const nodeKey = seedOf("share node key");
const node = { party: "CA", node: "ca-1" };

type Files = readonly Uint8Array[];
const roots = await splitRoot("CA", seeds);
const unlocks = await splitNodeKey(node, nodeKey);
const at = (files: Files, ...places: readonly number[]) =>
  places.map((place) => files[place] ?? new Uint8Array());
const pairs = [[0, 1] as const, [1, 0] as const, [0, 2] as const, [2, 1] as const];

describe("a secret in three parts", () => {
  it.each(pairs)("comes back from any two of them: %i and %i", async (a, b) => {
    const root = must(await rootOfShares(at(roots, a, b)));
    expect(root.keys.publics).toEqual(publics);
    expect([root.party, root.fingerprint]).toEqual(["CA", rootFingerprint(publics)]);
    expect(must(await nodeKeyOfShares(at(unlocks, a, b)))).toEqual({ ...node, key: nodeKey });
  });

  it("comes back from all three", async () => {
    expect(must(await nodeKeyOfShares(unlocks)).key).toEqual(nodeKey);
  });

  it("says on each part whose it is, which root, and which part", () => {
    expect(roots.map((file) => jsonOf(textOf(file)))).toMatchObject(
      [1, 2, 3].map((index) => ({
        format: ROOT_SHARE,
        party: "CA",
        node: null,
        fingerprint: rootFingerprint(publics),
        index,
      })),
    );
    expect(unlocks.map((file) => must(readShare(file)))).toMatchObject(
      [1, 2, 3].map((index) => ({
        format: UNLOCK_SHARE,
        ...node,
        fingerprint: nodeKeyFingerprint(nodeKey),
        index,
      })),
    );
  });

  // One part alone must leave every value of the secret as likely as any other: over many splittings of one byte a part
  // takes all values. A source of chance that gave zeros would show here as few of them.
  it("is as good as nothing with one part: its bytes take every value", async () => {
    const seen = new Set<number>();
    for (let round = 0; round < 60; round += 1) {
      const [first] = await splitNodeKey(node, new Uint8Array(32).fill(7));
      for (const byte of must(readShare(first ?? new Uint8Array())).share.subarray(0, 32)) seen.add(byte);
    }
    expect(seen.size).toBeGreaterThan(240);
  });

  it("is written nowhere in its parts", () => {
    for (const file of [...roots, ...unlocks]) {
      const { share } = must(readShare(file));
      for (const secret of [seeds.ed25519, seeds.mldsa65, nodeKey])
        expect(Buffer.from(share).includes(Buffer.from(secret))).toBe(false);
    }
  });
});

describe("refused, and which part it is", () => {
  const other = splitRoot("CA", { ...seeds, ed25519: seedOf("another root") });
  const [first = new Uint8Array(), second = new Uint8Array(), third = new Uint8Array()] = roots;
  const rewritten = (change: Partial<ReturnType<typeof partOf>>) =>
    shareFile({ ...partOf(second), ...change });
  const partOf = (file: Uint8Array) => must(readShare(file));

  it.each<readonly [string, () => Files | Promise<Files>, readonly string[]]>([
    ["none", () => [], ["too_few_shares "]],
    ["one", () => [first], ["too_few_shares "]],
    ["one and the same file twice", () => [first, first], ["same_share /1"]],
    ["three, two of them the same", () => [first, second, first], ["same_share /2"]],
    ["the same part under another number", () => [second, rewritten({ index: 3 })], ["same_share /1"]],
    ["of two roots", async () => at([first, ...(await other)], 0, 2), ["other_secret /1"]],
    ["of two parties", async () => at([first, ...(await splitRoot("IN", seeds))], 0, 2), ["other_secret /1"]],
    ["for a lock instead of a root", () => at(unlocks, 0, 1), ["wrong_share /0", "wrong_share /1"]],
    ["one for a lock among them", () => [first, ...at(unlocks, 1)], ["wrong_share /1"]],
    ["empty", () => [first, new Uint8Array()], ["not_a_share /1"]],
    ["something else", () => [bytesOf("{}\n"), second], ["not_a_share /0"]],
    ["with white space", () => [first, bytesOf(` ${textOf(second)}`)], ["damaged_share /1"]],
    ["without its line feed", () => [first, second.subarray(0, -1)], ["damaged_share /1"]],
    [
      "with a member more",
      () => [bytesOf(textOf(first).replace("{", '{"a":1,')), second],
      ["not_a_share /0"],
    ],
    [
      "two that are damaged",
      () => [bytesOf(` ${textOf(first)}`), third.subarray(1)],
      ["damaged_share /0", "not_a_share /1"],
    ],
    [
      "a custodian's invention that reads well",
      () => [
        first,
        rewritten({ share: Uint8Array.from(partOf(second).share, (byte) => (byte === 1 ? 2 : byte ^ 1)) }),
      ],
      ["false_share "],
    ],
    [
      "the secret itself as a part",
      () => [first, rewritten({ share: new Uint8Array(65) })],
      ["damaged_share /1"],
    ],
  ])("%s", async (_name, files, faults) => {
    expect(faultsOf(await rootOfShares(await files()))).toEqual(faults);
  });

  it("a root's parts open no lock", async () => {
    expect(faultsOf(await nodeKeyOfShares(at(roots, 0, 1)))).toEqual(["wrong_share /0", "wrong_share /1"]);
  });

  it("any part with any byte changed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (which, where, bits) => {
          const file = Uint8Array.from(roots[which] ?? []);
          const place = where % file.length;
          file[place] = (file[place] ?? 0) ^ bits;
          const [fault = ""] = faultsOf(readShare(file));
          return fault === "damaged_share " || fault === "not_a_share ";
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
