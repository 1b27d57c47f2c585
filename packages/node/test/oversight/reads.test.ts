import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forge, verdictOn } from "../exchange/forge.ts";
import { count, edit, rowOf } from "../exchange/store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  type Role,
  refusalOf,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "../exchange/two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
});
afterAll(() => pair.close());

async function arrived(): Promise<string> {
  const { id, sealed } = await forge(pair.in, ca);
  expect(await verdictOn(ca, sealed)).toBe("stored");
  return id;
}
const sample = async (role: Role, id: string, reason = "Invented: a sample of the week") =>
  ca.exchange.commands.audit(await ca.officer(role), id, reason);
const show = async (role: Role, id: string) =>
  must(await ca.exchange.commands.show(await ca.officer(role), id));

describe("an auditor's sample", () => {
  it("is the whole dispatch; the reason and the read are on record, and nothing of it changed", async () => {
    const id = await arrived();
    const before = await rowOf(ca, "select * from dispatch where id = ? limit 1", id);
    const view = must(await sample("auditor", id));
    expect(view.body).not.toBeNull();
    expect(await rowOf(ca, "select * from dispatch where id = ? limit 1", id)).toEqual(before);
    expect(await count(ca, "event_out", "dispatch = ?", id)).toBe(0);
    expect(must(await ca.ledger.reads({ dispatch: id })).items).toMatchObject([
      { officer: "ca-auditor", act: "audit", item: id, reason: "Invented: a sample of the week" },
    ]);
  });

  it.each(["lo", "authority", "coordinator", "operator"] as const)("is not for a %s", async (role) => {
    expect(refusalOf(await sample(role, await arrived()))).toBe("not_found");
  });

  it("is never a draft", async () => {
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    expect(refusalOf(await sample("auditor", id))).toBe("not_found");
  });

  it.each(["act_mark", "read_mark"])("is not served where %s takes no row", async (table) => {
    const id = await arrived();
    edit(ca, `create trigger no_marks before insert on ${table} begin select raise(abort, 'no'); end`);
    await expect(sample("auditor", id)).rejects.toThrow();
    edit(ca, "drop trigger no_marks");
  });

  it("ends at fifty dispatches in seven days; one that was sampled may be looked at again", async () => {
    const ids: string[] = [];
    for (let nth = 0; nth < 51; nth += 1) ids.push(await arrived());
    const own = ids.slice(0, 50 - (await count(ca, "read_mark", "officer = 'ca-auditor'")));
    for (const id of own) must(await sample("auditor", id));
    const [first] = own;
    const last = ids.at(-1);
    if (first === undefined || last === undefined) throw new Error("there are 51");
    expect(refusalOf(await sample("auditor", last))).toBe("not_permitted");
    must(await sample("auditor", first));
    pair.dials.now += 8 * 24 * 3_600_000;
    must(await sample("auditor", last));
  });
});

describe("who read what", () => {
  it("of an officer: every read of his and nobody else's, newest first, page by page, none twice", async () => {
    const ids = [await arrived(), await arrived(), await arrived()];
    for (const id of ids) {
      pair.dials.now += 1_000;
      await show("analyst", id);
      await show("lo", id);
    }
    const items: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { item: string; officer: string }[]; next: string | null } = must(
        await ca.ledger.reads({ officer: "ca-analyst", cursor, limit: 2 }),
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      expect(page.items.every(({ officer }) => officer === "ca-analyst")).toBe(true);
      items.push(...page.items.map(({ item }) => item));
      cursor = page.next;
    } while (cursor !== null);
    expect(items).toEqual(ids.toReversed());
  });

  it("between two moments: the first is taken in, the second is not", async () => {
    const id = await arrived();
    const moments = [1, 2, 3].map((nth) => pair.dials.now + nth * 1_000);
    for (const moment of moments) {
      pair.dials.now = moment;
      await show("lo", id);
    }
    const [, second, third] = moments.map((moment) => new Date(moment).toISOString());
    const { items } = must(await ca.ledger.reads({ dispatch: id, from: second ?? "", to: third ?? "" }));
    expect(items.map(({ at }) => at)).toEqual([second]);
  });

  it("of a dispatch: whoever read it, and no word of it", async () => {
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    await show("lo", id);
    const { items } = must(await ca.ledger.reads({ dispatch: id }));
    expect(items.map(({ officer, act }) => `${officer} ${act}`).toSorted()).toEqual([
      "ca-authority release",
      "ca-lo show",
    ]);
    expect(JSON.stringify(items)).not.toMatch(/INVENTED|Blue Kite/);
  });

  it.each([
    ["neither an officer nor a dispatch", {}],
    ["both", { officer: "ca-lo", dispatch: "0190aaaa-0000-7000-8000-000000000001" }],
    ["a cursor that is none", { officer: "ca-lo", cursor: "x" }],
  ])("refuses %s", async (_what, wish) => {
    expect(refusalOf(await ca.ledger.reads(wish))).toBe("malformed");
  });

  it("of nobody is nothing", async () => {
    expect(must(await ca.ledger.reads({ officer: "nobody" }))).toEqual({ items: [], next: null });
  });

  it.each([
    ["an officer's", "officer = 'x' and at >= 1 and (at, id) < (2, 'y')", "read_mark_officer"],
    ["a dispatch's", "(item = 'x' or (item > 'x/' and item < 'x0')) and at >= 1", "read_mark_item"],
  ])("%s cost their own rows, not the table", async (_what, where, index) => {
    const plan = await ca.store.all(
      `explain query plan select id from read_mark where ${where} order by at desc, id desc limit 9`,
      [],
    );
    const said = plan.map((row) => String(row.detail)).join("; ");
    expect(said).toContain(index);
    expect(said).not.toContain("SCAN");
  });
});
