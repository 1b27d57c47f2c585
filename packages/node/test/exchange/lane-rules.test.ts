import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LIFE_THREAT } from "../../src/exchange/lanes.ts";
import { edit, rowOf, standing } from "./store-file.ts";
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
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
});
afterEach(() => pair.close());

/** So many dispatches that wait, each put into the lane that is named. */
async function waiting(...lanes: readonly string[]): Promise<readonly string[]> {
  pair.dials.line = false;
  const ids: string[] = [];
  for (const lane of lanes) {
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    await ca.exchange.work.release();
    edit(ca, "update outbox set lane = ?, next_at = ? where dispatch = ?", lane, pair.dials.now, id);
    ids.push(id);
  }
  pair.dials.line = true;
  return ids;
}

/** How many sealed dispatches each POST carried: the example's bucket of 16 KiB is 17,672 bytes sealed. */
function posts(): number[] {
  const sizes: number[] = [];
  pair.dials.tap = (_from, path, body) => {
    if (path === DISPATCHES) sizes.push(Math.round((body.length - 8) / 17_672));
    return body;
  };
  return sizes;
}

describe("the life-threat lane", () => {
  it("is posted alone, at once, although the breaker is open", async () => {
    const [routine = "", urgent = ""] = await waiting("drugs", LIFE_THREAT);
    pair.dials.line = false;
    for (let nth = 0; nth < 12; nth += 1) {
      pair.dials.now += 2_000;
      await ca.exchange.work.release();
    }
    expect(ca.exchange.work.breaker().state).toBe("open");
    pair.dials.line = true;
    const sizes = posts();
    edit(ca, "update outbox set next_at = ? where dispatch = ?", pair.dials.now, urgent);
    await ca.exchange.work.lifeThreat();
    expect(sizes).toEqual([1]);
    expect(await standing(ca, urgent)).toBe("stored");
    expect(await standing(ca, routine)).toBe("queued");
  });

  it("is tried again within two seconds for as long as the partner is away", async () => {
    const [urgent = ""] = await waiting(LIFE_THREAT);
    pair.dials.line = false;
    for (let nth = 0; nth < 20; nth += 1) {
      await ca.exchange.work.lifeThreat();
      const { next_at } = await rowOf(ca, "select next_at from outbox where dispatch = ?", urgent);
      expect(Number(next_at) - pair.dials.now).toBeLessThanOrEqual(2_000);
      pair.dials.now = Number(next_at);
    }
  });

  it("is tried again within two seconds although it failed in one post with what waits for the breaker", async () => {
    const [routine = "", urgent = ""] = await waiting("drugs", LIFE_THREAT);
    pair.dials.line = false;
    const waits = async (id: string) =>
      Number((await rowOf(ca, "select next_at from outbox where dispatch = ?", id)).next_at) - pair.dials.now;
    let longest = 0;
    for (let nth = 0; nth < 12; nth += 1) {
      pair.dials.now += 31_000;
      await ca.exchange.work.release();
      expect(await waits(urgent)).toBeLessThanOrEqual(2_000);
      longest = Math.max(longest, await waits(routine));
    }
    expect(longest).toBeGreaterThan(2_000);
  });

  it("stands first in the next post, with whatever else is due: nothing sets it apart", async () => {
    const [first = "", second = "", urgent = ""] = await waiting("drugs", "organised_crime", LIFE_THREAT);
    const order: string[] = [];
    const sizes = posts();
    pair.dials.now += 61_000;
    pair.dials.back = async (_to, path, answer) => {
      if (path === DISPATCHES)
        for (const row of await pair.in.store.all("select dispatch from arrival order by leaf limit 10"))
          order.push(String(row.dispatch));
      return answer;
    };
    await ca.exchange.work.lifeThreat();
    expect(sizes).toEqual([3]);
    expect(new Set(order)).toEqual(new Set([first, second, urgent]));
    for (const id of [first, second, urgent]) expect(await standing(ca, id)).toBe("stored");
  });

  it("let out while a post is under way goes in the next one, and no two are on the line at once", async () => {
    const [routine = "", urgent = ""] = await waiting("drugs", LIFE_THREAT);
    pair.dials.now += 61_000;
    edit(ca, "update outbox set next_at = ? where dispatch = ?", pair.dials.now + 500, urgent);
    let [onLine, most, count] = [0, 0, 0];
    const posting = new Map<number, () => void>();
    const { tap } = pair.dials;
    pair.dials.tap = (from, path, body) => {
      if (path === DISPATCHES) most = Math.max(most, ++onLine);
      return tap(from, path, body);
    };
    pair.dials.back = async (_to, path, answer) => {
      if (path !== DISPATCHES) return answer;
      if (++count === 1) await new Promise<void>((done) => posting.set(1, done));
      onLine -= 1;
      return answer;
    };
    const batch = ca.exchange.work.release();
    while (!posting.has(1)) await new Promise((resolve) => setImmediate(resolve));
    pair.dials.now += 1_499;
    await ca.exchange.work.lifeThreat();
    expect(await standing(ca, urgent)).toBe("queued");
    posting.get(1)?.();
    await batch;
    expect([await standing(ca, routine), await standing(ca, urgent)]).toEqual(["stored", "stored"]);
    expect([most, count]).toEqual([1, 2]);
  });

  it("does not wait longer than a second and a half for a batch that the partner holds on to", async () => {
    const [routine = "", urgent = ""] = await waiting("drugs", LIFE_THREAT);
    pair.dials.now += 61_000;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let first = true;
    pair.dials.back = async (_to, path, answer) => {
      if (path === DISPATCHES && first) {
        first = false;
        await held;
      }
      return answer;
    };
    edit(ca, "update outbox set next_at = ? where dispatch = ?", pair.dials.now + 1_000, urgent);
    const batch = ca.exchange.work.release();
    while (first) await new Promise((resolve) => setImmediate(resolve));
    pair.dials.now += 1_500;
    await ca.exchange.work.lifeThreat();
    expect(await standing(ca, urgent)).toBe("stored");
    expect(await standing(ca, routine)).toBe("queued");
    letGo();
    await batch;
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    expect(await standing(ca, routine)).toBe("stored");
  });
});

describe("the other lanes", () => {
  it("take turns: an item of a quiet area leaves with the first POST, whatever a flood holds", async () => {
    const ids = await waiting(...Array.from({ length: 70 }, () => "drugs"), "organised_crime");
    pair.dials.now += 61_000;
    edit(ca, "update outbox set next_at = ? where lane = 'drugs'", pair.dials.now - 60_000);
    const quiet = ids.at(-1) ?? "";
    let firstTaken: string | null = null;
    pair.dials.back = async (_to, path, answer) => {
      if (path === DISPATCHES && firstTaken === null)
        firstTaken = await standing(pair.in, quiet).catch(() => "absent");
      return answer;
    };
    await ca.exchange.work.release();
    expect(firstTaken).toBe("filed");
    for (const id of ids) expect(await standing(ca, id)).toBe("stored");
  });

  it("try the line with one item after an outage, then all", async () => {
    await waiting("drugs", "drugs", "organised_crime", "drugs");
    pair.dials.line = false;
    for (let nth = 0; nth < 8; nth += 1) {
      pair.dials.now += 31_000;
      await ca.exchange.work.release();
    }
    pair.dials.line = true;
    const sizes = posts();
    pair.dials.now += 31_000;
    await ca.exchange.work.release();
    expect(sizes).toEqual([1, 3]);
  });
});

describe("what an officer sees of the queue", () => {
  it("is lanes, ages and reasons of everybody, and of his own desks the dispatches; never content", async () => {
    const ids = await waiting("drugs", LIFE_THREAT);
    pair.dials.line = false;
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    pair.dials.now += 5_000;
    const view = must(await ca.exchange.commands.queue(await ca.officer("lo")));
    expect(view.lanes.map(({ lane, queued }) => [lane, queued])).toEqual([
      ["drugs", 1],
      [LIFE_THREAT, 1],
    ]);
    expect(view.lanes[0]).toMatchObject({ oldest_seconds: 66, reason: "the partner cannot be reached" });
    expect(view.items.map((item) => item.id).toSorted()).toEqual(ids.toSorted());
    expect(JSON.stringify(view)).not.toContain("Invented");
    const other = must(await ca.exchange.commands.queue(await ca.officer("stranger")));
    expect(other.items).toEqual([]);
    expect(other.lanes).toEqual(view.lanes);
  });
});

describe("a hold set under a clock that was put back since", () => {
  it("is held anew and then leaves: no dispatch waits ten years", async () => {
    const held = await twoNodes(withHold(60));
    held.dials.now += 315_000_000_000;
    const id = await approved(held.ca, "request", null, exampleRequest("CA"));
    held.dials.now -= 315_000_000_000;
    await held.ca.exchange.work.release();
    expect(await rowOf(held.ca, "select state, release_at from dispatch where id = ?", id)).toEqual({
      state: "approved",
      release_at: held.dials.now + 60_000,
    });
    held.dials.now += 60_000;
    await held.ca.exchange.work.release();
    expect(await standing(held.ca, id)).toBe("stored");
    await held.close();
  });
});
