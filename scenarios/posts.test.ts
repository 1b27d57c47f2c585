import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { as, ententeHere, raiseSandbox, type Sandbox, storyFolder, until } from "./sandbox-process.ts";

// Canada's liaison officer is posted to Delhi and works at India's node as its guest, until India sends him away. Two real
// processes, everything by the command line. All invented.

const folder = storyFolder();
const at = (name: string) => join(folder.path, name);
const POST = "CA-IN-7";
const GUEST = "guest-of-CA.lo";
let sandbox: Sandbox;
const ca = () => sandbox.ready.nodes.CA;
const india = () => sandbox.ready.nodes.IN;

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
const tried = (args: readonly string[]) => ententeHere(folder.path, args);

/** Ordered by one operator, confirmed by the second; what the second is told. */
async function both(node: () => ReturnType<typeof ca>, args: readonly string[]) {
  const { id } = await done([...args, ...as(node(), "operator", "with device")]);
  return done(["officer", "confirm", String(id), ...as(node(), "operator2", "with device")]);
}

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const TERMS = [
  "--agency RCMP --languages en,hi --accredited 2026-10-01".split(" "),
  ["--from", day(-1), "--until", day(300), "--reference", "Invented note 12"],
  ["--hours", "Asia/Kolkata mon,tue,wed,thu,fri 09:30-18:00"],
].flat();

describe("an officer of Canada's posted to Delhi", () => {
  let [token, request]: unknown[] = [];
  const asGuest = () => ["--node", india().url, "--token", String(token), "--json"];

  test("has a post by two operators of his own state", async () => {
    const lo = ca().officers.lo?.id ?? "";
    await both(ca, ["post", "add", POST, "--officer", lo, "--desks", "ca-rcmp-liaison", ...TERMS]);
    const { items } = await done(["post", "list", ...as(ca(), "lo")]);
    expect(items).toMatchObject([{ post: POST, officer: lo, state: "standing" }]);
  });

  test("has an account at India's node that opens nothing before India's two operators accredit him", async () => {
    const { key } = await done(["device", "make", "--officer", GUEST, "--out", "guest.json", "--json"]);
    const person = [
      "--name",
      "Invented",
      "--agency",
      "RCMP",
      "--desks",
      "in-ncb-liaison",
      "--duties",
      "guest",
    ];
    ({ token } = await both(india, ["officer", "enrol", GUEST, ...person, "--key", String(key)]));
    expect(await tried(["post", "list", ...asGuest()])).toMatchObject({
      exit: 3,
      json: { code: "not_signed_in" },
    });
    await both(india, ["post", "add", POST, "--officer", GUEST, "--desks", "in-ncb-liaison", ...TERMS]);
    expect(await done(["post", "list", ...asGuest()])).toMatchObject({
      items: [{ post: POST, threads: [] }],
    });
  });

  test("reads there what a thread brings that his post is named for, and comes through no other door", async () => {
    const { draft } = await exampleOf();
    writeFileSync(at("request.json"), JSON.stringify(draft));
    ({ id: request } = await done(["draft", "request", "request.json", ...as(ca(), "lo")]));
    await done(["submit", String(request), ...as(ca(), "lo")]);
    await done(["approve", String(request), ...as(ca(), "authority", "with device")]);
    const show = ["show", String(request)];
    await until(
      () => tried([...show, ...as(india(), "analyst")]),
      ({ exit }) => exit === 0,
    );
    expect(await tried([...show, ...asGuest()])).toMatchObject({ exit: 2, json: { code: "not_found" } });
    await done(["post", "name", String(request), "--post", POST, ...as(india(), "analyst")]);
    expect(await done([...show, ...asGuest()])).toMatchObject({ id: request, body: { post: POST } });
    for (const shut of [
      ["inbox"],
      ["rota", "show"],
      ["officer", "list"],
      ["queue"],
      ["draft", "request", "request.json"],
    ])
      expect(await tried([...shut, ...asGuest()])).toMatchObject({
        exit: 3,
        json: { code: "not_permitted" },
      });
    const reads = await done(["audit", "reads", "--officer", GUEST, ...as(india(), "auditor")]);
    expect(reads).toMatchObject({ items: [{ officer: GUEST, item: request, act: "show" }] });
  });

  test("is gone from both nodes when India's operator says that he is not welcome", async () => {
    const { id } = await done([
      "post",
      "unwelcome",
      POST,
      "--reason",
      "Invented: not welcome.",
      ...as(india(), "operator", "with device"),
    ]);
    const began = Date.now();
    expect(await tried(["post", "list", ...asGuest()])).toMatchObject({
      exit: 3,
      json: { code: "not_signed_in" },
    });
    await until(
      () => tried(["inbox", ...as(ca(), "lo")]),
      ({ exit }) => exit === 3,
    );
    const took = Date.now() - began;
    process.stdout.write(`partner's node: out after ${took} ms\n`);
    expect(took).toBeLessThan(60_000);
    await done(["officer", "confirm", String(id), ...as(india(), "operator2", "with device")]);
    expect(await done(["post", "list", ...as(ca(), "operator")])).toMatchObject({
      items: [{ post: POST, state: "over", end: "told" }],
    });
  });

  test("is not brought back by either state's one operator, nor by its two under the old name", async () => {
    const again = [
      "post",
      "add",
      POST,
      "--desks",
      "in-ncb-liaison",
      ...TERMS,
      ...as(india(), "operator", "with device"),
    ];
    expect(await tried(again)).toMatchObject({ exit: 5, json: { code: "officer_taken" } });
    const change = ["post", "change", POST, "--languages", "fr", ...as(ca(), "operator", "with device")];
    expect(await tried(change)).toMatchObject({ exit: 5, json: { code: "state_conflict" } });
  });

  async function exampleOf() {
    const said = await done(["draft", "request", "--example", ...as(ca(), "lo")]);
    return { draft: said };
  }
});

describe("who is on duty at India's desk", () => {
  const DESK = "in-ncb-liaison";

  test("stands in its rota, and a note goes from one shift to the next", async () => {
    const duty = india().officers.duty?.id ?? "";
    const shift = [
      "--officer",
      duty,
      "--from",
      day(-1),
      "--until",
      day(1),
      "--deputies",
      india().officers.lo?.id ?? "",
    ];
    await done(["rota", "set", DESK, ...shift, ...as(india(), "duty")]);
    const board = await done(["rota", "show", ...as(india(), "analyst")]);
    expect(board).toMatchObject({
      on_duty: expect.arrayContaining([expect.objectContaining({ desk: DESK, officer: duty })]),
    });
    writeFileSync(at("note.txt"), "Invented: one request waits for the night shift.");
    await done(["handover", "write", DESK, "note.txt", "--name", "Invented day", ...as(india(), "duty")]);
    const { items } = await done(["handover", "read", DESK, ...as(india(), "analyst")]);
    expect(items).toMatchObject([{ author: duty, text: "Invented: one request waits for the night shift." }]);
  });
});
