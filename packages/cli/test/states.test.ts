import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, fieldOf } from "./command-line.ts";
import { type FakeNode, problemOf, startFakeNode } from "./fake-node.ts";

const pair = generateKeyPairSync("ed25519");
const DEVICE = {
  version: 1,
  device: "D-1",
  officer: "ca-operator",
  algorithm: "ed25519",
  seed: pair.privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32).toString("base64"),
};
const PAYLOAD = Buffer.from('{"scope":"drugs","serial":3}');
const TYPE = "entente/relation-state/v1";
const DRAFT = { type: TYPE, payload_base64: PAYLOAD.toString("base64"), serial: 3 };
const UNSIGNED = `${JSON.stringify({ type: TYPE, payload: DRAFT.payload_base64 })}\n`;
const SIGNED = `${JSON.stringify({ type: TYPE, payload: DRAFT.payload_base64, signatures: [] })}\n`;

let node: FakeNode;
let folder: string;
let stands: "one_of_two" | "in_force";
beforeEach(async () => {
  stands = "one_of_two";
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
  writeFileSync(join(folder, "device.json"), JSON.stringify(DEVICE));
  writeFileSync(join(folder, "signed.json"), SIGNED);
  const narrowing = {
    party: "IN",
    scope: "drugs",
    state: "suspended",
    reason: "court_order",
    note: "Invented.",
    since: "2026-11-28T07:00:00.000Z",
  };
  node = await startFakeNode({
    showStates: () => ({
      value: {
        agreement: "ca-in-2026",
        areas: [{ id: "drugs", status: "suspended", narrowed_by: [narrowing] }],
        always: { kinds: ["recall"], beside: ["receipts"] },
        items: [
          {
            ...narrowing,
            serial: 2,
            digest: "ab".repeat(32),
            by: "node",
            confirm_by: "2026-12-01T07:00:00.000Z",
            told: false,
          },
        ],
      },
    }),
    draftState: () => ({ value: DRAFT }),
    applyState: () => ({ value: { serial: 3, scope: "drugs", state: "suspended", stands } }),
  });
});
afterEach(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});

const call = (...args: readonly string[]) =>
  entente([...args, "--node", node.url, "--token", "t"], { cwd: folder });

describe("agreement suspend, wind-down and resume", () => {
  test.each([
    ["suspend", "suspended"],
    ["wind-down", "wind_down"],
    ["resume", "active"],
  ])("%s asks for %s and writes what the root signs", async (verb, state) => {
    const wish = ["--reason", "court_order", "--area", "drugs", "--note", "Invented.", "--out", "state.json"];
    expect((await call("agreement", verb, ...wish)).exit).toBe(0);
    const asked = { scope: "drugs", state, reason: "court_order", note: "Invented.", emergency: false };
    expect(node.asked[0]?.body).toEqual(asked);
    expect(readFileSync(join(folder, "state.json"), "utf8")).toBe(UNSIGNED);
  });

  test("without --area the whole relation is meant", async () => {
    await call("agreement", "suspend", "--reason", "other", "--out", "state.json");
    expect(fieldOf(node.asked[0]?.body, "scope")).toBe("all");
  });

  test("in an emergency the device signs at once, and nothing is written", async () => {
    const args = ["--reason", "other", "--emergency", "--device", "device.json"];
    const said = await call("agreement", "suspend", ...args);
    expect(said.out).toContain("first of two");
    expect(node.asked.map(({ route }) => route)).toEqual(["draftState", "applyState"]);
    const document = String(fieldOf(node.asked[1]?.body, "document_base64"));
    expect(Buffer.from(document, "base64").toString()).toBe(UNSIGNED);
  });

  test.each([
    ["a reason nobody knows", ["--reason", "anger", "--out", "state.json"]],
    ["an area nobody knows", ["--reason", "other", "--area", "weather", "--out", "state.json"]],
    ["neither a file nor an emergency", ["--reason", "other"]],
    ["both", ["--reason", "other", "--emergency", "--out", "state.json", "--device", "device.json"]],
    ["no reason", ["--out", "state.json"]],
  ])("%s is refused before anything is sent", async (_, args) => {
    expect((await call("agreement", "suspend", ...args)).exit).toBe(2);
    expect(node.asked).toEqual([]);
    expect(existsSync(join(folder, "state.json"))).toBe(false);
  });

  test("an emergency without a device is refused, and there is none to resume", async () => {
    expect((await call("agreement", "suspend", "--reason", "other", "--emergency")).exit).toBe(4);
    expect((await call("agreement", "resume", "--reason", "other", "--emergency")).exit).toBe(2);
    expect(node.asked).toEqual([]);
  });
});

describe("agreement state apply", () => {
  test("signs this very statement with the device, and says who is still needed", async () => {
    const said = await call("agreement", "state", "apply", "signed.json", "--device", "device.json");
    expect(said.exit).toBe(0);
    expect(said.out).toContain("first of two");
    const body = node.asked[0]?.body;
    const statement = createHash("sha256").update(PAYLOAD).digest("hex");
    const expires = String(fieldOf(body, "expires_at"));
    // Written out by hand (contract, `stateChangeText`).
    const text = `{"domain":"entente/state-change/v1","expires_at":"${expires}","officer":"ca-operator","serial":3,"statement":"${statement}"}`;
    const message = Buffer.concat([
      Buffer.from("entente/device/v1\0"),
      createHash("sha256").update(text).digest(),
    ]);
    const signature = Buffer.from(String(fieldOf(body, "signature")), "base64");
    expect(verify(null, message, createPublicKey(pair.privateKey), signature)).toBe(true);
    expect(Buffer.from(String(fieldOf(body, "document_base64")), "base64").toString()).toBe(SIGNED);
  });

  test("says when it is in force", async () => {
    stands = "in_force";
    const said = await call("agreement", "state", "apply", "signed.json", "--device", "device.json");
    expect(said.out).toContain("statement 3 is in force: drugs suspended");
  });

  test.each([
    ["without a device", ["signed.json"], 4],
    ["a file that is not there", ["nowhere.json", "--device", "device.json"], 2],
    ["a file that is no statement", ["device.json", "--device", "device.json"], 2],
  ] as const)("%s sends nothing", async (_, args, exit) => {
    expect((await call("agreement", "state", "apply", ...args)).exit).toBe(exit);
    expect(node.asked).toEqual([]);
  });
});

describe("agreement state show", () => {
  test("says each area's state and by whom, and what of ours is not confirmed or told", async () => {
    const { out } = await call("agreement", "state", "show");
    expect(out).toContain("drugs: suspended by IN since 2026-11-28T07:00:00.000Z: court_order");
    expect(out).toContain("in every state: recall, receipts");
    expect(out).toContain(
      "the root confirms by 2026-12-01T07:00:00.000Z, the partner has not acknowledged it",
    );
  });

  test("a refusal of the node is its problem and its exit code", async () => {
    await node.close();
    node = await startFakeNode({ showStates: () => ({ problem: problemOf("not_permitted") }) });
    expect((await call("agreement", "state", "show")).exit).toBe(3);
  });
});
