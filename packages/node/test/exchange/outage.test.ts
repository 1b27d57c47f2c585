import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { queueOf } from "../../src/exchange/door.ts";
import { count, leaves, rowOf, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

const DISPATCHES = "/peer/v1/dispatches";
let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(1));
  ca = pair.ca;
  india = pair.in;
});
afterEach(() => {
  pair.dials.line = true;
  pair.dials.tap = (_from, _path, body) => body;
  pair.dials.back = (_to, _path, answer) => answer;
});
afterAll(() => pair.close());

async function released(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  pair.dials.now += 1_000;
  await ca.exchange.work.release();
  return id;
}

async function outboxOf(id: string) {
  return rowOf(ca, "select attempts, next_at, sequence, stream from outbox where dispatch = ? limit 1", id);
}

describe("while the partner is away", () => {
  it("a dispatch waits, and queue, line and officer say why", async () => {
    pair.dials.line = false;
    const id = await released();
    expect(await standing(ca, id)).toBe("queued");
    expect(await queueOf(ca.store, "IN")).toMatchObject({
      queued: 1,
      reason: "the partner cannot be reached",
    });
    expect(ca.exchange.work.line()).toEqual({ reachable: false, reason: "the partner cannot be reached" });
    const view = must(await ca.exchange.commands.show(await ca.officer("lo"), id));
    expect(view.trail).toMatchObject({ waiting: "the partner cannot be reached", stored_at: null });
    pair.dials.line = true;
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    expect(await standing(ca, id)).toBe("stored");
    expect(await queueOf(ca.store, "IN")).toEqual({ queued: 0, oldest: null, reason: null });
    expect(ca.exchange.work.line()).toEqual({ reachable: true, reason: null });
    expect(must(await ca.exchange.commands.show(await ca.officer("lo"), id)).trail.waiting).toBeNull();
  });

  it("it is tried again ever later, never later than a minute, and never before its time", async () => {
    pair.dials.line = false;
    const id = await released();
    const posts: number[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path === DISPATCHES) posts.push(pair.dials.now);
      return body;
    };
    for (let attempt = 1; attempt <= 14; attempt++) {
      const { attempts, next_at } = await outboxOf(id);
      expect(attempts).toBe(attempt);
      const wait = Number(next_at) - pair.dials.now;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(Math.min(60_000, 500 * 2 ** (attempt - 1)));
      pair.dials.now = Number(next_at) - 1;
      const before = posts.length;
      await ca.exchange.work.release();
      expect(posts.length).toBe(before);
      pair.dials.now += 1;
      await ca.exchange.work.release();
      expect(posts.length).toBe(before + 1);
    }
    pair.dials.line = true;
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    expect(await standing(ca, id)).toBe("stored");
    expect(await count(india, "dispatch", "id = ?", id)).toBe(1);
  });

  it("many that waited arrive once each, every number once", async () => {
    pair.dials.line = false;
    const ids: string[] = [];
    for (let nth = 0; nth < 6; nth++) ids.push(await released());
    pair.dials.line = true;
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    for (const id of ids) expect(await standing(ca, id)).toBe("stored");
    const rows = await india.store.all("select dispatch, sequence from arrival limit 100");
    const numbers = rows.filter((row) => ids.includes(String(row.dispatch))).map((row) => row.sequence);
    expect(numbers).toHaveLength(6);
    expect(new Set(numbers).size).toBe(6);
  });

  it("several approved at once leave under numbers of their own", async () => {
    const ids = [];
    for (let nth = 0; nth < 5; nth++) ids.push(await approved(ca, "request", null, exampleRequest("CA")));
    pair.dials.now += 1_000;
    await pair.settle();
    const rows = await ca.store.all("select sequence from dispatch where sequence is not null limit 100");
    const numbers = rows.map((row) => Number(row.sequence)).toSorted((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    for (const id of ids) expect(await standing(ca, id)).toBe("stored");
  });
});

describe("when the line breaks after the partner has stored it and before his receipt is back", () => {
  it("it is sent again, has one effect there, and the receipt is the one of the first time", async () => {
    const receipts = await leaves(ca, "exchange", "receipt");
    const sent: string[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path === DISPATCHES) sent.push(Buffer.from(body.subarray(8)).toString("base64"));
      return body;
    };
    pair.dials.back = (_to, path, answer) => (path === DISPATCHES ? null : answer);
    const id = await released();
    expect(await standing(ca, id)).toBe("queued");
    expect(await standing(india, id)).toBe("filed");
    const stored = await rowOf(india, "select leaf, sealed_salt from arrival where dispatch = ? limit 1", id);
    pair.dials.back = (_to, _path, answer) => answer;
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBe(sent[0]);
    expect(await standing(ca, id)).toBe("stored");
    expect(
      await rowOf(india, "select leaf, sealed_salt from arrival where dispatch = ? limit 1", id),
    ).toEqual(stored);
    expect(await count(india, "dispatch", "id = ?", id)).toBe(1);
    expect(await leaves(ca, "exchange", "receipt")).toBe(receipts + 1);
  });

  it("and what happened there meanwhile stands: opened stays opened, answered stays answered", async () => {
    pair.dials.back = (_to, path, answer) => (path === DISPATCHES ? null : answer);
    const id = await released();
    must(await india.exchange.commands.show(await india.officer("analyst"), id));
    await india.exchange.work.witness();
    expect(await standing(ca, id)).toBe("opened");
    pair.dials.back = (_to, _path, answer) => answer;
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    expect(await standing(ca, id)).toBe("opened");
    const row = await rowOf(ca, "select stored_at, opened_at from dispatch where id = ? limit 1", id);
    expect(Number(row.opened_at)).toBeLessThan(Number(row.stored_at));
    expect(await count(ca, "outbox")).toBe(0);
  });
});

describe("more than one run's worth", () => {
  it("leaves in one go, each under a number of its own", async () => {
    const before = await leaves(ca, "exchange", "release");
    const ids: string[] = [];
    for (let nth = 0; nth < 70; nth++) ids.push(await approved(ca, "request", null, exampleRequest("CA")));
    pair.dials.now += 1_000;
    await ca.exchange.work.release();
    expect(await count(ca, "dispatch", "state = 'approved'")).toBe(0);
    expect(await leaves(ca, "exchange", "release")).toBe(before + 70);
    for (const id of ids) expect(await standing(ca, id)).toBe("stored");
  });
});

describe("the same work started twice at once", () => {
  it("lets nothing out twice", async () => {
    const posts: string[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path === DISPATCHES) posts.push(Buffer.from(body.subarray(8)).toString("base64"));
      return body;
    };
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    pair.dials.now += 1_000;
    await Promise.all([ca.exchange.work.release(), ca.exchange.work.release(), ca.exchange.work.release()]);
    expect(posts).toHaveLength(1);
    expect(await leaves(ca, "exchange", "release")).toBe(
      await count(ca, "dispatch", "direction = 'ours' and sequence is not null"),
    );
    expect(await standing(ca, id)).toBe("stored");
  });
});
