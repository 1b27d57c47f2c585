import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alarmsStanding } from "../../src/exchange/door.ts";
import { edit, editUnsealed, leaves } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
});
afterEach(() => pair.close());

const codes = async () => (await alarmsStanding(ca.store)).map(({ code }) => code);
const damage = () =>
  editUnsealed(ca, "update officer set duties = '[\"operator\"]' where duties = '[\"auditor\"]'");

/** The look comes round to every table in so many seconds of an almost empty store. */
async function look(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await ca.exchange.work.watch();
}

describe("a row that was changed outside the node", () => {
  it("is found although nobody asks for it: one alarm, on the domestic log too, in words without content", async () => {
    expect(damage()).toBeGreaterThan(0);
    await look();
    expect(await alarmsStanding(ca.store)).toMatchObject([
      { code: "row_damaged", detail: expect.stringMatching(/\(officer\).*restore a backup$/) },
    ]);
    expect(await leaves(ca, "domestic", "act")).toBe(1);
  });

  it("stops what would leave, and says so; life-threat, recall and correction go on", async () => {
    damage();
    await look();
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    await ca.exchange.work.release();
    const officer = await ca.officer("lo");
    expect(must(await ca.exchange.commands.show(officer, id))).toMatchObject({
      state: "approved",
      trail: { waiting: "row_damaged" },
    });
    edit(ca, "update dispatch set urgency = 'life_threat' where id = ?", id);
    expect(must(await ca.exchange.commands.show(officer, id)).trail.waiting).toBeNull();
  });

  it("goes on to stop it after a restart, before anybody has looked again", async () => {
    damage();
    await look();
    await ca.store.close();
    await pair.reopen("CA");
    const again = pair.ca;
    expect(again.store.damaged()).toEqual([]);
    const id = await approved(again, "request", null, exampleRequest("CA"));
    await again.exchange.work.release();
    expect(must(await again.exchange.commands.show(await again.officer("lo"), id)).trail.waiting).toBe(
      "row_damaged",
    );
  });

  it("does not exist in a node nobody touched", async () => {
    await approved(ca, "request", null, exampleRequest("CA"));
    await ca.exchange.work.release();
    await look();
    expect(await codes()).toEqual([]);
    expect(ca.store.damaged()).toEqual([]);
  });
});
