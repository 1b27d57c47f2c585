import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, objectOn } from "./command-line.ts";
import { type FakeNode, problemOf, startFakeNode } from "./fake-node.ts";

const BAG = {
  format: "entente/bag/v1",
  from: "CA",
  to: "IN",
  known_size: 4,
  dispatches: ["AAAA"],
  receipts: [],
};
const STORED = { piece: "dispatch", number: 0, outcome: "stored", code: null };
const REFUSED = { piece: "dispatch", number: 1, outcome: "refused", code: "seal_broken" };

let node: FakeNode;
let folder: string;
let items: readonly object[];
beforeEach(async () => {
  items = [STORED];
  folder = await mkdtemp(join(tmpdir(), "entente-carrying-"));
  node = await startFakeNode({
    exportBag: ({ body }) =>
      JSON.stringify(body) === '{"to":"IN"}' ? { value: BAG } : { problem: problemOf("malformed") },
    importBag: () => ({ value: { items } }),
  });
});
afterEach(async () => {
  expect(node.strange).toEqual([]);
  await node.close();
  await rm(folder, { recursive: true });
});

const asked = (...args: string[]) => entente([...args, "--json", "--node", node.url], { cwd: folder });

describe("dispatch export", () => {
  test("writes what the node packed to a file only its owner reads, and counts it", async () => {
    const { exit, out } = await asked("dispatch", "export", "--to", "IN", "--out", "for-delhi.bag");
    expect(exit).toBe(0);
    expect(objectOn(out)).toEqual({
      to: "IN",
      out: join(folder, "for-delhi.bag"),
      dispatches: 1,
      receipts: 0,
    });
    expect(JSON.parse(await readFile(join(folder, "for-delhi.bag"), "utf8"))).toEqual(BAG);
    expect((await stat(join(folder, "for-delhi.bag"))).mode & 0o077).toBe(0);
  });

  test.each([
    ["a party without an agreement", ["--to", "US", "--out", "x"], 2],
    ["no party", ["--out", "x"], 2],
    ["no file to write", ["--to", "IN"], 2],
    ["a folder that is not there", ["--to", "IN", "--out", "no/such/x"], 2],
  ])("%s ends with %s %i", async (_what, flags, expected) => {
    expect((await asked("dispatch", "export", ...flags)).exit).toBe(expected);
  });
});

describe("dispatch import", () => {
  beforeEach(() => writeFile(join(folder, "b.bag"), JSON.stringify(BAG)));

  test("hands the file to the node and tells what became of each piece", async () => {
    const { exit, out } = await asked("dispatch", "import", "b.bag");
    expect([exit, objectOn(out)]).toEqual([0, { items }]);
    expect(node.asked.map(({ body }) => body)).toEqual([BAG]);
  });

  test("a refused piece is a verdict of its own: exit 7, the others are in", async () => {
    items = [STORED, REFUSED];
    const { exit, out } = await asked("dispatch", "import", "b.bag");
    expect([exit, objectOn(out)]).toEqual([7, { items }]);
  });

  test("without --json a person reads which piece, and why", async () => {
    items = [STORED, REFUSED];
    const { out } = await entente(["dispatch", "import", "b.bag", "--node", node.url], { cwd: folder });
    expect(out).toBe("1 of 2 pieces taken\ndispatch 1: seal_broken\n");
  });

  test.each([
    ["no file", "missing.bag"],
    ["no JSON", "text.bag"],
  ])("%s is bad input: exit 2, and the node is not asked", async (_what, name) => {
    await writeFile(join(folder, "text.bag"), "not json");
    expect((await asked("dispatch", "import", name)).exit).toBe(2);
    expect(node.asked).toEqual([]);
  });
});
