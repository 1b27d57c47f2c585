import { EMPTY_ROOT } from "@entente/ledger";
import type { Statement } from "@entente/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { framed } from "../../src/exchange/framing.ts";
import { forge, type Lie, postTo, verdictOn } from "./forge.ts";
import { count, footprint, leaves, rowOf, standing } from "./store-file.ts";
import { must, refusalOf, type TestNode, type TwoNodes, twoNodes } from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeAll(async () => {
  pair = await twoNodes();
  ca = pair.ca;
  india = pair.in;
});
afterAll(() => pair.close());

/** Canada's answer to one sealed thing, and that nothing but the record of its refusal changed. */
async function refusedWith(sealed: Uint8Array): Promise<string> {
  const before = { ...(await footprint(ca)), rejections: await count(ca, "rejection") };
  const domestic = await leaves(ca, "domestic", "rejection");
  const verdict = await verdictOn(ca, sealed);
  expect({ ...(await footprint(ca)), rejections: await count(ca, "rejection") }).toEqual({
    ...before,
    rejections: before.rejections + 1,
  });
  expect(await leaves(ca, "domestic", "rejection")).toBe(domestic + 1);
  return verdict;
}

describe("an honest dispatch, for comparison", () => {
  it("is stored, filed under its own id, sealed, due from the moment of receipt", async () => {
    const { id, sealed } = await forge(india, ca);
    const before = await footprint(ca);
    expect(await verdictOn(ca, sealed)).toBe("stored");
    expect(await footprint(ca)).toMatchObject({
      dispatches: before.dispatches + 1,
      arrivals: before.arrivals + 1,
      keys: before.keys + 1,
      exchange: before.exchange + 1,
    });
    const row = await rowOf(ca, "select state, due_at, sealed_body from dispatch where id = ? limit 1", id);
    expect(row).toMatchObject({ state: "filed", due_at: pair.dials.now + 7 * 86_400_000 });
    expect(Buffer.from(Object(row).sealed_body).toString("latin1")).not.toContain("INVENTED");
  });
});

describe("a forged dispatch is refused with its code and recorded; nothing else changes", () => {
  const statement = (change: Partial<Statement>): Lie => ({ statement: change });
  it.each<[string, () => Lie, string]>([
    ["signed by our own node's keys", () => ({ keys: ca.keys.sign }), "signature_ed25519"],
    ["in the other realm", () => statement({ realm: "exercise" }), "wrong_realm"],
    [
      "under an agreement nobody knows",
      () => statement({ agreementDigest: new Uint8Array(32) }),
      "unknown_agreement",
    ],
    ["from a sender nobody knows", () => statement({ sender: new Uint8Array(32) }), "unknown_sender"],
    ["from ourselves", () => statement({ sender: ca.treaty.us.digest }), "unknown_sender"],
    ["to another node", () => statement({ recipient: new Uint8Array(32).fill(1) }), "not_recipient"],
    ["to its sender", () => statement({ recipient: india.treaty.us.digest }), "not_recipient"],
    [
      "to a desk the statement does not name",
      () => statement({ desk: new Uint8Array(32) }),
      "statement_mismatch",
    ],
    [
      "with a log of ours that is longer than it is",
      () => statement({ partnerLog: { size: 1_000_000, root: EMPTY_ROOT } }),
      "statement_mismatch",
    ],
    [
      "with a root of our log that is none",
      () => statement({ partnerLog: { size: 1, root: new Uint8Array(32) } }),
      "statement_mismatch",
    ],
    [
      "with a root of our empty log that is none",
      () => statement({ partnerLog: { size: 0, root: new Uint8Array(32) } }),
      "statement_mismatch",
    ],
    [
      "with a root of his empty log that is none",
      () => statement({ senderLog: { size: 0, root: new Uint8Array(32) } }),
      "statement_mismatch",
    ],
    [
      "of a kind nobody knows",
      () => ({ body: (honest) => ({ ...honest, kind: "tip_off" }) }),
      "unknown_kind",
    ],
    ["without a marking", () => ({ body: ({ marking: _, ...honest }) => honest }), "unmarked"],
    [
      "with a key twice",
      () => ({ body: () => new TextEncoder().encode('{"id":1,"id":1}') }),
      "duplicate_key",
    ],
    ["with content of another shape", () => ({ body: (honest) => ({ ...honest, content: {} }) }), "schema"],
    [
      "in another realm by its body",
      () => ({ body: (honest) => ({ ...honest, realm: "exercise" }) }),
      "wrong_realm",
    ],
  ])("%s", async (_what, lie, expected) => {
    expect(await refusedWith((await forge(india, ca, lie())).sealed)).toBe(expected);
  });

  it("one for the other node, delivered here", async () => {
    expect(await refusedWith((await forge(ca, india)).sealed)).toBe("not_recipient");
  });

  it("the root of our log at another size than the one he names; the right one is taken", async () => {
    for (let nth = 0; nth < 4; nth++)
      expect(await verdictOn(ca, (await forge(india, ca)).sealed)).toBe("stored");
    const { size } = await ca.store.logs.head("exchange");
    const sizes = [0, 1, 3, size];
    const roots = await Promise.all(sizes.map((one) => ca.store.logs.rootAt("exchange", one)));
    for (const [at, root] of roots.entries()) {
      const named = sizes[(at + 1) % sizes.length] ?? 0;
      const lie = await forge(india, ca, { statement: { partnerLog: { size: named, root } } });
      expect(await refusedWith(lie.sealed)).toBe("statement_mismatch");
      const honest = await forge(india, ca, { statement: { partnerLog: { size: sizes[at] ?? 0, root } } });
      expect(await verdictOn(ca, honest.sealed)).toBe("stored");
    }
  });

  it("a head of his own log that contradicts the one we cosigned", async () => {
    await pair.settle();
    const known = await rowOf(ca, "select size from partner_checkpoint order by size desc limit 1");
    const senderLog = { size: Number(known.size), root: new Uint8Array(32) };
    expect(await refusedWith((await forge(india, ca, { statement: { senderLog } })).sealed)).toBe(
      "statement_mismatch",
    );
  });
});

describe("a damaged dispatch", () => {
  let sealed: Uint8Array;
  beforeAll(async () => {
    ({ sealed } = await forge(india, ca));
  });

  it("is refused wherever one bit was turned, and nothing is filed", async () => {
    const before = await footprint(ca);
    const places = fc.tuple(fc.nat({ max: sealed.length - 1 }), fc.nat({ max: 7 }));
    await fc.assert(
      fc.asyncProperty(places, async ([place, bit]) => {
        const damaged = sealed.slice();
        damaged[place] = (damaged[place] ?? 0) ^ (1 << bit);
        const { status, items } = await postTo(ca, [damaged]);
        expect(status === 400 || items[0]?.event === "refused").toBe(true);
      }),
      { numRuns: 240 },
    );
    expect(await footprint(ca)).toEqual(before);
    expect(await verdictOn(ca, sealed)).toBe("stored");
  });

  it.each([
    ["without its last byte", (bytes: Uint8Array) => bytes.slice(0, -1)],
    ["without its first byte", (bytes: Uint8Array) => bytes.slice(1)],
    ["with one byte behind it", (bytes: Uint8Array) => Uint8Array.from([...bytes, 0])],
    ["with its cover alone", (bytes: Uint8Array) => bytes.slice(0, 1272)],
    [
      "with a length that would need a gigabyte",
      (bytes: Uint8Array) => {
        const damaged = bytes.slice();
        new DataView(damaged.buffer).setBigUint64(144, 2n ** 30n);
        return damaged;
      },
    ],
  ])("%s refuses the whole POST", async (_what, damage) => {
    const sound = await forge(india, ca);
    const before = { ...(await footprint(ca)), rejections: await count(ca, "rejection") };
    for (const body of [[damage(sealed)], [sound.sealed, damage(sealed)]]) {
      expect((await postTo(ca, body)).status).toBe(400);
    }
    expect({ ...(await footprint(ca)), rejections: await count(ca, "rejection") }).toEqual({
      ...before,
      rejections: before.rejections + 2,
    });
  });
});

describe("a POST that is not framed as one", () => {
  it.each([
    ["nothing", () => new Uint8Array(), 400],
    ["a size alone", () => framed(0, []), 400],
    ["a size beyond counting", () => new Uint8Array(16).fill(255), 400],
    ["random bytes", () => Uint8Array.from({ length: 5_000 }, (_, at) => (at * 197) % 251), 400],
  ])("%s is refused whole and recorded", async (_what, body, status) => {
    const before = await count(ca, "rejection");
    expect((await ca.exchange.peer.takeDispatches("IN", body())).status).toBe(status);
    expect(await count(ca, "rejection")).toBe(before + 1);
  });

  it("one that says it knows more of our log than there is, is refused before anything is opened", async () => {
    const { id, sealed } = await forge(india, ca);
    const { size } = await ca.store.logs.head("exchange");
    expect((await postTo(ca, [sealed], size + 1)).status).toBe(409);
    expect(await count(ca, "dispatch", "id = ?", id)).toBe(0);
    expect((await postTo(ca, [sealed], size)).status).toBe(200);
  });

  it("and recorded as every refused input is", async () => {
    const { sealed } = await forge(india, ca);
    const before = await count(ca, "rejection");
    await postTo(ca, [sealed], 1_000_000);
    expect(await count(ca, "rejection")).toBe(before + 1);
  });

  it("many at once: each gets its own answer, in its own place", async () => {
    const forged = await Promise.all(
      Array.from({ length: 12 }, (_, nth) => forge(india, ca, nth % 3 === 1 ? { keys: ca.keys.sign } : {})),
    );
    const { items } = await postTo(
      ca,
      forged.map((one) => one.sealed),
    );
    expect(items.map((item) => item.event)).toEqual(
      forged.map((_, nth) => (nth % 3 === 1 ? "refused" : "stored")),
    );
    for (const [nth, item] of items.entries())
      if (item.event === "stored") expect(item.statement).toEqual(forged[nth]?.digest);
  });
});

describe("what binds us in a word we do not know is kept apart and shown to nobody", () => {
  let id: string;
  beforeEach(async () => {
    const forged = await forge(india, ca, { body: (honest) => ({ ...honest, caveats: ["eyes_only"] }) });
    id = forged.id;
    expect(await verdictOn(ca, forged.sealed)).toBe("stored");
  });

  it("it is in the inbox as quarantined, without a clock", async () => {
    const page = must(await ca.exchange.commands.inbox(await ca.officer("lo"), { cursor: null, limit: 200 }));
    expect(page.items.find((item) => item.id === id)).toMatchObject({ state: "quarantined", due: null });
  });

  it("its body is shown to nobody, whoever asks", async () => {
    for (const role of ["lo", "analyst", "second"] as const) {
      const view = must(await ca.exchange.commands.show(await ca.officer(role), id));
      expect(view).toMatchObject({ state: "quarantined", body: null, body_sha256: null });
      expect(JSON.stringify(view)).not.toMatch(/INVENTED|Blue Kite/);
    }
  });

  it("no word of it is in the search index", async () => {
    expect(await count(ca, "token", "item = ?", id)).toBe(0);
  });

  it("it is neither assigned nor declined nor answered", async () => {
    const lo = await ca.officer("lo");
    expect(refusalOf(await ca.exchange.commands.assign(lo, id, "ca-lo"))).toBe("state_conflict");
    expect(refusalOf(await ca.exchange.commands.decline(lo, id, "Invented"))).toBe("state_conflict");
  });

  it("and its sender is not told that it was opened", async () => {
    must(await ca.exchange.commands.show(await ca.officer("lo"), id));
    const row = await rowOf(ca, "select opened_at from dispatch where id = ? limit 1", id);
    expect(row.opened_at).toBeNull();
  });

  it("a quarantined answer does not close the question it names", async () => {
    const question = await forge(ca, india);
    expect(await verdictOn(india, question.sealed)).toBe("stored");
    const content = { outcome: "full", ground: null, text: "Invented.", data_current_to: null, items: [] };
    const answer = await forge(ca, india, {
      body: (honest) => ({
        ...honest,
        kind: "answer",
        reply_to: question.id,
        content,
        caveats: ["eyes_only"],
      }),
    });
    expect(await verdictOn(india, answer.sealed)).toBe("stored");
    expect(await standing(india, question.id)).toBe("filed");
  });
});
