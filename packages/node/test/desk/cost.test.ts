import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DESK_VIEWS, type DeskView } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDesk } from "../../src/desk/door.ts";
import { pageOf } from "../../src/desk/pages.ts";
import { openSqliteStore, type Store, type Value } from "../../src/store/door.ts";
import { forge, verdictOn } from "../exchange/forge.ts";
import { exampleRequest, must, type TwoNodes, twoNodes, withHold } from "../exchange/two-nodes.ts";
import { freshFolder, NODE_KEY } from "../store/sqlite-engine.ts";
import { partsOf } from "./parts.ts";
import { ASKER, type DeskFact, factsOf, fill, isReleasable, ME, viewOf } from "./rows.ts";

interface Asked {
  readonly sql: string;
  readonly params: readonly Value[];
}

/** The store, and every read the rooms ask of it. */
function heard(store: Store): { readonly store: Store; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const all: Store["all"] = (sql, params = []) => {
    asked.push({ sql, params });
    return store.all(sql, params);
  };
  return { store: { ...store, all }, asked };
}

/** What the engine does for a read, step by step, in its own words. */
async function planOf(store: Store, { sql, params }: Asked): Promise<readonly string[]> {
  const rows = await store.all(`explain query plan ${sql}`, params);
  return rows.map(({ detail }) => String(detail));
}

/** Alarms are few: one row a code. */
const COSTLY = /^SCAN (?!main\.alarm )|TEMP B-TREE|AUTOMATIC/;

describe("what the desk asks of the store", () => {
  let pair: TwoNodes;
  beforeAll(async () => {
    pair = await twoNodes(withHold(0));
  });
  afterAll(() => pair.close());

  it("goes along an index, reads no whole table and sorts nothing", async () => {
    const node = pair.in;
    const question = await forge(pair.ca, node);
    expect(await verdictOn(node, question.sealed)).toBe("stored");
    const { store, asked } = heard(node.store);
    const desk = openDesk({ ...partsOf(pair, node), store });
    const [duty, second] = await Promise.all([node.officer("lo"), node.officer("second")]);
    await node.exchange.commands.draft(duty, "request", null, exampleRequest("IN")).then(async (drafted) => {
      must(await node.exchange.commands.submit(duty, must(drafted).id));
    });
    const late = { ...duty, desks: [...duty.desks, "in-cert-watch"] };
    for (const officer of [duty, second, late]) {
      for (const view of DESK_VIEWS)
        for (const cursor of [null, "5.0197a3c0-1d2e-7f00-8a1b-2c3d4e5f6071", "8640000000000000.0197"])
          must(await desk.list(officer, { view, cursor, limit: 200 }));
      must(await desk.counts(officer));
      must(await desk.thread(officer, question.id));
      must(await desk.mark(officer, question.id, { done: true }));
      must(await desk.accept(officer, question.id));
      await desk.since(officer, "5.0197a3c0");
    }
    const reads = new Map(asked.map((one) => [one.sql, one]));
    expect(reads.size).toBeGreaterThan(30);
    const costly: string[] = [];
    for (const one of reads.values()) {
      const steps = await planOf(node.store, one);
      if (steps.some((step) => COSTLY.test(step))) costly.push([one.sql, ...steps].join("\n  "));
    }
    expect(costly).toEqual([]);
  });

  it("and the engine's words for the opposite are known", async () => {
    const { store } = pair.in;
    const plan = async (sql: string) =>
      (await planOf(store, { sql, params: [] })).some((step) => COSTLY.test(step));
    expect(await plan("select id from dispatch where area = 'drugs' limit 1")).toBe(true);
    expect(
      await plan(
        "select id from dispatch where direction = 'ours' and to_desk = 'd' order by due_at limit 1",
      ),
    ).toBe(true);
    expect(await plan("select id from dispatch where id = 'd' limit 1")).toBe(false);
  });
});

/** With a database tool, past the node: a row so changed is served to nobody, and whoever reads it fails. */
function damageAllBut(folder: string, ids: readonly string[]): void {
  const db = new DatabaseSync(join(folder, "node.db"));
  const others = "update dispatch set area = 'forged' where id not in (select value from json_each(?))";
  db.prepare(others).run(JSON.stringify(ids));
  db.close();
}

describe("a page reads the rows of its view from its place on, and no others", () => {
  it.each(DESK_VIEWS)("%s: with every other row damaged it is still served", async (view) => {
    const { folder, remove } = freshFolder();
    const store = await openSqliteStore({ folder, nodeKey: NODE_KEY });
    const facts = factsOf(900, 12).map((fact) => ({ ...fact, ...(LISTS_MARKS.has(view) ? {} : UNMARKED) }));
    const passed = facts.filter((fact) => isPassedOver(fact, view)).map(({ id }) => id);
    await fill(store, facts);
    const first = await pageOf(store, ASKER, view, null, 5);
    expect(first.next).not.toBeNull();
    const rest = viewOf(facts, view, ASKER).slice(5);
    damageAllBut(folder, [...rest, ...passed]);
    const { places } = await pageOf(store, ASKER, view, first.next, 5);
    expect(places.map(({ id }) => id)).toEqual(rest.slice(0, 5));
    await expect(pageOf(store, ASKER, view, null, 5)).rejects.toMatchObject({ code: "row_damaged" });
    await store.close();
    remove();
  });
});

/** What an officer has put away is read to be passed over: in these views nothing else is. */
const LISTS_MARKS: ReadonlySet<DeskView> = new Set(["done", "snoozed"]);
const UNMARKED = { doneAt: null, snoozedUntil: null };

/** Read though not shown: proposals of his own or for another's role, and what he put away when he might still know of it. */
function isPassedOver(fact: DeskFact, view: DeskView): boolean {
  if (LISTS_MARKS.has(view)) return viewOf([{ ...fact, ...UNMARKED }], "all", ASKER).length === 0;
  const notHis = fact.author === ME || !isReleasable(fact.id);
  return view === "to_release" && notHis && fact.state === "proposed";
}
