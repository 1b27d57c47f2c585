import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keysInForce, replayChain } from "../../src/exchange/door.ts";
import { namesOf } from "../../src/setup.ts";
import { asked, changeKeys, hand, signed } from "./key-hands.ts";
import { count, leaves, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
});
afterEach(() => pair.close());

const DAY = 86_400_000;
const keysOf = (node: TestNode) =>
  keysInForce(node.store, namesOf(node.party, `${node.party.toLowerCase()}-1`, "live"));
const serialAt = async (node: TestNode, of: "us" | "partner") =>
  (await replayChain(node.store, node.treaty[of])).serial;
const view = async (node: TestNode) =>
  must(await node.exchange.commands.showKeys(await node.officer("operator")));

async function sent(from: TestNode): Promise<string> {
  const id = await approved(from, "request", null, exampleRequest(from.party));
  await from.exchange.work.release();
  return id;
}

/** Approved and on the log, and the partner has not seen it yet. */
async function onTheWay(from: TestNode): Promise<string> {
  pair.dials.line = false;
  const id = await sent(from);
  pair.dials.line = true;
  pair.dials.now += 61_000;
  return id;
}

async function untilStored(from: TestNode, id: string): Promise<string> {
  for (let turn = 0; turn < 6; turn += 1) {
    await pair.settle();
    pair.dials.now += 61_000;
  }
  return standing(from, id);
}

describe("keys that are over", () => {
  it("(signing) are destroyed with the change", async () => {
    await changeKeys(pair, pair.ca, { uses: ["sign"], reason: "rotation" });
    expect(await count(pair.ca, "secret", "name like 'sign.%'")).toBe(0);
    await changeKeys(pair, pair.ca, { uses: ["sign"], reason: "rotation" });
    expect(await count(pair.ca, "item_key", "item = 'own-key/1/sign'")).toBe(0);
    expect(await count(pair.ca, "item_key", "item = 'own-key/2/sign'")).toBe(1);
  });

  it("(opening) are kept for 60 days and then destroyed, with a tombstone on the log", async () => {
    await changeKeys(pair, pair.ca, { uses: ["seal"], reason: "rotation" });
    await changeKeys(pair, pair.ca, { uses: ["seal"], reason: "rotation" });
    pair.dials.now += 60 * DAY - 1;
    await pair.ca.exchange.work.keys();
    expect((await keysOf(pair.ca)).earlier).toHaveLength(2);
    pair.dials.now += 1;
    await pair.ca.exchange.work.keys();
    expect((await keysOf(pair.ca)).earlier).toEqual([]);
    expect(await count(pair.ca, "secret", "name = 'seal.xwing'")).toBe(0);
    expect(await count(pair.ca, "item_key", "item = 'own-key/1/seal'")).toBe(0);
    expect(await leaves(pair.ca, "exchange", "erased")).toBe(2);
  });

  it("(opening) come back from no backup: a tombstone that stands erases at once", async () => {
    await changeKeys(pair, pair.ca, { uses: ["seal"], reason: "rotation" });
    const tombstone = await pair.ca.store.tombstones.make("dispatch:own-key/0/seal");
    await pair.ca.store.commit({ appends: [tombstone.append], steps: [tombstone.step] });
    await pair.ca.exchange.work.keys();
    expect((await keysOf(pair.ca)).earlier).toEqual([]);
  });

  it("(TLS) are destroyed once he knows the next one, and not before", async () => {
    pair.dials.tap = (_from, path, body) => (path === "/peer/v1/keys" ? null : body);
    await changeKeys(pair, pair.ca, { uses: ["tls"], reason: "compromise" });
    await pair.ca.exchange.work.keys();
    expect((await keysOf(pair.ca)).tlsSeedsBefore).toHaveLength(1);
    pair.dials.tap = (_from, _path, body) => body;
    pair.dials.now += 31_000;
    await pair.ca.exchange.work.keys();
    expect((await keysOf(pair.ca)).tlsSeedsBefore).toEqual([]);
    expect(await count(pair.ca, "secret", "name = 'tls.ed25519'")).toBe(0);
  });
});

describe("several changes that he does not know yet", () => {
  it("are told one after the other, and no TLS key goes before he knows the next", async () => {
    pair.dials.line = false;
    await changeKeys(pair, pair.ca, { uses: ["tls"], reason: "compromise" });
    await changeKeys(pair, pair.ca, { uses: ["sign"], reason: "rotation" });
    await changeKeys(pair, pair.ca, { uses: ["tls"], reason: "compromise" });
    expect((await keysOf(pair.ca)).tlsSeedsBefore).toHaveLength(2);
    await pair.ca.exchange.work.keys();
    let passed = 0;
    pair.dials.line = true;
    pair.dials.now += 61_000;
    pair.dials.tap = (_from, path, body) => {
      if (path === "/peer/v1/keys") passed += 1;
      return passed > 2 ? null : body;
    };
    await pair.ca.exchange.work.keys();
    expect((await view(pair.ca)).told).toBe(2);
    // He trusts the key of the first change; that of the second is all he will know once told.
    expect((await keysOf(pair.ca)).tlsSeedsBefore).toHaveLength(1);
    pair.dials.tap = (_from, _path, body) => body;
    pair.dials.now += 61_000;
    await pair.ca.exchange.work.keys();
    expect((await view(pair.ca)).told).toBe(3);
    expect((await keysOf(pair.ca)).tlsSeedsBefore).toEqual([]);
  });
});

describe("a node that stops within a change", () => {
  const restart = async () => {
    await pair.ca.store.close();
    await pair.reopen("CA");
  };

  it("(new keys made, nothing signed) goes on with the same draft", async () => {
    const draft = await asked(pair.ca);
    await restart();
    expect(await asked(pair.ca)).toEqual(draft);
    const document = await signed(pair, "CA", draft);
    must(await hand(pair, pair.ca, "operator", draft, document));
    await restart();
    expect(must(await hand(pair, pair.ca, "operator2", draft, document)).state).toBe("in_force");
  });

  it("(in force, nobody told) is in force when it starts, and tells", async () => {
    pair.dials.line = false;
    await changeKeys(pair, pair.ca);
    const inForce = await keysOf(pair.ca);
    await restart();
    pair.dials.line = true;
    expect(pair.ca.keys.sign.publics).toEqual(inForce.sign.publics);
    await pair.settle();
    expect(await serialAt(pair.in, "partner")).toBe(1);
    expect(await untilStored(pair.ca, await sent(pair.ca))).toBe("stored");
  });

  it("(told, his answer not kept) tells once more, and opens what was sealed to the old key", async () => {
    const id = await onTheWay(pair.in);
    pair.dials.back = (_to, path, answer) => (path === "/peer/v1/keys" ? null : answer);
    await changeKeys(pair, pair.ca);
    await pair.ca.exchange.work.keys();
    await restart();
    pair.dials.back = (_to, _path, answer) => answer;
    expect(await untilStored(pair.in, id)).toBe("stored");
    expect((await view(pair.ca)).told).toBe(1);
  });
});
