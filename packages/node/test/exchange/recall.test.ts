import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { count, leaves, standing } from "./store-file.ts";
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
} from "./two-nodes.ts";

const REASON = "Invented: the lead is stale";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
});
afterAll(() => pair.close());

async function recall(id: string, role: Role = "lo") {
  return ca.exchange.commands.recall(await ca.officer(role), id, REASON);
}

async function drafted(): Promise<string> {
  return must(await ca.exchange.commands.draft(await ca.officer("lo"), "request", null, exampleRequest("CA")))
    .id;
}

async function proposed(): Promise<string> {
  const id = await drafted();
  must(await ca.exchange.commands.submit(await ca.officer("lo"), id));
  return id;
}

const held = () => approved(ca, "request", null, exampleRequest("CA"));

describe("what has not left is taken back", () => {
  it.each([
    ["a proposal, by its author", proposed, "lo"],
    ["a proposal, by an authority of its desk", proposed, "authority"],
    ["an approved dispatch in its hold, by its author", held, "lo"],
    ["an approved dispatch in its hold, by an authority", held, "authority"],
  ] as const)("%s: it never leaves, and the reason stands on it", async (_what, make, role) => {
    const id = await make();
    expect(must(await recall(id, role)).state).toBe("recalled");
    pair.dials.now += 31_000;
    await pair.settle();
    expect(await standing(ca, id)).toBe(`recalled: ${REASON}`);
    expect(await count(ca, "outbox")).toBe(0);
    expect(await count(pair.in, "dispatch", "id = ?", id)).toBe(0);
  });

  it("leaves its act on the domestic log, and no release on the exchange log", async () => {
    const [acts, releases] = [await leaves(ca, "domestic", "act"), await leaves(ca, "exchange", "release")];
    must(await recall(await held()));
    pair.dials.now += 31_000;
    await pair.settle();
    expect(await leaves(ca, "domestic", "act")).toBe(acts + 1);
    expect(await leaves(ca, "exchange", "release")).toBe(releases);
  });

  it("at the very end of the hold either it leaves or it is recalled, never both", async () => {
    for (let turn = 0; turn < 8; turn++) {
      const id = await held();
      pair.dials.now += 30_000;
      const [, said] = await Promise.all([ca.exchange.work.release(), recall(id)]);
      await pair.settle();
      const there = await count(pair.in, "dispatch", "id = ?", id);
      expect([said.ok, there]).toEqual(said.ok ? [true, 0] : [false, 1]);
    }
  });
});

describe("it is not taken back", () => {
  it("by another officer of the desk, who neither wrote nor releases", async () => {
    const id = await held();
    expect(refusalOf(await recall(id, "analyst"))).toBe("not_permitted");
    expect(await standing(ca, id)).toBe("approved");
  });

  it("by another desk, for whom it is not there", async () => {
    expect(refusalOf(await recall(await proposed(), "stranger"))).toBe("not_found");
  });

  it("as a draft, which nobody proposed", async () => {
    expect(refusalOf(await recall(await drafted()))).toBe("state_conflict");
  });

  it("twice", async () => {
    const id = await proposed();
    must(await recall(id));
    expect(refusalOf(await recall(id))).toBe("state_conflict");
  });

  it("once it has left", async () => {
    const id = await held();
    pair.dials.now += 31_000;
    await pair.settle();
    expect(refusalOf(await recall(id))).toBe("state_conflict");
    expect(await standing(ca, id)).toBe("stored");
  });
});
