import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, fieldOf, objectOn } from "./command-line.ts";
import { type FakeNode, type Handler, problemOf, startFakeNode } from "./fake-node.ts";

const ENTRIES = Array.from({ length: 700 }, (_, at) =>
  Buffer.concat([Buffer.of(1, 3), sha256(Buffer.of(at >> 8, at & 255))]),
);
const LEAVES = ENTRIES.map((entry) => sha256(Buffer.of(0), entry));

function sha256(...parts: readonly Uint8Array[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

/** RFC 6962 §2.1 for a power of two, the plain way. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const half = leaves.length / 2;
  return leaves.length === 1
    ? (leaves[0] ?? Buffer.of())
    : sha256(Buffer.of(1), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

function hashes(level: number, from: number, to: number): Buffer {
  const span = 256 ** level;
  const roots = Array.from({ length: to - from }, (_, at) =>
    rootOf(LEAVES.slice((from + at) * span, (from + at + 1) * span)),
  );
  return Buffer.concat(roots);
}

/** The log of 700 entries in the layout of C2SP tlog-tiles, written out by hand. */
const EXPECTED: Readonly<Record<string, Buffer>> = {
  checkpoint: Buffer.from("the note\n"),
  "tile/entries/000": bundle(0, 256),
  "tile/entries/001": bundle(256, 512),
  "tile/entries/002.p/188": bundle(512, 700),
  "tile/0/000": hashes(0, 0, 256),
  "tile/0/001": hashes(0, 256, 512),
  "tile/0/002.p/188": hashes(0, 512, 700),
  "tile/1/000.p/2": hashes(1, 0, 2),
};

function bundle(from: number, to: number): Buffer {
  return Buffer.concat(ENTRIES.slice(from, to).flatMap((entry) => [Buffer.of(0, 34), entry]));
}

const entries: Handler = ({ body }) => {
  const from = Number(fieldOf(body, "from"));
  const count = Number(fieldOf(body, "count"));
  // A node may give less than it was asked for.
  const given = ENTRIES.slice(from, from + Math.min(count, 300)).map((entry) => entry.toString("base64"));
  return { value: { log: "invented/exchange", from, entries_base64: given } };
};
const tile: Handler = ({ body }) => {
  const [level, index, width] = ["level", "index", "width"].map((name) => fieldOf(body, name));
  const first = Number(index) * 256;
  return { value: { hashes_base64: hashes(Number(level), first, first + Number(width)).toString("base64") } };
};
const checkpoint: Handler = () => ({
  value: { log: "invented/exchange", size: 700, note_base64: Buffer.from("the note\n").toString("base64") },
});

let node: FakeNode;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
  node = await startFakeNode({ checkpoint, entries, tile });
});
afterEach(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});

function exporting() {
  return entente(["ledger", "export", "--out", "log", "--json", "--node", node.url], { cwd: folder });
}

function filesBelow(root: string): Readonly<Record<string, Buffer>> {
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(root, path), readFileSync(path)];
    }),
  );
}

describe("ledger export", () => {
  test("writes the checkpoint, every tile and every entry in the layout of C2SP tlog-tiles, and nothing else", async () => {
    const { exit, out } = await exporting();
    expect(exit).toBe(0);
    expect(objectOn(out)).toEqual({ log: "invented/exchange", size: 700, out: join(folder, "log") });
    expect(filesBelow(join(folder, "log"))).toEqual(EXPECTED);
    expect(node.strange).toEqual([]);
    expect(readdirSync(folder)).toEqual(["log"]);
  });

  test("replaces an earlier export, leaving nothing of it", async () => {
    mkdirSync(join(folder, "log/tile/0"), { recursive: true });
    writeFileSync(join(folder, "log/checkpoint"), "old");
    writeFileSync(join(folder, "log/tile/0/000.p"), "old");
    expect((await exporting()).exit).toBe(0);
    expect(filesBelow(join(folder, "log"))).toEqual(EXPECTED);
  });

  test("touches no folder that holds anything else", async () => {
    mkdirSync(join(folder, "log"));
    writeFileSync(join(folder, "log/letter"), "mine");
    expect((await exporting()).exit).toBe(2);
    expect(filesBelow(join(folder, "log"))).toEqual({ letter: Buffer.from("mine") });
    expect(node.asked).toEqual([]);
  });

  test("of a log nobody has witnessed ends with exit code 6 and leaves nothing behind", async () => {
    await node.close();
    node = await startFakeNode({ checkpoint: () => ({ problem: problemOf("not_witnessed") }) });
    expect((await exporting()).exit).toBe(6);
    expect(readdirSync(folder)).toEqual([]);
  });

  const broken: readonly (readonly [string, Parameters<typeof startFakeNode>[0], number])[] = [
    [
      "has fewer entries than its checkpoint says",
      { checkpoint, tile, entries: () => ({ value: { log: "l", from: 0, entries_base64: [] } }) },
      7,
    ],
    [
      "gives other entries than were asked for",
      { checkpoint, tile, entries: () => ({ value: { log: "l", from: 5, entries_base64: ["AA=="] } }) },
      7,
    ],
    ["has no such tile", { checkpoint, entries }, 2],
  ];
  test.each(broken)("of a log that %s leaves nothing behind", async (_, handlers, exit) => {
    await node.close();
    node = await startFakeNode(handlers);
    expect((await exporting()).exit).toBe(exit);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("ledger proof", () => {
  const ID = "01993c00-0000-7000-8000-000000000001";
  const standing = { id: ID, thread: ID, kind: "request", state: "stored" };

  test("writes the proof's bytes where it is told, and prints the standing", async () => {
    await node.close();
    node = await startFakeNode({ proof: () => ({ value: { ...standing, proof_base64: "AAEC" } }) });
    const { exit, out } = await entente(["ledger", "proof", ID, "--out", "p", "--json", "--node", node.url], {
      cwd: folder,
    });
    expect(exit).toBe(0);
    expect(objectOn(out)).toEqual({ ...standing, out: join(folder, "p"), bytes: 3 });
    expect(filesBelow(folder)).toEqual({ p: Buffer.of(0, 1, 2) });
  });

  test("not witnessed yet: exit code 6, no file", async () => {
    await node.close();
    node = await startFakeNode({ proof: () => ({ problem: problemOf("not_witnessed") }) });
    expect(
      (await entente(["ledger", "proof", ID, "--out", "p", "--node", node.url], { cwd: folder })).exit,
    ).toBe(6);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a place that cannot be written: exit code 2", async () => {
    await node.close();
    node = await startFakeNode({ proof: () => ({ value: { ...standing, proof_base64: "AAEC" } }) });
    const args = ["ledger", "proof", ID, "--out", "no/such/folder/p", "--node", node.url];
    expect((await entente(args, { cwd: folder })).exit).toBe(2);
  });
});
