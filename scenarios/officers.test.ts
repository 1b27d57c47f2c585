import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { as, ententeHere, raiseSandbox, type Sandbox, storyFolder } from "./sandbox-process.ts";

// An analyst joins Canada's node, works, lets a program read for him, and is found to be bought: by the command line of two
// operators and his own, on a node that runs all the while. All invented.

const folder = storyFolder();
const ID = "ca-invented-analyst";
let sandbox: Sandbox;
const ca = () => sandbox.ready.nodes.CA;

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
const first = () => as(ca(), "operator", "with device");
const second = () => as(ca(), "operator2", "with device");
/** By a token that was shown once. */
const by = (token: unknown, device?: string) => [
  "--node",
  ca().url,
  "--token",
  String(token),
  "--json",
  ...(device === undefined ? [] : ["--device", device]),
];

describe("an officer of a running node", () => {
  let [key, token, program, order]: unknown[] = [];

  const NEW = "--name Invented --agency RCMP --desks ca-rcmp-liaison".split(" ");
  const enrolment = (duties: string) => {
    return ["officer", "enrol", ID, ...NEW, "--duties", duties, "--key", String(key), ...first()];
  };

  test("makes his device himself, and is enrolled by two operators", async () => {
    ({ key } = await done(["device", "make", "--officer", ID, "--out", "his.json", "--json"]));
    const proposed = await done(enrolment("analyst"));
    expect(proposed).toMatchObject({ state: "proposed", token: null });
    const alone = await tried(["officer", "confirm", String(proposed.id), ...first()]);
    expect(alone).toMatchObject({ exit: 3, json: { code: "same_person" } });
    ({ token } = await done(["officer", "confirm", String(proposed.id), ...second()]));
    expect(await done(["inbox", ...by(token)])).toHaveProperty("items");
  });

  test("is given no duties that nobody holds together", async () => {
    const refused = await tried([
      "officer",
      "change",
      ID,
      "--duties",
      "analyst,release_authority",
      ...first(),
    ]);
    expect(refused).toMatchObject({
      exit: 2,
      json: { code: "malformed", errors: [{ code: "duties_conflict" }] },
    });
  });

  test("lets a program read for him, which writes nothing and makes no token of its own", async () => {
    const wish = ["--name", "Invented reader", "--rights", "read", "--days", "30"];
    ({ token: program } = await done(["token", "make", ...wish, ...by(token, "his.json")]));
    expect(await done(["inbox", ...by(program)])).toHaveProperty("items");
    const more = await tried(["token", "make", ...wish, ...by(program, "his.json")]);
    expect(more).toMatchObject({ exit: 3, json: { code: "not_permitted" } });
    const write = await tried(["draft", "request", "-", ...by(program)]);
    expect(write.exit).not.toBe(0);
  });

  test("is revoked by one operator: he and his program are nobody at once", async () => {
    ({ id: order } = await done(["officer", "revoke", ID, "--reason", "Invented: bought.", ...first()]));
    for (const gone of [token, program])
      expect(await tried(["inbox", ...by(gone)])).toMatchObject({ exit: 3, json: { code: "not_signed_in" } });
  });

  test("and the second operator says afterwards that it was right", async () => {
    const { items } = await done(["officer", "orders", ...as(ca(), "auditor")]);
    expect(items).toMatchObject([{ id: order, state: "acting", order: { act: "revoke", officer: ID } }]);
    await done(["officer", "confirm", String(order), ...second()]);
    const shown = await done(["officer", "show", ID, ...as(ca(), "auditor")]);
    expect(shown).toMatchObject({
      officer: { state: "revoked", devices: [] },
      orders: [{ second: "ca-operator2" }, {}],
    });
  });

  test("his id and his key are never used again", async () => {
    expect(await tried(enrolment("analyst"))).toMatchObject({ exit: 5, json: { code: "officer_taken" } });
  });
});
