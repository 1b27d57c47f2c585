import { ENTRY_KIND, parseEntry } from "@entente/ledger";
import { beforeEach, describe, expect, test } from "vitest";
import {
  both,
  confirm,
  DAY,
  iso,
  must,
  officer,
  order,
  propose,
  refusal,
  staffed,
  terms,
} from "./post-rig.ts";
import { deviceKey, type PeopleRig, peopleRig } from "./rig.ts";

let rig: PeopleRig;
beforeEach(async () => {
  rig = await peopleRig();
  await staffed(rig);
  return () => rig.store.close();
});

const POST = "CA-IN-7";
const add = (change: object = {}) => order(rig, "post_add", { post: POST, ...terms(rig, change) });
const end = (version = 1) =>
  order(rig, "post_end", { post: POST, officer: "CA-LO-1", version, reason: "Invented: called home." });
const shown = async (by = "CA-OP-1") => must(await rig.people.posts.list(await officer(rig, by))).items;

describe("a post of an officer abroad", () => {
  test("stands when two operators have ordered it, with everything the note says", async () => {
    const proposed = must(await propose(rig, add()));
    expect(await shown()).toEqual([]);
    must(await confirm(rig, proposed.id, add()));
    expect(await shown()).toMatchObject([
      { post: POST, sending: "CA", host: "IN", state: "standing", version: 1, end: null, ...terms(rig) },
    ]);
  });

  test("is in the directory of one's own officers, who see of it what they need to reach him", async () => {
    must(await both(rig, add()));
    expect(await rig.people.posts.ours("CA")).toMatchObject([{ officer: "CA-LO-1", deputies: ["CA-LO-2"] }]);
    expect(await rig.people.posts.ours("IN")).toEqual([]);
    expect(await shown("CA-LO-2")).toHaveLength(1);
  });

  test("changes by two operators, and not over a change that came between", async () => {
    must(await both(rig, add()));
    const change = order(rig, "post_change", {
      post: POST,
      version: 1,
      ...terms(rig, { languages: ["fr"] }),
    });
    must(await both(rig, change));
    expect(await shown()).toMatchObject([{ version: 2, languages: ["fr"] }]);
    expect(refusal(await both(rig, change))).toBe("changed_meanwhile");
  });

  test("leaves a leaf of its own beside the order's two", async () => {
    const before = (await rig.store.logs.head("domestic")).size;
    must(await both(rig, add()));
    const leaves = await rig.store.logs.entries("domestic", before, 9);
    expect(leaves.map((leaf) => parseEntry(leaf))).toMatchObject(
      [1, 2, 3].map(() => ({ ok: true, value: { kind: ENTRY_KIND.people } })),
    );
  });

  test.each<[string, object, string]>([
    ["a term that ends before it begins", { to: "2020-01-01T00:00:00.000Z" }, "/to"],
    ["a term that is over", { from: "2020-01-01T00:00:00.000Z", to: "2021-01-01T00:00:00.000Z" }, "/to"],
    [
      "a zone that no clock has",
      { hours: { zone: "Asia/Nowhere", days: ["mon"], from: "09:00", to: "17:00" } },
      "/hours/zone",
    ],
    [
      "hours that end before they begin",
      { hours: { zone: "Asia/Kolkata", days: ["mon"], from: "18:00", to: "09:00" } },
      "/hours/to",
    ],
    ["nobody", { officer: null }, "/officer"],
    ["an officer nobody knows", { officer: "CA-NOBODY" }, "/officer"],
    ["a guest of another state", { officer: "guest-of-IN.R-Kumar", agency: "NCB" }, "/officer"],
    ["another agency's officer", { agency: "CBSA" }, "/agency"],
    ["a desk that is not his", { desks: ["ca-cccs-watch"] }, "/desks"],
    ["himself as his deputy", { deputies: ["CA-LO-1"] }, "/deputies/0"],
    ["a deputy nobody knows", { deputies: ["CA-LO-2", "CA-NOBODY"] }, "/deputies/1"],
  ])("is not made for %s", async (_, change, where) => {
    expect(refusal(await propose(rig, add(change)))).toContain(`malformed /order${where}`);
    expect(await shown()).toEqual([]);
  });

  test("of two other states is none of this node's", async () => {
    const theirs = order(rig, "post_add", { post: "FR-IN-7", ...terms(rig) });
    expect(refusal(await propose(rig, theirs))).toBe("malformed /order/post");
  });

  test("is made once: its name is never used again, and it is never reopened", async () => {
    must(await both(rig, add()));
    expect(refusal(await propose(rig, add()))).toBe("officer_taken");
    must(await both(rig, end()));
    expect(refusal(await propose(rig, add()))).toBe("officer_taken");
    const change = order(rig, "post_change", { post: POST, version: 2, ...terms(rig) });
    expect(refusal(await propose(rig, change))).toBe("state_conflict");
  });
});

describe("the end of a post", () => {
  test("by order takes its officer out of service in the same commit: sign-in, session, device, the step in a commit", async () => {
    must(await both(rig, add()));
    const session = await rig.people.openSession("CA-LO-1");
    must(await both(rig, end()));
    expect(await rig.people.officer("CA-LO-1")).toBeNull();
    expect(await rig.people.bySession(session, true)).toBeNull();
    expect(await rig.people.device(deviceKey(1).id)).toBeNull();
    expect(await rig.people.service("CA-LO-1")).toEqual({ left: true, suspectSince: null });
    expect((await rig.people.leavers(9)).map(({ id }) => id)).toEqual(["CA-LO-1"]);
    expect(await shown()).toMatchObject([{ state: "over", end: "ended" }]);
  });

  test("comes with its term, to the millisecond and for good: a clock that goes back revives nothing", async () => {
    must(await both(rig, add({ to: iso(rig.clock.now + DAY) })));
    rig.clock.now += DAY - 1;
    await rig.people.posts.keepTerms();
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
    rig.clock.now += 1;
    await rig.people.posts.keepTerms();
    expect(await rig.people.officer("CA-LO-1")).toBeNull();
    rig.clock.now -= 10 * DAY;
    await rig.people.posts.keepTerms();
    expect(await rig.people.officer("CA-LO-1")).toBeNull();
    expect(await shown()).toMatchObject([{ end: "term" }]);
  });

  test("leaves him at work where another post of his stands", async () => {
    must(await both(rig, add()));
    must(await both(rig, order(rig, "post_add", { post: "CA-IN-8", ...terms(rig) })));
    must(await both(rig, end()));
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
  });

  test("leaves him out where his next post has not begun, and brings him back when it begins", async () => {
    must(await both(rig, add()));
    const next = { from: iso(rig.clock.now + DAY) };
    must(await both(rig, order(rig, "post_add", { post: "CA-IN-8", ...terms(rig, next) })));
    must(await both(rig, end()));
    await rig.people.posts.keepTerms();
    expect(await rig.people.officer("CA-LO-1")).toBeNull();
    rig.clock.now += DAY;
    await rig.people.posts.keepTerms();
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
  });

  test("does not keep him from home: two operators open his record again", async () => {
    must(await both(rig, add()));
    must(await both(rig, end()));
    const record = must(await rig.people.orders.show("CA-LO-1")).officer;
    expect(record.state).toBe("away");
    const reopen = order(rig, "reopen", {
      officer: "CA-LO-1",
      version: record.version,
      reason: "Invented: home.",
    });
    must(await both(rig, reopen));
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
  });

  test("needs two operators, and says whose post it is", async () => {
    must(await both(rig, add()));
    const proposed = must(await propose(rig, end()));
    expect(refusal(await confirm(rig, proposed.id, end(), "CA-OP-1"))).toBe("same_person");
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
    const wrong = order(rig, "post_end", { post: POST, officer: "CA-LO-2", version: 1, reason: "Invented." });
    expect(refusal(await propose(rig, wrong))).toBe("malformed /order/officer");
  });

  test("is kept for the other state, without a person's name in it", async () => {
    must(await both(rig, add()));
    must(await both(rig, end()));
    const endings = await rig.people.posts.endings("");
    expect(endings).toMatchObject([
      { word: "ended", posts: [POST], desks: ["ca-rcmp-liaison"], devices: [] },
    ]);
    expect(JSON.stringify(endings)).not.toContain("CA-LO-1");
  });
});
