import { type NewToken, type Result, tokenText } from "@entente/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { deviceMessageOf, may, type Officer } from "../../src/people/door.ts";
import { deviceKey, newOfficer, type PeopleRig, peopleRig } from "./rig.ts";

const DAY = 86_400_000;
let rig: PeopleRig;
let officer: Officer;
let own: string;

beforeEach(async () => {
  rig = await peopleRig();
  ({ officer, token: own } = await rig.people.enrol(newOfficer()));
  return () => rig.store.close();
});

function wish(change: Partial<NewToken> = {}, key = 1): NewToken {
  const fields = {
    name: "Invented exporter",
    rights: ["read" as const],
    expires_at: new Date(rig.clock.now + 30 * DAY).toISOString(),
    ...change,
  };
  const { id, sign } = deviceKey(key);
  const text = tokenText({ ...fields, officer: officer.id });
  const signature = Buffer.from(sign(deviceMessageOf(text))).toString("base64");
  return { device: id, signature, ...fields, ...change };
}

const make = (change: Partial<NewToken> = {}) => rig.people.tokens.make(officer, wish(change));

async function made(change: Partial<NewToken> = {}) {
  return must(await make(change));
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

describe("a program's token", () => {
  test("asks in its officer's name, with its own rights and no other", async () => {
    const { token } = await made();
    const asking = await rig.people.signIn(token);
    if (asking === null) throw new Error("it signs in");
    expect(asking).toMatchObject({ id: officer.id, scope: ["read"] });
    expect([may(asking, "read"), may(asking, "contribute"), may(officer, "contribute")]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test("is kept only as a digest, under a domain that no officer's own token has", async () => {
    const { token } = await made();
    const rows = await rig.store.all("select * from api_token limit 9");
    const hex = (value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
    const stored = rows
      .flatMap((row) => Object.values(row))
      .map(hex)
      .join(" ");
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(Buffer.from(token, "base64url").toString("hex"));
    expect(await rig.people.bySession(token, false)).toBeNull();
    expect(await rig.people.signIn(own)).not.toHaveProperty("scope");
  });

  test.each<[string, () => Promise<unknown>]>([
    ["its time is over", async () => wait(30 * DAY)],
    [
      "its officer ended it",
      async () => rig.people.tokens.end(officer, must(await list()).items[0]?.id ?? ""),
    ],
    ["its officer was revoked", () => change("update officer set revoked_at = 1")],
    ["its officer's record was closed", () => change("update officer set closed_at = 1")],
    ["its officer was away too long, however busy it was", () => change("update officer set seen_at = 0")],
  ])("is nobody's when %s", async (_, end) => {
    const { token } = await made();
    expect(await rig.people.signIn(token)).not.toBeNull();
    await end();
    expect(await rig.people.signIn(token)).toBeNull();
  });

  test("loses what its officer loses", async () => {
    const { token } = await made({ rights: ["read", "contribute"] });
    await change(`update officer set duties = '["release_authority"]'`);
    const asking = await rig.people.signIn(token);
    if (asking === null) throw new Error("it signs in");
    expect([may(asking, "read"), may(asking, "contribute"), may(asking, "release")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each<[string, Partial<NewToken>, string]>([
    ["a right its officer has not", { rights: ["read", "operate"] }, "/rights/1"],
    ["a release", { rights: ["release"] }, "/rights/0"],
    [
      "more than 90 days",
      { expires_at: new Date(Date.UTC(2026, 10, 22, 8) + 90 * DAY + 1).toISOString() },
      "/expires_at",
    ],
    ["a time that is over", { expires_at: new Date(Date.UTC(2026, 10, 22, 8)).toISOString() }, "/expires_at"],
  ])("is not made for %s", async (_, wrong, where) => {
    expect(await make(wrong)).toMatchObject({
      ok: false,
      refusal: { problem: "malformed", faults: [{ where }] },
    });
    expect(must(await list()).items).toEqual([]);
  });

  test("never for a release, not even by an authority", async () => {
    await change(`update officer set duties = '["release_authority"]'`);
    const authority = await rig.people.officer(officer.id);
    if (authority === null) throw new Error("he is there");
    const asked = await rig.people.tokens.make(authority, wish({ rights: ["read", "release"] }));
    expect(asked).toMatchObject({
      ok: false,
      refusal: { faults: [{ code: "beyond_scope", where: "/rights/1" }] },
    });
  });

  test.each<[string, () => NewToken]>([
    ["no device of the officer's", () => wish({}, 2)],
    ["a device that signed other rights", () => ({ ...wish(), rights: ["contribute"] })],
    ["a device that signed another name", () => ({ ...wish(), name: "Another" })],
    ["nothing", () => ({ ...wish(), signature: "" })],
  ])("is not made with %s behind it", async (_, asked) => {
    expect(await rig.people.tokens.make(officer, asked())).toMatchObject({
      ok: false,
      refusal: { problem: "device_refused" },
    });
  });

  test("a twenty-first is not made while twenty are active", async () => {
    for (let nth = 0; nth < 20; nth += 1) {
      rig.clock.now += 1;
      await made();
    }
    expect((await make()).ok).toBe(false);
    must(await rig.people.tokens.end(officer, must(await list()).items[0]?.id ?? ""));
    expect((await make()).ok).toBe(true);
  });

  test("is another officer's neither to see nor to end", async () => {
    const { made: token } = await made();
    const other = await rig.people.enrol(
      newOfficer({ id: "CA-LO-2", devicePublicKey: deviceKey(2).publicKey }),
    );
    expect(must(await rig.people.tokens.list(other.officer)).items).toEqual([]);
    expect((await rig.people.tokens.end(other.officer, token.id)).ok).toBe(false);
    expect(must(await list()).items).toMatchObject([{ id: token.id, state: "active" }]);
  });
});

const list = () => rig.people.tokens.list(officer);

function wait(ms: number): void {
  rig.clock.now += ms;
}

async function change(sql: string): Promise<void> {
  await rig.store.commit({ steps: [{ sql, params: [], changes: 1 }] });
}
