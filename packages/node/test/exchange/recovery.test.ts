import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bytesOfBase64, signDocument, signingKeys } from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alarmsStanding, markRestored } from "../../src/exchange/door.ts";
import { count, edit, leaves, rowOf, standing } from "./store-file.ts";
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

async function sent(from: TestNode): Promise<string> {
  const id = await approved(from, "request", null, exampleRequest(from.party));
  await from.exchange.work.release();
  return id;
}

const look = async () => {
  for (const node of [pair.ca, pair.in]) await node.exchange.work.watch();
};

/** Canada is lost with all that happened since `backup`, and comes back from it. */
async function loseCanada(backup: string): Promise<void> {
  await pair.ca.store.close();
  for (const end of ["", "-wal", "-shm"]) {
    const file = join(pair.ca.data, `node.db${end}`);
    if (existsSync(file)) rmSync(file);
  }
  copyFileSync(backup, join(pair.ca.data, "node.db"));
  await pair.reopen("CA");
  await markRestored(pair.ca.store, { madeAt: pair.dials.now - 3_600_000, at: pair.dials.now });
}

async function backedUp(): Promise<string> {
  const file = join(pair.ca.data, "backup.db");
  await pair.ca.store.backup(file);
  return file;
}

/** The root signs what the restored node asks for. */
async function newStream(): Promise<void> {
  const officer = await pair.ca.officer("lo");
  const asked = must(await pair.ca.exchange.commands.requestStream(officer));
  const { ed25519, mldsa65 } = pair.roots.CA;
  const keys = signingKeys({ ed25519Seed: ed25519, mldsa65Seed: mldsa65 });
  const payload = bytesOfBase64(asked.payload_base64) ?? new Uint8Array();
  const document = await signDocument(asked.type, payload, [{ party: "CA", keys }]);
  const base64 = Buffer.from(document).toString("base64");
  must(await pair.ca.exchange.commands.openStream(officer, base64));
}

describe("a node that lost everything since its backup", () => {
  it("gets its log back from the partner, and the log goes on as one that only grew", async () => {
    await sent(pair.ca);
    await pair.settle();
    const backup = await backedUp();
    await sent(pair.ca);
    await sent(pair.ca);
    await pair.settle();
    await look();
    const before = await pair.ca.store.logs.head("exchange");
    await loseCanada(backup);
    expect((await pair.ca.store.logs.head("exchange")).size).toBeLessThan(before.size);
    await pair.ca.exchange.work.watch();
    expect(await pair.ca.store.logs.rootAt("exchange", before.size)).toEqual(before.root);
    expect(await alarmsStanding(pair.in.store)).toEqual([]);
  });

  it("names what it lost: the partner's copies of its own signed statements, and in words what nobody has", async () => {
    const kept = await sent(pair.ca);
    await pair.settle();
    const backup = await backedUp();
    const lost = [await sent(pair.ca), await sent(pair.ca)];
    await pair.settle();
    await look();
    await loseCanada(backup);
    await pair.ca.exchange.work.watch();
    const view = must(await pair.ca.exchange.commands.recovery(await pair.ca.officer("lo")));
    expect(view.phase).toBe("stream");
    expect(view.lost.map(({ id }) => id)).toEqual(lost);
    expect(view.lost.map(({ desk }) => desk)).toEqual(["in-ncb-liaison", "in-ncb-liaison"]);
    expect(view.lost.map(({ id }) => id)).not.toContain(kept);
    expect(view.beyond_recall.join(" ")).toContain("drafts");
  });

  it("takes again what the partner had sent since, once", async () => {
    await sent(pair.ca);
    await pair.settle();
    const backup = await backedUp();
    const theirs = [await sent(pair.in), await sent(pair.in)];
    await pair.settle();
    await look();
    await loseCanada(backup);
    for (let round = 0; round < 4; round += 1) {
      await pair.ca.exchange.work.watch();
      await pair.in.exchange.work.release();
      pair.dials.now += 61_000;
    }
    for (const id of theirs) {
      expect(await standing(pair.ca, id)).toBe("filed");
      expect(await count(pair.ca, "arrival", "dispatch = ?", id)).toBe(1);
    }
    expect(await count(pair.in, "outbox")).toBe(0);
  });

  it("does not send twice what was approved in the backup and had left since", async () => {
    const hold = await twoNodes(withHold(60));
    await pair.close();
    pair = hold;
    await sent(pair.ca);
    pair.dials.now += 61_000;
    await pair.settle();
    const id = await approved(pair.ca, "request", null, exampleRequest("CA"));
    const backup = await backedUp();
    pair.dials.now += 61_000;
    await pair.settle();
    expect(await standing(pair.in, id)).toBe("filed");
    await look();
    await loseCanada(backup);
    expect(await standing(pair.ca, id)).toBe("approved");
    await pair.ca.exchange.work.watch();
    expect(await standing(pair.ca, id)).toBe("stored");
    await newStream();
    await pair.settle();
    expect(await count(pair.in, "dispatch", "id = ?", id)).toBe(1);
  });

  it("lets nothing out before its root has begun a new stream; then the exchange goes on", async () => {
    await sent(pair.ca);
    await pair.settle();
    const backup = await backedUp();
    await sent(pair.ca);
    await pair.settle();
    await look();
    const old = await rowOf(pair.in, "select stream from stream_in");
    await loseCanada(backup);
    await pair.ca.exchange.work.watch();
    const id = await sent(pair.ca);
    expect(await standing(pair.ca, id)).toBe("approved");
    expect(must(await pair.ca.exchange.commands.show(await pair.ca.officer("lo"), id)).trail.waiting).toBe(
      "restored",
    );
    await newStream();
    await pair.ca.exchange.work.watch();
    pair.dials.now += 61_000;
    await pair.ca.exchange.work.release();
    expect(await standing(pair.ca, id)).toBe("stored");
    const row = await rowOf(pair.in, "select stream, sequence from arrival where dispatch = ?", id);
    expect(row.stream).not.toEqual(old.stream);
    expect(row.sequence).toBe(1);
    expect(await leaves(pair.in, "exchange", "key_statement")).toBe(1);
    expect(await leaves(pair.ca, "exchange", "key_statement")).toBe(1);
  });

  it("does nothing but ask while the partner is away", async () => {
    const early = await sent(pair.in);
    await pair.settle();
    const backup = await backedUp();
    await loseCanada(backup);
    pair.dials.line = false;
    await pair.ca.exchange.work.watch();
    const officer = await pair.ca.officer("lo");
    expect(refusalOf(await pair.ca.exchange.commands.show(officer, early))).toBe("rolled_back");
    expect((await pair.ca.exchange.peer.takeDispatches("IN", new Uint8Array(8))).status).toBe(503);
    pair.dials.line = true;
    await pair.ca.exchange.work.watch();
    expect(must(await pair.ca.exchange.commands.show(officer, early)).id).toBe(early);
  });

  it("does not take entries that do not make the tree it signed", async () => {
    await sent(pair.ca);
    await pair.settle();
    const backup = await backedUp();
    await sent(pair.ca);
    await pair.settle();
    await look();
    edit(
      pair.in,
      "update mirror_entry set entry = zeroblob(34) where idx = (select max(idx) from mirror_entry)",
    );
    await loseCanada(backup);
    const { size } = await pair.ca.store.logs.head("exchange");
    await pair.ca.exchange.work.watch();
    expect((await pair.ca.store.logs.head("exchange")).size).toBe(size);
    expect(must(await pair.ca.exchange.commands.recovery(await pair.ca.officer("lo"))).phase).toBe("log");
  });
});

describe("a stream statement", () => {
  async function restored(): Promise<void> {
    await sent(pair.ca);
    await pair.settle();
    const backup = await backedUp();
    await sent(pair.ca);
    await pair.settle();
    await look();
    await loseCanada(backup);
    await pair.ca.exchange.work.watch();
  }

  async function signedBy(
    party: "CA" | "IN",
    change: (said: Record<string, unknown>) => unknown,
  ): Promise<string> {
    const asked = must(await pair.ca.exchange.commands.requestStream(await pair.ca.officer("lo")));
    const said = JSON.parse(Buffer.from(asked.payload_base64, "base64").toString("utf8"));
    const payload = new TextEncoder().encode(JSON.stringify(change(said)));
    const { ed25519, mldsa65 } = pair.roots[party];
    const keys = signingKeys({ ed25519Seed: ed25519, mldsa65Seed: mldsa65 });
    return Buffer.from(await signDocument(asked.type, payload, [{ party, keys }])).toString("base64");
  }

  it.each<[string, (said: Record<string, unknown>) => unknown]>([
    ["another serial", (said) => ({ ...said, serial: 2 })],
    ["another history", (said) => ({ ...said, previous: "11".repeat(32) })],
    ["another node", (said) => ({ ...said, node: "ca-2" })],
    ["another stream's end", (said) => ({ ...said, ends: "11".repeat(16) })],
    ["the stream that ends", (said) => ({ ...said, stream: said.ends })],
    ["one member more", (said) => ({ ...said, zeal: 1 })],
  ])("with %s does not open a stream", async (_, change) => {
    await restored();
    const document = await signedBy("CA", change);
    const officer = await pair.ca.officer("lo");
    expect(refusalOf(await pair.ca.exchange.commands.openStream(officer, document))).toBe("malformed");
    expect(await count(pair.ca, "stream_statement")).toBe(0);
  });

  it("that another root signed opens nothing, here or there", async () => {
    await restored();
    const document = await signedBy("IN", (said) => said);
    const officer = await pair.ca.officer("lo");
    expect(refusalOf(await pair.ca.exchange.commands.openStream(officer, document))).toBe("malformed");
    const bytes = new Uint8Array(Buffer.from(document, "base64"));
    expect((await pair.in.exchange.peer.takeStream("CA", bytes)).status).toBe(422);
    expect(await count(pair.in, "stream_statement")).toBe(0);
  });

  it("that ends below what the partner holds is refused by him: nothing may be said twice", async () => {
    await restored();
    const document = await signedBy("CA", (said) => ({ ...said, last_sequence: 1 }));
    const bytes = new Uint8Array(Buffer.from(document, "base64"));
    const before = await count(pair.in, "rejection");
    expect((await pair.in.exchange.peer.takeStream("CA", bytes)).status).toBe(422);
    expect(await count(pair.in, "rejection")).toBe(before + 1);
  });

  it("told twice has one effect", async () => {
    await restored();
    const document = await signedBy("CA", (said) => said);
    const bytes = new Uint8Array(Buffer.from(document, "base64"));
    for (let time = 0; time < 2; time += 1)
      expect((await pair.in.exchange.peer.takeStream("CA", bytes)).status).toBe(200);
    expect(await count(pair.in, "stream_in")).toBe(2);
    expect(await leaves(pair.in, "exchange", "key_statement")).toBe(1);
  });

  it("is nothing a node that works asks for", async () => {
    const officer = await pair.ca.officer("lo");
    expect(refusalOf(await pair.ca.exchange.commands.requestStream(officer))).toBe("state_conflict");
    expect(refusalOf(await pair.ca.exchange.commands.openStream(officer, "e30="))).toBe("state_conflict");
  });
});
