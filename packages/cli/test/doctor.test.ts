import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, fieldsOf, objectOn } from "./command-line.ts";
import { type FakeNode, problemOf, startFakeNode } from "./fake-node.ts";

const LINE = {
  agreement: "invented-agreement",
  party: "IN",
  reachable: true,
  queued: 0,
  oldest_queued_seconds: null,
  reason: null,
  witnessed_size: 3,
  log_size: 3,
  unwitnessed_seconds: 0,
  breaker: "closed",
  files: { room_bytes: 1, promised_bytes: 0, without_room: 0, reason: null },
  narrowed: 0,
};
const HEALTH = {
  status: "ready",
  party: "CA",
  node: "ca-1",
  realm: "live",
  version: "0.1.0",
  partners: [LINE],
  alarms: [],
};
const ME = {
  officer: "ca-lo",
  name: "Invented",
  agency: "RCMP",
  desks: [],
  duties: ["liaison"],
  approval_roles: [],
  party: "CA",
  node: "ca-1",
  realm: "live",
};

let node: FakeNode;
let health: object;
beforeEach(async () => {
  health = HEALTH;
  node = await startFakeNode({
    health: () => ({ value: health }),
    me: ({ headers }) =>
      headers.authorization === "Bearer t" ? { value: ME } : { problem: problemOf("not_signed_in") },
  });
});
afterEach(async () => {
  await node.close();
});

function findings(object: Record<string, unknown>): readonly unknown[] {
  return Array.isArray(object.findings) ? object.findings : [];
}

describe("doctor", () => {
  test("without a node looks at this computer only", async () => {
    const { exit, out } = await entente(["doctor", "--json"]);
    expect(exit).toBe(0);
    expect(findings(objectOn(out))).toHaveLength(2);
  });

  test("finds computer, node, line and officer well", async () => {
    const { exit, out } = await entente(["doctor", "--json", "--node", node.url, "--token", "t"]);
    expect(exit).toBe(0);
    expect(fieldsOf(objectOn(out).findings, "what")).toEqual([
      "cryptography",
      "node",
      "line to IN",
      "officer",
    ]);
  });

  const sick: readonly (readonly [string, object, readonly string[], string])[] = [
    ["a node that is not ready", { ...HEALTH, status: "broken" }, [], "WRONG  node"],
    [
      "a partner out of reach",
      { ...HEALTH, partners: [{ ...LINE, reachable: false, reason: "no answer" }] },
      [],
      "WRONG  line to IN",
    ],
    ["a token that is not taken", HEALTH, ["--token", "other"], "WRONG  officer"],
    ["a device file that is none", HEALTH, ["--device", "nowhere.json"], "WRONG  device"],
  ];
  test.each(sick)("ends with exit code 6 over %s", async (_, said, flags, part) => {
    health = said;
    const { exit, out } = await entente(["doctor", "--node", node.url, ...flags]);
    expect(exit).toBe(6);
    expect(out).toContain(part);
  });

  test("ends with exit code 6 where no node answers", async () => {
    await node.close();
    expect((await entente(["doctor", "--node", node.url])).exit).toBe(6);
    node = await startFakeNode({});
  });
});
