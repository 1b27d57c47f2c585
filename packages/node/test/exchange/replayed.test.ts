import { bytesOfBase64, decodeReceipts, type ReceiptItem, seal, sealingKey } from "@entente/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { framed } from "../../src/exchange/framing.ts";
import { openPartnerKeys } from "../../src/exchange/partner-keys.ts";
import { openPartnerLog } from "../../src/exchange/partner-log.ts";
import { type ReceivingParts, takeDispatches } from "../../src/exchange/receive.ts";
import { systemRandom } from "../../src/ports.ts";
import type { Store } from "../../src/store/door.ts";
import { type Forged, forge, postTo, STREAM } from "./forge.ts";
import { count, footprint, rowOf, standing } from "./store-file.ts";
import { approved, exampleRequest, must, type TestNode, type TwoNodes, twoNodes } from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes();
  ca = pair.ca;
});
afterAll(() => pair.close());

type Stored = Extract<ReceiptItem, { event: "stored" }>;

function stored(items: readonly ReceiptItem[]): readonly Stored[] {
  return items.map((item) => {
    if (item.event !== "stored") throw new Error(`refused: ${item.code}`);
    return item;
  });
}

/** What a receipt promises for ever: leaf, salt and statement; the proof may be for a larger tree. */
function promise({ statement, index, salt }: Stored) {
  return { statement, index, salt };
}

async function first(): Promise<{ readonly forged: Forged; readonly receipt: Stored }> {
  const forged = await forge(pair.in, ca);
  const [receipt] = stored((await postTo(ca, [forged.sealed])).items);
  if (receipt === undefined) throw new Error("it was stored");
  return { forged, receipt };
}

async function rejections(): Promise<number> {
  return count(ca, "rejection");
}

describe("the same bytes again", () => {
  it("get the receipt of the first time, word for word, and change nothing", async () => {
    const { forged, receipt } = await first();
    const before = await footprint(ca);
    for (let again = 0; again < 20; again++) {
      const [repeat] = stored((await postTo(ca, [forged.sealed])).items);
      expect(repeat && promise(repeat)).toEqual(promise(receipt));
    }
    expect(await footprint(ca)).toEqual(before);
  });

  it("also when they were sealed anew: the statement is what counts", async () => {
    const { forged, receipt } = await first();
    const sealed = sealedAnew(forged);
    expect(sealed).not.toEqual(forged.sealed);
    const [repeat] = stored((await postTo(ca, [sealed])).items);
    expect(repeat && promise(repeat)).toEqual(promise(receipt));
  });

  it("also after the clock went back, or on by four hundred days", async () => {
    const { forged, receipt } = await first();
    const { now } = pair.dials;
    for (const shift of [-3_600_000, 400 * 86_400_000]) {
      pair.dials.now = now + shift;
      const [repeat] = stored((await postTo(ca, [forged.sealed])).items);
      expect(repeat && promise(repeat)).toEqual(promise(receipt));
    }
    pair.dials.now = now;
  });

  it("also when what they brought was assigned, read and declined meanwhile", async () => {
    const { forged, receipt } = await first();
    const lo = await ca.officer("lo");
    must(await ca.exchange.commands.assign(lo, forged.id, "ca-lo"));
    must(await ca.exchange.commands.show(lo, forged.id));
    must(await ca.exchange.commands.decline(lo, forged.id, "Invented"));
    const before = await footprint(ca);
    const [repeat] = stored((await postTo(ca, [forged.sealed])).items);
    expect(repeat && promise(repeat)).toEqual(promise(receipt));
    expect(await footprint(ca)).toEqual(before);
    expect(await standing(ca, forged.id)).toBe("declined: Invented");
  });

  it("twice in one POST: one row, one leaf, two receipts that say the same", async () => {
    const forged = await forge(pair.in, ca);
    const before = await footprint(ca);
    const [one, two] = stored((await postTo(ca, [forged.sealed, forged.sealed])).items);
    expect(one && two && promise(one)).toEqual(two && promise(two));
    const after = await footprint(ca);
    expect(after).toMatchObject({
      dispatches: before.dispatches + 1,
      arrivals: before.arrivals + 1,
      exchange: before.exchange + 1,
    });
  });

  it("in many POSTs at once: one row, one leaf", async () => {
    const forged = await forge(pair.in, ca);
    const before = await footprint(ca);
    const posts = await Promise.all(Array.from({ length: 8 }, () => postTo(ca, [forged.sealed])));
    const receipts = posts.flatMap(({ items }) => stored(items)).map(promise);
    for (const receipt of receipts) expect(receipt).toEqual(receipts[0]);
    const after = await footprint(ca);
    expect([after.dispatches, after.exchange]).toEqual([before.dispatches + 1, before.exchange + 1]);
  });

  // Between the look into the id store and the look for a dispatch of ours, the first copy may have been filed.
  it("when one was looked up before the other was filed, and judged after", async () => {
    const forged = await forge(pair.in, ca);
    const parts = receivingParts();
    const firstIsFiled = Promise.withResolvers<void>();
    const late: Store = {
      ...ca.store,
      async all(sql, params) {
        const rows = await ca.store.all(sql, params);
        if (sql.includes("from arrival")) await firstIsFiled.promise;
        return rows;
      },
    };
    const second = takeDispatches({ ...parts, store: late }, framed(0, [forged.sealed]));
    const [receipt] = stored((await postTo(ca, [forged.sealed])).items);
    firstIsFiled.resolve();
    const answer = decodeReceipts((await second).body, 1);
    if (!answer.ok) throw new Error("it is an answer");
    const [repeat] = stored(answer.value.items);
    expect(repeat && promise(repeat)).toEqual(receipt && promise(receipt));
  });

  it("after the item's key was destroyed are refused: deleted is not filed again", async () => {
    const { forged } = await first();
    await ca.store.commit({ steps: ca.store.vault.destroy(forged.id) });
    const before = await footprint(ca);
    expect((await postTo(ca, [forged.sealed])).items).toEqual([{ event: "refused", code: "erased" }]);
    expect(await footprint(ca)).toEqual(before);
  });
});

describe("a receipt", () => {
  it("is given for nothing whose row is not durable: no commit of it, no receipt", async () => {
    const forged = await forge(pair.in, ca);
    const parts = receivingParts();
    const store = {
      ...parts.store,
      commit: (commit: Parameters<Store["commit"]>[0]) =>
        commit.steps.length > 3 ? Promise.reject(new Error("the disk failed")) : parts.store.commit(commit),
    };
    await expect(takeDispatches({ ...parts, store }, framed(0, [forged.sealed]))).rejects.toThrow(
      "the disk failed",
    );
    expect(await count(ca, "arrival", "dispatch = ?", forged.id)).toBe(0);
    expect((await postTo(ca, [forged.sealed])).items[0]?.event).toBe("stored");
  });
});

/** Canada's receiving side, over parts of the test's own. */
function receivingParts(): ReceivingParts {
  const clock = { now: () => pair.dials.now };
  const ports = { store: ca.store, clock, random: systemRandom };
  return {
    ...ca,
    clock,
    partnerKeys: openPartnerKeys(ports, ca.treaty.partner),
    doubt: () => undefined,
    packs: () => pair.dials.packs,
    random: systemRandom,
    line: {
      post: () => Promise.reject(new Error("no line")),
      get: () => Promise.reject(new Error("no line")),
      cell: () => Promise.reject(new Error("no line")),
    },
    ownLog: ca.exchange.ownLog,
    partnerLog: openPartnerLog({
      store: ca.store,
      partner: ca.treaty.partner,
      keys: ca.keys,
      clock,
      mirror: { upTo: async () => ({ steps: [], adopt: () => undefined }) },
      contradicted: async () => undefined,
    }),
  };
}

/** The same signed statement and body under fresh sealing randomness. */
function sealedAnew({ signed, body }: Forged): Uint8Array {
  const key = sealingKey(bytesOfBase64(ca.treaty.us.card.seal.xwing) ?? new Uint8Array());
  if (!key.ok) throw new Error("the card holds a usable key");
  return seal({ signed, body, to: key.value });
}

describe("other bytes at a known place or under a known id are refused, recorded, and change nothing", () => {
  it.each([
    ["the same id, the next place", (was: Forged) => ({ dispatch: was.id }), "replayed"],
    [
      "the same place, another id",
      (_was: Forged, place: number) => ({ stream: STREAM, sequence: place }),
      "sequence_reused",
    ],
    [
      "the same place, the same id",
      (was: Forged, place: number) => ({ dispatch: was.id, stream: STREAM, sequence: place }),
      "replayed",
    ],
    [
      "the same id in another stream",
      (was: Forged) => ({ dispatch: was.id, stream: "cd".repeat(16) }),
      "replayed",
    ],
  ] as const)("%s", async (_what, statement, expected) => {
    const { forged } = await first();
    const place = await rowOf(ca, "select sequence from arrival where dispatch = ? limit 1", forged.id);
    const lie = await forge(pair.in, ca, {
      statement: statement(forged, Number(place.sequence)),
      body: (honest) => ({ ...honest, title: "Invented: another" }),
    });
    const before = { ...(await footprint(ca)), rejections: await rejections() };
    const body = await rowOf(ca, "select sealed_body from dispatch where id = ? limit 1", forged.id);
    expect((await postTo(ca, [lie.sealed])).items).toEqual([{ event: "refused", code: expected }]);
    expect({ ...(await footprint(ca)), rejections: await rejections() }).toEqual({
      ...before,
      rejections: before.rejections + 1,
    });
    expect(await rowOf(ca, "select sealed_body from dispatch where id = ? limit 1", forged.id)).toEqual(body);
  });

  it("the same body signed again: ML-DSA is hedged, so it is another statement", async () => {
    const { forged } = await first();
    const place = await rowOf(ca, "select sequence from arrival where dispatch = ? limit 1", forged.id);
    const again = await forge(pair.in, ca, {
      statement: { dispatch: forged.id, sequence: Number(place.sequence) },
    });
    expect((await postTo(ca, [again.sealed])).items).toEqual([{ event: "refused", code: "replayed" }]);
  });

  it.each([
    ["bytes that are no JSON", () => new Uint8Array([1])],
    [
      "a body of another desk",
      (honest: Record<string, unknown>) => ({
        ...honest,
        to: { party: "CA", agency: "CBSA", desk: "ca-cbsa-liaison" },
      }),
    ],
  ])("a known id under %s is a replay before it is anything else", async (_what, body) => {
    const { forged } = await first();
    const lie = await forge(pair.in, ca, { statement: { dispatch: forged.id }, body });
    expect((await postTo(ca, [lie.sealed])).items).toEqual([{ event: "refused", code: "replayed" }]);
  });

  it("the id of a dispatch of our own", async () => {
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    const lie = await forge(pair.in, ca, { statement: { dispatch: id } });
    const sound = await forge(pair.in, ca);
    const { items } = await postTo(ca, [lie.sealed, sound.sealed]);
    expect(items.map((item) => item.event)).toEqual(["refused", "stored"]);
  });

  it("and what came before and after the refused one in the same POST is filed", async () => {
    const { forged } = await first();
    const lie = await forge(pair.in, ca, { statement: { dispatch: forged.id } });
    const [one, two] = [await forge(pair.in, ca), await forge(pair.in, ca)];
    const { items } = await postTo(ca, [one.sealed, lie.sealed, two.sealed]);
    expect(items.map((item) => item.event)).toEqual(["stored", "refused", "stored"]);
    expect(await standing(ca, two.id)).toBe("filed");
  });
});

describe("a gap or an early number never delays what came", () => {
  it("places may come in any order", async () => {
    const forged = await Promise.all(
      [70_007, 70_003, 70_009, 70_001].map((sequence) => forge(pair.in, ca, { statement: { sequence } })),
    );
    for (const one of forged) expect((await postTo(ca, [one.sealed])).items[0]?.event).toBe("stored");
  });

  it("one dispatch of ours is posted once over the line and its repeat by hand changes nothing", async () => {
    const posts: Uint8Array[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path === "/peer/v1/dispatches") posts.push(body.slice());
      return body;
    };
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    await pair.settle();
    expect(posts).toHaveLength(1);
    const before = await footprint(pair.in);
    for (const body of [...posts, ...posts]) await pair.in.exchange.peer.takeDispatches("CA", body);
    expect(await footprint(pair.in)).toEqual(before);
    expect(await count(pair.in, "dispatch", "id = ?", id)).toBe(1);
    pair.dials.tap = (_from, _path, body) => body;
  });

  it("a known size of zero or of the newest head gives receipts for the same leaf", async () => {
    const { forged, receipt } = await first();
    const { size } = await ca.store.logs.head("exchange");
    for (const known of [0, 1, size]) {
      const answer = await ca.exchange.peer.takeDispatches("IN", framed(known, [forged.sealed]));
      expect(answer.status).toBe(200);
      expect(Buffer.from(answer.body).toString()).toContain(Buffer.from(receipt.salt).toString("base64"));
    }
  });
});
