import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { passkeyText } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approvalStands } from "../../src/exchange/approval.ts";
import { deviceIdOf, deviceMessageOf, passkeyStands } from "../../src/people/door.ts";
import { insertPasskey, type StoredPasskey } from "../../src/people/passkey-store.ts";
import { ask, type UserRig, userRig } from "../http/user-rig.ts";
import { deviceKey } from "./rig.ts";

const ORIGIN = "http://localhost:8401";
const CREDENTIAL = Buffer.from("invented credential").toString("base64url");
const DIGEST = (text: string) => createHash("sha256").update(text).digest();
const CHALLENGE = DIGEST("a challenge").toString("base64url");

/** A COSE EC2 key (RFC 9053 §7.1) of a P-256 public key. */
function coseOf(key: KeyObject): Uint8Array {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const part = (value: string) => [0x58, 0x20, ...Buffer.from(value, "base64url")];
  return Uint8Array.from([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, ...part(x), 0x22, ...part(y)]);
}

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
const PASSKEY: StoredPasskey = {
  id: "P-0123456789abcdef",
  credential: CREDENTIAL,
  officer: "CA-release_authority",
  publicKey: coseOf(pair.publicKey),
  counter: 0,
  origin: ORIGIN,
  voucher: null,
};

interface Made {
  readonly challenge?: string;
  readonly origin?: string;
  readonly rp?: string;
  readonly flags?: number;
  readonly type?: string;
  readonly key?: KeyObject;
  readonly credential?: string;
  readonly counter?: number;
}

/** What an authenticator answers (WebAuthn §6.3.3), each part of it as the test wants it. */
function assertion(made: Made = {}): Record<string, unknown> {
  const { challenge = CHALLENGE, origin = ORIGIN, rp = "localhost", flags = 5, type = "webauthn.get" } = made;
  const client = Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(made.counter ?? 1);
  const data = Buffer.concat([DIGEST(rp), Buffer.from([flags]), counter]);
  const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
  const credential = made.credential ?? CREDENTIAL;
  return {
    id: credential,
    rawId: credential,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON: client.toString("base64url"),
      authenticatorData: data.toString("base64url"),
      signature: sign("sha256", signed, made.key ?? pair.privateKey).toString("base64url"),
    },
  };
}

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("an assertion", () => {
  it("stands for its challenge, on its page, under its key", async () => {
    expect(await passkeyStands(PASSKEY, CHALLENGE, bytes(assertion()))).toBe(true);
  });

  it.each<[string, Made]>([
    ["another challenge", { challenge: DIGEST("another").toString("base64url") }],
    ["another page", { origin: "http://localhost:8402" }],
    ["another site", { origin: "https://hostile.example.invalid" }],
    ["another relying party", { rp: "hostile.example.invalid" }],
    ["nobody there", { flags: 4 }],
    ["a user who was not verified", { flags: 1 }],
    ["a registration", { type: "webauthn.create" }],
    ["another key", { key: other.privateKey }],
    ["another credential", { credential: "AAAA" }],
  ])("does not stand for %s", async (_, made) => {
    expect(await passkeyStands(PASSKEY, CHALLENGE, bytes(assertion(made)))).toBe(false);
  });

  it.each([
    ["", "nothing"],
    ["{}", "no assertion"],
    ["[1]", "a list"],
    ["\u0000", "no JSON"],
  ])("%j is false, never a throw", async (text) => {
    expect(await passkeyStands(PASSKEY, CHALLENGE, new TextEncoder().encode(text))).toBe(false);
  });
});

describe("in a node", () => {
  let rig: UserRig;
  beforeAll(async () => {
    rig = await userRig();
    await rig.token("release_authority");
    await rig.token("analyst");
    await rig.store.commit({ steps: [insertPasskey(PASSKEY, 1)] });
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  const approval = (officer: string, role = "CA-SUP") => ({
    officer,
    role,
    device: PASSKEY.id,
    at: 1,
    expiresAt: 2,
    bodyDigest: new Uint8Array(32),
    challenge: "a challenge",
    signature: bytes(assertion()),
  });

  const claim = {
    officer: PASSKEY.officer,
    credential: CREDENTIAL,
    public_key: Buffer.from(PASSKEY.publicKey).toString("base64"),
    origin: ORIGIN,
  };
  const word = (byte: number, change: Partial<typeof claim> = {}) => ({
    device: deviceIdOf(deviceKey(byte).publicKey),
    signature: deviceKey(byte).sign(deviceMessageOf(passkeyText({ ...claim, ...change }))),
  });
  const officer = async (id: string) => {
    const found = await rig.people.officer(id);
    if (found === null) throw new Error(`no ${id}`);
    return found;
  };

  it("approves nothing before its officer's device vouches for it: whoever holds a token can make one", async () => {
    expect(await approvalStands(rig.people, approval(PASSKEY.officer))).toBe(false);
  });

  it.each<[string, () => ReturnType<typeof word>, string]>([
    ["the device of another officer", () => word(2), PASSKEY.officer],
    ["another officer himself", () => word(1), "CA-analyst"],
    ["a device that nobody enrolled", () => word(98), PASSKEY.officer],
    [
      "a signature for another page",
      () => word(1, { origin: "https://hostile.example.invalid" }),
      PASSKEY.officer,
    ],
    ["a signature for another key", () => word(1, { public_key: "AAAA" }), PASSKEY.officer],
    ["a signature for another officer", () => word(1, { officer: "CA-analyst" }), PASSKEY.officer],
  ])("is not vouched for by %s", async (_, voucher, as) => {
    expect(await rig.people.passkeys.vouch(await officer(as), PASSKEY.id, voucher())).toBe(false);
    expect(await approvalStands(rig.people, approval(PASSKEY.officer))).toBe(false);
  });

  it("is vouched for by the device of its officer, once, on the domestic log", async () => {
    const before = await rig.store.logs.head("domestic");
    const who = await officer(PASSKEY.officer);
    expect(await rig.people.passkeys.vouch(who, PASSKEY.id, word(1))).toBe(true);
    expect(await rig.people.passkeys.vouch(who, PASSKEY.id, word(1))).toBe(true);
    expect((await rig.store.logs.head("domestic")).size).toBe(before.size + 1);
    expect(await rig.people.passkeys.of(who.id)).toMatchObject([{ device: PASSKEY.id, vouched: true }]);
  });

  it("signs an approval for its officer in a role he holds, and for nobody else", async () => {
    expect(await approvalStands(rig.people, approval(PASSKEY.officer))).toBe(true);
    await rig.people.enrol({
      id: "CA-second",
      name: "Invented second",
      agency: "RCMP",
      desks: ["ca-rcmp-liaison"],
      duties: ["release_authority"],
      approvalRoles: ["CA-SUP"],
      devicePublicKey: deviceKey(99).publicKey,
    });
    expect(await approvalStands(rig.people, approval("CA-second"))).toBe(false);
    expect(await approvalStands(rig.people, approval(PASSKEY.officer, "CA-DH"))).toBe(false);
    expect(await approvalStands(rig.people, { ...approval(PASSKEY.officer), device: "P-unknown" })).toBe(
      false,
    );
  });

  const signIn = async (made: Made) => {
    const origin = `http://localhost:${rig.door.port}`;
    const options = await ask(rig.door, {
      path: "/api/passkeys/entry/options",
      body: {},
      headers: { origin },
    });
    const challenge = String(Reflect.get(Object(Reflect.get(Object(options.json), "options")), "challenge"));
    const response = assertion({ challenge, origin: ORIGIN, ...made });
    const send = (body: object) => ask(rig.door, { path: "/api/passkeys/entry", body, headers: { origin } });
    const again = assertion({ challenge, origin: ORIGIN, ...made, counter: (made.counter ?? 1) + 1 });
    return { first: await send({ response }), second: () => send({ response: again }) };
  };

  it("does not sign in from another page than its own", async () => {
    const { first } = await signIn({});
    expect([first.status, first.headers["set-cookie"]]).toEqual([403, undefined]);
  });

  it("signs in once a challenge, and never with a count that went back", async () => {
    const origin = `http://localhost:${rig.door.port}`;
    const here = { ...PASSKEY, id: "P-here", credential: "aGVyZQ", origin };
    await rig.store.commit({ steps: [insertPasskey(here, 1)] });
    const made = { credential: "aGVyZQ", origin };
    const { first, second } = await signIn({ ...made, counter: 7 });
    expect(first.status).toBe(200);
    expect(String(first.headers["set-cookie"])).toContain("_session=");
    // Not a replay alone: a fresh answer of the same key to a challenge that was answered before.
    expect((await second()).status).toBe(403);
    expect((await signIn({ ...made, counter: 6 })).first.status).toBe(403);
    expect((await signIn({ ...made, counter: 8 })).first.status).toBe(200);
  });

  it("approves no longer when the device that vouched for it is revoked", async () => {
    expect(await approvalStands(rig.people, approval(PASSKEY.officer))).toBe(true);
    const { device } = word(1);
    await rig.store.commit({
      steps: [{ sql: "update device set revoked_at = 1 where id = ?", params: [device] }],
    });
    expect(await approvalStands(rig.people, approval(PASSKEY.officer))).toBe(false);
    await rig.store.commit({
      steps: [{ sql: "update device set revoked_at = null where id = ?", params: [device] }],
    });
    expect(await approvalStands(rig.people, approval(PASSKEY.officer))).toBe(true);
  });

  it("dies with its officer", async () => {
    await rig.store.commit({ steps: [{ sql: "update officer set revoked_at = 1", params: [] }] });
    expect(await approvalStands(rig.people, approval(PASSKEY.officer))).toBe(false);
  });
});
