import { hexOf } from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodePart, decodePartAnswer, encodePart } from "../../src/exchange/attachments/part.ts";
import type { PeerAnswer } from "../../src/exchange/door.ts";
import {
  attached,
  blobsOf,
  carryFiles,
  contentOf,
  fileAt,
  readBack,
  rejectionsOf,
  requestDraft,
  sentWith,
} from "./files.ts";
import { standing } from "./store-file.ts";
import { approve, must, refusalOf, type TestNode, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

const PART = 524_288;
const PATH = "/peer/v1/attachments";
/** Three parts on the wire. */
const CONTENT = contentOf("three parts", 1_200_000);
const TOTAL = 1288 + 2 * 1_048_576 + 32 * 16;

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ({ ca, in: india } = pair);
});
afterEach(() => pair.close());

/** What goes over the line of files, part by part. */
function partsSeen(): { offset: number; length: number }[] {
  const seen: { offset: number; length: number }[] = [];
  const { tap } = pair.dials;
  pair.dials.tap = (from, path, body) => {
    const part = path === PATH ? decodePart(body) : null;
    if (part?.ok) seen.push({ offset: part.value.offset, length: part.value.bytes.length });
    return tap(from, path, body);
  };
  return seen;
}

/** Changes every answer of the receiver about files. */
function answering(change: (answer: PeerAnswer) => PeerAnswer | null): void {
  pair.dials.back = (_to, path, answer) => (path === PATH ? change(answer) : answer);
}

describe("a file follows its dispatch", () => {
  it("part by part, opens, and is shown only then; sealed differently on both disks", async () => {
    const seen = partsSeen();
    const { id, file } = await sentWith(pair, CONTENT);
    expect(await standing(india, id)).toBe("filed");
    expect(await fileAt(india, id)).toMatchObject({ attachment: file, state: "awaited", held: 0 });
    const analyst = await india.officer("analyst");
    const early = await india.exchange.commands.attachmentPart(analyst, id, { attachment: file, part: 0 });
    expect(refusalOf(early)).toBe("state_conflict");
    await carryFiles(pair);
    expect(await fileAt(india, id)).toMatchObject({ state: "complete", bytes: CONTENT.length, reason: null });
    expect(await fileAt(ca, id)).toMatchObject({ state: "delivered" });
    expect(Buffer.compare(await readBack(india, id, file, CONTENT.length), CONTENT)).toBe(0);
    expect(seen.every(({ length }) => length <= PART)).toBe(true);
    expect(seen.filter(({ length }) => length > 0).map(({ offset }) => offset)).toEqual(
      Array.from({ length: Math.ceil(TOTAL / PART) }, (_, nth) => nth * PART),
    );
    // The stream as it came is gone; what stays is under India's key of the item.
    expect(await blobsOf(india)).toHaveLength(1);
    expect(await rejectionsOf(india)).toEqual([]);
  });

  it("the signed statement binds it, and what is withheld or unsigned is never sent", async () => {
    const { id } = await sentWith(pair, CONTENT);
    const body = must(await india.exchange.commands.show(await india.officer("analyst"), id)).body;
    expect(body?.attachments).toHaveLength(1);
    const lo = await ca.officer("lo");
    const draft = await requestDraft(ca);
    await attached(ca, lo, draft, CONTENT);
    const seen = partsSeen();
    await carryFiles(pair);
    expect(seen.length).toBeGreaterThan(0);
    expect(await fileAt(ca, draft)).toMatchObject({ state: "held" });
  });

  it("a dispatch does not wait for it, and no part goes while a dispatch is due", async () => {
    const { id } = await sentWith(pair, CONTENT);
    const lo = await ca.officer("lo");
    const other = await requestDraft(ca);
    must(await ca.exchange.commands.submit(lo, other));
    pair.dials.line = false;
    await approve(ca, other);
    await ca.exchange.work.release();
    pair.dials.line = true;
    const seen = partsSeen();
    pair.dials.now += 60_000;
    await ca.exchange.work.attachments();
    expect(seen).toEqual([]);
    await pair.settle();
    expect(await standing(india, other)).toBe("filed");
    await carryFiles(pair);
    expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
  });

  it("nothing is sent before the receipt of its dispatch has proven itself, though the line is there", async () => {
    const seen = partsSeen();
    const { tap } = pair.dials;
    pair.dials.tap = (from, path, body) => (path === "/peer/v1/dispatches" ? null : tap(from, path, body));
    const { id } = await sentWith(pair, CONTENT);
    await ca.exchange.work.attachments();
    expect(seen).toEqual([]);
    expect(await fileAt(ca, id)).toMatchObject({ state: "queued" });
    pair.dials.tap = tap;
    pair.dials.now += 60_000;
    await pair.settle();
    await carryFiles(pair);
    expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
  });
});

describe("a broken line", () => {
  it("costs only the part that was under way, whether it was lost before or after the receiver kept it", async () => {
    const { id } = await sentWith(pair, CONTENT);
    const seen = partsSeen();
    const { tap } = pair.dials;
    let count = 0;
    pair.dials.tap = (from, path, body) => {
      const whole = tap(from, path, body);
      if (path !== PATH) return whole;
      count += 1;
      return count === 3 ? null : whole;
    };
    let answers = 0;
    answering((answer) => {
      answers += 1;
      return answers === 4 ? null : answer;
    });
    await carryFiles(pair, 8);
    expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
    const sent = seen.reduce((sum, { length }) => sum + length, 0);
    expect(sent).toBeGreaterThanOrEqual(TOTAL);
    expect(sent).toBeLessThanOrEqual(TOTAL + 2 * PART);
    expect(await rejectionsOf(india)).toEqual([]);
  });

  it.each(["CA", "IN"] as const)(
    "and a kill of %s in the middle: it goes on, with the same seal",
    async (party) => {
      const { id, file } = await sentWith(pair, CONTENT);
      const seen = partsSeen();
      const { tap } = pair.dials;
      pair.dials.tap = (from, path, body) =>
        path === PATH && seen.length >= 4 ? null : tap(from, path, body);
      await ca.exchange.work.attachments();
      const { held } = await fileAt(india, id);
      expect(held).toBeGreaterThan(PART);
      const node = party === "CA" ? ca : india;
      await node.store.close();
      await pair.reopen(party);
      ({ ca, in: india } = pair);
      pair.dials.tap = tap;
      pair.dials.now += 60_000;
      const after = partsSeen();
      await carryFiles(pair);
      expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
      expect(Buffer.compare(await readBack(india, id, file, CONTENT.length), CONTENT)).toBe(0);
      expect(after.filter(({ length }) => length > 0)[0]).toMatchObject({ offset: held });
    },
  );

  it("duplicates of every part change nothing", async () => {
    const { id } = await sentWith(pair, CONTENT);
    const bodies: Uint8Array[] = [];
    const { tap } = pair.dials;
    pair.dials.tap = (from, path, body) => {
      if (path === PATH) bodies.push(body);
      return tap(from, path, body);
    };
    let twice = 0;
    pair.dials.back = async (_to, path, answer) => {
      const last = bodies.at(-1);
      if (path !== PATH || last === undefined) return answer;
      twice += 1;
      await india.exchange.peer.takeAttachment("CA", last);
      return answer;
    };
    await carryFiles(pair);
    expect(twice).toBeGreaterThan(4);
    expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
    const [first = new Uint8Array()] = bodies.filter((body) => body.length > 100);
    const late = await india.exchange.peer.takeAttachment("CA", first);
    expect(decodePartAnswer(late.body)).toEqual({ state: "complete", held: TOTAL });
    expect(await rejectionsOf(india)).toEqual([]);
  });
});

describe("the sender", () => {
  it("seals anew where the stream was damaged on its way, and shows a code after three seals", async () => {
    const { id } = await sentWith(pair, contentOf("small", 3_000));
    const seals = new Set<string>();
    pair.dials.tap = (_from, path, body) => {
      const part = path === PATH ? decodePart(body) : null;
      if (!part?.ok || part.value.bytes.length === 0) return body;
      seals.add(part.value.sealing);
      return body.map((byte, at) => (at === body.length - 1 ? byte ^ 1 : byte));
    };
    await carryFiles(pair, 20);
    expect(seals.size).toBe(3);
    expect(await fileAt(ca, id)).toMatchObject({ state: "refused", reason: "seal_broken" });
    expect(await rejectionsOf(india)).toEqual(["seal_broken", "seal_broken", "seal_broken"]);
    expect(await blobsOf(india)).toEqual([]);
  });

  it.each<[string, PeerAnswer["body"]]>([
    ["that is no JSON", new TextEncoder().encode("held: 5")],
    ["that holds more than there is", new TextEncoder().encode(`{"held":${TOTAL + 1},"state":"partial"}`)],
    ["of another form", new TextEncoder().encode('{"held":0,"state":"partial","also":1}')],
  ])("takes no answer %s, and tries again later", async (_what, body) => {
    const { id } = await sentWith(pair, CONTENT);
    answering((answer) => ({ ...answer, body }));
    await carryFiles(pair);
    expect(await fileAt(ca, id)).toMatchObject({ state: "queued" });
    answering((answer) => answer);
    pair.dials.now += 60_000;
    await carryFiles(pair, 6);
    expect(await fileAt(ca, id)).toMatchObject({ state: "delivered" });
  });

  it("does not post the same part for ever to a partner who keeps nothing", async () => {
    await sentWith(pair, CONTENT);
    const seen = partsSeen();
    answering((answer) => ({ ...answer, body: new TextEncoder().encode('{"held":0,"state":"partial"}') }));
    for (let turn = 0; turn < 20; turn += 1) await ca.exchange.work.attachments();
    expect(seen.length).toBeLessThan(10);
  });

  it("is not kept from other files by one that was damaged on his own disk", async () => {
    const damaged = await sentWith(pair, CONTENT);
    // The older one, so that it is always the first to be looked at: it once kept all others waiting for ever.
    pair.dials.now += 1_000;
    const [blob = ""] = await namesOf(ca);
    await ca.store.blobs.cut(blob, 100_000);
    const sound = await sentWith(pair, contentOf("sound", 3_000));
    await carryFiles(pair, 12);
    expect(await fileAt(india, sound.id)).toMatchObject({ state: "complete" });
    expect(await fileAt(ca, damaged.id)).toMatchObject({ state: "queued" });
    expect(await fileAt(india, damaged.id)).toMatchObject({ state: "awaited" });
  });

  it("asks again about what was delivered when the partner says that he was restored", async () => {
    const { id } = await sentWith(pair, CONTENT);
    await carryFiles(pair);
    expect(await fileAt(ca, id)).toMatchObject({ state: "delivered" });
    // As a restore leaves India: the row as it was before the file came, and its blobs gone.
    await india.store.commit({
      steps: [{ sql: "update attachment set state = 'awaited' where dispatch = ?", params: [id] }],
    });
    for await (const name of india.store.blobs.ids()) await india.store.blobs.remove(name);
    const asked = new TextEncoder().encode('{"from":1,"stream":null}');
    expect((await ca.exchange.peer.tellHeld("IN", asked)).status).toBe(200);
    await carryFiles(pair);
    expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
    expect(await fileAt(ca, id)).toMatchObject({ state: "delivered" });
  });
});

describe("an opening that was stopped", () => {
  it.each([0, 1, 18, 19])("goes on behind %i kept pieces of 19, and past a torn one", async (pieces) => {
    const { id, file } = await sentWith(pair, CONTENT);
    await ca.exchange.work.attachments();
    expect(await fileAt(india, id)).toMatchObject({ state: "checking" });
    await india.exchange.work.attachments();
    const [blob = ""] = await namesOf(india);
    const kept = pieces * (65_536 + 29);
    // As a kill leaves it: fewer pieces than all, the stream still there.
    const wire = await streamAgain(id);
    if (pieces < 19) await india.store.blobs.cut(blob, kept + 100);
    await india.exchange.work.attachments();
    expect(wire).toBe(true);
    expect(await fileAt(india, id)).toMatchObject({ state: "complete" });
    expect(Buffer.compare(await readBack(india, id, file, CONTENT.length), CONTENT)).toBe(0);
  });
});

async function namesOf(node: TestNode): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of node.store.blobs.ids()) names.push(name);
  return names;
}

/** Has Canada send the whole stream again, and stops India before she opens it. */
async function streamAgain(id: string): Promise<boolean> {
  const back = { sql: "update attachment set state = 'awaited' where dispatch = ?", params: [id] };
  await india.store.commit({ steps: [back] });
  await ca.store.commit({
    steps: [{ sql: "update attachment set state = 'queued' where dispatch = ?", params: [id] }],
  });
  pair.dials.now += 60_000;
  await ca.exchange.work.attachments();
  return (await fileAt(india, id)).state === "checking";
}

it("the names in a part come apart as they were put together", () => {
  const part = {
    dispatch: "0190aaaa-0000-7000-8000-00000000000a",
    attachment: "ab".repeat(16),
    sealing: "cd".repeat(32),
    offset: 2 ** 40,
  };
  const bytes = contentOf("part", 2_000);
  const read = decodePart(encodePart({ ...part, bytes }));
  expect(read).toMatchObject({ ok: true, value: part });
  expect(read.ok && hexOf(read.value.bytes) === hexOf(bytes)).toBe(true);
});
