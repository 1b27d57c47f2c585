import { ENTRY_KIND, entry, saltedDigest } from "@entente/ledger";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recordRead } from "../../src/exchange/read-mark.ts";
import { dispatchById } from "../../src/exchange/store.ts";
import { forge, verdictOn } from "./forge.ts";
import { count, edit, leaves, rowOf } from "./store-file.ts";
import { exampleRequest, must, type TestNode, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
});
afterAll(() => pair.close());

async function proposed(): Promise<string> {
  const lo = await ca.officer("lo");
  const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
  must(await ca.exchange.commands.submit(lo, id));
  return id;
}

async function arrived(): Promise<string> {
  const { id, sealed } = await forge(pair.in, ca);
  expect(await verdictOn(ca, sealed)).toBe("stored");
  return id;
}

describe("whoever is shown a dispatch leaves a mark", () => {
  it.each([
    ["an arrival, by show", arrived, "show"],
    ["a proposal, by show", proposed, "show"],
    ["a proposal, by release: what they will see", proposed, "release"],
  ] as const)("%s: one row and one leaf of the domestic log each time", async (_what, make, act) => {
    const id = await make();
    const officer = await ca.officer("second");
    for (let time = 1; time <= 3; time++) {
      const before = await leaves(ca, "domestic", "read");
      expect((await ca.exchange.commands[act](officer, id)).ok).toBe(true);
      expect(await leaves(ca, "domestic", "read")).toBe(before + 1);
      const marks = await ca.store.all(
        "select officer, act, at, leaf from read_mark where item = ? limit 9",
        [id],
      );
      expect(marks).toHaveLength(time);
      for (const mark of marks) expect(mark).toMatchObject({ officer: "ca-second", act, at: pair.dials.now });
    }
  });

  it("the leaf is salted: who holds the log alone cannot try out who read what", async () => {
    const id = await arrived();
    must(await ca.exchange.commands.show(await ca.officer("lo"), id));
    const mark = await rowOf(
      ca,
      "select id, officer, item, act, at, leaf from read_mark where item = ? limit 1",
      id,
    );
    const { leaf, ...said } = mark;
    const [logged] = await ca.store.logs.entries("domestic", Number(leaf), 1);
    const guess = new TextEncoder().encode(JSON.stringify(said));
    const unsalted = entry(ENTRY_KIND.read, saltedDigest(ENTRY_KIND.read, new Uint8Array(32), guess));
    expect(logged).not.toEqual(unsalted);
  });

  it("a list of dispatches shows no content and leaves none; an officer's own draft does", async () => {
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    const before = await count(ca, "read_mark");
    must(await ca.exchange.commands.inbox(lo, { cursor: null, limit: 50 }));
    expect(await count(ca, "read_mark")).toBe(before);
    must(await ca.exchange.commands.show(lo, id));
    expect(await count(ca, "read_mark")).toBe(before + 1);
  });

  it("what is refused leaves none: nothing was read", async () => {
    const before = await count(ca, "read_mark");
    await ca.exchange.commands.show(await ca.officer("stranger"), await arrived());
    await ca.exchange.commands.show(await ca.officer("lo"), "0190aaaa-0000-7000-8000-000000000001");
    expect(await count(ca, "read_mark")).toBe(before);
  });

  it("an example answer, which is made from the question and a record, leaves one", async () => {
    const id = await arrived();
    must(await ca.exchange.commands.example(await ca.officer("lo"), "answer", id));
    expect(await count(ca, "read_mark", "item = ?", id)).toBe(1);
  });
});

describe("a read that cannot be recorded is not answered", () => {
  let arrival: string;
  let proposal: string;
  beforeEach(async () => {
    [arrival, proposal] = [await arrived(), await proposed()];
  });
  afterEach(() => {
    edit(ca, "drop trigger if exists no_marks");
    edit(ca, "drop trigger if exists lost_marks");
  });

  it.each([
    [
      "show",
      "the table takes no rows",
      "create trigger no_marks before insert on read_mark begin select raise(abort, 'no'); end",
    ],
    [
      "release",
      "the table takes no rows",
      "create trigger no_marks before insert on read_mark begin select raise(abort, 'no'); end",
    ],
    [
      "show",
      "the table loses its rows in silence",
      "create trigger lost_marks before insert on read_mark begin select raise(ignore); end",
    ],
    [
      "release",
      "the table loses its rows in silence",
      "create trigger lost_marks before insert on read_mark begin select raise(ignore); end",
    ],
  ] as const)("%s, where %s", async (act, _what, trigger) => {
    edit(ca, trigger);
    const domestic = await ca.store.logs.head("domestic");
    const officer = await ca.officer("second");
    const ids = act === "show" ? [arrival, proposal] : [proposal];
    for (const id of ids) await expect(ca.exchange.commands[act](officer, id)).rejects.toThrow();
    expect(await ca.store.logs.head("domestic")).toEqual(domestic);
    expect(await count(ca, "read_mark", "item in (?, ?)", arrival, proposal)).toBe(0);
  });

  it("and its sender is not told that it was opened", async () => {
    edit(ca, "create trigger no_marks before insert on read_mark begin select raise(abort, 'no'); end");
    await expect(ca.exchange.commands.show(await ca.officer("lo"), arrival)).rejects.toThrow();
    expect((await dispatchById(ca.store, arrival))?.openedAt).toBeNull();
    expect(await count(ca, "event_out", "dispatch = ?", arrival)).toBe(0);
  });

  it("where the commit comes back undone", async () => {
    const parts = {
      store: { ...ca.store, commit: () => Promise.resolve({ committed: false, step: 0 } as const) },
      clock: { now: () => pair.dials.now },
      random: (size: number) => new Uint8Array(size),
    };
    const read = recordRead(
      {
        ...ca,
        ...parts,
        packs: () => pair.dials.packs,
        line: {
          post: () => Promise.reject(new Error("no line")),
          get: () => Promise.reject(new Error("no line")),
          cell: () => Promise.reject(new Error("no line")),
        },
      },
      await ca.officer("lo"),
      arrival,
      "show",
    );
    await expect(read).rejects.toThrow("could not be recorded");
  });

  it("where the store is closed", async () => {
    const own = await twoNodes();
    const { id, sealed } = await forge(own.in, own.ca);
    expect(await verdictOn(own.ca, sealed)).toBe("stored");
    const lo = await own.ca.officer("lo");
    await own.ca.store.close();
    await expect(own.ca.exchange.commands.show(lo, id)).rejects.toThrow();
    await own.close();
  });
});
