import { canonicalJson, hexOf, parseStrict } from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { laneOf } from "../../src/exchange/lanes.ts";
import { forge, postTo } from "./forge.ts";
import { count, edit, footprint, leaves, rowOf, standing } from "./store-file.ts";
import { approved, exampleRequest, type TestNode, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

const DISPATCHES = "/peer/v1/dispatches";
const GAPS = "/peer/v1/gaps";
let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
  india = pair.in;
});
afterEach(() => pair.close());

async function sent(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  await ca.exchange.work.release();
  return id;
}

/** India forgets what arrived under an id, as a node does that was put back from an older copy. */
function forget(id: string): void {
  for (const table of ["arrival", "dispatch"])
    edit(india, `delete from ${table} where ${table === "arrival" ? "dispatch" : "id"} = ?`, id);
  edit(india, "delete from item_key where item = ?", id);
}

/** Lets India notice and ask until nothing is missing, at most so many rounds. */
async function heal(rounds = 8): Promise<number> {
  for (let round = 1; round <= rounds; round += 1) {
    await india.exchange.work.gaps();
    await ca.exchange.work.release();
    pair.dials.now += 31_000;
    const [at] = await india.store.all("select next_ask from stream_in limit 1");
    if (at?.next_ask === 0) return round;
  }
  return rounds;
}

describe("a number that is missing in the partner's stream", () => {
  it("is asked for and comes again under its own place; what came later was filed at once", async () => {
    const ids = [await sent(), await sent(), await sent()];
    const [, lost = "", last = ""] = ids;
    const before = await leaves(ca, "exchange", "receipt");
    forget(lost);
    expect(await standing(india, last)).toBe("filed");
    await heal();
    expect(await standing(india, lost)).toBe("filed");
    expect(await count(india, "arrival", "dispatch = ?", lost)).toBe(1);
    expect(await rowOf(india, "select sequence from arrival where dispatch = ?", lost)).toEqual(
      await rowOf(ca, "select sequence from dispatch where id = ?", lost),
    );
    // The first receipt stands: a dispatch sent once more is not receipted twice on our log.
    expect(await leaves(ca, "exchange", "receipt")).toBe(before);
    expect(await count(ca, "outbox")).toBe(0);
  });

  it("is the same signed statement, under a fresh seal", async () => {
    const id = await sent();
    await sent();
    forget(id);
    const bodies: string[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path === DISPATCHES) bodies.push(hexOf(body));
      return body;
    };
    await heal();
    const digest = await rowOf(india, "select statement_digest from arrival where dispatch = ?", id);
    expect(digest).toEqual({ statement_digest: expect.any(Uint8Array) });
    expect(bodies).toHaveLength(1);
  });

  it("is not asked for while it may only be on its way in another lane", async () => {
    const id = await sent();
    await sent();
    forget(id);
    const asked: number[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path === GAPS) asked.push(pair.dials.now);
      return body;
    };
    await india.exchange.work.gaps();
    pair.dials.now += 1_999;
    await india.exchange.work.gaps();
    expect(asked).toEqual([]);
    pair.dials.now += 1;
    await india.exchange.work.gaps();
    expect(asked).toHaveLength(1);
  });

  it("is asked for again, ever later, while the partner is away", async () => {
    const id = await sent();
    await sent();
    forget(id);
    pair.dials.line = false;
    await india.exchange.work.gaps();
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      pair.dials.now += 31_000;
      await india.exchange.work.gaps();
      const at = await rowOf(india, "select next_ask, attempts from stream_in");
      expect(at.attempts).toBe(attempt);
      expect(Number(at.next_ask) - pair.dials.now).toBeLessThanOrEqual(30_000);
    }
    pair.dials.line = true;
    await heal();
    expect(await standing(india, id)).toBe("filed");
  });

  it("is asked for although the clock was put back ten years in between", async () => {
    const id = await sent();
    await sent();
    forget(id);
    await india.exchange.work.gaps();
    pair.dials.now -= 315_000_000_000;
    await india.exchange.work.gaps();
    await ca.exchange.work.release();
    expect(await standing(india, id)).toBe("filed");
  });

  it("that the sender has erased is told to be gone, recorded with the reason, and asked for no more", async () => {
    const id = await sent();
    await sent();
    forget(id);
    await ca.store.commit({ steps: ca.store.vault.destroy(id) });
    expect(await heal()).toBeLessThan(8);
    const hole = await rowOf(india, "select reason from stream_hole");
    expect(hole.reason).toBe("erased");
    expect(await count(india, "arrival", "dispatch = ?", id)).toBe(0);
  });

  it("that still waits in the sender's outbox becomes due", async () => {
    const waits = await approved(ca, "request", null, exampleRequest("CA"));
    pair.dials.line = false;
    await ca.exchange.work.release();
    expect(await standing(ca, waits)).toBe("queued");
    pair.dials.line = true;
    edit(ca, "update outbox set next_at = ? where dispatch = ?", pair.dials.now + 60_000, waits);
    const { stream, sequence } = await rowOf(ca, "select stream, sequence from outbox");
    const answer = await gaps(stream, [{ from: Number(sequence), to: Number(sequence) }]);
    expect(answer).toMatchObject({ queued: 1, gone: [] });
    expect(await rowOf(ca, "select next_at from outbox")).toEqual({ next_at: pair.dials.now });
  });
});

async function gaps(stream: unknown, ranges: readonly { from: number; to: number | null }[]) {
  const asked = canonicalJson({
    ranges: ranges.map((range) => ({ ...range })),
    stream: stream instanceof Uint8Array ? hexOf(stream) : "",
  });
  const answer = await ca.exchange.peer.answerGaps("IN", asked);
  const parsed = parseStrict(answer.body);
  return parsed.ok ? parsed.value : null;
}

describe("a hostile partner who asks for gaps", () => {
  it.each([
    ["no JSON", "{"],
    ["another shape", '{"stream":"00"}'],
    ["a stream that is none", `{"ranges":[{"from":1,"to":1}],"stream":"${"zz".repeat(16)}"}`],
    ["no range", `{"ranges":[],"stream":"${"00".repeat(16)}"}`],
    ["place zero", `{"ranges":[{"from":0,"to":1}],"stream":"${"00".repeat(16)}"}`],
    ["one member more", `{"all":true,"ranges":[{"from":1,"to":1}],"stream":"${"00".repeat(16)}"}`],
  ])("with %s gets a code, and it is on the record", async (_, text) => {
    await sent();
    const before = await count(ca, "rejection");
    const answer = await ca.exchange.peer.answerGaps("IN", new TextEncoder().encode(text));
    expect(answer.status).toBe(400);
    expect(await count(ca, "rejection")).toBe(before + 1);
    expect(await count(ca, "outbox")).toBe(0);
  });

  it("gets nothing for a stream that is not ours, nor for places never used", async () => {
    await sent();
    const { stream } = await rowOf(ca, "select stream from stream_out");
    expect(await gaps(new Uint8Array(16), [{ from: 1, to: null }])).toMatchObject({ queued: 0, gone: [] });
    expect(await gaps(stream, [{ from: 50, to: 99 }])).toMatchObject({ queued: 0, gone: [] });
    expect(await count(ca, "outbox")).toBe(0);
  });

  it("cannot declare lost what was not asked for", async () => {
    const ids = [await sent(), await sent(), await sent()];
    forget(ids[1] ?? "");
    pair.dials.back = (_to, path, answer) => {
      if (path !== GAPS) return answer;
      const { stream } = JSON.parse(new TextDecoder().decode(answer.body));
      const gone = [2, 3, 4, 77].map((sequence) => ({ reason: "erased", sequence }));
      return { ...answer, body: canonicalJson({ gone, queued: 0, stream }) };
    };
    await heal(2);
    const holes = await india.store.all("select sequence from stream_hole limit 9");
    expect(holes.map((row) => row.sequence)).toEqual([2]);
  });
});

describe("a stream that nobody announced", () => {
  it("is refused beside the known one, recorded, and changes nothing", async () => {
    const first = await forge(india, ca);
    expect((await postTo(ca, [first.sealed])).items[0]?.event).toBe("stored");
    const before = await footprint(ca);
    const lie = await forge(india, ca, { statement: { stream: "cd".repeat(16), sequence: 1 } });
    expect((await postTo(ca, [lie.sealed])).items).toEqual([{ event: "refused", code: "unknown_stream" }]);
    expect(await footprint(ca)).toEqual(before);
  });

  it("is taken where it is the first of its sender", async () => {
    const first = await forge(india, ca, { statement: { stream: "cd".repeat(16), sequence: 1 } });
    expect((await postTo(ca, [first.sealed])).items[0]?.event).toBe("stored");
  });
});

describe("the lane a dispatch is queued in", () => {
  it("is its area's", async () => {
    pair.dials.line = false;
    await sent();
    const record = await rowOf(ca, "select urgency, area from dispatch where sequence is not null");
    const lane = laneOf({ urgency: String(record.urgency), area: String(record.area) });
    expect(await rowOf(ca, "select lane from outbox")).toEqual({ lane });
  });
});
