import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newSeed, readUnsigned, signDocument, signingKeys } from "@entente/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  as,
  entente,
  ententeHere,
  fieldOf,
  type ReadyNode,
  raiseSandbox,
  type Sandbox,
  storyFolder,
  until,
} from "./sandbox-process.ts";

// Canada's node is lost with everything since its last backup, and comes back: from the backup, from its partner's copy of
// its log, and under a new stream that its offline root begins. Everything from outside, real processes. All invented.

const folder = storyFolder();
const at = (name: string) => join(folder.path, name);
let sandbox: Sandbox;
const nodes = () => sandbox.ready.nodes;

beforeAll(async () => {
  sandbox = await raiseSandbox(folder.path, ["--ports", "0,0"]);
});
afterAll(async () => {
  const ended = await sandbox.stop();
  folder.remove();
  expect(ended.exit).toBe(0);
});

async function done(args: readonly string[]): Promise<Record<string, unknown>> {
  const said = await ententeHere(folder.path, args);
  expect(said).toMatchObject({ exit: 0, err: "" });
  return said.json;
}

/** Sends the example request of a node; its id once the partner has stored it, or at once. */
async function send(from: ReadyNode, wait = true): Promise<string> {
  const example = await ententeHere(folder.path, ["draft", "request", "--example", ...as(from, "lo")]);
  writeFileSync(at("request.json"), example.out);
  const { id } = await done(["draft", "request", "request.json", ...as(from, "lo")]);
  await done(["submit", String(id), ...as(from, "lo")]);
  await done(["approve", String(id), ...as(from, "authority", "with device")]);
  if (wait)
    await until(
      () => stateOf(from, String(id)),
      (state) => state === "stored" || state === "opened",
    );
  return String(id);
}

async function stateOf(node: ReadyNode, id: string): Promise<unknown> {
  const said = await ententeHere(folder.path, ["show", id, ...as(node, "lo")]);
  return said.exit === 0 ? said.json.state : said.json.code;
}

/** How many of Canada's holdings its analyst finds. */
async function holdings(): Promise<number> {
  const { url, officers } = nodes().CA;
  const answer = await fetch(`${url}/api/holdings/search`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${officers.analyst?.token ?? ""}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ query: "invented" }),
  });
  const found: unknown = await answer.json();
  const items = fieldOf(found, "items");
  return Array.isArray(items) ? items.length : -1;
}

/** What is asked of Canada's root, signed in its name by a root nobody knows. */
async function forged(request: string): Promise<Uint8Array> {
  const read = readUnsigned(new Uint8Array(readFileSync(at(request))));
  if (!read.ok) throw new Error("the request is a document");
  const keys = signingKeys({ ed25519Seed: newSeed(), mldsa65Seed: newSeed() });
  return signDocument(read.value.type, read.value.payload, [{ party: "CA", keys }]);
}

describe("a node that was lost", () => {
  let [kept, lost, theirs, erased] = ["", "", "", ""];

  test("is backed up while it works, and the node key is not in the backup", async () => {
    kept = await send(nodes().CA);
    erased = await send(nodes().CA);
    expect(await holdings()).toBeGreaterThan(0);
    const made = await entente(folder.path, ["backup", "--out", "ca.backup", ...as(nodes().CA, "operator")]);
    expect(made).toMatchObject({ exit: 0, err: "" });
    expect(made.json).toMatchObject({
      out: at("ca.backup"),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    cpSync(at("data/ca/node-key"), at("ca.key"));
    const refused = await ententeHere(folder.path, ["backup", "--out", "x", ...as(nodes().CA, "lo")]);
    expect(refused).toMatchObject({ exit: 3, json: { code: "not_permitted" } });
  });

  test("goes on working after the backup, and is lost", async () => {
    const erase = [
      "dispatch",
      "erase",
      erased,
      "--reason",
      "Invented: over.",
      ...as(nodes().CA, "authority"),
    ];
    expect(await ententeHere(folder.path, erase)).toMatchObject({ exit: 4, json: { code: "device_needed" } });
    expect(await done([...erase.slice(0, 5), ...as(nodes().CA, "authority", "with device")])).toMatchObject({
      state: "erased",
    });
    lost = await send(nodes().CA);
    theirs = await send(nodes().IN);
    // India follows Canada's log entry by entry; what it has not seen yet nobody could give back.
    const whole = async () =>
      (await done(["ledger", "proof", lost, "--out", "P", ...as(nodes().CA, "lo")])).bytes;
    await until(whole, (bytes) => Number(bytes) > 0);
    expect((await sandbox.stop()).exit).toBe(0);
    rmSync(at("data/ca"), { recursive: true });
  });

  test("is not restored over something, under another key, or from a damaged file", async () => {
    writeFileSync(at("wrong.key"), `${Buffer.alloc(32, 7).toString("base64")}\n`);
    const into = (data: string, key: string, file = "ca.backup") =>
      entente(folder.path, ["restore", file, "--data", data, "--node-key", key]);
    expect(await into("data", "ca.key")).toMatchObject({ exit: 5, json: { code: "state_conflict" } });
    expect(await into("elsewhere", "wrong.key")).toMatchObject({ exit: 2 });
    expect(await into("elsewhere2", "ca.key", "absent")).toMatchObject({ exit: 2 });
  });

  test("comes back from it, asks its partner what it signed, and names what it lost", async () => {
    const restored = await entente(folder.path, [
      "restore",
      "ca.backup",
      "--data",
      "data/ca",
      "--node-key",
      "ca.key",
    ]);
    expect(restored).toMatchObject({ exit: 0, json: { party: "CA" } });
    sandbox = await raiseSandbox(folder.path, ["--ports", "0,0"]);
    const recovery = () => done(["recovery", "show", ...as(nodes().CA, "operator")]);
    const { lost: named } = await until(recovery, ({ phase }) => phase === "stream");
    expect(named).toMatchObject([{ id: lost, desk: "in-ncb-liaison" }]);
  });

  test("brings nothing back that was erased since, and says what it did not take over", async () => {
    expect(await done(["show", erased, ...as(nodes().CA, "lo")])).toMatchObject({
      state: "erased",
      body: null,
    });
    expect(await done(["show", kept, ...as(nodes().CA, "lo")])).toMatchObject({
      body: expect.objectContaining({ id: kept }),
    });
    expect(await holdings()).toBe(0);
    const { beyond_recall } = await done(["recovery", "show", ...as(nodes().CA, "operator")]);
    expect(String(beyond_recall)).toContain("import the holdings again");
  });

  test("takes what its partner had sent since, and lets nothing out yet", async () => {
    await until(
      () => stateOf(nodes().CA, theirs),
      (state) => state === "filed",
    );
    const waits = await send(nodes().CA, false);
    const view = await until(
      () => done(["show", waits, ...as(nodes().CA, "lo")]),
      ({ trail }) => Reflect.get(Object(trail), "waiting") === "restored",
    );
    expect(view.state).toBe("approved");
  });

  test("numbers anew under its offline root, and the exchange goes on", async () => {
    await done(["stream", "request", "--out", "stream.json", ...as(nodes().CA, "operator")]);
    const shares = (party: string, ...which: readonly number[]) =>
      which.flatMap((index) => ["--share", `data/roots/${party}/root-share-${index}.json`]);
    const root = [...shares("ca", 1), ...shares("ca", 3)];
    const other = await ententeHere(folder.path, [
      "root",
      "sign",
      "stream.json",
      ...shares("in", 1, 2),
      "--out",
      "x",
    ]);
    expect(other).toMatchObject({ exit: 7, json: { valid: false, fault: { code: "unknown_signer" } } });
    writeFileSync(at("forged.signed"), await forged("stream.json"));
    const taken = await ententeHere(folder.path, [
      "stream",
      "open",
      "forged.signed",
      ...as(nodes().CA, "operator"),
    ]);
    expect(taken).toMatchObject({ exit: 2, json: { code: "malformed" } });
    await done(["root", "sign", "stream.json", ...root, "--out", "stream.signed"]);
    expect(await done(["stream", "open", "stream.signed", ...as(nodes().CA, "operator")])).toMatchObject({
      state: "open",
    });
    const id = await send(nodes().CA);
    const back = await send(nodes().IN);
    for (const [name, proven] of [
      ["old", kept],
      ["new", id],
    ] as const) {
      const proof = ["ledger", "proof", proven, "--out", `${name}.proof`, ...as(nodes().CA, "lo")];
      await until(
        () => ententeHere(folder.path, proof),
        ({ exit }) => exit === 0,
      );
      const verified = await ententeHere(folder.path, [
        "ledger",
        "verify",
        `${name}.proof`,
        "--anchor",
        nodes().CA.anchor,
      ]);
      expect(verified).toMatchObject({ exit: 0, json: { valid: true, id: proven } });
    }
    expect(await stateOf(nodes().CA, back)).toBe("filed");
    expect(await stateOf(nodes().IN, lost)).toBe("filed");
  });
});
