import { createHash, createPrivateKey, createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, fieldOf, ID, objectOn } from "./command-line.ts";
import { type FakeNode, problemOf, startFakeNode } from "./fake-node.ts";

const ME = {
  officer: "ca-operator",
  name: "Invented",
  agency: "RCMP",
  desks: ["ca-operations"],
  duties: ["operator"],
  approval_roles: [],
  party: "CA",
  node: "ca-1",
  realm: "live",
};
const RECORD = {
  officer: "ca-lo",
  name: "Invented LO",
  agency: "RCMP",
  desks: ["ca-rcmp-liaison"],
  duties: ["liaison"],
  approval_roles: [],
  state: "active",
  version: 3,
  devices: ["D-0123456789abcdef"],
  enrolled_at: "2026-11-22T08:00:00.000Z",
  seen_at: null,
};
const CLOSE = {
  act: "close",
  realm: "live",
  party: "CA",
  node: "ca-1",
  officer: "ca-lo",
  version: 3,
  reason: "Invented.",
  expires_at: "2027-01-15T16:00:00.000Z",
};
/** Written out by hand: fields in alphabetical order, no white space (contract, `peopleText`). */
const CLOSE_TEXT =
  '{"act":"close","domain":"entente/people/v1","expires_at":"2027-01-15T16:00:00.000Z","node":"ca-1","officer":"ca-lo","party":"CA","realm":"live","reason":"Invented.","version":3}';
const WAITING = {
  id: ID,
  state: "proposed",
  order: CLOSE,
  by: "ca-operator2",
  at: "x",
  second: null,
  ended_at: null,
};

let node: FakeNode;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
  const done = (state: string) => ({ value: { id: ID, officer: "ca-lo", state, token: null } });
  node = await startFakeNode({
    me: () => ({ value: ME }),
    listOfficers: () => ({ value: { items: [RECORD] } }),
    showOfficer: ({ body }) =>
      fieldOf(body, "officer") === "ca-lo"
        ? { value: { officer: RECORD, orders: [WAITING] } }
        : { problem: problemOf("not_found") },
    listOrders: () => ({ value: { items: [WAITING] } }),
    proposeOrder: ({ body }) =>
      done(fieldOf(fieldOf(body, "order"), "act") === "revoke" ? "acting" : "proposed"),
    confirmOrder: () => done("done"),
    dropOrder: () => done("dropped"),
  });
  await entente(["device", "make", "--officer", "ca-operator", "--out", "device.json"], { cwd: folder });
});
afterEach(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});

const call = (...args: readonly string[]) =>
  entente([...args, "--node", node.url, "--token", "t", "--json"], { cwd: folder });
const sent = () => node.asked.at(-1)?.body;

/** Whether the made device's key signed this text. */
function signedBy(body: unknown, text: string): boolean {
  const file: unknown = JSON.parse(readFileSync(join(folder, "device.json"), "utf8"));
  const seed = Buffer.from(String(fieldOf(file, "seed")), "base64");
  const key = createPublicKey(
    createPrivateKey({ key: seed, format: "raw-private", asymmetricKeyType: "ed25519" }),
  );
  const message = [Buffer.from("entente/device/v1\0"), createHash("sha256").update(text).digest()];
  return verify(null, Buffer.concat(message), key, Buffer.from(String(fieldOf(body, "signature")), "base64"));
}

describe("orders about officers", () => {
  test.each<[string, readonly string[], object]>([
    [
      "a close",
      ["close", "ca-lo", "--reason", "Invented."],
      { act: "close", version: 3, reason: "Invented." },
    ],
    ["a reopening", ["reopen", "ca-lo", "--reason", "Back."], { act: "reopen", version: 3 }],
    [
      "a change of what is named; the rest stays",
      ["change", "ca-lo", "--duties", "duty_desk,analyst"],
      { act: "change", version: 3, desks: ["ca-rcmp-liaison"], duties: ["duty_desk", "analyst"] },
    ],
    [
      "a revocation",
      ["revoke", "ca-lo", "--reason", "Invented.", "--since", "2026-11-01T00:00:00.000Z"],
      { act: "revoke", since: "2026-11-01T00:00:00.000Z" },
    ],
  ])("%s is signed with the device and sent", async (_, words, order) => {
    const said = await call("officer", ...words, "--device", "device.json");
    expect(said.exit).toBe(0);
    expect(node.asked.at(-1)?.route).toBe("proposeOrder");
    expect(fieldOf(sent(), "order")).toMatchObject({ ...order, officer: "ca-lo", node: "ca-1", party: "CA" });
    const named = Object.entries({ ...Object(fieldOf(sent(), "order")), domain: "entente/people/v1" });
    const text = JSON.stringify(Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1))));
    expect(signedBy(sent(), text)).toBe(true);
    expect(node.strange).toEqual([]);
  });

  test("the second operator signs the text made here, to the letter", async () => {
    expect((await call("officer", "confirm", ID, "--device", "device.json")).exit).toBe(0);
    expect(signedBy(sent(), CLOSE_TEXT)).toBe(true);
    expect(signedBy(sent(), CLOSE_TEXT.replace("ca-lo", "ca-an"))).toBe(false);
  });

  test.each<[string, readonly string[], number, string]>([
    [
      "an order that does not wait",
      ["confirm", ID.replace("1", "2"), "--device", "device.json"],
      2,
      "not_found",
    ],
    ["a confirmation without a device", ["confirm", ID], 4, "device_needed"],
    ["a revocation without a device", ["revoke", "ca-lo", "--reason", "x"], 4, "device_needed"],
    ["an id that is none", ["drop", "x"], 2, "malformed"],
    [
      "a duty that is none",
      ["change", "ca-lo", "--duties", "king", "--device", "device.json"],
      2,
      "malformed",
    ],
    [
      "a time that is none",
      ["revoke", "ca-lo", "--reason", "x", "--since", "soon", "--device", "device.json"],
      2,
      "malformed",
    ],
  ])("%s sends nothing", async (_, words, exit, code) => {
    const said = await call("officer", ...words);
    expect([said.exit, fieldOf(JSON.parse(said.err), "code")]).toEqual([exit, code]);
    expect(node.asked.map(({ route }) => route)).not.toContain("proposeOrder");
    expect(node.asked.map(({ route }) => route)).not.toContain("confirmOrder");
  });

  test("what waits is shown in the very text that is signed", async () => {
    const said = await entente(["officer", "orders", "--node", node.url, "--token", "t"], { cwd: folder });
    expect(said.out).toContain(CLOSE_TEXT);
  });
});

describe("a device", () => {
  test("is made in a file of its owner alone, and never over another", async () => {
    expect(statSync(join(folder, "device.json")).mode & 0o777).toBe(0o600);
    const before = readFileSync(join(folder, "device.json"), "utf8");
    const again = await entente(["device", "make", "--officer", "x", "--out", "device.json"], {
      cwd: folder,
    });
    expect(again.exit).toBe(2);
    expect(readFileSync(join(folder, "device.json"), "utf8")).toBe(before);
  });

  test("prints the public key and never the seed", async () => {
    const said = await entente(["device", "make", "--officer", "x", "--out", "d2.json", "--json"], {
      cwd: folder,
    });
    const seed = fieldOf(JSON.parse(readFileSync(join(folder, "d2.json"), "utf8")), "seed");
    expect(said.out).not.toContain(String(seed));
    expect(fieldOf(objectOn(said.out), "key")).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });
});
