import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodePart } from "../../src/exchange/attachments/part.ts";
import { LIFE_THREAT } from "../../src/exchange/lanes.ts";
import { attached, blobsOf, carryFiles, contentOf, fileAt, requestDraft, sentWith } from "./files.ts";
import { edit, standing } from "./store-file.ts";
import {
  approve,
  approved,
  exampleRequest,
  must,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

const PATH = "/peer/v1/attachments";
const CONTENT = contentOf("what a partner sends", 1_200_000);
/** What its sealed stream takes. */
const STREAM = 1288 + 2 * 1_048_576 + 32 * 16;

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ({ ca, in: india } = pair);
});
afterEach(() => pair.close());

async function queueAt(node: TestNode) {
  return must(await node.exchange.commands.queue(await node.officer(node.party === "CA" ? "lo" : "analyst")));
}

/** Bytes of streams that went over the line. */
function bytesSeen(): { readonly of: () => number } {
  let total = 0;
  const { tap } = pair.dials;
  pair.dials.tap = (from, path, body) => {
    const part = path === PATH ? decodePart(body) : null;
    if (part?.ok) total += part.value.bytes.length;
    return tap(from, path, body);
  };
  return { of: () => total };
}

async function take(id: string): Promise<void> {
  const analyst = await india.officer("analyst");
  must(await india.exchange.commands.assign(analyst, id, analyst.id));
}

/** A sender asks again within half a minute. */
async function later(): Promise<void> {
  pair.dials.now += 40_000;
  await carryFiles(pair);
}

describe("what a partner announces beyond the room he has", () => {
  it("is taken as a dispatch; no byte of the file crosses, and both sides see why", async () => {
    pair.dials.room.partner = STREAM - 1;
    const seen = bytesSeen();
    const { id } = await sentWith(pair, CONTENT);
    expect(await standing(india, id)).toBe("filed");
    await carryFiles(pair);
    await later();
    expect(seen.of()).toBe(0);
    expect(await blobsOf(india)).toEqual([]);
    expect(await fileAt(india, id)).toMatchObject({ state: "awaited", held: 0, reason: "partner_room" });
    expect(await fileAt(ca, id)).toMatchObject({ state: "queued", reason: "no_room" });
    expect((await queueAt(india)).files).toEqual({
      room_bytes: STREAM - 1,
      promised_bytes: 0,
      without_room: 1,
      reason: "partner_room",
    });
  });

  it("comes when an officer takes the dispatch it belongs to", async () => {
    pair.dials.room.partner = 0;
    const { id } = await sentWith(pair, CONTENT);
    await carryFiles(pair);
    await take(id);
    await later();
    expect(await fileAt(india, id)).toMatchObject({ state: "complete", reason: null });
    expect(await fileAt(ca, id)).toMatchObject({ state: "delivered", reason: null });
  });

  it("comes when an officer takes another one, and its room is free again", async () => {
    pair.dials.room.partner = STREAM;
    const first = await sentWith(pair, CONTENT);
    await carryFiles(pair);
    const second = await sentWith(pair, CONTENT);
    await carryFiles(pair);
    expect(await fileAt(india, first.id)).toMatchObject({ state: "complete" });
    expect(await fileAt(india, second.id)).toMatchObject({ state: "awaited", held: 0 });
    expect((await queueAt(india)).files).toMatchObject({ promised_bytes: STREAM, without_room: 1 });
    await take(first.id);
    await later();
    expect(await fileAt(india, second.id)).toMatchObject({ state: "complete" });
  });

  it("is counted again where the officer declines what he took", async () => {
    pair.dials.room.partner = STREAM;
    const first = await sentWith(pair, CONTENT);
    await carryFiles(pair);
    const analyst = await india.officer("analyst");
    must(await india.exchange.commands.decline(analyst, first.id, "purpose"));
    const second = await sentWith(pair, CONTENT);
    await carryFiles(pair);
    expect(await fileAt(india, second.id)).toMatchObject({ state: "awaited", reason: "partner_room" });
  });

  it("is measured for each dispatch, too, by what all its files take together", async () => {
    pair.dials.room.dispatch = 2 * STREAM - 1;
    const lo = await ca.officer("lo");
    const id = await requestDraft(ca);
    await attached(ca, lo, id, CONTENT);
    await attached(ca, lo, id, contentOf("a second", 1_200_000));
    must(await ca.exchange.commands.submit(lo, id));
    await approve(ca, id);
    await pair.settle();
    await carryFiles(pair);
    const analyst = await india.officer("analyst");
    const { items } = must(await india.exchange.commands.attachments(analyst, id));
    expect(new Set(items.map(({ state, reason }) => `${state} ${reason}`))).toEqual(
      new Set(["awaited dispatch_room", "complete null"]),
    );
  });

  it("never goes into what must stay free on the disk, taken by an officer or not", async () => {
    const free = (await india.store.blobs.free()) ?? 0;
    pair.dials.room.spare = 2 * free;
    const { id } = await sentWith(pair, CONTENT);
    await take(id);
    await carryFiles(pair);
    expect(await blobsOf(india)).toEqual([]);
    expect(await fileAt(india, id)).toMatchObject({ state: "awaited", reason: "disk_room" });
    pair.dials.room.spare = 0;
    await later();
    expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
  });

  it("stops in the middle where the disk fills meanwhile, and goes on where it stopped", async () => {
    const { id } = await sentWith(pair, CONTENT);
    const seen = bytesSeen();
    const { back } = pair.dials;
    let parts = 0;
    pair.dials.back = (to, path, answer) => {
      if (path === PATH) parts += 1;
      if (parts === 3) pair.dials.room.spare = Number.MAX_SAFE_INTEGER;
      return back(to, path, answer);
    };
    await carryFiles(pair);
    const { held, state } = await fileAt(india, id);
    expect(state).toBe("awaited");
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(STREAM);
    pair.dials.back = back;
    pair.dials.room.spare = 0;
    await later();
    expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
    // One part was thrown away: the one that came when there was no room.
    expect(seen.of()).toBeLessThanOrEqual(STREAM + 524_288);
  });

  it("is not opened where what is opened would go into what must stay free", async () => {
    const { id } = await sentWith(pair, CONTENT);
    for (let turn = 0; turn < 3; turn += 1) await ca.exchange.work.attachments();
    expect(await fileAt(india, id)).toMatchObject({ state: "checking" });
    pair.dials.room.spare = Number.MAX_SAFE_INTEGER;
    await india.exchange.work.attachments();
    expect(await fileAt(india, id)).toMatchObject({ state: "checking" });
    pair.dials.room.spare = 0;
    await india.exchange.work.attachments();
    expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
  });

  it("holds up no dispatch: not the life-threat lane, and no other", async () => {
    pair.dials.room.partner = 0;
    pair.dials.room.spare = Number.MAX_SAFE_INTEGER;
    await sentWith(pair, CONTENT);
    await carryFiles(pair);
    pair.dials.line = false;
    const urgent = await approved(ca, "request", null, exampleRequest("CA"));
    await ca.exchange.work.release();
    edit(ca, "update outbox set lane = ?, next_at = 0 where dispatch = ?", LIFE_THREAT, urgent);
    pair.dials.line = true;
    await ca.exchange.work.lifeThreat();
    expect(await standing(india, urgent)).toBe("filed");
  });

  it("gets no second promise for the same bytes: many that ask at once share the last room", async () => {
    const SMALL = 1288 + 4_096 + 16;
    pair.dials.room.partner = 2 * SMALL;
    const lo = await ca.officer("lo");
    const id = await requestDraft(ca);
    for (let nth = 0; nth < 8; nth += 1) await attached(ca, lo, id, contentOf(`one of many ${nth}`, 1_000));
    must(await ca.exchange.commands.submit(lo, id));
    await approve(ca, id);
    await pair.settle();
    const bodies: Uint8Array[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path !== PATH) return body;
      bodies.push(body);
      return null;
    };
    for (let nth = 0; nth < 8; nth += 1) await ca.exchange.work.attachments();
    expect(bodies).toHaveLength(8);
    await Promise.all(bodies.map((body) => india.exchange.peer.takeAttachment("CA", body)));
    expect((await queueAt(india)).files).toMatchObject({ promised_bytes: 2 * SMALL, without_room: 6 });
  });
});
