import { beforeEach, describe, expect, test } from "vitest";
import { DAY, GUEST, iso, must, officer, refusal, staffed } from "./post-rig.ts";
import { deviceKey, newOfficer, type PeopleRig, peopleRig } from "./rig.ts";

let rig: PeopleRig;
beforeEach(async () => {
  rig = await peopleRig();
  await staffed(rig);
  await rig.people.enrol(
    newOfficer({ id: "CA-LO-3", desks: ["ca-cccs-watch"], devicePublicKey: deviceKey(41).publicKey }),
  );
  return () => rig.store.close();
});

const DESK = "ca-rcmp-liaison";
const lo = () => officer(rig, "CA-LO-1");
const shift = (change: object = {}) => ({
  desk: DESK,
  officer: "CA-LO-1",
  from: iso(rig.clock.now),
  to: iso(rig.clock.now + DAY),
  deputies: ["CA-LO-2"],
  ...change,
});
const set = async (change: object = {}) => rig.people.rota.set(await lo(), shift(change));

describe("the rota of a desk", () => {
  test("says who is on duty, from the first moment of a shift to before its last", async () => {
    must(await set());
    expect(await rig.people.rota.onDuty(DESK)).toEqual({ officer: "CA-LO-1", deputies: ["CA-LO-2"] });
    rig.clock.now += DAY - 1;
    expect((await rig.people.rota.onDuty(DESK)).officer).toBe("CA-LO-1");
    rig.clock.now += 1;
    expect(await rig.people.rota.onDuty(DESK)).toEqual({ officer: null, deputies: [] });
  });

  test("believes the entry that was made last", async () => {
    must(await set());
    rig.clock.now += 1;
    must(await set({ officer: "CA-LO-2", deputies: [] }));
    expect(await rig.people.rota.onDuty(DESK)).toEqual({ officer: "CA-LO-2", deputies: [] });
  });

  test.each<[string, object, string]>([
    ["a desk of somebody else's", { desk: "ca-cccs-watch" }, "unknown_desk"],
    ["an officer of another desk", { officer: "CA-LO-3" }, "malformed /officer"],
    ["nobody anybody knows", { officer: "CA-NOBODY" }, "malformed /officer"],
    ["an operator", { officer: "CA-OP-1" }, "malformed /officer"],
    ["a guest of another state", { officer: GUEST }, "malformed /officer"],
    ["a deputy of another desk", { deputies: ["CA-LO-2", "CA-LO-3"] }, "malformed /deputies/1"],
    ["himself as his deputy", { deputies: ["CA-LO-1"] }, "malformed /deputies"],
    ["a shift that ends before it begins", { to: iso(0) }, "malformed /to"],
  ])("is not set for %s", async (_, change, said) => {
    expect(refusal(await set(change))).toBe(said);
    expect(await rig.people.rota.shifts(await lo())).toEqual([]);
  });
});

const leave = async (change: object = {}, who = "CA-LO-1") =>
  rig.people.leave.set(await officer(rig, who), {
    deputy: "CA-LO-2",
    from: iso(rig.clock.now),
    to: iso(rig.clock.now + DAY),
    ...change,
  });

describe("leave", () => {
  test("runs from its first moment to before its last, or until its officer ends it", async () => {
    const { leave: id } = must(await leave());
    expect(await rig.people.leave.runs(id)).toBe(true);
    expect(must(await rig.people.leave.list(await officer(rig, "CA-LO-2"))).items).toMatchObject([
      { leave: id },
    ]);
    must(await rig.people.leave.end(await lo(), id));
    expect(await rig.people.leave.runs(id)).toBe(false);
    expect(refusal(await rig.people.leave.end(await lo(), id))).toBe("state_conflict");
  });

  test.each<[string, object, string]>([
    ["himself as his deputy", { deputy: "CA-LO-1" }, "malformed /deputy"],
    ["a deputy without his desks", { deputy: "CA-LO-3" }, "malformed /deputy"],
    ["a guest as his deputy", { deputy: GUEST }, "malformed /deputy"],
    ["an operator as his deputy", { deputy: "CA-OP-1" }, "malformed /deputy"],
    ["an end before its beginning", { to: iso(0) }, "malformed /to"],
  ])("is not taken with %s", async (_, change, said) => {
    expect(refusal(await leave(change))).toBe(said);
  });

  test("is not taken with a deputy who is away in the same days", async () => {
    must(await leave({ deputy: "CA-LO-1" }, "CA-LO-2"));
    expect(refusal(await leave())).toBe("malformed /deputy");
  });

  test("is its officer's own to end: another's is as absent as none", async () => {
    const { leave: id } = must(await leave());
    expect(refusal(await rig.people.leave.end(await officer(rig, "CA-LO-2"), id))).toBe("not_found");
    expect(await rig.people.leave.runs(id)).toBe(true);
  });
});

describe("a hand-over note", () => {
  const TEXT = "Invented: two requests wait for the night shift.";
  const write = async (desk = DESK) =>
    rig.people.handover.write(await lo(), { desk, shift: "Invented day", text: TEXT });
  const read = async (who: string, desk = DESK) => rig.people.handover.read(await officer(rig, who), desk);

  test("is read by the next shift, and says who has read it", async () => {
    const { note } = must(await write());
    const [first] = must(await read("CA-LO-2")).items;
    expect(first).toMatchObject({ note, text: TEXT, author: "CA-LO-1", read_by: [{ officer: "CA-LO-2" }] });
    expect(must(await read("CA-LO-1")).items[0]?.read_by).toHaveLength(1);
  });

  test("leaves a leaf when it is written and when somebody first reads it", async () => {
    const size = async () => (await rig.store.logs.head("domestic")).size;
    const before = await size();
    must(await write());
    must(await read("CA-LO-2"));
    must(await read("CA-LO-2"));
    expect((await size()) - before).toBe(2);
  });

  test("lies sealed: with its key destroyed nobody reads it any more", async () => {
    const { note } = must(await write());
    const [row] = await rig.store.all("select sealed_text from handover_note where id = ? limit 1", [note]);
    const sealed = row?.sealed_text;
    expect(Buffer.from(sealed instanceof Uint8Array ? sealed : []).includes("Invented")).toBe(false);
    await rig.store.commit({ steps: rig.store.vault.destroy(note) });
    expect(must(await read("CA-LO-2")).items).toEqual([]);
  });

  test("is of a desk: written and read by its officers alone", async () => {
    must(await write());
    expect(refusal(await write("ca-cccs-watch"))).toBe("unknown_desk");
    expect(refusal(await read("CA-LO-3"))).toBe("unknown_desk");
    expect(must(await read("CA-LO-3", "ca-cccs-watch")).items).toEqual([]);
  });
});
