import { describe, expect, test } from "vitest";
import { tokenDigest, writeToken } from "../../src/people/tokens.ts";
import { bytes } from "../../src/store/door.ts";
import { newOfficer, peopleRig, revoke } from "./rig.ts";

describe("signing in", () => {
  test("a token shown at enrolment brings its officer back, word for word", async () => {
    await using rig = await peopleRig();
    const enrolled = await rig.people.enrol(newOfficer({ approvalRoles: ["CA-SUP"], duties: ["auditor"] }));
    const signedIn = await rig.people.signIn(enrolled.token);
    expect(signedIn).toEqual(enrolled.officer);
    expect(signedIn).toEqual({
      id: "CA-LO-1",
      name: "Invented Officer",
      agency: "RCMP",
      desks: ["ca-rcmp-liaison"],
      duties: ["auditor"],
      approvalRoles: ["CA-SUP"],
    });
  });

  test("neither the token nor its bytes are anywhere in the table, only the digest", async () => {
    await using rig = await peopleRig();
    const { token } = await rig.people.enrol(newOfficer());
    const [row] = await rig.store.all("select * from officer limit 1");
    if (row === undefined) throw new Error("no row");
    const stored = Object.values(row).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value),
    );
    expect(stored.join(" ")).not.toContain(token);
    expect(stored.join(" ")).not.toContain(Buffer.from(token, "base64url").toString("hex"));
    expect(bytes(row, "token_digest")).toEqual(tokenDigest(token));
  });

  test("the digest carries its domain: a plain SHA-256 of the token's bytes opens nothing", async () => {
    const raw = new Uint8Array(32).fill(9);
    const { createHash } = await import("node:crypto");
    const expected = createHash("sha256").update("entente/token/v1\0").update(raw).digest();
    expect(tokenDigest(writeToken(raw))).toEqual(new Uint8Array(expected));
  });

  test("a revoked officer is nobody: no sign-in, no officer, no device", async () => {
    await using rig = await peopleRig();
    const enrolled = await rig.people.enrol(newOfficer());
    expect(await rig.people.device(enrolled.device)).not.toBeNull();
    await revoke(rig.store, enrolled);
    expect(await rig.people.signIn(enrolled.token)).toBeNull();
    expect(await rig.people.officer("CA-LO-1")).toBeNull();
    expect(await rig.people.device(enrolled.device)).toBeNull();
  });

  test("a revoked device is gone while its officer stays", async () => {
    await using rig = await peopleRig();
    const enrolled = await rig.people.enrol(newOfficer());
    await rig.store.commit({
      steps: [
        { sql: "update device set revoked_at = 1 where id = ?", params: [enrolled.device], changes: 1 },
      ],
    });
    expect(await rig.people.device(enrolled.device)).toBeNull();
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
  });

  const good = writeToken(new Uint8Array(32).fill(1));
  test.each([
    ["nothing", ""],
    ["a word", "token"],
    ["one letter less", good.slice(0, -1)],
    ["one letter more", `${good}A`],
    ["padding", `${good}=`],
    ["the other alphabet", good.replaceAll("-", "+").replaceAll("_", "/").concat("=")],
    ["stray bits in the last letter", `${good.slice(0, -1)}F`],
    ["white space around it", ` ${good}`],
    ["a line break within", `${good.slice(0, 20)}\n${good.slice(20)}`],
    ["NUL", `${good.slice(0, -1)}\0`],
    ["31 bytes", writeToken(new Uint8Array(31).fill(1))],
    ["33 bytes", writeToken(new Uint8Array(33).fill(1))],
    ["a word that is a key of objects", "__proto__"],
    ["SQL", "' or 1=1 --"],
    ["another officer's unknown token", writeToken(new Uint8Array(32).fill(200))],
  ])("%s signs nobody in", async (_, token) => {
    await using rig = await peopleRig();
    const enrolled = await rig.people.enrol(newOfficer());
    expect(enrolled.token).toBe(good);
    expect(await rig.people.signIn(token)).toBeNull();
  });

  test.each([
    ["a duty nobody knows", '["king"]'],
    ["no list", '"liaison"'],
    ["a list of numbers", "[1]"],
  ])("a stored row with %s is a damage, not an officer with fewer duties", async (_, duties) => {
    await using rig = await peopleRig();
    const { token } = await rig.people.enrol(newOfficer());
    await rig.store.commit({
      steps: [{ sql: "update officer set duties = ?", params: [duties], changes: 1 }],
    });
    await expect(rig.people.signIn(token)).rejects.toMatchObject({ code: "broken_row" });
  });
});
