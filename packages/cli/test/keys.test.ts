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
const PAYLOAD = Buffer.from('{"reason":"rotation","serial":3}');
const DOCUMENT = `${JSON.stringify({ type: "entente/keys/v1", payload: PAYLOAD.toString("base64"), signatures: [] })}\n`;
const DRAFT = { type: "entente/keys/v1", payload_base64: PAYLOAD.toString("base64"), serial: 3 };

let node: FakeNode;
let folder: string;
let applied: "one_of_two" | "in_force";
beforeEach(async () => {
  applied = "one_of_two";
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
  writeFileSync(join(folder, "device.json"), JSON.stringify(DEVICE));
  writeFileSync(join(folder, "signed.json"), DOCUMENT);
  node = await startFakeNode({
    showKeys: () => ({
      value: {
        serial: 2,
        told: 1,
        pending: { serial: 3, uses: ["sign"], reason: "compromise", applied_by: "ca-operator" },
        items: [{ use: "seal", serial: 1, state: "earlier", since: "2026-11-01", erased_at: "2026-12-31" }],
      },
    }),
    requestKeys: () => ({ value: DRAFT }),
    applyKeys: () => ({ value: { serial: 3, state: applied } }),
  });
});
afterEach(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});

const call = (...args: readonly string[]) =>
  entente([...args, "--node", node.url, "--token", "t"], { cwd: folder });

describe("key rotate", () => {
  test("asks for every use and writes what the root signs", async () => {
    const said = await call("key", "rotate", "--out", "keys.json");
    expect(said.exit).toBe(0);
    expect(node.asked[0]?.body).toEqual({ uses: ["sign", "seal", "tls"], reason: "rotation" });
    expect(JSON.parse(readFileSync(join(folder, "keys.json"), "utf8"))).toEqual({
      type: DRAFT.type,
      payload: DRAFT.payload_base64,
    });
  });

  test("asks for what --use names, and revokes with --revoke", async () => {
    await call("key", "rotate", "--use", "tls,sign", "--revoke", "--out", "keys.json");
    expect(node.asked[0]?.body).toEqual({ uses: ["sign", "tls"], reason: "compromise" });
  });

  test.each(["log", "sign,sign", "", "sign, seal"])(
    "refuses --use %j before anything is sent",
    async (use) => {
      expect((await call("key", "rotate", `--use=${use}`, "--out", "keys.json")).exit).toBe(2);
      expect(node.asked).toEqual([]);
      expect(existsSync(join(folder, "keys.json"))).toBe(false);
    },
  );

  test("needs --out", async () => {
    expect((await call("key", "rotate")).exit).toBe(2);
  });
});

describe("key apply", () => {
  test("signs this very statement with the device, and says who is still needed", async () => {
    const said = await call("key", "apply", "signed.json", "--device", "device.json");
    expect(said.exit).toBe(0);
    expect(said.out).toContain("first of two");
    const body = node.asked[0]?.body;
    const statement = createHash("sha256").update(PAYLOAD).digest("hex");
    const expires = String(fieldOf(body, "expires_at"));
    // Written out by hand (contract, `keyChangeText`).
    const text = `{"domain":"entente/key-change/v1","expires_at":"${expires}","officer":"ca-operator","serial":3,"statement":"${statement}"}`;
    const message = Buffer.concat([
      Buffer.from("entente/device/v1\0"),
      createHash("sha256").update(text).digest(),
    ]);
    const signature = Buffer.from(String(fieldOf(body, "signature")), "base64");
    expect(verify(null, message, createPublicKey(pair.privateKey), signature)).toBe(true);
    expect(Buffer.from(String(fieldOf(body, "document_base64")), "base64").toString()).toBe(DOCUMENT);
  });

  test("says when the keys are in force, and that older backups do not hold them", async () => {
    applied = "in_force";
    const said = await call("key", "apply", "signed.json", "--device", "device.json");
    expect(said.out).toContain("make a backup now");
  });

  test("without a device sends nothing", async () => {
    expect((await call("key", "apply", "signed.json")).exit).toBe(4);
    expect(node.asked).toEqual([]);
  });

  test.each([
    ["that is not there", "none.json"],
    ["that is no document", "device.json"],
  ])("with a statement %s sends nothing", async (_, file) => {
    expect((await call("key", "apply", file, "--device", "device.json")).exit).toBe(2);
    expect(node.asked).toEqual([]);
  });
});

describe("key show", () => {
  test("says what is in force, what waits and what is destroyed when", async () => {
    const { out } = await call("key", "show");
    expect(out).toContain("in force: change 2; the partner has acknowledged 1");
    expect(out).toContain("compromise of sign; applied by ca-operator so far");
    expect(out).toContain("seal 1: earlier since 2026-11-01, destroyed 2026-12-31");
  });

  test("ends as the node refuses", async () => {
    await node.close();
    node = await startFakeNode({ showKeys: () => ({ problem: problemOf("not_permitted") }) });
    expect((await call("key", "show")).exit).toBe(3);
  });
});
