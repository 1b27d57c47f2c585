import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  as,
  ententeHere,
  fieldOf,
  type ReadyNode,
  raiseSandbox,
  type Sandbox,
  storyFolder,
  until,
} from "./sandbox-process.ts";

// India suspends one area. What Canada would send there stops within two seconds, on both nodes; everything else goes on;
// what was queued is decided again once both have resumed. Two real nodes, by the command line alone. All invented.

const AREA = "counter_terrorism";
const folder = storyFolder();
const at = (name: string) => join(folder.path, name);
let sandbox: Sandbox;
const canada = () => sandbox.ready.nodes.CA;
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

/** The statement a node drafts, signed by its root as two custodians join it, put in force by as many as it takes. */
async function states(node: ReadyNode, side: "ca" | "in", verb: string, reason: string): Promise<void> {
  const [file, signed] = [at(`${side}-state.json`), at(`${side}-state.signed.json`)];
  const wish = ["--area", AREA, "--reason", reason, "--note", "Invented.", "--out", file];
  await done(["agreement", verb, ...wish, ...as(node, "operator")]);
  const shares = [1, 3].map((nth) => join(folder.path, "data", "roots", side, `root-share-${nth}.json`));
  await done(["root", "sign", file, ...shares.flatMap((path) => ["--share", path]), "--out", signed]);
  const first = await done(["agreement", "state", "apply", signed, ...as(node, "operator", "with device")]);
  if (first.stands === "one_of_two")
    await done(["agreement", "state", "apply", signed, ...as(node, "operator2", "with device")]);
}

/** The example request in an area, stored as a draft. */
async function drafted(area: string, urgency: object | null = null): Promise<string> {
  const example = await ententeHere(folder.path, ["draft", "request", "--example", ...as(canada(), "lo")]);
  const draft = { ...Object(JSON.parse(example.out)), area, purpose: "org_crime" };
  writeFileSync(at("request.json"), JSON.stringify(urgency === null ? draft : { ...draft, urgency }));
  return String((await done(["draft", "request", "request.json", ...as(canada(), "lo")])).id);
}

async function submitted(id: string): Promise<string> {
  await done(["submit", id, ...as(canada(), "lo")]);
  return id;
}

async function sent(area: string, urgency: object | null = null): Promise<string> {
  const id = await submitted(await drafted(area, urgency));
  await done(["approve", id, ...as(canada(), "authority", "with device")]);
  return id;
}

const show = async (node: ReadyNode, id: string) =>
  (await ententeHere(folder.path, ["show", id, ...as(node, "lo")])).json;
const stored = (id: string) =>
  until(
    () => show(canada(), id),
    ({ state }) => state === "stored" || state === "opened",
  );
const areaOf = async (node: ReadyNode) => {
  const { areas } = await done(["agreement", "state", "show", ...as(node, "operator")]);
  const all: readonly unknown[] = Array.isArray(areas) ? areas : [];
  return fieldOf(
    all.find((one) => fieldOf(one, "id") === AREA),
    "status",
  );
};
const narrowed = async (node: ReadyNode) => {
  const health: unknown = await (await fetch(`${node.url}/health`)).json();
  return JSON.stringify(fieldOf(health, "partners"));
};

describe("India suspends counter-terrorism", () => {
  let [held, open, gone] = ["", "", ""];

  test("what Canada approved there stops within two seconds, before its hold of two is over", async () => {
    gone = await sent(AREA);
    await stored(gone);
    const id = await submitted(await drafted(AREA));
    open = await submitted(await drafted(AREA));
    await states(india(), "in", "suspend", "security_incident");
    const began = Date.now();
    await until(
      () => areaOf(canada()),
      (state) => state === "suspended",
    );
    expect(Date.now() - began).toBeLessThan(2_000);
    await done(["approve", id, ...as(canada(), "authority", "with device")]);
    const waits = await until(
      () => show(canada(), id),
      ({ trail }) => fieldOf(trail, "waiting") === "area_suspended",
    );
    expect(waits.state).toBe("approved");
    held = id;
  });

  test("both nodes say so in their health, and a draft is told by whom, under what and what would help", async () => {
    for (const node of [canada(), india()]) expect(await narrowed(node)).toContain('"narrowed":1');
    const said = await ententeHere(folder.path, ["submit", await drafted(AREA), ...as(canada(), "lo")]);
    expect(said.exit).toBe(3);
    expect(said.json.code).toBe("area_suspended");
    expect(said.err).toContain("statement 1 of IN");
    expect(said.err).toContain("IN resumes it by a statement of its root");
  });

  test("other areas go on, and life-threat crosses this one", async () => {
    const drugs = await sent("drugs");
    const life = await sent(AREA, { class: "life_threat", reason: "Invented: an attack is being prepared." });
    for (const id of [drugs, life]) {
      await stored(id);
      expect(await show(india(), id)).toMatchObject({ id, state: "filed" });
    }
  });

  test("what was sent there before is recalled all the same, and India shows it to nobody any more", async () => {
    const reply = ["--reply-to", gone];
    const example = await done(["draft", "recall", "--example", ...reply, ...as(canada(), "lo")]);
    writeFileSync(at("recall.json"), JSON.stringify(example));
    const { id } = await done(["draft", "recall", "recall.json", ...reply, ...as(canada(), "lo")]);
    await submitted(String(id));
    await stored(String(id));
    expect(await show(india(), gone)).toMatchObject({ id: gone, state: "recalled", body: null });
  });

  test("nothing there is filed until both have resumed; then what waited is decided again and leaves", async () => {
    await states(canada(), "ca", "suspend", "treaty_breach");
    await states(india(), "in", "resume", "resolved");
    expect(await areaOf(canada())).toBe("suspended");
    expect((await show(canada(), held)).state).toBe("approved");
    expect((await ententeHere(folder.path, ["show", held, ...as(india(), "lo")])).exit).toBe(2);
    await states(canada(), "ca", "resume", "resolved");
    await stored(held);
    expect(await show(india(), held)).toMatchObject({ id: held, state: "filed" });
    await done(["approve", open, ...as(canada(), "authority", "with device")]);
    await stored(open);
  });

  test("two operators suspend at once in an emergency, and the root is asked to confirm it", async () => {
    const wish = ["agreement", "suspend", "--area", AREA, "--reason", "key_compromise", "--emergency"];
    const one = await done([...wish, ...as(india(), "operator", "with device")]);
    expect(one.stands).toBe("one_of_two");
    const two = await done([...wish, ...as(india(), "operator2", "with device")]);
    expect(two.stands).toBe("in_force");
    const { items } = await done(["agreement", "state", "show", ...as(india(), "operator")]);
    expect(fieldOf(Array.isArray(items) ? items[0] : null, "by")).toBe("node");
    expect(fieldOf(Array.isArray(items) ? items[0] : null, "confirm_by")).not.toBe(null);
    await until(
      () => areaOf(canada()),
      (state) => state === "suspended",
    );
  });
});
