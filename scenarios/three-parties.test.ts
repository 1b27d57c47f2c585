import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  as,
  entente,
  ententeHere,
  fieldOf,
  type ReadyNode,
  raiseSandbox,
  type Sandbox,
  startProcess,
  storyFolder,
  until,
} from "./sandbox-process.ts";
import { foundThirdState } from "./third-state.ts";

// Canada has two agreements: with India, and with an invented third state. Three nodes, real processes, everything from
// outside. What goes under one agreement is nothing to the other partner. All invented.

const MAIN = fileURLToPath(new URL("../packages/node/src/main.ts", import.meta.url));
const folder = storyFolder();
const at = (name: string) => join(folder.path, name);
let sandbox: Sandbox;
let third: ReadyNode & { readonly data: string };
let thirdProcess: ReturnType<typeof startProcess>;
const canada = () => sandbox.ready.nodes.CA;
const india = () => sandbox.ready.nodes.IN;

beforeAll(async () => {
  const first = await raiseSandbox(folder.path, ["--ports", "0,0"]);
  expect((await first.stop()).exit).toBe(0);
  third = await foundThirdState(at("data"));
  thirdProcess = startProcess(MAIN, ["--data", third.data]);
  sandbox = await raiseSandbox(folder.path, ["--ports", "0,0"]);
});
afterAll(async () => {
  const ended = await sandbox.stop();
  thirdProcess.child.kill("SIGTERM");
  await thirdProcess.ended;
  folder.remove();
  expect(ended.exit).toBe(0);
});

async function done(args: readonly string[]): Promise<Record<string, unknown>> {
  const said = await ententeHere(folder.path, args);
  expect(said).toMatchObject({ exit: 0, err: "" });
  return said.json;
}

/** The example request of an officer, to a desk of his choice. */
async function draftTo(node: ReadyNode, desk: string): Promise<string> {
  // A node that was just started takes its partner's dispatches before its officers' door stands open.
  const example = await until(
    () => ententeHere(folder.path, ["draft", "request", "--example", ...as(node, "lo")]),
    ({ exit }) => exit === 0,
  );
  const draft: unknown = JSON.parse(example.out);
  writeFileSync(at("request.json"), JSON.stringify({ ...Object(draft), to: desk }));
  const { id } = await done(["draft", "request", "request.json", ...as(node, "lo")]);
  return String(id);
}

/** Sends it under the agreement that has the desk. */
async function send(desk: string): Promise<string> {
  const id = await draftTo(canada(), desk);
  await done(["submit", id, ...as(canada(), "lo")]);
  await done(["approve", id, ...as(canada(), "authority", "with device")]);
  return id;
}

const show = (node: ReadyNode, id: string) => ententeHere(folder.path, ["show", id, ...as(node, "lo")]);
const stored = (id: string) =>
  until(
    () => show(canada(), id),
    ({ json }) => json.state === "stored" || json.state === "opened",
  );
const THIRD = ["--agreement", "ca-xa-invented"];
const INDIA = ["--agreement", "ca-in-sandbox"];

/** Every file under a folder as one text, byte for byte. */
function bytesUnder(path: string): string {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString("latin1")).join("\n");
}

describe("a state with two agreements", () => {
  let [toIndia, toThird] = ["", ""];

  test("says in its health how each line stands", async () => {
    const health: unknown = await (await fetch(`${canada().url}/health`)).json();
    expect(health).toMatchObject({
      status: "ready",
      partners: [
        { agreement: "ca-in-sandbox", party: "IN", reachable: true },
        { agreement: "ca-xa-invented", party: "XA", reachable: true },
      ],
    });
  });

  test("sends under the agreement whose directory has the desk, and the officer sees both in one list", async () => {
    toIndia = await send("in-ncb-liaison");
    toThird = await send("xa-police-liaison");
    await Promise.all([stored(toIndia), stored(toThird)]);
    expect((await show(india(), toIndia)).json).toMatchObject({
      id: toIndia,
      state: "filed",
      from: { party: "CA" },
    });
    expect((await show(third, toThird)).json).toMatchObject({
      id: toThird,
      state: "filed",
      from: { party: "CA" },
    });
    const listed = await desk("all");
    expect(listed).toEqual(expect.arrayContaining([toIndia, toThird]));
    expect(await desk("waiting")).toEqual(expect.arrayContaining([toIndia, toThird]));
  });

  test("keeps every dispatch from the other partner: in his inbox, his database, and its own other one", async () => {
    for (const [node, foreign] of [
      [third, toIndia],
      [india(), toThird],
    ] as const)
      expect(await show(node, foreign)).toMatchObject({ exit: 2, json: { code: "not_found" } });
    expect(bytesUnder(at("data/xa"))).not.toContain(toIndia);
    expect(bytesUnder(at("data/in"))).not.toContain(toThird);
    expect(bytesUnder(at("data/ca/relations"))).toContain(toThird);
    expect(bytesUnder(at("data/ca/relations"))).not.toContain(toIndia);
    expect(readFileSync(at("data/ca/node.db")).toString("latin1")).not.toContain(toThird);
  });

  test("proves each under its own agreement, and under no other", async () => {
    for (const [id, anchor, other] of [
      [toIndia, canada().anchor, third.anchor],
      [toThird, third.anchor, canada().anchor],
    ] as const) {
      const proof = ["ledger", "proof", id, "--out", "P", ...as(canada(), "lo")];
      await until(
        () => ententeHere(folder.path, proof),
        ({ exit }) => exit === 0,
      );
      const verify = (under: string) =>
        ententeHere(folder.path, ["ledger", "verify", "P", "--anchor", under]);
      expect(await verify(anchor)).toMatchObject({ exit: 0, json: { valid: true, id } });
      expect(await verify(other)).toMatchObject({ exit: 7, json: { valid: false } });
    }
  });

  test("has a log for each; which one is asked for must be said", async () => {
    const sizes = [];
    for (const [agreement, anchor] of [
      [INDIA, canada().anchor],
      [THIRD, third.anchor],
    ] as const) {
      const out = `log-${agreement[1]}`;
      const { size } = await done([
        "ledger",
        "export",
        "--out",
        out,
        ...agreement,
        ...as(canada(), "auditor"),
      ]);
      const verified = await ententeHere(folder.path, ["ledger", "verify", out, "--anchor", anchor]);
      expect(verified).toMatchObject({ exit: 0, json: { valid: true } });
      sizes.push(Number(size));
    }
    expect(sizes[0]).toBeGreaterThan(sizes[1] ?? 0);
    const unsaid = await ententeHere(folder.path, [
      "ledger",
      "export",
      "--out",
      "x",
      ...as(canada(), "auditor"),
    ]);
    expect(unsaid).toMatchObject({
      exit: 2,
      json: { errors: [{ code: "agreement_needed", detail: "one of: ca-in-sandbox, ca-xa-invented" }] },
    });
    const unknown = ["ledger", "export", "--out", "x", "--agreement", "ca-xb", ...as(canada(), "auditor")];
    expect(await ententeHere(folder.path, unknown)).toMatchObject({
      exit: 2,
      json: { errors: [{ code: "unknown_agreement" }] },
    });
  });

  test("goes on with one partner while the other is away, and shows what waits for whom", async () => {
    thirdProcess.child.kill("SIGTERM");
    await thirdProcess.ended;
    const waits = await send("xa-police-liaison");
    const goes = await send("in-ncb-liaison");
    await stored(goes);
    const queue = (agreement: readonly string[]) => done(["queue", ...agreement, ...as(canada(), "lo")]);
    const items = async () => fieldOf(await queue(THIRD), "items");
    expect(await until(items, (some) => Array.isArray(some) && some.length > 0)).toMatchObject([
      { id: waits },
    ]);
    expect(await queue(INDIA)).toMatchObject({ partner: "IN", items: [] });
    await done(["dispatch", "export", "--to", "XA", "--out", "third.bag", ...as(canada(), "lo")]);
    const bag: unknown = JSON.parse(readFileSync(at("third.bag"), "utf8"));
    writeFileSync(at("turned.bag"), JSON.stringify({ ...Object(bag), to: "IN" }));
    const turned = await ententeHere(folder.path, ["dispatch", "import", "turned.bag", ...as(india(), "lo")]);
    expect(turned.exit).toBe(7);
    expect(fieldOf(turned.json, "items")).toMatchObject([{ outcome: "refused", code: "not_recipient" }]);
    expect(await show(india(), waits)).toMatchObject({ exit: 2, json: { code: "not_found" } });
    thirdProcess = startProcess(MAIN, ["--data", third.data]);
    await stored(waits);
  });

  test("a state whose law nobody has encoded lets nothing out", async () => {
    const id = await draftTo(third, "ca-rcmp-liaison");
    const refused = await ententeHere(folder.path, ["submit", id, ...as(third, "lo")]);
    expect(refused).toMatchObject({
      exit: 3,
      json: { code: "release_forbidden", policy: { reasons: [{ rule: "codes.no-basis" }] } },
    });
  });

  test("is backed up and put back whole, every relation waiting for its own partner", async () => {
    await done(["backup", "--out", "ca.backup", ...as(canada(), "operator")]);
    const key = at("data/ca/node-key");
    const restored = await entente(folder.path, [
      "restore",
      "ca.backup",
      "--data",
      "again",
      "--node-key",
      key,
    ]);
    expect(restored).toMatchObject({ exit: 0, json: { party: "CA" } });
    const names = ["node.db", "relations/third/node.db", "relations/third/agreement.json"];
    for (const name of names) expect(existsSync(at(`again/${name}`))).toBe(true);
  });
});

/** The ids of a view of Canada's liaison officer, at most 50. */
async function desk(view: string): Promise<readonly unknown[]> {
  const { url, officers } = canada();
  const headers = { authorization: `Bearer ${officers.lo?.token ?? ""}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/api/desk`, { method: "POST", headers, body: JSON.stringify({ view }) });
  const items = fieldOf(await answer.json(), "items");
  return Array.isArray(items) ? items.map((item) => fieldOf(item, "id")) : [];
}
