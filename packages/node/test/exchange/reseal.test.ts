import { createHash } from "node:crypto";
import {
  canonicalJson,
  hexOf,
  KEYS_TYPE,
  type KeyStatement,
  keyStatementPayload,
  newSeed,
  openingKey,
  readCover,
  signDocument,
  signingKeys,
} from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replayChain } from "../../src/exchange/door.ts";
import { forge, postTo } from "./forge.ts";
import { count, leaves, rowOf, standing } from "./store-file.ts";
import { approved, exampleRequest, type TestNode, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
  india = pair.in;
});
afterEach(() => pair.close());

const hex = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const freshSeal = () => Buffer.from(openingKey(newSeed()).publicKey).toString("base64");

/** India's next key statement: a fresh sealing key, and whatever the test changes. */
async function statement(
  change: (honest: KeyStatement) => KeyStatement = (same) => same,
  root = pair.roots.IN,
) {
  const { card, node, party } = india.treaty.us;
  const honest: KeyStatement = {
    card: { ...card, seal: { xwing: freshSeal() } },
    node,
    party,
    previous: hex(canonicalJson(card)),
    reason: "rotation",
    revoked: [],
    serial: 1,
  };
  const said = change(honest);
  const payload = keyStatementPayload(said);
  if (!payload.ok) throw new Error("the statement is not well formed");
  const keys = signingKeys({ ed25519Seed: root.ed25519, mldsa65Seed: root.mldsa65 });
  return {
    said,
    digest: hex(payload.value),
    file: await signDocument(KEYS_TYPE, payload.value, [{ party, keys }]),
  };
}

const take = (file: Uint8Array) => ca.exchange.peer.takeKeys("IN", file);

async function queuedForIndia(): Promise<string> {
  pair.dials.line = false;
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  await ca.exchange.work.release();
  pair.dials.line = true;
  return id;
}

describe("the partner's new sealing key", () => {
  it("is on our log, and what leaves from then on is sealed to it", async () => {
    const { said, file } = await statement();
    expect((await take(file)).status).toBe(200);
    expect(await leaves(ca, "exchange", "key_statement")).toBe(1);
    await queuedForIndia();
    const { sealed_bytes } = await rowOf(ca, "select sealed_bytes from outbox");
    const cover = readCover(sealed_bytes instanceof Uint8Array ? sealed_bytes : new Uint8Array());
    if (!cover.ok) throw new Error("a cover");
    expect(hexOf(cover.value.sealKey)).toBe(hex(Buffer.from(said.card.seal.xwing, "base64")));
  });

  it("makes a queued dispatch be sealed again when its receiver no longer opens the old seal", async () => {
    const id = await queuedForIndia();
    const before = await rowOf(ca, "select sealed_bytes, statement_digest, seal_key from outbox");
    const { said, file } = await statement();
    await take(file);
    pair.dials.back = (_to, path, answer) => (path === "/peer/v1/dispatches" ? refusing(answer, 1) : answer);
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    const after = await rowOf(
      ca,
      "select sealed_bytes, statement_digest, seal_key from outbox where dispatch = ?",
      id,
    );
    expect(after.statement_digest).toEqual(before.statement_digest);
    expect(after.sealed_bytes).not.toEqual(before.sealed_bytes);
    expect(Buffer.from(after.seal_key instanceof Uint8Array ? after.seal_key : []).toString("hex")).toBe(
      hex(Buffer.from(said.card.seal.xwing, "base64")),
    );
  });

  it("is not sealed to over and over for a partner who refuses every seal", async () => {
    await queuedForIndia();
    const before = await rowOf(ca, "select sealed_bytes from outbox");
    pair.dials.back = (_to, path, answer) => (path === "/peer/v1/dispatches" ? refusing(answer, 1) : answer);
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    const after = await rowOf(ca, "select sealed_bytes, reason from outbox");
    expect(after.sealed_bytes).toEqual(before.sealed_bytes);
    expect(after.reason).toBe("refused by the partner: unknown_seal_key");
  });
});

/** The partner's answer with every item refused for its seal. */
function refusing(
  answer: {
    status: number;
    type: "application/json" | "application/octet-stream" | "text/plain; charset=utf-8";
    body: Uint8Array;
  },
  items: number,
) {
  const said = JSON.parse(new TextDecoder().decode(answer.body));
  const refused = Array.from({ length: items }, () => ({ code: "unknown_seal_key", event: "refused" }));
  return { ...answer, body: canonicalJson({ ...said, items: refused }) };
}

describe("a key statement that is not the partner's next one", () => {
  it.each<[string, (honest: KeyStatement) => KeyStatement, string]>([
    ["plays a later serial", (was) => ({ ...was, serial: 2 }), "/serial"],
    ["follows another one", (was) => ({ ...was, previous: "00".repeat(32) }), "/previous"],
    [
      "moves the log key",
      (was) => ({
        ...was,
        card: { ...was.card, log: { ...was.card.log, origin: "entente.invalid/live/in/x/exchange" } },
      }),
      "/card/log",
    ],
    [
      "moves the witness key",
      (was) => ({
        ...was,
        card: { ...was.card, witness: { ...was.card.witness, name: "entente.invalid/live/in/x/witness" } },
      }),
      "/card/witness",
    ],
    [
      "brings in a key that it revokes itself",
      (was) => ({
        ...was,
        revoked: [{ use: "seal", digest: hex(Buffer.from(was.card.seal.xwing, "base64")) }],
      }),
      "/card/seal",
    ],
    [
      "keeps a TLS key that it revokes",
      (was) => ({
        ...was,
        revoked: [{ use: "tls", digest: Buffer.from(was.card.tls.spki_sha256, "base64").toString("hex") }],
      }),
      "/card/tls",
    ],
  ])("(%s) is refused, recorded, and nothing of it counts", async (_, change, where) => {
    const { file } = await statement(change);
    const answer = await take(file);
    expect(answer.status).toBe(422);
    expect(new TextDecoder().decode(answer.body)).toContain(where);
    expect(await count(ca, "key_statement")).toBe(0);
    expect(await count(ca, "rejection")).toBe(1);
  });

  it("(another root signed it) is refused", async () => {
    const { file } = await statement(undefined, pair.roots.CA);
    expect((await take(file)).status).toBe(422);
    expect(await count(ca, "key_statement")).toBe(0);
  });

  it("(played again) is answered as the first time, and changes nothing", async () => {
    const { file } = await statement();
    await take(file);
    expect((await take(file)).status).toBe(200);
    expect(await count(ca, "key_statement")).toBe(1);
    expect(await leaves(ca, "exchange", "key_statement")).toBe(1);
  });

  it("(two next ones at once) leaves the first", async () => {
    const [one, other] = [await statement(), await statement()];
    const answers = await Promise.all([take(one.file), take(other.file)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 422]);
    expect(await count(ca, "key_statement")).toBe(1);
  });

  it.each([
    ["nothing", ""],
    ["no document", "{}"],
  ])("(%s) is refused", async (_, text) => {
    expect((await take(new TextEncoder().encode(text))).status).toBe(422);
  });
});

describe("a dispatch that comes with the revocation of its key", () => {
  it("is filed before the revocation stands, or refused: never behind it", async () => {
    const fresh = signingKeys({ ed25519Seed: newSeed(), mldsa65Seed: newSeed() });
    const sign = {
      ed25519: Buffer.from(fresh.publics.ed25519).toString("base64"),
      mldsa65: Buffer.from(fresh.publics.mldsa65).toString("base64"),
    };
    const revoked = [{ use: "sign" as const, digest: hex(india.keys.sign.publics.ed25519) }];
    const { file } = await statement((was) => ({ ...was, revoked, card: { ...was.card, sign } }));
    const made = [];
    for (let nth = 0; nth < 8; nth += 1) made.push(await forge(india, ca));
    const [posted] = await Promise.all([
      postTo(
        ca,
        made.map(({ sealed }) => sealed),
      ),
      take(file),
    ]);
    const { leaf } = await rowOf(ca, "select leaf from key_statement");
    expect(await count(ca, "arrival", "leaf > ?", leaf ?? null)).toBe(0);
    const words = posted.items.map((item) => (item.event === "refused" ? item.code : item.event));
    expect(words.filter((word) => word !== "stored" && word !== "revoked_key")).toEqual([]);
  });
});

describe("the partner's TLS keys", () => {
  const fresh = Buffer.alloc(32, 7).toString("base64");
  const pinsAfter = async (revoked: KeyStatement["revoked"]) => {
    const { file } = await statement((was) => ({
      ...was,
      revoked,
      card: { ...was.card, tls: { spki_sha256: fresh } },
    }));
    expect((await take(file)).status).toBe(200);
    const { pins } = await replayChain(ca.store, ca.treaty.partner);
    return pins.map((pin) => Buffer.from(pin).toString("base64"));
  };

  it("let him in, the newest first, after a rotation", async () => {
    expect(await pinsAfter([])).toEqual([fresh, india.treaty.us.card.tls.spki_sha256]);
  });

  it("let him in no more once revoked", async () => {
    const digest = Buffer.from(india.treaty.us.card.tls.spki_sha256, "base64").toString("hex");
    expect(await pinsAfter([{ use: "tls", digest }])).toEqual([fresh]);
  });
});

describe("the partner's signing keys", () => {
  it("stand until a statement of his root revokes them", async () => {
    const fresh = signingKeys({ ed25519Seed: newSeed(), mldsa65Seed: newSeed() });
    const sign = {
      ed25519: Buffer.from(fresh.publics.ed25519).toString("base64"),
      mldsa65: Buffer.from(fresh.publics.mldsa65).toString("base64"),
    };
    const first = await statement((was) => ({ ...was, card: { ...was.card, sign } }));
    await take(first.file);
    const [old, next] = [await forge(india, ca), await forge(india, ca, { keys: fresh })];
    const { items } = await postTo(ca, [old.sealed, next.sealed]);
    expect(items.map((item) => item.event)).toEqual(["stored", "stored"]);
    const second = await statement((was) => ({
      ...first.said,
      serial: 2,
      previous: first.digest,
      reason: "compromise",
      revoked: [{ use: "sign" as const, digest: hex(india.keys.sign.publics.ed25519) }],
      party: was.party,
    }));
    expect((await take(second.file)).status).toBe(200);
    const backdated = await forge(india, ca);
    expect((await postTo(ca, [backdated.sealed])).items[0]).toMatchObject({ code: "revoked_key" });
    // What was stored before the revocation stands, and its receipt is given again.
    expect((await postTo(ca, [old.sealed])).items[0]?.event).toBe("stored");
    const honest = await forge(india, ca, { keys: fresh });
    expect((await postTo(ca, [honest.sealed])).items[0]?.event).toBe("stored");
    expect(await standing(ca, honest.id)).toBe("filed");
  });
});
