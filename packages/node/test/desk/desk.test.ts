import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDesk } from "../../src/desk/door.ts";
import type { DeskRoom } from "../../src/desk/port.ts";
import type { Officer } from "../../src/people/door.ts";
import { forge, verdictOn } from "../exchange/forge.ts";
import { must, refusalOf, type TestNode, type TwoNodes, twoNodes, withHold } from "../exchange/two-nodes.ts";
import { partsOf } from "./parts.ts";

let pair: TwoNodes;
let node: TestNode;
let desk: DeskRoom;
let duty: Officer;
let analyst: Officer;
let authority: Officer;
let arrived: string;

beforeAll(async () => {
  pair = await twoNodes(withHold(0));
  node = pair.in;
  desk = openDesk(partsOf(pair, node));
  [duty, analyst, authority] = await Promise.all([
    node.officer("lo"),
    node.officer("analyst"),
    node.officer("authority"),
  ]);
  const question = await forge(pair.ca, node);
  expect(await verdictOn(node, question.sealed)).toBe("stored");
  arrived = question.id;
});
afterAll(() => pair.close());

async function ids(
  officer: Officer,
  view: Parameters<DeskRoom["list"]>[1]["view"],
): Promise<readonly string[]> {
  const page = must(await desk.list(officer, { view, cursor: null, limit: 50 }));
  return page.items.map(({ id }) => id);
}

async function readsOf(officer: Officer, act: string): Promise<number> {
  const sql = "select count(*) as n from read_mark where officer = ? and item = ? and act = ? limit 1";
  const [row] = await node.store.all(sql, [officer.id, arrived, act]);
  return Number(row?.n);
}

describe("a list of the desk", () => {
  it("shows an arrival with title and marking, unread, its caveats not accepted", async () => {
    const page = must(await desk.list(duty, { view: "unassigned", cursor: null, limit: 50 }));
    expect(page.items).toMatchObject([{ id: arrived, unread: true, accepted: false, done: false }]);
    expect(page.items[0]?.title).toBeTypeOf("string");
    expect(page.items[0]?.marking?.handling.length).toBeGreaterThan(0);
  });

  it("is on the log as read, once an officer and dispatch, before it is served", async () => {
    await ids(duty, "all");
    await ids(duty, "all");
    expect(await readsOf(duty, "list")).toBe(1);
    expect(await readsOf(duty, "show")).toBe(0);
  });

  it("never tells the partner that something was opened", async () => {
    const [row] = await node.store.all("select opened_at from dispatch where id = ? limit 1", [arrived]);
    expect(row?.opened_at).toBeNull();
  });

  it("shows an authority no arrival", async () => {
    expect(await ids(authority, "all")).toEqual([]);
    expect(refusalOf(await desk.thread(authority, arrived))).toBe("not_found");
  });

  it("shows nothing of another desk", async () => {
    const stranger = { ...duty, desks: ["in-cert-watch"] };
    expect(await ids(stranger, "all")).toEqual([]);
    expect(refusalOf(await desk.mark(stranger, arrived, { done: true }))).toBe("not_found");
  });

  it("refuses a cursor it did not write", async () => {
    const refused = await desk.list(duty, { view: "all", cursor: "1.x'--", limit: 50 });
    expect(refusalOf(refused)).toBe("malformed");
  });

  it("counts what it lists, view by view", async () => {
    const counts = must(await desk.counts(duty));
    for (const view of ["unassigned", "mine", "waiting", "to_release", "overdue", "all", "done"] as const)
      expect([view, counts[view]]).toEqual([view, { rows: (await ids(duty, view)).length, more: false }]);
    expect(counts.newest_arrival).not.toBeNull();
  });
});

describe("an officer's own marks", () => {
  it("are his alone, and each comes back", async () => {
    must(await desk.mark(duty, arrived, { done: true }));
    expect([await ids(duty, "all"), await ids(duty, "done")]).toEqual([[], [arrived]]);
    expect(await ids(analyst, "all")).toEqual([arrived]);
    must(await desk.mark(duty, arrived, { done: false }));
    expect(await ids(duty, "all")).toEqual([arrived]);
  });

  it("hide a row until a moment, by the node's clock", async () => {
    const until = new Date(pair.dials.now + 60_000).toISOString();
    must(await desk.mark(duty, arrived, { snoozed_until: until }));
    expect([await ids(duty, "all"), await ids(duty, "snoozed")]).toEqual([[], [arrived]]);
    must(await desk.mark(duty, arrived, { snoozed_until: null }));
    expect(await ids(duty, "all")).toEqual([arrived]);
  });

  it("leave what they do not speak of as it was", async () => {
    must(await desk.mark(duty, arrived, { seen: true }));
    const marks = must(await desk.mark(duty, arrived, { done: true }));
    expect(marks).toMatchObject({ unread: false, done: true });
    must(await desk.mark(duty, arrived, { done: false, seen: false }));
  });
});

describe("accepting caveats", () => {
  it("is an act on the log, once, and counts for that officer alone", async () => {
    const acts = async () => {
      const sql = "select count(*) as n from act_mark where dispatch = ? and act = 'accept' limit 1";
      const [row] = await node.store.all(sql, [arrived]);
      return Number(row?.n);
    };
    must(await desk.accept(analyst, arrived));
    must(await desk.accept(analyst, arrived));
    expect(await acts()).toBe(1);
    const [his] = must(await desk.thread(analyst, arrived)).items;
    const [hers] = must(await desk.thread(duty, arrived)).items;
    expect([his?.accepted, hers?.accepted]).toEqual([true, false]);
  });

  it("is nothing an authority can do", async () => {
    expect(refusalOf(await desk.accept(authority, arrived))).toBe("not_found");
  });
});

describe("a form that is no draft yet", () => {
  const form = { text: "Invented: a canary 7c41d2", title: "" };

  it("is kept as it was, by version, and is absent to everybody else", async () => {
    const kept = must(await desk.working.create(analyst, form));
    expect(must(await desk.working.show(analyst, kept.id)).form).toEqual(form);
    expect(refusalOf(await desk.working.show(duty, kept.id))).toBe("not_found");
    expect(refusalOf(await desk.working.save(duty, kept.id, {}, 1))).toBe("not_found");
    const saved = must(await desk.working.save(analyst, kept.id, { ...form, title: "t" }, 1));
    expect(saved.version).toBe(2);
    expect(refusalOf(await desk.working.save(analyst, kept.id, form, 1))).toBe("changed_meanwhile");
    expect(must(await desk.working.list(analyst)).items.map(({ id }) => id)).toContain(kept.id);
    must(await desk.working.drop(analyst, kept.id));
    expect(refusalOf(await desk.working.show(analyst, kept.id))).toBe("not_found");
    expect(await node.store.vault.key(kept.id)).toBeNull();
  });

  it("stands on the disk under a key of its own", async () => {
    const kept = must(await desk.working.create(analyst, form));
    const [row] = await node.store.all("select sealed_form from working_copy where id = ? limit 1", [
      kept.id,
    ]);
    expect(Buffer.from(Object(row).sealed_form).includes("canary 7c41d2")).toBe(false);
    must(await desk.working.drop(analyst, kept.id));
  });

  it("has a size", async () => {
    const refused = await desk.working.create(analyst, { text: "a".repeat(300_000) });
    expect(refusalOf(refused)).toBe("too_large");
  });
});

describe("what changed", () => {
  it("is told once, in order, to those who may know; never content", async () => {
    const begin = await desk.since(duty, null);
    pair.dials.now += 1_000;
    must(await node.exchange.commands.assign(duty, arrived, analyst.id));
    pair.dials.now += 1_000;
    const [mine, theirs] = await Promise.all([
      desk.since(duty, begin.cursor),
      desk.since(authority, begin.cursor),
    ]);
    expect(mine.events).toEqual([{ id: arrived, thread: arrived, kind: "request", state: "assigned" }]);
    expect(theirs.events).toEqual([]);
    // Past it for both: else a quiet officer's place would stay, and each look would read all that others did since.
    expect(theirs.cursor).toBe(mine.cursor);
    expect(theirs.cursor).not.toContain(arrived);
    expect((await desk.since(duty, mine.cursor)).events).toEqual([]);
  });
});

describe("the directory", () => {
  it("names desks in three languages and colleagues of the officer's desks, nothing secret", async () => {
    const view = must(await desk.directory(duty));
    expect(view.desks.length).toBeGreaterThan(0);
    expect(view.colleagues.map(({ id }) => id)).toContain(analyst.id);
    expect(view.colleagues.find(({ id }) => id === authority.id)?.approval_roles).toEqual(["IN-SUP"]);
    expect(JSON.stringify(view)).not.toMatch(/token|public_key|seed|device/);
  });
});
