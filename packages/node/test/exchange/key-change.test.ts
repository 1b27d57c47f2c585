import { verifyProof } from "@entente/ledger";
import { hexOf } from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keysInForce, replayChain } from "../../src/exchange/door.ts";
import { namesOf } from "../../src/setup.ts";
import { ALL, asked, changeKeys, hand, signed } from "./key-hands.ts";
import { count, leaves, rowOf, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  refusalOf,
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

describe("new keys of our own", () => {
  it("are made and sealed, and not in use before the root has signed for them", async () => {
    const before = await keysOf(pair.ca);
    await asked(pair.ca);
    expect((await keysOf(pair.ca)).sign.publics).toEqual(before.sign.publics);
    expect(await count(pair.ca, "own_key")).toBe(3);
    expect((await view(pair.ca)).pending).toMatchObject({ serial: 1, reason: "rotation", applied_by: null });
    expect(await leaves(pair.ca, "exchange", "key_statement")).toBe(0);
  });

  it("are in force once two operators apply what the root signed: on our log, told, acknowledged", async () => {
    await changeKeys(pair, pair.ca);
    await pair.settle();
    expect(await leaves(pair.ca, "exchange", "key_statement")).toBe(1);
    expect(await leaves(pair.in, "exchange", "key_statement")).toBe(1);
    expect(await serialAt(pair.in, "partner")).toBe(1);
    expect(await view(pair.ca)).toMatchObject({ serial: 1, told: 1, pending: null });
    const { card } = await replayChain(pair.in.store, pair.in.treaty.partner);
    const { sign } = await keysOf(pair.ca);
    expect(Buffer.from(card.sign.ed25519, "base64")).toEqual(Buffer.from(sign.publics.ed25519));
  });

  it("sign and open what passes afterwards, both ways", async () => {
    await changeKeys(pair, pair.ca);
    await changeKeys(pair, pair.in);
    await pair.settle();
    const [out, back] = [await sent(pair.ca), await sent(pair.in)];
    expect(await untilStored(pair.ca, out)).toBe("stored");
    expect(await untilStored(pair.in, back)).toBe("stored");
  });

  it("are drafted the same when asked for again, and anew when something else is asked for", async () => {
    const [first, again] = [await asked(pair.ca), await asked(pair.ca)];
    expect(again).toEqual(first);
    const other = await asked(pair.ca, { uses: ["seal"], reason: "rotation" });
    expect(other.payload_base64).not.toBe(first.payload_base64);
    expect(await count(pair.ca, "own_key")).toBe(1);
    const refused = await hand(pair, pair.ca, "operator", first, await signed(pair, "CA", first));
    expect(refusalOf(refused)).toBe("malformed");
  });

  it("follow each other: the second change stands on the first", async () => {
    await changeKeys(pair, pair.ca);
    await changeKeys(pair, pair.ca, { uses: ["sign"], reason: "rotation" });
    await pair.settle();
    expect(await view(pair.ca)).toMatchObject({ serial: 2, told: 2 });
    expect(await serialAt(pair.in, "partner")).toBe(2);
  });
});

describe("an application that does not count", () => {
  it("(one person alone) puts nothing in force, however often he applies", async () => {
    const draft = await asked(pair.ca);
    const document = await signed(pair, "CA", draft);
    expect(must(await hand(pair, pair.ca, "operator", draft, document)).state).toBe("one_of_two");
    expect(refusalOf(await hand(pair, pair.ca, "operator", draft, document))).toBe("same_person");
    expect(await serialAt(pair.ca, "us")).toBe(0);
  });

  it("(the first one's device was revoked since) needs another first", async () => {
    const draft = await asked(pair.ca);
    const document = await signed(pair, "CA", draft);
    must(await hand(pair, pair.ca, "operator", draft, document));
    const { device } = pair.ca.device("operator");
    await pair.ca.store.commit({
      steps: [{ sql: "update device set revoked_at = 1 where id = ?", params: [device], changes: 1 }],
    });
    expect(must(await hand(pair, pair.ca, "operator2", draft, document)).state).toBe("one_of_two");
    expect(await serialAt(pair.ca, "us")).toBe(0);
  });

  it("(the first signature is stale) needs another first", async () => {
    const draft = await asked(pair.ca);
    const document = await signed(pair, "CA", draft);
    must(await hand(pair, pair.ca, "operator", draft, document));
    pair.dials.now += 600_000;
    expect(must(await hand(pair, pair.ca, "operator2", draft, document)).state).toBe("one_of_two");
  });

  it.each([
    ["with the other's device", { device: "operator2" as const }, "device_refused"],
    ["over another serial", { serial: 2 }, "device_refused"],
    ["expired", { expires_at: "2026-11-22T11:59:59.000Z" }, "approval_stale"],
    ["for a day", { expires_at: "2026-11-23T12:00:00.000Z" }, "approval_stale"],
  ])("(signed %s) is refused", async (_, lie, problem) => {
    const draft = await asked(pair.ca);
    const document = await signed(pair, "CA", draft);
    expect(refusalOf(await hand(pair, pair.ca, "operator", draft, document, lie))).toBe(problem);
    expect((await view(pair.ca)).pending?.applied_by).toBeNull();
  });

  it("(the partner's root signed) is refused", async () => {
    const draft = await asked(pair.ca);
    const document = await signed(pair, "IN", draft);
    expect(refusalOf(await hand(pair, pair.ca, "operator", draft, document))).toBe("malformed");
  });

  it("(our root signed a card this node did not make) is refused: a thief's key would be in force", async () => {
    const draft = await asked(pair.ca);
    const other = await asked(pair.ca, { ...ALL, uses: ["sign"] });
    const document = await signed(pair, "CA", draft);
    expect(refusalOf(await hand(pair, pair.ca, "operator", other, document))).toBe("malformed");
  });

  it("(nothing was asked for) is refused", async () => {
    const draft = await asked(pair.ca);
    const document = await signed(pair, "CA", draft);
    must(await hand(pair, pair.ca, "operator", draft, document));
    must(await hand(pair, pair.ca, "operator2", draft, document));
    expect(refusalOf(await hand(pair, pair.ca, "operator", draft, document))).toBe("state_conflict");
  });
});

describe("a change while dispatches are under way", () => {
  it("loses nothing of ours: what the old key signed is taken", async () => {
    const id = await onTheWay(pair.ca);
    await changeKeys(pair, pair.ca);
    expect(await untilStored(pair.ca, id)).toBe("stored");
    expect(await leaves(pair.ca, "exchange", "release")).toBe(1);
  });

  it("loses nothing of theirs: what was sealed to the old key is opened", async () => {
    const id = await onTheWay(pair.in);
    await changeKeys(pair, pair.ca);
    const before = await rowOf(pair.in, "select seal_key from outbox");
    expect(await untilStored(pair.in, id)).toBe("stored");
    expect(
      Buffer.from(before.seal_key instanceof Uint8Array ? before.seal_key : []).toString("hex"),
    ).not.toBe(hexOf((await keysOf(pair.ca)).opening.digest));
    expect(await count(pair.ca, "rejection")).toBe(0);
  });

  it("is told again until he acknowledges, and said to be untold meanwhile", async () => {
    pair.dials.tap = (_from, path, body) => (path === "/peer/v1/keys" ? null : body);
    await changeKeys(pair, pair.ca);
    await pair.ca.exchange.work.keys();
    expect(await view(pair.ca)).toMatchObject({ serial: 1, told: 0 });
    expect(await rowOf(pair.ca, "select code from alarm where cleared_at is null")).toEqual({
      code: "keys_untold",
    });
    pair.dials.tap = (_from, _path, body) => body;
    pair.dials.now += 31_000;
    await pair.ca.exchange.work.keys();
    expect((await view(pair.ca)).told).toBe(1);
    expect(await count(pair.ca, "alarm", "cleared_at is null")).toBe(0);
  });

  it("is told once more where his answer was lost, and stands once", async () => {
    pair.dials.back = (_to, path, answer) => (path === "/peer/v1/keys" ? null : answer);
    await changeKeys(pair, pair.ca);
    await pair.ca.exchange.work.keys();
    pair.dials.back = (_to, _path, answer) => answer;
    pair.dials.now += 31_000;
    await pair.ca.exchange.work.keys();
    expect((await view(pair.ca)).told).toBe(1);
    expect(await leaves(pair.in, "exchange", "key_statement")).toBe(1);
  });
});

describe("a revocation", () => {
  const COMPROMISE = { ...ALL, reason: "compromise" } as const;

  it("stops the old opening key at once; what was sealed to it is sealed again to the new one", async () => {
    const id = await onTheWay(pair.in);
    await changeKeys(pair, pair.ca, COMPROMISE);
    expect((await keysOf(pair.ca)).earlier).toEqual([]);
    expect(await untilStored(pair.in, id)).toBe("stored");
  });

  it("lets what waits under the old signature be signed anew: the same words, stored once, provable", async () => {
    const id = await onTheWay(pair.ca);
    await changeKeys(pair, pair.ca, COMPROMISE);
    expect(await untilStored(pair.ca, id)).toBe("stored");
    expect(await leaves(pair.ca, "exchange", "release")).toBe(2);
    expect(await count(pair.in, "arrival")).toBe(1);
  });

  it("leaves what he stored before it as it was, though its receipt was lost on the way", async () => {
    pair.dials.back = (_to, path, answer) => (path === "/peer/v1/dispatches" ? null : answer);
    const id = await sent(pair.ca);
    pair.dials.back = (_to, _path, answer) => answer;
    await changeKeys(pair, pair.ca, COMPROMISE);
    pair.dials.now += 61_000;
    expect(await untilStored(pair.ca, id)).toBe("stored");
    expect(await leaves(pair.ca, "exchange", "release")).toBe(1);
    expect(await count(pair.in, "arrival")).toBe(1);
  });

  it("is not signed anew over and over for a partner who refuses every key", async () => {
    const id = await onTheWay(pair.ca);
    pair.dials.back = (_to, path, answer) => (path === "/peer/v1/dispatches" ? refusing(answer) : answer);
    await changeKeys(pair, pair.ca, COMPROMISE);
    await untilStored(pair.ca, id);
    expect(await leaves(pair.ca, "exchange", "release")).toBe(2);
    expect((await rowOf(pair.ca, "select reason from outbox")).reason).toBe(
      "refused by the partner: revoked_key",
    );
  });

  function refusing<T extends { readonly body: Uint8Array }>(answer: T): T {
    const said = JSON.parse(new TextDecoder().decode(answer.body));
    const items = [{ code: "revoked_key", event: "refused" }];
    return { ...answer, body: new TextEncoder().encode(JSON.stringify({ ...said, items })) };
  }
});

describe("the proof of a dispatch", () => {
  /** What a proof says offline, from its bytes and the agreement alone. */
  async function proven(node: TestNode, id: string) {
    const auditor = await node.officer("auditor");
    const { proof_base64 } = must(await node.ledger.proof(auditor, id));
    const verdict = verifyProof(new Uint8Array(Buffer.from(proof_base64, "base64")), node.agreement);
    return verdict.valid
      ? { id: verdict.id, receipt: verdict.receipt !== null, ...verdict.keys }
      : verdict.fault;
  }

  it("of before a rotation and of after it verifies, on both sides", async () => {
    const before = await sent(pair.ca);
    await changeKeys(pair, pair.ca);
    await pair.settle();
    const after = await sent(pair.ca);
    await untilStored(pair.ca, after);
    const keys = { newest: 1, revoked_since: false };
    for (const node of [pair.ca, pair.in]) {
      const receipt = node.party === "CA";
      expect(await proven(node, before)).toEqual({ id: before, receipt, signed_under: 0, ...keys });
      expect(await proven(node, after)).toEqual({ id: after, receipt, signed_under: 1, ...keys });
    }
  });

  it("signed by a key that was revoked since verifies as of its leaf, and says that it was", async () => {
    const before = await sent(pair.ca);
    await changeKeys(pair, pair.ca, { ...ALL, reason: "compromise" });
    await pair.settle();
    const said = { id: before, signed_under: 0, newest: 1, revoked_since: true };
    expect(await proven(pair.ca, before)).toEqual({ receipt: true, ...said });
    expect(await proven(pair.in, before)).toEqual({ receipt: false, ...said });
  });

  it("signed anew behind a revocation verifies under the new key", async () => {
    const id = await onTheWay(pair.ca);
    await changeKeys(pair, pair.ca, { ...ALL, reason: "compromise" });
    await untilStored(pair.ca, id);
    expect(await proven(pair.ca, id)).toMatchObject({ id, receipt: true, signed_under: 1 });
    expect(await proven(pair.in, id)).toMatchObject({ id, signed_under: 1 });
  });
});
