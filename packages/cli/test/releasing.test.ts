import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, fieldOf, ID, OTHER, objectOn, standingOf, textLike } from "./command-line.ts";
import { type FakeNode, problemOf, startFakeNode } from "./fake-node.ts";

const BODY = {
  format: "entente/dispatch/v1",
  kind: "request",
  id: ID,
  thread: ID,
  reply_to: null,
  realm: "live",
  from: { party: "CA", agency: "RCMP", desk: "ca-rcmp-liaison" },
  to: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
  area: "drugs",
  purpose: "drug_enforcement",
  channel: "liaison",
  urgency: { class: "routine", reason: null },
  language: "en",
  title: "Invented",
  marking: {
    system: null,
    level: null,
    tlp: null,
    pap: null,
    handling: ["H1"],
    grade: { source: null, information: null },
  },
  caveats: [],
  legal_basis: [],
  evidential_use: false,
  made_at: "2026-11-22T10:00:00.000Z",
  content: {},
};
const DECISION = {
  id: "d",
  stage: "submit",
  at: "2026-11-22T10:00:00.000Z",
  outcome: "conditions",
  needs: [],
  conditions: [],
  strip: [],
  tasks: [],
  existence: "open",
  cites: [],
  remedies: [],
  packs: [],
};

function releaseOf(body: object) {
  const bytes = Buffer.from(JSON.stringify(body));
  const body_sha256 = createHash("sha256").update(bytes).digest("hex");
  const challenge = {
    role: "CA-SUP",
    domain: "entente/approval/v1",
    realm: "live",
    dispatch: ID,
    body_sha256,
    recipient_party: "IN",
    recipient_node: "in-1",
    recipient_desk: "in-ncb-liaison",
    agreement_sha256: "a".repeat(64),
    packs_sha256: ["b".repeat(64)],
    action: "release",
    expires_at: "2026-11-22T10:10:00.000Z",
  };
  return {
    ...standingOf("proposed"),
    author: "ca-lo",
    to: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
    ours: { title: "Invented", marking: BODY.marking, content: {} },
    hold_seconds: 2,
    history: { sent: 0, answered: 0 },
    body_base64: bytes.toString("base64"),
    body_sha256,
    withheld: [],
    decision: DECISION,
    approvals: [],
    open_roles: ["CA-SUP"],
    challenges: [challenge],
  };
}

const RELEASE = releaseOf(BODY);
const CHALLENGE = RELEASE.challenges[0];
/** Written out by hand: fields in alphabetical order, no white space (contract, `approvalText`). */
const TEXT = `{"action":"release","agreement_sha256":"${"a".repeat(64)}","body_sha256":"${RELEASE.body_sha256}","dispatch":"${ID}","domain":"entente/approval/v1","expires_at":"2026-11-22T10:10:00.000Z","packs_sha256":["${"b".repeat(64)}"],"realm":"live","recipient_desk":"in-ncb-liaison","recipient_node":"in-1","recipient_party":"IN","role":"CA-SUP"}`;

const pair = generateKeyPairSync("ed25519");
const DEVICE = {
  version: 1,
  device: "D-1",
  officer: "ca-authority",
  algorithm: "ed25519",
  seed: pair.privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32).toString("base64"),
};

const PASSKEY = {
  device: "P-0123456789abcdef",
  credential: "aGVyZQ",
  public_key: "AAAA",
  origin: "https://desk.example.invalid",
  vouched: false,
};
/** Written out by hand (contract, `passkeyText`). */
const PASSKEY_TEXT = `{"credential":"aGVyZQ","domain":"entente/passkey/v1","officer":"ca-authority","origin":"https://desk.example.invalid","public_key":"AAAA"}`;

let node: FakeNode;
let folder: string;
let release: object;
beforeEach(async () => {
  release = RELEASE;
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
  writeFileSync(join(folder, "device.json"), JSON.stringify(DEVICE));
  node = await startFakeNode({
    release: () => ({ value: release }),
    approveRelease: () => ({ value: standingOf("approved") }),
    refuseRelease: () => ({ value: standingOf("refused") }),
    listPasskeys: () => ({ value: { items: [PASSKEY] } }),
    vouchPasskey: () => ({ value: { device: PASSKEY.device, vouched: true } }),
  });
});
afterEach(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});

function call(...args: readonly string[]) {
  return entente([...args, "--node", node.url, "--token", "t", "--json"], { cwd: folder });
}

function signedBy(act: unknown, text: string): boolean {
  const signature: unknown = fieldOf(act, "signature");
  const digest = createHash("sha256").update(text).digest();
  const message = Buffer.concat([Buffer.from("entente/device/v1\0"), digest]);
  return verify(
    null,
    message,
    createPublicKey(pair.publicKey.export({ format: "pem", type: "spki" })),
    Buffer.from(String(signature), "base64"),
  );
}

describe("approve", () => {
  test("signs the challenge with the device and sends both", async () => {
    const { exit, out } = await call("approve", ID, "--device", "device.json");
    expect(exit).toBe(0);
    expect(objectOn(out)).toEqual(standingOf("approved"));
    expect(node.asked.map((ask) => ask.route)).toEqual(["release", "approveRelease"]);
    const act = node.asked[1]?.body;
    expect(act).toEqual({
      challenge: CHALLENGE,
      device: "D-1",
      signature: textLike(/^[A-Za-z0-9+/]{86}==$/),
    });
    expect(signedBy(act, TEXT)).toBe(true);
    expect(signedBy(act, TEXT.replace("release", "refuse"))).toBe(false);
  });

  test("takes the device from the environment", async () => {
    const env = { ENTENTE_DEVICE: join(folder, "device.json") };
    expect((await entente(["approve", ID, "--node", node.url], { env })).exit).toBe(0);
  });

  test("never sends the seed", async () => {
    await call("approve", ID, "--device", "device.json");
    expect(JSON.stringify(node.asked)).not.toContain(DEVICE.seed);
  });

  test("with a token alone ends with exit code 4, and no node is asked", async () => {
    const { exit, out, err } = await call("approve", ID);
    expect([exit, out]).toEqual([4, ""]);
    expect(objectOn(err).code).toBe("device_needed");
    expect(node.asked).toEqual([]);
  });

  test("where no role is open to the officer, the node says why", async () => {
    release = { ...RELEASE, challenges: [] };
    await node.close();
    node = await startFakeNode({
      release: () => ({ value: release }),
      approveRelease: () => ({ problem: problemOf("author_is_approver") }),
    });
    const { exit, err } = await call("approve", ID, "--device", "device.json");
    expect(exit).toBe(3);
    expect(objectOn(err).code).toBe("author_is_approver");
    expect(node.asked[1]?.body).toEqual({ device: "D-1" });
  });

  const changed: readonly (readonly [string, object, string])[] = [
    [
      "bytes that are not of that digest",
      { body_base64: Buffer.from(`${JSON.stringify(BODY)} `).toString("base64") },
      "/body_sha256",
    ],
    ["a digest that is not of those bytes", { body_sha256: "c".repeat(64) }, "/body_sha256"],
    [
      "a challenge over another digest",
      { challenges: [{ ...CHALLENGE, body_sha256: "c".repeat(64) }] },
      "/challenges/0/body_sha256",
    ],
    [
      "a challenge for another dispatch",
      { challenges: [{ ...CHALLENGE, dispatch: OTHER }] },
      "/challenges/0/dispatch",
    ],
    [
      "a challenge for another act",
      { challenges: [{ ...CHALLENGE, action: "recall" }] },
      "/challenges/0/action",
    ],
    [
      "a challenge for another desk",
      { challenges: [{ ...CHALLENGE, recipient_desk: "in-other" }] },
      "/body/to/desk",
    ],
    [
      "a challenge for another party",
      { challenges: [{ ...CHALLENGE, recipient_party: "XX" }] },
      "/body/to/party",
    ],
    ["a challenge of another realm", { challenges: [{ ...CHALLENGE, realm: "exercise" }] }, "/body/realm"],
    ["a role that is not open", { open_roles: ["CA-DH"] }, "/challenges/0/role"],
    ["the release of another dispatch", { id: OTHER }, "/id"],
    ["a body of another dispatch", releaseOf({ ...BODY, id: OTHER }), "/body/id"],
    ["bytes that are no dispatch", releaseOf({ id: ID }), "/body_base64"],
    ["base64 with stray letters", { body_base64: `${RELEASE.body_base64}\n` }, "/body_base64"],
  ];
  test.each(changed)("does not sign %s", async (_, change, where) => {
    release = { ...RELEASE, ...change };
    const { exit, out, err } = await call("approve", ID, "--device", "device.json");
    expect([exit, out]).toEqual([7, ""]);
    expect(objectOn(err)).toMatchObject({ code: "record_broken" });
    expect(err).toContain(`"pointer":"${where}"`);
    expect(node.asked.map((ask) => ask.route)).toEqual(["release"]);
  });

  const devices: readonly (readonly [string, string])[] = [
    ["that is no JSON", "seed"],
    ["without a seed", JSON.stringify({ ...DEVICE, seed: undefined })],
    ["with a short seed", JSON.stringify({ ...DEVICE, seed: "AAAA" })],
    ["of another algorithm", JSON.stringify({ ...DEVICE, algorithm: "rsa" })],
    ["with a field nobody knows", JSON.stringify({ ...DEVICE, note: "x" })],
  ];
  test.each(devices)("a device file %s is bad input", async (_, text) => {
    writeFileSync(join(folder, "device.json"), text);
    const { exit, err } = await call("approve", ID, "--device", "device.json");
    expect(exit).toBe(2);
    expect(err).not.toContain(DEVICE.seed);
    expect(node.asked).toEqual([]);
  });

  test("a device file that is not there is bad input", async () => {
    expect((await call("approve", ID, "--device", "nowhere.json")).exit).toBe(2);
  });
});

describe("refuse", () => {
  test("signs the same challenge for the act of refusing", async () => {
    const { exit, out } = await call(
      "refuse",
      ID,
      "--ground",
      "disproportionate_volume",
      "--device",
      "device.json",
    );
    expect(exit).toBe(0);
    expect(objectOn(out)).toEqual(standingOf("refused"));
    const body = node.asked[1]?.body;
    expect(fieldOf(body, "ground")).toBe("disproportionate_volume");
    expect(signedBy(fieldOf(body, "signed"), TEXT.replace('"release"', '"refuse"'))).toBe(true);
  });

  test("without a device ends with exit code 4", async () => {
    expect((await call("refuse", ID, "--ground", "disproportionate_volume")).exit).toBe(4);
    expect(node.asked).toEqual([]);
  });

  test("a ground that is none is bad input, and the grounds are listed", async () => {
    const { exit, err } = await call("refuse", ID, "--ground", "mood", "--device", "device.json");
    expect(exit).toBe(2);
    expect(err).toContain("political_character");
    expect(node.asked).toEqual([]);
  });
});

describe("passkey vouch", () => {
  test("signs with the device what the passkey is, and for which officer", async () => {
    const { exit, out } = await call("passkey", "vouch", PASSKEY.device, "--device", "device.json");
    expect([exit, objectOn(out)]).toEqual([0, { device: PASSKEY.device, vouched: true }]);
    const sent = node.asked[1]?.body;
    expect(sent).toEqual({
      passkey: PASSKEY.device,
      device: "D-1",
      signature: textLike(/^[A-Za-z0-9+/]{86}==$/),
    });
    expect(signedBy(sent, PASSKEY_TEXT)).toBe(true);
    expect(signedBy(sent, PASSKEY_TEXT.replace("ca-authority", "ca-head"))).toBe(false);
  });

  test("of a passkey that the officer has not made ends with exit code 2, and nothing is signed", async () => {
    const { exit, err } = await call("passkey", "vouch", "P-ffffffffffffffff", "--device", "device.json");
    expect([exit, objectOn(err).code]).toEqual([2, "not_found"]);
    expect(node.asked.map((ask) => ask.route)).toEqual(["listPasskeys"]);
  });

  test("with a token alone ends with exit code 4, and no node is asked", async () => {
    const { exit, err } = await call("passkey", "vouch", PASSKEY.device);
    expect([exit, objectOn(err).code]).toEqual([4, "device_needed"]);
    expect(node.asked).toEqual([]);
  });
});
