import {
  ENTRY_KIND,
  encodeAddCheckpoint,
  saltedEntry,
  signCheckpoint,
  verifyCheckpoint,
  witnessVerifier,
} from "@entente/ledger";
import { bytesOfBase64, canonicalJson } from "@entente/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Committed } from "../../src/store/door.ts";
import { forge, verdictOn } from "./forge.ts";
import { count, leaves, rowOf, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  type Role,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
/** every body of POST /peer/v1/events that India has sent */
let told: Uint8Array[];
beforeAll(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
  india = pair.in;
  told = [];
  pair.dials.tap = listen;
});
afterEach(() => {
  pair.dials.tap = listen;
  pair.dials.line = true;
});
afterAll(() => pair.close());

function listen(from: string, path: string, body: Uint8Array): Uint8Array {
  if (from === "IN" && path === "/peer/v1/events") told.push(body.slice());
  return body;
}

async function delivered(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  await pair.settle();
  expect(await standing(ca, id)).toBe("stored");
  return id;
}

async function openedBy(role: Role, id: string): Promise<void> {
  must(await india.exchange.commands.show(await india.officer(role), id));
}

interface Said {
  size: number;
  items: { dispatch: string; event: string; index: number; salt: string; inclusion: string[] }[];
}

/** What India told last, to be told otherwise. */
function lastTold(): Said {
  const last = told.at(-1);
  if (last === undefined) throw new Error("India told something");
  return JSON.parse(Buffer.from(last).toString());
}

/** An opened event that India can prove, and that Canada has not heard. */
async function unheard(): Promise<{ readonly id: string; readonly said: Said }> {
  const id = await delivered();
  await openedBy("analyst", id);
  const { length } = told;
  pair.dials.tap = (from, path, body) => {
    listen(from, path, body);
    return path === "/peer/v1/events" ? null : body;
  };
  await india.exchange.work.witness();
  pair.dials.tap = listen;
  expect(told.length).toBeGreaterThan(length);
  const said = lastTold();
  return { id, said: { ...said, items: said.items.filter((item) => item.dispatch === id) } };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function durable(committed: Committed) {
  if (!committed.committed) throw new Error("the leaf was appended");
  return committed;
}

async function tell(said: unknown): Promise<number> {
  const bytes = said instanceof Uint8Array ? said : new TextEncoder().encode(JSON.stringify(said));
  return (await ca.exchange.peer.takeEvents("IN", bytes)).status;
}

describe("the first look of an officer who may act", () => {
  it("is told to the sender once, with the leaf in the receiver's log that says so", async () => {
    const id = await delivered();
    const before = await leaves(india, "exchange", "opened");
    await openedBy("analyst", id);
    await openedBy("lo", id);
    await openedBy("analyst", id);
    expect(await leaves(india, "exchange", "opened")).toBe(before + 1);
    await pair.settle();
    expect(await standing(ca, id)).toBe("opened");
    expect(await count(india, "event_out")).toBe(0);
  });

  it("of two at the same moment leaves one leaf", async () => {
    const id = await delivered();
    const before = await leaves(india, "exchange", "opened");
    await Promise.all([openedBy("analyst", id), openedBy("lo", id)]);
    expect(await leaves(india, "exchange", "opened")).toBe(before + 1);
    await pair.settle();
    expect(await standing(ca, id)).toBe("opened");
  });

  it("is told later when the sender is away, and never lost", async () => {
    const id = await delivered();
    await openedBy("analyst", id);
    pair.dials.line = false;
    await india.exchange.work.witness();
    expect(await count(india, "event_out", "dispatch = ?", id)).toBe(1);
    expect(await standing(ca, id)).toBe("stored");
    pair.dials.line = true;
    pair.dials.now += 61_000;
    await pair.settle();
    expect(await standing(ca, id)).toBe("opened");
    expect(await count(india, "event_out")).toBe(0);
  });
});

describe("word that something was opened counts only with its proof", () => {
  it("as it was told it counts, and again it changes nothing", async () => {
    const { id, said } = await unheard();
    expect(await tell(canonicalJson(Object(said)))).toBe(200);
    expect(await standing(ca, id)).toBe("opened");
    const row = await rowOf(ca, "select opened_at, version from dispatch where id = ? limit 1", id);
    pair.dials.now += 1_000;
    expect(await tell(said)).toBe(200);
    expect(await rowOf(ca, "select opened_at, version from dispatch where id = ? limit 1", id)).toEqual(row);
  });

  const one = (change: object) => (said: Said) => ({
    ...said,
    items: said.items.map((item) => ({ ...item, ...change })),
  });
  it.each<[string, (said: Said) => unknown, number]>([
    ["another salt", one({ salt: Buffer.alloc(32).toString("base64") }), 422],
    ["a short salt", one({ salt: "" }), 422],
    ["another leaf", (said) => one({ index: (said.items[0]?.index ?? 1) - 1 })(said), 422],
    ["no inclusion proof", one({ inclusion: [] }), 422],
    ["a dispatch that does not exist", one({ dispatch: "0190aaaa-0000-7000-8000-000000000001" }), 422],
    ["a size we have not cosigned", (said) => ({ ...said, size: said.size + 1_000 }), 409],
    ["a size of nothing", (said) => ({ ...said, size: 0 }), 400],
    ["an event that is no word", one({ event: "burned" }), 400],
    ["a field nobody declared", one({ note: "x" }), 400],
    ["no items", (said) => ({ ...said, items: [] }), 400],
    ["65 items", (said) => ({ ...said, items: new Array(65).fill(said.items[0]) }), 400],
    ["no JSON", () => Uint8Array.of(0xff), 400],
    ["nothing", () => new Uint8Array(), 400],
  ])("%s is refused and recorded", async (_what, lie, status) => {
    const { id, said } = await unheard();
    const before = await count(ca, "rejection");
    expect(await tell(lie(said))).toBe(status);
    expect(await standing(ca, id)).toBe("stored");
    expect(await count(ca, "rejection")).toBe(before + 1);
    expect(await tell(said)).toBe(200);
  });

  it("another dispatch of ours is not opened by the proof of the first", async () => {
    const { id, said } = await unheard();
    const other = await delivered();
    expect(await tell(one({ dispatch: other })(said))).toBe(422);
    expect(await standing(ca, other)).toBe("stored");
    expect(await standing(ca, id)).toBe("stored");
  });

  it("the partner's own dispatch is not opened by his word, although he can prove the leaf", async () => {
    const own = await forge(india, ca);
    expect(await verdictOn(ca, own.sealed)).toBe("stored");
    const salt = new Uint8Array(32).fill(4);
    const leaf = saltedEntry(ENTRY_KIND.opened, salt, own.digest);
    const { leaves: indexes } = durable(
      await india.store.commit({ appends: [{ log: "exchange", entry: leaf }], steps: [] }),
    );
    await pair.settle();
    const { size } = await india.store.logs.head("exchange");
    const index = indexes[0] ?? 0;
    const inclusion = (await india.store.logs.inclusionProof("exchange", index, size)).map(base64);
    const item = { dispatch: own.id, event: "opened", index, salt: base64(salt), inclusion };
    expect(await tell(canonicalJson({ size, items: [item] }))).toBe(422);
    const row = await rowOf(ca, "select state, opened_at from dispatch where id = ? limit 1", own.id);
    expect(row).toEqual({ state: "filed", opened_at: null });
  });

  it("a stored leaf does not pass for an opened one", async () => {
    const { id, said } = await unheard();
    const { receipt } = await receiptOf(id);
    const { index, salt, inclusion } = receipt;
    expect(await tell({ ...said, items: [{ dispatch: id, event: "opened", index, salt, inclusion }] })).toBe(
      422,
    );
    expect(await standing(ca, id)).toBe("stored");
  });

  async function receiptOf(id: string) {
    const key = await ca.store.vault.key(id);
    const row = await rowOf(ca, "select sealed_receipt from dispatch where id = ? limit 1", id);
    if (key === null || !(row.sealed_receipt instanceof Uint8Array)) throw new Error("it was stored");
    const receipt: { index: number; salt: string; inclusion: string[] } = JSON.parse(
      Buffer.from(key.open("dispatch.sealed_receipt", row.sealed_receipt)).toString(),
    );
    return { receipt };
  }
});

describe("a node witnesses its partner's log", () => {
  async function headOf(size: number, root: Uint8Array): Promise<Uint8Array> {
    return signCheckpoint({ size, root }, india.keys.log, Math.floor(pair.dials.now / 1_000));
  }

  async function ask(body: Uint8Array) {
    const answer = await ca.exchange.peer.addCheckpoint("IN", body);
    return { status: answer.status, said: Buffer.from(answer.body).toString() };
  }

  async function known(): Promise<number> {
    const row = await rowOf(ca, "select size from partner_checkpoint order by size desc limit 1");
    return Number(row.size);
  }

  it("and its cosignatures stand under the keys of its card", async () => {
    await delivered();
    await pair.settle();
    const head = await india.exchange.ownLog.witnessed();
    if (head === null) throw new Error("India's log is witnessed");
    const { name, ed25519, mldsa44 } = india.treaty.partner.card.witness;
    const raw = (text: string) => bytesOfBase64(text) ?? new Uint8Array();
    const witness = witnessVerifier({ name, ed25519: raw(ed25519), mldsa44: raw(mldsa44) });
    expect(await verifyCheckpoint(head.note, india.keys.log.verifier, [witness])).toMatchObject({
      ok: true,
      size: (await india.store.logs.head("exchange")).size,
      witnessedBy: [name],
    });
  });

  it("a log asked from another size than the one known is told the one known", async () => {
    const size = await known();
    const { root } = await india.store.logs.head("exchange");
    const note = await headOf((await india.store.logs.head("exchange")).size, root);
    expect(await ask(encodeAddCheckpoint({ oldSize: size - 1, proof: [], checkpoint: note }))).toEqual({
      status: 409,
      said: `${size}\n`,
    });
  });

  it.each<[string, () => Promise<Uint8Array>, number, string]>([
    [
      "a shorter log",
      async () => {
        const size = await known();
        const note = await headOf(size - 1, await india.store.logs.rootAt("exchange", size - 1));
        return encodeAddCheckpoint({ oldSize: size, proof: [], checkpoint: note });
      },
      422,
      "tree_shrank",
    ],
    [
      "another root for the size known",
      async () => {
        const size = await known();
        return encodeAddCheckpoint({
          oldSize: size,
          proof: [],
          checkpoint: await headOf(size, new Uint8Array(32)),
        });
      },
      422,
      "equivocation",
    ],
    [
      "a longer log that does not follow",
      async () => {
        const size = await known();
        return encodeAddCheckpoint({
          oldSize: size,
          proof: [],
          checkpoint: await headOf(size + 1, new Uint8Array(32)),
        });
      },
      422,
      "proof_length",
    ],
    [
      "a head that another log signed",
      async () => {
        const size = await known();
        const note = await signCheckpoint({ size: size + 1, root: new Uint8Array(32) }, ca.keys.log, 1);
        return encodeAddCheckpoint({ oldSize: size, proof: [], checkpoint: note });
      },
      422,
      "wrong_origin",
    ],
    ["a request that is none", async () => new TextEncoder().encode("please\n"), 400, "malformed"],
    ["nothing", async () => new Uint8Array(), 400, "malformed"],
  ])("it never cosigns %s, and records it", async (_what, body, status, said) => {
    const [size, before] = [await known(), await count(ca, "rejection")];
    const answer = await ask(await body());
    expect(answer.status).toBe(status);
    expect(answer.said).toContain(said);
    expect(answer.said).not.toContain("—");
    expect(await known()).toBe(size);
    expect(await count(ca, "rejection")).toBe(before + 1);
  });

  it("two asked at once are answered one after the other, and the log known only grows", async () => {
    const { size, root } = await india.store.logs.head("exchange");
    const note = await headOf(size, root);
    const from = await known();
    const proof = from === size ? [] : await india.store.logs.consistencyProof("exchange", from, size);
    const body = encodeAddCheckpoint({ oldSize: from, proof: [...proof], checkpoint: note });
    const answers = await Promise.all([ask(body), ask(body)]);
    expect(answers.map((answer) => answer.status).every((status) => status === 200 || status === 409)).toBe(
      true,
    );
    expect(await known()).toBe(size);
  });
});

describe("a partner who will not witness, or lies about it", () => {
  it.each<[string, (honest: string) => string]>([
    ["says nothing", () => ""],
    ["cosigns nothing", () => "\n"],
    ["cosigns under another name", (honest) => honest.replaceAll("entente.invalid", "elsewhere.invalid")],
    ["cosigns other bytes", (honest) => honest.replace(/[A-Z]/, (letter) => (letter === "A" ? "B" : "A"))],
  ])("%s: our head stays unwitnessed, and what leans on it waits", async (_what, lie) => {
    const own = await twoNodes();
    own.dials.back = (_to, path, answer) =>
      path.includes("witness")
        ? { ...answer, body: new TextEncoder().encode(lie(Buffer.from(answer.body).toString())) }
        : answer;
    await approved(own.ca, "request", null, exampleRequest("CA"));
    await own.settle();
    expect(await own.ca.exchange.ownLog.witnessed()).toBeNull();
    own.dials.back = (_to, _path, answer) => answer;
    await own.settle();
    expect(await own.ca.exchange.ownLog.witnessed()).not.toBeNull();
    await own.close();
  });
});
