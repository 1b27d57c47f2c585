import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NodeConfig } from "../../src/config.ts";
import { healthOf } from "../../src/health.ts";
import { systemRandom } from "../../src/ports.ts";
import { openSqliteStore, type Sqlite, StoreFault } from "../../src/store/door.ts";
import { editUnsealed } from "../exchange/store-file.ts";
import {
  approved,
  exampleRequest,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "../exchange/two-nodes.ts";

const CONFIG: NodeConfig = {
  version: 1,
  party: "CA",
  node: "ca-1",
  realm: "live",
  host: "localhost",
  user_port: 0,
  peer_port: 0,
  partner_url: null,
};

let pair: TwoNodes;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
});
afterEach(() => pair.close());

function health({ store, people, holdings, treaty, keys, exchange }: TestNode, over = store) {
  const silent = () => Promise.reject(new Error("health asks nobody"));
  const line = { post: silent, get: silent, cell: silent };
  const clock = { now: () => pair.dials.now };
  const packs = () => pair.dials.packs;
  const parts = { store: over, people, holdings, treaty, keys, packs, clock, random: systemRandom, line };
  return healthOf([{ config: CONFIG, parts, opened: exchange }]);
}

const codes = async (node: TestNode) => (await health(node)).alarms.map(({ code }) => code);

describe("what a node says of itself", () => {
  it("is ready, and counts what waits", async () => {
    pair.dials.line = false;
    await approved(pair.ca, "request", null, exampleRequest("CA"));
    await pair.ca.exchange.work.release();
    const said = await health(pair.ca);
    expect(said).toMatchObject({ status: "ready", alarms: [], partners: [{ party: "IN", queued: 1 }] });
  });

  it("is broken, with what to do, once its store has stopped writing", async () => {
    let full = false;
    const engine = (db: Sqlite): Sqlite => ({
      ...db,
      run(sql, params) {
        if (full && sql === "commit") throw new StoreFault("store_broken", "database or disk is full");
        return db.run(sql, params);
      },
    });
    const store = await openSqliteStore({ folder: null, nodeKey: new Uint8Array(32).fill(3), engine });
    full = true;
    await expect(store.commit({ steps: [] })).rejects.toMatchObject({ code: "store_broken" });
    const said = await health(pair.ca, store);
    expect(said.status).toBe("broken");
    expect(said.alarms).toMatchObject([
      { code: "store_broken", detail: expect.stringMatching(/mend the disk/) },
    ]);
    await store.close();
  });

  it.each([
    ["the queue", "update outbox set attempts = 77"],
    ["the alarms", "update alarm set code = 'unwitnessed'"],
    ["the node's own marks", "update node_mark set value = 1"],
  ])("is broken where rows of %s were changed outside the node, and still says so", async (_, sql) => {
    pair.dials.line = false;
    await approved(pair.ca, "request", null, exampleRequest("CA"));
    await pair.ca.exchange.work.release();
    pair.dials.now += 20 * 60_000;
    for (let look = 0; look < 250; look += 1) {
      pair.dials.now += 5_000;
      await pair.ca.exchange.work.watch();
    }
    expect(await codes(pair.ca)).toEqual(["unwitnessed"]);
    expect(editUnsealed(pair.ca, sql.replace("'unwitnessed'", "'x'"))).toBeGreaterThan(0);
    // As the node's own look over its rows does, a part a second.
    for (let turn = 0; turn < 60; turn += 1) await pair.ca.store.look(200);
    const said = await health(pair.ca);
    expect(said.status).toBe("broken");
    expect(said.alarms.map(({ code }) => code)).toContain("row_damaged");
  });
});
