import { ENTRY_KIND, parseEntry } from "@entente/ledger";
import { describe, expect, test } from "vitest";
import type { NewOfficer } from "../../src/people/door.ts";
import { enrolmentEntry, SALTS } from "../../src/people/leaf.ts";
import { bytes, int, type Store, text } from "../../src/store/door.ts";
import { countingBytes, deviceKey, NOW, newOfficer, peopleRig } from "./rig.ts";

async function counts(store: Store) {
  const [row] = await store.all(
    "select (select count(*) from officer) as officers, (select count(*) from device) as devices limit 1",
  );
  if (row === undefined) throw new Error("no row");
  const { size } = await store.logs.head("domestic");
  return { officers: int(row, "officers"), devices: int(row, "devices"), leaves: size };
}

describe("enrolling an officer", () => {
  test("makes officer, device and one leaf of the domestic log, and none of the exchange log", async () => {
    await using rig = await peopleRig();
    const enrolled = await rig.people.enrol(newOfficer());
    expect(await counts(rig.store)).toEqual({ officers: 1, devices: 1, leaves: 1 });
    expect((await rig.store.logs.head("exchange")).size).toBe(0);
    expect(await rig.people.device(enrolled.device)).toEqual({
      id: enrolled.device,
      officer: "CA-LO-1",
      publicKey: deviceKey(1).publicKey,
    });
    const [leaf] = await rig.store.logs.entries("domestic", 0, 1);
    expect(parseEntry(leaf ?? new Uint8Array())).toMatchObject({
      ok: true,
      value: { kind: ENTRY_KIND.people },
    });
  });

  test("the leaf can be made again from the stored rows, and from no changed row", async () => {
    await using rig = await peopleRig();
    await rig.people.enrol(newOfficer());
    const [logged] = await rig.store.logs.entries("domestic", 0, 1);
    const salts = await rig.store.vault.secret(SALTS, () => {
      throw new Error("the secret must be there");
    });
    const row = await storedRow(rig.store);
    expect(enrolmentEntry(salts, row)).toEqual(logged);
    expect(enrolmentEntry(salts, { ...row, duties: '["operator"]' })).not.toEqual(logged);
    expect(enrolmentEntry(salts, { ...row, publicKey: deviceKey(2).publicKey })).not.toEqual(logged);
    expect(enrolmentEntry(countingBytes()(32), row)).not.toEqual(logged);
  });

  test("an id is never used twice, and the refused enrolment leaves nothing behind", async () => {
    await using rig = await peopleRig();
    await rig.people.enrol(newOfficer());
    const again = rig.people.enrol(newOfficer({ devicePublicKey: deviceKey(2).publicKey }));
    await expect(again).rejects.toMatchObject({ code: "officer_taken" });
    expect(await counts(rig.store)).toEqual({ officers: 1, devices: 1, leaves: 1 });
  });

  test("not even after its officer was revoked", async () => {
    await using rig = await peopleRig();
    await rig.people.enrol(newOfficer());
    await rig.store.commit({ steps: [{ sql: "update officer set revoked_at = 5", params: [], changes: 1 }] });
    const again = rig.people.enrol(newOfficer({ devicePublicKey: deviceKey(2).publicKey }));
    await expect(again).rejects.toMatchObject({ code: "officer_taken" });
  });

  test("two officers cannot share one device key, and the second officer is not half enrolled", async () => {
    await using rig = await peopleRig();
    await rig.people.enrol(newOfficer());
    await expect(rig.people.enrol(newOfficer({ id: "CA-LO-2" }))).rejects.toMatchObject({
      code: "device_taken",
    });
    expect(await counts(rig.store)).toEqual({ officers: 1, devices: 1, leaves: 1 });
  });

  test("of two enrolments of one id at once exactly one stands", async () => {
    await using rig = await peopleRig();
    const outcomes = await Promise.allSettled(
      [1, 2].map((byte) => rig.people.enrol(newOfficer({ devicePublicKey: deviceKey(byte).publicKey }))),
    );
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await counts(rig.store)).toEqual({ officers: 1, devices: 1, leaves: 1 });
  });

  test("what comes back holds no field the caller smuggled in", async () => {
    await using rig = await peopleRig();
    const smuggled = { ...newOfficer(), rank: "general" };
    const enrolled = await rig.people.enrol(smuggled);
    expect(Object.keys(enrolled.officer).sort()).toEqual([
      "agency",
      "approvalRoles",
      "desks",
      "duties",
      "id",
      "name",
    ]);
  });

  test.each<[string, Partial<NewOfficer>, string]>([
    ["an empty id", { id: "" }, "/id"],
    ["an id with a slash", { id: "CA/LO" }, "/id"],
    ["an id with a line break", { id: "CA-LO\n1" }, "/id"],
    ["an id of 65 letters", { id: "a".repeat(65) }, "/id"],
    ["no name", { name: "" }, "/name"],
    ["a name of spaces", { name: "   " }, "/name"],
    ["a name of two lines", { name: "Invented\nOfficer" }, "/name"],
    ["half a letter in the name", { name: "Invented \ud800" }, "/name"],
    ["an agency in small letters", { agency: "rcmp" }, "/agency"],
    ["no desk", { desks: [] }, "/desks"],
    ["a person in place of a desk", { desks: ["Invented Officer"] }, "/desks"],
    ["one desk twice", { desks: ["ca-rcmp-liaison", "ca-rcmp-liaison"] }, "/desks"],
    ["no duty", { duties: [] }, "/duties"],
  ])("%s is refused, named and changes nothing", async (_, change, where) => {
    await using rig = await peopleRig();
    await expect(rig.people.enrol(newOfficer(change))).rejects.toThrow(where);
    await expect(rig.people.enrol(newOfficer(change))).rejects.toMatchObject({ code: "bad_officer" });
    expect(await counts(rig.store)).toEqual({ officers: 0, devices: 0, leaves: 0 });
  });

  test("every fault is named at once", async () => {
    await using rig = await peopleRig();
    const wrong = newOfficer({ id: "", agency: "", duties: [], devicePublicKey: new Uint8Array(5) });
    await expect(rig.people.enrol(wrong)).rejects.toThrow("/id, /agency, /duties, /devicePublicKey");
  });
});

async function storedRow(store: Store) {
  const [row] = await store.all(
    `select o.*, d.id as device, d.public_key from officer o join device d on d.officer = o.id limit 1`,
  );
  if (row === undefined) throw new Error("no row");
  expect(int(row, "enrolled_at")).toBe(NOW);
  return {
    id: text(row, "id"),
    name: text(row, "name"),
    agency: text(row, "agency"),
    desks: text(row, "desks"),
    duties: text(row, "duties"),
    approvalRoles: text(row, "approval_roles"),
    tokenDigest: bytes(row, "token_digest"),
    device: text(row, "device"),
    publicKey: bytes(row, "public_key"),
    enrolledAt: int(row, "enrolled_at"),
  };
}
