import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeskRoom } from "../../src/desk/door.ts";
import type { DispatchCommands } from "../../src/exchange/door.ts";
import type { Officer } from "../../src/people/door.ts";
import {
  chosen,
  deskOver,
  exchangeOver,
  proofsOver,
  type Relation,
  type Relations,
} from "../../src/relations/door.ts";
import { forge, verdictOn } from "../exchange/forge.ts";
import { exampleRequest, must, refusalOf, type TwoNodes, twoNodes, withHold } from "../exchange/two-nodes.ts";
import { relationOf } from "./rig.ts";

// One officer, two agreements: each with an India of its own, over a store of its own. All invented.

const ABSENT = "01a2200d-7d76-71f6-8487-25bd573e9138";
let pairs: readonly [TwoNodes, TwoNodes];
let relations: readonly [Relation, Relation];
let desk: DeskRoom;
let exchange: DispatchCommands;
let officer: Officer;
/** arrivals, in the order they came: of the first agreement, of the second, of the first */
let came: readonly [string, string, string];

beforeAll(async () => {
  const second = (terms: Parameters<ReturnType<typeof withHold>>[0]) => ({
    ...withHold(0)(terms),
    id: "second",
  });
  pairs = [await twoNodes(withHold(0)), await twoNodes(second)];
  const [one, two] = pairs;
  relations = [relationOf(one, one.in), relationOf(two, two.in)];
  [desk, exchange] = [deskOver(relations), exchangeOver(relations)];
  officer = await one.in.officer("lo");
  came = [await arrival(one), await arrival(two), await arrival(one)];
});
afterAll(async () => {
  for (const pair of pairs) await pair.close();
});

async function arrival(pair: TwoNodes): Promise<string> {
  const question = await forge(pair.ca, pair.in);
  expect(await verdictOn(pair.in, question.sealed)).toBe("stored");
  return question.id;
}

async function walk(
  view: Parameters<DeskRoom["list"]>[1]["view"],
  limit: number,
): Promise<readonly string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<DeskRoom["list"]>> = await desk.list(officer, { view, cursor, limit });
    const { items, next } = must(page);
    expect(items.length).toBeLessThanOrEqual(limit);
    seen.push(...items.map(({ id }) => id));
    cursor = next;
  } while (cursor !== null);
  return seen;
}

describe("a desk over two agreements", () => {
  it.each([1, 2, 3, 50])("lists the arrivals of both, each once, %i a page", async (limit) => {
    const seen = await walk("unassigned", limit);
    expect(seen.toSorted()).toEqual([...came].toSorted());
    expect(seen).toEqual(await walk("unassigned", 50));
  });

  it("puts down as read only what was shown", async () => {
    const second = await pairs[0].in.officer("second");
    const page = must(await desk.list(second, { view: "unassigned", cursor: null, limit: 1 }));
    const reads = await Promise.all(
      pairs.map(async (pair) => {
        const sql = "select item from read_mark where officer = ? and act = 'list' limit 9";
        return (await pair.in.store.all(sql, [second.id])).map(({ item }) => String(item));
      }),
    );
    expect(reads.flat()).toEqual(page.items.map(({ id }) => id));
  });

  it("counts the rows of both, and knows the newest arrival of any", async () => {
    const counts = must(await desk.counts(officer));
    expect(counts.unassigned).toEqual({ rows: 3, more: false });
    const newest = await Promise.all(
      relations.map(async (relation) => must(await relation.desk.counts(officer)).newest_arrival ?? ""),
    );
    expect(counts.newest_arrival).toBe(newest.toSorted().at(-1));
  });

  it("tells the changes of both once, and of neither again", async () => {
    for (const pair of pairs) pair.dials.now += 1_000;
    const start = await desk.since(officer, null);
    await desk.mark(officer, came[1], { done: true });
    must(await exchange.assign(officer, came[0], officer.id));
    must(await exchange.assign(officer, came[1], officer.id));
    for (const pair of pairs) pair.dials.now += 1_000;
    const told = await desk.since(officer, start.cursor);
    expect(told.events.map(({ id }) => id).toSorted()).toEqual([came[0], came[1]].toSorted());
    expect((await desk.since(officer, told.cursor)).events).toEqual([]);
  });

  it("starts from now where it is given a place of another number of agreements", async () => {
    const told = await desk.since(officer, "0.");
    expect(told.events).toEqual([]);
    expect(told.cursor.split("~")).toHaveLength(2);
  });

  it("keeps an officer's mark beside the dispatch, in the store of its agreement", async () => {
    must(await desk.accept(officer, came[1]));
    const marked = await Promise.all(
      pairs.map(({ in: node }) =>
        node.store.all("select dispatch from desk_mark where accepted_at is not null limit 9"),
      ),
    );
    expect(marked.map((rows) => rows.map(({ dispatch }) => dispatch))).toEqual([[], [came[1]]]);
  });

  it("says what each agreement has, and every desk once", async () => {
    const directory = must(await desk.directory(officer));
    expect(directory.agreements.map(({ agreement }) => agreement)).toEqual([
      pairs[0].in.treaty.document.id,
      "second",
    ]);
    const desks = directory.desks.map((one) => one.desk);
    expect(new Set(desks).size).toBe(desks.length);
  });
});

describe("commands over two agreements", () => {
  it("reach a dispatch where it is kept", async () => {
    for (const id of came) expect(must(await exchange.show(officer, id)).id).toBe(id);
  });

  it("answer the same for what neither keeps and for what is another desk's", async () => {
    const stranger = { ...officer, id: "in-stranger", desks: ["in-cert-watch"] };
    const absent = await exchange.show(stranger, ABSENT);
    expect(refusalOf(absent)).toBe("not_found");
    for (const id of came) expect(await exchange.show(stranger, id)).toEqual(absent);
  });

  it("put a draft under the agreement whose directory has the desk; the first refuses one that none has", async () => {
    const request = Object(exampleRequest("IN"));
    const { id } = must(await exchange.draft(officer, "request", null, request));
    expect(await relations[0].holds(id)).toBe(true);
    const nowhere = await exchange.draft(officer, "request", null, { ...request, to: "xb-police" });
    expect(refusalOf(nowhere)).toBe("unknown_desk");
    expect(refusalOf(await exchange.draft(officer, "request", null, {}))).toBe("malformed");
    expect(refusalOf(await exchange.draft(officer, "no-such-kind", null, {}))).toBe("unknown_kind");
  });

  it("put an answer under the agreement of its question", async () => {
    const example = must(await exchange.example(officer, "answer", came[1]));
    const { id } = must(await exchange.draft(officer, "answer", came[1], example.draft));
    expect(await relations[1].holds(id)).toBe(true);
    expect(await relations[0].holds(id)).toBe(false);
  });

  it.each([1, 2, 50])("list the inbox of both by time, %i a page", async (limit) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<DispatchCommands["inbox"]>> = await exchange.inbox(officer, {
        cursor,
        limit,
      });
      const { items, next } = must(page);
      seen.push(...items.map(({ id }) => id));
      cursor = next;
    } while (cursor !== null);
    expect(seen).toEqual([...came].toSorted().toReversed());
  });

  it("find a proof in the agreement of its dispatch, and none for what is absent", async () => {
    const proofs = proofsOver(relations);
    expect(must(await proofs.proof(officer, came[1])).id).toBe(came[1]);
    expect(must(await proofs.checkProof(officer, came[1]))).toMatchObject({ id: came[1], fault: null });
    expect(refusalOf(await proofs.checkProof(officer, ABSENT))).toBe("not_found");
  });
});

describe("which agreement a request is about", () => {
  const choose = (agreement: string | null, partner: string | null, among: Relations = relations) => {
    const found = chosen(among, { agreement, partner });
    return found.ok ? found.value.treaty.document.id : found.refusal.faults?.[0]?.code;
  };

  it("is said by its id", () => {
    expect(choose("second", null)).toBe("second");
    expect(choose("second", "IN")).toBe("unknown_agreement");
    expect(choose("second", "CA")).toBe("second");
  });

  it("needs not be said where there is one", () => {
    expect(choose(null, null, [relations[1]])).toBe("second");
  });

  it.each([
    ["nothing is said and there are two", null, null, "agreement_needed"],
    ["two have this partner", null, "CA", "agreement_needed"],
    ["none has this id", "third", null, "unknown_agreement"],
    ["none has this partner", null, "XB", "unknown_agreement"],
    ["the name is in another spelling", "Second", null, "unknown_agreement"],
  ])("is refused where %s", (_why, agreement, partner, code) => {
    expect(choose(agreement, partner)).toBe(code);
  });
});
