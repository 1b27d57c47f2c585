import { logSigner, signCheckpoint } from "@entente/ledger";
import { decodeReceipts, encodeReceipts, newSeed, type ReceiptItem, type Receipts } from "@entente/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clearAlarm } from "../../src/exchange/alarms.ts";
import type { PeerAnswer } from "../../src/exchange/door.ts";
import { systemRandom } from "../../src/ports.ts";
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
  // Canada knows a head of India's log before anybody lies.
  await delivered();
  await pair.settle();
});
afterEach(() => {
  pair.dials.back = (_to, _path, answer) => answer;
});
afterAll(() => pair.close());

async function released(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  pair.dials.now += 1_000;
  await ca.exchange.work.release();
  return id;
}

async function delivered(): Promise<string> {
  const id = await released();
  expect(await standing(ca, id)).toBe("stored");
  return id;
}

type Stored = Extract<ReceiptItem, { event: "stored" }>;

/** India's answer with one lie in it, asynchronously made before the answer is due. */
function lying(change: (honest: Receipts) => Partial<Receipts>): void {
  pair.dials.back = (_to, path, answer) => {
    if (path !== DISPATCHES) return answer;
    const honest = decodeReceipts(answer.body, 1);
    if (!honest.ok) throw new Error("India answers honestly here");
    return { ...answer, body: encodeReceipts({ ...honest.value, ...change(honest.value) }) };
  };
}

function item(change: (honest: Stored) => Partial<Stored>): (honest: Receipts) => Partial<Receipts> {
  return ({ items }) => ({
    items: items.map((one) => (one.event === "stored" ? { ...one, ...change(one) } : one)),
  });
}

function answering(answer: (honest: PeerAnswer) => PeerAnswer): void {
  pair.dials.back = (_to, path, honest) => (path === DISPATCHES ? answer(honest) : honest);
}

function turned(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
}

/** It waits with a reason, nothing is marked stored, and once India is honest again it is stored, once. */
async function waitsThenArrives(id: string, reason: string | RegExp): Promise<void> {
  expect(await standing(ca, id)).toBe("queued");
  const row = await rowOf(
    ca,
    "select stored_at, sealed_receipt, receipt_leaf from dispatch where id = ? limit 1",
    id,
  );
  expect(row).toEqual({ stored_at: null, sealed_receipt: null, receipt_leaf: null });
  const waiting = await rowOf(ca, "select reason from outbox where dispatch = ? limit 1", id);
  expect(waiting.reason).toMatch(reason);
  const view = must(await ca.exchange.commands.show(await ca.officer("lo"), id));
  expect(view.trail.waiting).toMatch(reason);
  const receipts = await leaves(ca, "exchange", "receipt");
  pair.dials.back = (_to, _path, answer) => answer;
  pair.dials.now += 61_000;
  await ca.exchange.work.release();
  expect(await standing(ca, id)).toBe("stored");
  expect(await count(ca, "outbox", "dispatch = ?", id)).toBe(0);
  expect(await leaves(ca, "exchange", "receipt")).toBe(receipts + 1);
  expect(await count(india, "dispatch", "id = ?", id)).toBe(1);
}

describe("a receipt that proves itself", () => {
  it("marks the dispatch stored and puts a leaf on our own log", async () => {
    const before = await leaves(ca, "exchange", "receipt");
    const id = await delivered();
    expect(await leaves(ca, "exchange", "receipt")).toBe(before + 1);
    const row = await rowOf(
      ca,
      "select stored_at, due_at, receipt_leaf from dispatch where id = ? limit 1",
      id,
    );
    expect(row.stored_at).toBe(pair.dials.now);
    // The partner's clock: seven days from his receipt.
    expect(row.due_at).toBe(pair.dials.now + 7 * 24 * 3_600_000);
    expect(row.receipt_leaf).toBeTypeOf("number");
  });
});

describe("a forged receipt marks nothing stored", () => {
  it.each<[string, (honest: Receipts) => Partial<Receipts>]>([
    ["another leaf's index", item(({ index }) => ({ index: index - 1 }))],
    ["an index beyond the tree", item(({ index }) => ({ index: index + 1_000 }))],
    ["another salt", item(({ salt }) => ({ salt: turned(salt) }))],
    ["another statement's digest", item(({ statement }) => ({ statement: turned(statement) }))],
    [
      "an inclusion proof with one hash turned",
      item(({ inclusion }) => ({ inclusion: inclusion.map((hash, at) => (at === 0 ? turned(hash) : hash)) })),
    ],
    [
      "an inclusion proof without its last hash",
      item(({ inclusion }) => ({ inclusion: inclusion.slice(0, -1) })),
    ],
    [
      "an inclusion proof with a hash too many",
      item(({ inclusion }) => ({ inclusion: [...inclusion, new Uint8Array(32)] })),
    ],
    ["no inclusion proof", item(() => ({ inclusion: [] }))],
  ])("%s", async (_what, change) => {
    lying(change);
    await waitsThenArrives(await released(), /the receipt does not verify/);
  });

  it("a receipt for another of our own dispatches, whole and proved in the very head it comes with", async () => {
    const earlier = await delivered();
    const arrival = await rowOf(
      india,
      "select leaf, statement_digest, sealed_salt from arrival where dispatch = ? limit 1",
      earlier,
    );
    const [key, index] = [await india.store.vault.key(earlier), Number(arrival.leaf)];
    const { statement_digest: statement, sealed_salt: sealed } = arrival;
    if (key === null || !(statement instanceof Uint8Array) || !(sealed instanceof Uint8Array))
      throw new Error("India stored it");
    pair.dials.back = async (_to, path, answer) => {
      if (path !== DISPATCHES) return answer;
      const honest = decodeReceipts(answer.body, 1);
      if (!honest.ok) throw new Error("India answers honestly here");
      const { size } = await india.store.logs.head("exchange");
      const inclusion = await india.store.logs.inclusionProof("exchange", index, size);
      const salt = key.open("arrival.sealed_salt", sealed);
      const items: ReceiptItem[] = [{ event: "stored", statement, index, salt, inclusion }];
      return { ...answer, body: encodeReceipts({ ...honest.value, items }) };
    };
    await waitsThenArrives(await released(), /the receipt does not verify/);
  });

  it("a refusal is no receipt: it waits with the partner's code", async () => {
    lying(() => ({ items: [{ event: "refused", code: "busy" }] }));
    await waitsThenArrives(await released(), /refused by the partner: busy/);
  });
});

describe("a head of the partner's log that we cannot take marks nothing stored", () => {
  /** A checkpoint of India's own keys over any size and root. */
  async function signedHead(size: number, root: Uint8Array, signer = india.keys.log): Promise<Uint8Array> {
    return signCheckpoint({ size, root }, signer, Math.floor(pair.dials.now / 1_000));
  }

  function alarming() {
    return { store: ca.store, clock: { now: () => pair.dials.now }, random: systemRandom };
  }

  function freshSeeds() {
    return { ed25519Seed: newSeed(), mldsa44Seed: newSeed() };
  }

  async function known(): Promise<number> {
    const row = await rowOf(ca, "select size from partner_checkpoint order by size desc limit 1");
    return Number(row.size);
  }

  it.each([
    ["another node's log", () => ca.keys.log, /wrong_origin/],
    [
      "other keys under its own name",
      () => logSigner({ origin: india.keys.log.origin, ...freshSeeds() }),
      /signature_unknown/,
    ],
  ] as const)("signed by %s", async (_what, signer, reason) => {
    const { size, root } = await india.store.logs.head("exchange");
    const foreign = await signedHead(size + 1, root, signer());
    lying(() => ({ checkpoint: foreign }));
    await waitsThenArrives(await released(), reason);
  });

  it("smaller than the one we know: the log shrank", async () => {
    const smaller = (await known()) - 1;
    const head = await signedHead(smaller, await india.store.logs.rootAt("exchange", smaller));
    lying(() => ({ checkpoint: head, consistency: [] }));
    await waitsThenArrives(await released(), /tree_shrank/);
  });

  it("with another root for the size we know", async () => {
    const size = await known();
    const head = await signedHead(size, new Uint8Array(32).fill(1));
    lying(() => ({ checkpoint: head, consistency: [] }));
    const id = await released();
    // Nothing but what undoes harm leaves from here on: people have looked, and let it go on.
    expect(await clearAlarm(alarming(), "equivocation")).toBe(true);
    await waitsThenArrives(id, /equivocation/);
    expect(await clearAlarm(alarming(), "equivocation")).toBe(false);
  });

  it("larger, with a root that does not follow from the one we know", async () => {
    const { size } = await india.store.logs.head("exchange");
    const head = await signedHead(size + 1, new Uint8Array(32).fill(2));
    lying(() => ({ checkpoint: head }));
    await waitsThenArrives(await released(), /root_mismatch/);
    expect(await count(ca, "partner_checkpoint", "root = ?", new Uint8Array(32).fill(2))).toBe(0);
  });

  it.each<[string, (honest: Receipts) => Partial<Receipts>, RegExp]>([
    ["without its consistency proof", () => ({ consistency: [] }), /proof_length/],
    [
      "with one hash of the consistency proof turned",
      ({ consistency }) => ({ consistency: consistency.map(turned) }),
      /root_mismatch/,
    ],
    ["proved from another size than we named", ({ from }) => ({ from: from - 1 }), /conflict/],
    ["proved from nothing", () => ({ from: 0, consistency: [] }), /conflict/],
    [
      "with one byte of a signature turned",
      ({ checkpoint }) => ({
        checkpoint: checkpoint.map((byte, at) => (at === checkpoint.length - 20 ? byte ^ 1 : byte)),
      }),
      /bad_signature_line|signature_invalid|signature_unknown/,
    ],
    ["a note that is none", () => ({ checkpoint: new TextEncoder().encode("nothing\n") }), /bad_note/],
  ])("%s", async (_what, change, reason) => {
    lying(change);
    await waitsThenArrives(await released(), reason);
  });
});

describe("an answer that is none marks nothing stored", () => {
  it.each<[string, (honest: PeerAnswer) => PeerAnswer, RegExp]>([
    ["a failure", (honest) => ({ ...honest, status: 503 }), /answered 503/],
    [
      "a refusal of the whole",
      (honest) => ({ ...honest, status: 409, body: new Uint8Array() }),
      /answered 409/,
    ],
    ["nothing", (honest) => ({ ...honest, body: new Uint8Array() }), /not_json/],
    ["no JSON", (honest) => ({ ...honest, body: Uint8Array.of(1, 2, 3) }), /not_json/],
    ["another structure", (honest) => ({ ...honest, body: new TextEncoder().encode("{}") }), /schema/],
    [
      "another spelling",
      (honest) => ({ ...honest, body: Uint8Array.from([...honest.body, 0x20]) }),
      /not_canonical|not_json/,
    ],
    [
      "a receipt too many",
      (honest) => {
        const read = decodeReceipts(honest.body, 1);
        if (!read.ok) throw new Error("India answers honestly here");
        return {
          ...honest,
          body: encodeReceipts({ ...read.value, items: [...read.value.items, ...read.value.items] }),
        };
      },
      /receipt_count/,
    ],
  ])("%s", async (_what, change, reason) => {
    answering(change);
    await waitsThenArrives(await released(), reason);
  });
});
