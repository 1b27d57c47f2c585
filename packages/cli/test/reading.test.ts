import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, ID, OTHER, objectOn, standingOf } from "./command-line.ts";
import { type FakeNode, startFakeNode } from "./fake-node.ts";

const SUMMARY = {
  ...standingOf("filed"),
  direction: "theirs",
  area: "drugs",
  urgency: "routine",
  reply_to: null,
  from: { party: "CA", agency: "RCMP", desk: "ca-rcmp-liaison" },
  to: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
  assignee: null,
  created_at: "2026-11-22T10:00:00.000Z",
  due: "2026-11-29T10:00:00.000Z",
  due_why: null,
  changed_by: null,
};
const VIEW = {
  ...SUMMARY,
  version: 1,
  author: null,
  body: null,
  body_sha256: null,
  decision: null,
  approvals: [],
  withheld: [{ pointer: "/content/name", category: "identity", rule: "r", law: "l" }],
  trail: {
    release_at: null,
    sent_at: null,
    stored_at: null,
    opened_at: null,
    answered_at: null,
    leaf: 1,
    receipt_leaf: null,
    waiting: null,
  },
  ground: null,
};

let node: FakeNode;
beforeEach(async () => {
  node = await startFakeNode({
    listInbox: () => ({ value: { items: [SUMMARY, { ...SUMMARY, id: OTHER, due: null }], next: "more" } }),
    showDispatch: () => ({ value: VIEW }),
    assignDispatch: () => ({ value: standingOf("assigned") }),
    recallRelease: () => ({ value: standingOf("recalled") }),
  });
});
afterEach(async () => {
  await node.close();
});

describe("inbox", () => {
  test("with --json is items of six fields, and where the next page starts", async () => {
    const { exit, out } = await entente(["inbox", "--json", "--node", node.url]);
    const item = {
      id: ID,
      thread: ID,
      kind: "request",
      from: "ca-rcmp-liaison",
      state: "filed",
      due: SUMMARY.due,
    };
    expect(exit).toBe(0);
    expect(objectOn(out)).toEqual({ items: [item, { ...item, id: OTHER, due: null }], next: "more" });
  });

  test("without is a line each", async () => {
    const { out } = await entente(["inbox", "--node", node.url]);
    expect(out.split("\n")).toHaveLength(4);
    expect(out).toContain("more: --cursor more");
  });

  test("asks for the page it is told", async () => {
    await entente(["inbox", "--cursor", "more", "--limit", "20", "--node", node.url]);
    expect(node.asked[0]?.body).toEqual({ cursor: "more", limit: 20 });
  });
});

describe("show", () => {
  test("with --json is everything the node says", async () => {
    const { out } = await entente(["show", ID, "--json", "--node", node.url]);
    expect(objectOn(out)).toEqual(VIEW);
  });

  test("without names both desks and what was withheld", async () => {
    const { out } = await entente(["show", ID, "--node", node.url]);
    for (const part of ["ca-rcmp-liaison", "in-ncb-liaison", "withheld /content/name"])
      expect(out).toContain(part);
  });
});

test("assign names the officer", async () => {
  const { exit, out } = await entente(["assign", ID, "--to", "in-analyst", "--json", "--node", node.url]);
  expect(exit).toBe(0);
  expect(objectOn(out)).toEqual(standingOf("assigned"));
  expect(node.asked[0]?.body).toEqual({ to: "in-analyst" });
});

describe("recall", () => {
  test("takes back what has not left, with the reason it is told", async () => {
    const { exit, out } = await entente([
      "recall",
      ID,
      "--reason",
      "Invented: stale",
      "--json",
      "--node",
      node.url,
    ]);
    expect([exit, objectOn(out)]).toEqual([0, standingOf("recalled")]);
    expect(node.asked.map(({ route, id, body }) => [route, id, body])).toEqual([
      ["recallRelease", ID, { reason: "Invented: stale" }],
    ]);
  });

  test("without a reason is called wrongly: exit 2, and the node is not asked", async () => {
    expect((await entente(["recall", ID, "--node", node.url])).exit).toBe(2);
    expect(node.asked).toEqual([]);
  });
});
