import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { progressOf } from "../src/officer/progress.ts";
import { entente, fieldOf, ID, objectOn } from "./command-line.ts";
import { type FakeNode, type Handler, problemOf, startFakeNode } from "./fake-node.ts";

const PART = 524_288;
const CONTENT = Buffer.from(
  createHash("shake256", { outputLength: PART + 100_000 })
    .update("invented")
    .digest(),
);
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");
const ATTACHMENT = "ab".repeat(16);

/** What the invented node holds of one file. */
let held: Buffer;
let view: Record<string, unknown>;
let items: readonly unknown[];
let node: FakeNode;
let folder: string;
/** what a part of a download is answered with */
let serve: Handler;

beforeEach(async () => {
  held = Buffer.alloc(0);
  items = [];
  view = { attachment: ATTACHMENT, state: "uploading", held: 0, holding: null, reveals: [], reason: null };
  serve = ({ body }) => {
    const at = Number(fieldOf(body, "part")) * PART;
    return bytesOf(CONTENT.subarray(at, at + PART));
  };
  folder = await mkdtemp(join(tmpdir(), "entente-attachments-"));
  node = await startFakeNode({
    listAttachments: () => ({ value: { items } }),
    beginAttachment: ({ body }) => {
      view = { ...view, ...Object(body) };
      return { value: view };
    },
    appendAttachment: ({ body }) => {
      const pieces = fieldOf(body, "pieces_base64");
      if (fieldOf(body, "offset") === held.length && Array.isArray(pieces))
        held = Buffer.concat([held, ...pieces.map((piece) => Buffer.from(String(piece), "base64"))]);
      view = { ...view, held: held.length };
      return { value: view };
    },
    finishAttachment: () => {
      const same = createHash("sha256").update(held).digest("hex") === view.sha256;
      return same ? { value: { ...view, state: "held" } } : { problem: problemOf("malformed") };
    },
    attachmentPart: (ask) => serve(ask),
  });
  await writeFile(join(folder, "Invented map.bin"), CONTENT);
});
afterEach(async () => {
  expect(node.strange).toEqual([]);
  await node.close();
  await rm(folder, { recursive: true });
});

const asked = (...args: string[]) => entente([...args, "--json", "--node", node.url], { cwd: folder });
const routes = () => node.asked.map(({ route }) => route);

function bytesOf(bytes: Uint8Array) {
  const headers = { "content-type": "application/octet-stream" };
  return { raw: { status: 200, headers, body: bytes } };
}

describe("attachment add", () => {
  test("announces the file with its digest, sends it in parts and has it checked", async () => {
    const { exit, out } = await asked("attachment", "add", ID, "Invented map.bin", "--type", "image/tiff");
    expect(exit).toBe(0);
    const { bytes, sha256, state, name } = objectOn(out);
    expect([bytes, sha256, state, name]).toEqual([CONTENT.length, SHA256, "held", "Invented map.bin"]);
    expect(view).toMatchObject({ media_type: "image/tiff", holding: null, reveals: [] });
    expect(held.equals(CONTENT)).toBe(true);
    expect(routes()).toEqual([
      "listAttachments",
      "beginAttachment",
      "appendAttachment",
      "appendAttachment",
      "finishAttachment",
    ]);
  });

  test("stands under a record and says what it reveals beyond it", async () => {
    await asked(
      "attachment",
      "add",
      ID,
      "Invented map.bin",
      "--holding",
      "CA-H-1",
      "--reveals",
      "location,contact",
    );
    expect(view).toMatchObject({ holding: "CA-H-1", reveals: ["location", "contact"] });
  });

  test("goes on where it was cut off", async () => {
    held = CONTENT.subarray(0, PART);
    const name = "Invented map.bin";
    const media_type = "application/octet-stream";
    view = { ...view, name, media_type, bytes: CONTENT.length, sha256: SHA256, held: PART };
    items = [{ ...view, attachment: "cd".repeat(16), sha256: "00".repeat(32) }, view];
    expect((await asked("attachment", "add", ID, name)).exit).toBe(0);
    expect(routes()).toEqual(["listAttachments", "appendAttachment", "finishAttachment"]);
    expect(fieldOf(node.asked[1]?.body, "offset")).toBe(PART);
    expect(held.equals(CONTENT)).toBe(true);
  });

  test.each([
    ["a file that is not there", ["no-such-file"], 2],
    ["an empty file: the node refuses it", ["empty"], 2],
    ["a word that is no id", [], 2],
  ])("%s ends with 2", async (_what, words, exit) => {
    await writeFile(join(folder, "empty"), "");
    const args = words.length === 0 ? ["x", "Invented map.bin"] : [ID, ...words];
    expect((await asked("attachment", "add", ...args)).exit).toBe(exit);
    node.strange.length = 0;
  });
});

describe("attachment get", () => {
  beforeEach(() => {
    const what = {
      name: "Invented map.bin",
      media_type: "image/tiff",
      bytes: CONTENT.length,
      sha256: SHA256,
    };
    items = [{ ...view, ...what, state: "complete", held: CONTENT.length }];
  });

  test("writes the whole to a file only its owner reads", async () => {
    const { exit, out } = await asked("attachment", "get", ID, ATTACHMENT, "--out", "map");
    expect(exit).toBe(0);
    expect(objectOn(out)).toMatchObject({ out: join(folder, "map"), bytes: CONTENT.length, sha256: SHA256 });
    expect((await readFile(join(folder, "map"))).equals(CONTENT)).toBe(true);
    expect((await stat(join(folder, "map"))).mode & 0o077).toBe(0);
  });

  test("goes on behind the last whole part", async () => {
    await writeFile(join(folder, "map.part"), CONTENT);
    await truncate(join(folder, "map.part"), PART + 77);
    expect((await asked("attachment", "get", ID, ATTACHMENT, "--out", "map")).exit).toBe(0);
    expect(node.asked.map(({ body }) => fieldOf(body, "part"))).toEqual([undefined, 1]);
    expect((await readFile(join(folder, "map"))).equals(CONTENT)).toBe(true);
  });

  test("writes nothing where other bytes come than the signed digest says: exit 7", async () => {
    serve = () => bytesOf(Buffer.alloc(PART));
    const { exit, err } = await asked("attachment", "get", ID, ATTACHMENT, "--out", "map");
    expect([exit, objectOn(err).code]).toEqual([7, "record_broken"]);
    await expect(stat(join(folder, "map"))).rejects.toThrow();
    await expect(stat(join(folder, "map.part"))).rejects.toThrow();
  });

  test("says why a file that is not whole is not given", async () => {
    serve = () => ({ problem: problemOf("state_conflict") });
    expect((await asked("attachment", "get", ID, ATTACHMENT, "--out", "map")).exit).toBe(5);
    await expect(stat(join(folder, "map"))).rejects.toThrow();
  });

  test.each([
    ["a file the dispatch has not got", ["cd".repeat(16), "--out", "map"]],
    ["a folder that is not there", [ATTACHMENT, "--out", "no/such/map"]],
    ["no place to write", [ATTACHMENT]],
  ])("%s ends with 2", async (_what, words) => {
    expect((await asked("attachment", "get", ID, ...words)).exit).toBe(2);
  });
});

describe("attachment list", () => {
  test("tells each file, and prints no sign of its name that steers a terminal", async () => {
    const what = { name: "Invented\u001b[2Jmap", media_type: "a/b", bytes: 9, sha256: SHA256 };
    items = [{ ...view, ...what, state: "awaited", held: 3 }];
    const { out } = await entente(["attachment", "list", ID, "--node", node.url], { cwd: folder });
    expect(out).toBe(`${ATTACHMENT}  awaited (3 bytes here)  9 bytes  Invented\u{fffd}[2Jmap\n`);
  });

  test("says that there are none", async () => {
    expect((await entente(["attachment", "list", ID, "--node", node.url])).out).toBe("no files\n");
  });
});

describe("progress", () => {
  function told(json: boolean): string {
    let [now, err] = [0, ""];
    const world = {
      now: () => 0,
      env: {},
      cwd: "",
      stdin: async () => new Uint8Array(),
      stdout: () => {},
      stderr: (text: string) => {
        err += text;
      },
    };
    const flags = new Map(json ? [["json", ""] as const] : []);
    const progress = progressOf({ flags, world }, "sending", 4 * 1_048_576, () => now);
    for (now = 0; now <= 5_000; now += 500) progress.at(now * 500);
    return err;
  }

  test("is silent for two seconds, then a line every two", () => {
    expect(told(false)).toBe("sending: 1.0 of 4.0 MiB\nsending: 1.9 of 4.0 MiB\n");
  });

  test("is silent with --json: standard error is for problems", () => {
    expect(told(true)).toBe("");
  });
});
