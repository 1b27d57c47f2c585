import type { PeopleOrder } from "@entente/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { PeopleFault } from "../../src/people/door.ts";
import {
  both,
  confirm,
  DAY,
  GUEST,
  guestTerms,
  iso,
  must,
  officer,
  order,
  propose,
  refusal,
  staffed,
  terms,
} from "./post-rig.ts";
import { deviceKey, newOfficer, type PeopleRig, peopleRig } from "./rig.ts";

let rig: PeopleRig;
beforeEach(async () => {
  rig = await peopleRig();
  await staffed(rig);
  return () => rig.store.close();
});

const POST = "IN-CA-3";
const THREAD = "0190aaaa-0000-7000-8000-00000000000a";
const add = (change: object = {}) => order(rig, "post_add", { post: POST, ...guestTerms(rig, change) });
const accredited = () => both(rig, add()).then(must);
const unwelcome = (change: object = {}): PeopleOrder =>
  order(rig, "unwelcome", { post: POST, officer: GUEST, reason: "Invented: not welcome.", ...change });

describe("a guest of another state", () => {
  test("works here under a post that two operators of ours accredited, and not a moment before", async () => {
    expect(await rig.people.officer(GUEST)).toBeNull();
    await accredited();
    expect(await rig.people.officer(GUEST)).toMatchObject({
      duties: ["guest"],
      guest: { of: "IN", threads: [] },
    });
  });

  test("whose term has not begun waits for it", async () => {
    must(await both(rig, add({ from: iso(rig.clock.now + DAY) })));
    await rig.people.posts.keepTerms();
    expect(await rig.people.officer(GUEST)).toBeNull();
    rig.clock.now += DAY;
    await rig.people.posts.keepTerms();
    expect(await rig.people.officer(GUEST)).not.toBeNull();
  });

  test.each<[string, object, string]>([
    ["one of our own", { officer: "CA-LO-1", agency: "RCMP" }, "/order/officer"],
    ["somebody nobody knows", { officer: "guest-of-IN.nobody" }, "/order/officer"],
    ["a deputy", { deputies: ["CA-LO-1"] }, "/order/deputies"],
  ])("is not %s", async (_, change, where) => {
    expect(refusal(await propose(rig, add(change)))).toContain(where);
  });

  test("of one state is not accredited under the post of another", async () => {
    const french = order(rig, "post_add", { post: "FR-CA-3", ...guestTerms(rig) });
    expect(refusal(await propose(rig, french))).toContain("/order/officer");
  });

  test.each([
    ["with the id of an officer of ours", { id: "CA-XX-1", duties: ["guest" as const] }],
    ["with a duty of ours", { id: "guest-of-IN.X", duties: ["analyst" as const] }],
    ["with a duty of ours beside", { id: "guest-of-IN.X", duties: ["guest" as const, "liaison" as const] }],
    ["who approves", { id: "guest-of-IN.X", duties: ["guest" as const], approvalRoles: ["CA-SUP" as const] }],
  ])("is never enrolled %s", async (_, change) => {
    const key = deviceKey(31).publicKey;
    await expect(rig.people.enrol(newOfficer({ ...change, devicePublicKey: key }))).rejects.toThrow(
      PeopleFault,
    );
  });

  test("reads the threads his post is named for, from the next request on, and no others", async () => {
    await accredited();
    const { name } = rig.people.posts;
    const lo = await officer(rig, "CA-LO-1");
    expect(must(await name(lo, POST, THREAD, "IN")).threads).toEqual([THREAD]);
    expect((await officer(rig, GUEST)).guest).toEqual({ of: "IN", threads: [THREAD] });
  });

  test.each([
    ["a post nobody knows", "IN-CA-9", "IN"],
    ["a thread of a third state", POST, "FR"],
    ["a post of ours abroad", "CA-IN-7", "IN"],
  ])("is named for nothing with %s", async (_, post, sending) => {
    await accredited();
    must(await both(rig, order(rig, "post_add", { post: "CA-IN-7", ...terms(rig) })));
    const named = await rig.people.posts.name(await officer(rig, "CA-LO-1"), post, THREAD, sending);
    expect(refusal(named)).toBe("malformed /post");
    expect((await officer(rig, GUEST)).guest?.threads).toEqual([]);
  });

  test("goes when his post does, and two operators cannot open him without one", async () => {
    await accredited();
    const session = await rig.people.openSession(GUEST);
    const end = order(rig, "post_end", { post: POST, officer: GUEST, version: 1, reason: "Invented." });
    must(await both(rig, end));
    expect(await rig.people.officer(GUEST)).toBeNull();
    expect(await rig.people.bySession(session, true)).toBeNull();
    const { version } = must(await rig.people.orders.show(GUEST)).officer;
    const reopen = order(rig, "reopen", { officer: GUEST, version, reason: "Invented." });
    expect(refusal(await propose(rig, reopen))).toBe("state_conflict");
  });

  test("sees of posts his own alone", async () => {
    await accredited();
    must(await both(rig, order(rig, "post_add", { post: "CA-IN-7", ...terms(rig) })));
    const { items } = must(await rig.people.posts.list(await officer(rig, GUEST)));
    expect(items.map(({ post }) => post)).toEqual([POST]);
  });
});

describe("whoever is not welcome any more", () => {
  test("goes with the first operator's signature; the second says afterwards that it was right", async () => {
    await accredited();
    const acting = must(await propose(rig, unwelcome()));
    expect(acting.state).toBe("acting");
    expect(await rig.people.officer(GUEST)).toBeNull();
    expect(must(await confirm(rig, acting.id, unwelcome())).state).toBe("done");
    expect(await rig.people.posts.unconfirmed()).toBe(false);
  });

  test("stays away: nobody undoes it, with or without the second", async () => {
    await accredited();
    const acting = must(await propose(rig, unwelcome()));
    const drop = await rig.people.orders.drop(await officer(rig, "CA-OP-1"), acting.id);
    expect(refusal(drop)).toBe("state_conflict");
    const change = order(rig, "post_change", { post: POST, version: 2, ...guestTerms(rig) });
    expect(refusal(await both(rig, change))).toBe("state_conflict");
    expect(refusal(await both(rig, add()))).toBe("officer_taken");
    expect(await rig.people.officer(GUEST)).toBeNull();
  });

  test("is said to wait for a second person when 72 hours are over", async () => {
    await accredited();
    must(await propose(rig, unwelcome()));
    rig.clock.now += 3 * DAY;
    expect(await rig.people.posts.unconfirmed()).toBe(false);
    rig.clock.now += 1;
    expect(await rig.people.posts.unconfirmed()).toBe(true);
  });

  test("may have no account here: the host ends the post all the same, and his own state is told", async () => {
    must(await both(rig, add({ officer: null })));
    must(await propose(rig, unwelcome({ officer: null })));
    expect(await rig.people.posts.endings("")).toMatchObject([{ word: "unwelcome", posts: [POST] }]);
  });

  test("is the host's word alone: no state says so of its own officer", async () => {
    must(await both(rig, order(rig, "post_add", { post: "CA-IN-7", ...terms(rig) })));
    const own = unwelcome({ post: "CA-IN-7", officer: "CA-LO-1" });
    expect(refusal(await propose(rig, own))).toBe("malformed /order/post");
  });
});

describe("what the other state of a post tells us", () => {
  test.each([
    ["its own officer's term is over", POST, "IN", "term", true],
    ["its own officer was called home", POST, "IN", "ended", true],
    ["its own officer was revoked", POST, "IN", "revoked", true],
    ["he is not welcome there", "CA-IN-7", "IN", "unwelcome", true],
    ["it closed its record of him", "CA-IN-7", "IN", "ended", false],
    ["anything, and it is a third state", POST, "FR", "unwelcome", false],
    ["of a post nobody knows", "IN-CA-9", "IN", "ended", false],
  ])("that %s", async (_, post, by, word, ends) => {
    await accredited();
    must(await both(rig, order(rig, "post_add", { post: "CA-IN-7", ...terms(rig) })));
    expect(await rig.people.posts.told(post, by, word)).toBe(ends);
    const who = post === POST ? GUEST : "CA-LO-1";
    expect((await rig.people.officer(who)) === null).toBe(ends);
    // What it said is not told back to it.
    expect(await rig.people.posts.endings("")).toEqual([]);
  });
});
