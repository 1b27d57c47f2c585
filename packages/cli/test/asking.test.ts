import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, ID, standingOf } from "./command-line.ts";
import { type FakeNode, startFakeNode } from "./fake-node.ts";

let node: FakeNode;
beforeEach(async () => {
  node = await startFakeNode({
    submitDraft: () => ({ value: standingOf("proposed") }),
    listInbox: () => ({ value: { items: [], next: null } }),
  });
});
afterEach(async () => {
  await node.close();
});

describe("node, token and device", () => {
  const orders: readonly (readonly [string, (url: string) => readonly string[]])[] = [
    ["before the verb", (url) => ["--node", url, "--token", "t0ken", "--json", "submit", ID]],
    ["after the verb", (url) => ["submit", ID, "--node", url, "--token", "t0ken", "--json"]],
    ["around the verb", (url) => ["--json", "--node", url, "submit", "--token=t0ken", ID]],
  ];
  test.each(orders)("stand %s", async (_, args) => {
    const { exit, out } = await entente(args(node.url));
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toEqual(standingOf("proposed"));
    expect(node.asked.map((ask) => [ask.route, ask.id, ask.headers.authorization])).toEqual([
      ["submitDraft", ID, "Bearer t0ken"],
    ]);
  });

  test("come from the environment", async () => {
    const env = { ENTENTE_NODE: node.url, ENTENTE_TOKEN: "from-outside" };
    expect((await entente(["submit", ID], { env })).exit).toBe(0);
    expect(node.asked[0]?.headers.authorization).toBe("Bearer from-outside");
  });

  test("a flag wins over the environment", async () => {
    const env = { ENTENTE_NODE: "http://localhost:1", ENTENTE_TOKEN: "a" };
    expect((await entente(["submit", ID, "--node", node.url, "--token", "b"], { env })).exit).toBe(0);
    expect(node.asked[0]?.headers.authorization).toBe("Bearer b");
  });

  test("without a token nobody is signed in: the node decides", async () => {
    await entente(["submit", ID, "--node", node.url]);
    expect(node.asked[0]?.headers.authorization).toBeUndefined();
  });

  test("a node behind a path, with or without its last stroke", async () => {
    for (const base of [`${node.url}/entente`, `${node.url}/entente/`])
      await entente(["inbox", "--node", base]);
    expect(node.strange).toEqual(["POST /entente/api/inbox {}", "POST /entente/api/inbox {}"]);
  });
});

test("each write has an idempotency key of its own", async () => {
  await entente(["submit", ID, "--node", node.url]);
  await entente(["submit", ID, "--node", node.url]);
  const keys = node.asked.map((ask) => ask.headers["idempotency-key"]);
  expect(keys.every((key) => typeof key === "string" && key.length === 36)).toBe(true);
  expect(new Set(keys).size).toBe(2);
});

const STRANGE_IDS = [
  "",
  "..",
  "x",
  `${ID}/approve`,
  ID.toUpperCase().replace("0", "A"),
  `${ID}?a=b`,
  "%2e%2e",
];
test.each(STRANGE_IDS)("an id that is none is bad input before anything is sent: %j", async (id) => {
  for (const verb of ["submit", "show"]) {
    expect((await entente([verb, "--node", node.url, "--", id])).exit).toBe(2);
  }
  expect([...node.asked, ...node.strange]).toEqual([]);
});
