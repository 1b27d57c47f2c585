import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listAt, memberOf, stringAt } from "../src/canonical-json.ts";
import { EMPTY_ROOT, leafHash, nodeHash, rootOf, verifyConsistency, verifyInclusion } from "../src/door.ts";
import { bytesOf, digest, hex, join as joined } from "./fixture/bytes.ts";
import { jsonFilesUnder, MERKLE_DATA, merkleDataPresent, readJson } from "./fixture/shared-data.ts";

const un64 = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
const number = (value: unknown, key: string) => Number(memberOf(value, key));
const hash = (value: unknown, key: string) => un64(stringAt(value, key));
const hashes = (value: unknown) => listAt(value, "proof").map((item) => un64(String(item)));

/** MTH of RFC 6962 §2.1, word for word: the oracle that shares nothing with the code under test. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (!only) return digest("");
  if (leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return digest(Uint8Array.of(1), naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

describe("hashing (RFC 6962 §2.1)", () => {
  it("separates a leaf from a node by one byte, so that neither passes for the other", () => {
    const [left, right] = [bytesOf("left"), bytesOf("right")];
    expect(hex(leafHash(joined(left, right)))).toBe(hex(digest(Uint8Array.of(0), left, right)));
    expect(hex(nodeHash(left, right))).toBe(hex(digest(Uint8Array.of(1), left, right)));
  });

  it("knows the root of nothing and of one empty entry", () => {
    expect(hex(EMPTY_ROOT)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hex(rootOf([leafHash(new Uint8Array())]))).toBe(
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    );
  });

  it.each([[31], [33], [0]])("refuses a child of %i bytes", (length) => {
    expect(() => nodeHash(new Uint8Array(length), bytesOf("right"))).toThrow(RangeError);
    expect(() => nodeHash(bytesOf("left"), new Uint8Array(length))).toThrow(RangeError);
  });

  it("gives every number of leaves the root of the recursive definition", () => {
    const leaves = Array.from({ length: 140 }, (_, at) => bytesOf(`leaf ${at}`));
    for (let size = 0; size <= leaves.length; size += 1) {
      expect(hex(rootOf(leaves.slice(0, size)))).toBe(hex(naiveRoot(leaves.slice(0, size))));
    }
  });
});

describe.skipIf(!merkleDataPresent())("public vectors", () => {
  it("decide every inclusion proof as they must", () => {
    const names = jsonFilesUnder(join(MERKLE_DATA, "inclusion"));
    for (const name of names) {
      const v = readJson(join(MERKLE_DATA, "inclusion", name));
      const verdict = verifyInclusion({
        leafHash: hash(v, "leafHash"),
        index: number(v, "leafIdx"),
        size: number(v, "treeSize"),
        proof: hashes(v),
        root: hash(v, "root"),
      });
      expect({ name, ok: verdict.ok }).toEqual({ name, ok: memberOf(v, "wantErr") === false });
    }
    expect(names.length).toBeGreaterThan(60);
  });

  it("decide every consistency proof as they must", () => {
    const names = jsonFilesUnder(join(MERKLE_DATA, "consistency"));
    for (const name of names) {
      const v = readJson(join(MERKLE_DATA, "consistency", name));
      const verdict = verifyConsistency({
        oldSize: number(v, "size1"),
        oldRoot: hash(v, "root1"),
        newSize: number(v, "size2"),
        newRoot: hash(v, "root2"),
        proof: hashes(v),
      });
      expect({ name, ok: verdict.ok }).toEqual({ name, ok: memberOf(v, "wantErr") === false });
    }
    expect(names.length).toBeGreaterThan(80);
  });
});

describe("claims that prove nothing say why", () => {
  const [a, b] = [bytesOf("a"), bytesOf("b")];
  const pair = nodeHash(a, b);
  const good = { leafHash: a, index: 0, size: 2, proof: [b], root: pair };

  it("holds before anything is spoilt", () => {
    expect(verifyInclusion(good)).toEqual({ ok: true });
  });

  it.each([
    ["an index beside the tree", { index: 2 }, "index_out_of_range"],
    ["a negative index", { index: -1 }, "index_out_of_range"],
    ["an index that is no integer", { index: 0.5 }, "index_out_of_range"],
    ["a size no double can count", { size: 2 ** 60 }, "index_out_of_range"],
    ["a tree of no leaves", { size: 0 }, "index_out_of_range"],
    ["a missing sibling", { proof: [] }, "proof_length"],
    ["a sibling too many", { proof: [b, b] }, "proof_length"],
    ["a short sibling", { proof: [b.subarray(1)] }, "hash_length"],
    ["a short root", { root: pair.subarray(1) }, "hash_length"],
    ["the other place", { index: 1 }, "root_mismatch"],
    ["the other leaf", { leafHash: b }, "root_mismatch"],
  ] as const)("inclusion: %s", (_, change, reason) => {
    expect(verifyInclusion({ ...good, ...change })).toEqual({ ok: false, reason });
  });

  const grown = { oldSize: 1, oldRoot: a, newSize: 2, newRoot: pair, proof: [b] };
  it.each([
    ["an old size of nothing", { oldSize: 0, oldRoot: EMPTY_ROOT }, "old_size_zero"],
    [
      "an old size of nothing, without proof",
      { oldSize: 0, oldRoot: EMPTY_ROOT, proof: [] },
      "old_size_zero",
    ],
    ["a tree that shrank", { newSize: 0 }, "tree_shrank"],
    ["equal sizes with a proof", { newSize: 1, newRoot: a }, "proof_length"],
    ["equal sizes with two roots", { newSize: 1, proof: [] }, "root_mismatch"],
    ["no proof", { proof: [] }, "proof_length"],
    ["a hash too many", { proof: [b, b] }, "proof_length"],
    ["a short hash", { proof: [b.subarray(2)] }, "hash_length"],
    ["another old root", { oldRoot: b }, "root_mismatch"],
    ["another new root", { newRoot: b }, "root_mismatch"],
    ["a negative size", { oldSize: -1 }, "index_out_of_range"],
  ] as const)("consistency: %s", (_, change, reason) => {
    expect(verifyConsistency(grown)).toEqual({ ok: true });
    expect(verifyConsistency({ ...grown, ...change })).toEqual({ ok: false, reason });
  });

  it("never throws, whatever an adversary claims", () => {
    const hash = fc.uint8Array({ maxLength: 40 });
    const proof = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 70 });
    fc.assert(
      fc.property(hash, fc.double(), fc.double(), proof, hash, (leaf, index, size, path, root) => {
        expect(verifyInclusion({ leafHash: leaf, index, size, proof: path, root }).ok).toBe(false);
        const claim = { oldSize: index, oldRoot: leaf, newSize: size, newRoot: root, proof: path };
        const trivial = index === size && index > 0 && Buffer.compare(leaf, root) === 0 && path.length === 0;
        expect(verifyConsistency(claim).ok && !trivial).toBe(false);
      }),
    );
  });
});
