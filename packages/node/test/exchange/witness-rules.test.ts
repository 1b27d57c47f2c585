import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { encodeAddCheckpoint, signCheckpoint, verifyEquivocation } from "@entente/ledger";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alarmsStanding } from "../../src/exchange/door.ts";
import { evidenceKept } from "../../src/exchange/evidence-store.ts";
import { mirroredSize } from "../../src/exchange/mirror-store.ts";
import { saidOf } from "./own-words.ts";
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

const MINUTE = 60_000;
let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeEach(async () => {
  pair = await twoNodes((terms) => ({
    ...withHold(0)(terms),
    unwitnessed: { shown_after_minutes: 15, blocks_after_minutes: 1440, blocks: ["request"] },
  }));
  ca = pair.ca;
  india = pair.in;
});
afterEach(() => pair.close());

const codes = async (node: TestNode) => (await alarmsStanding(node.store)).map(({ code }) => code);

async function sent(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  await ca.exchange.work.release();
  return id;
}

/** Time passes as a node lives it: a look each second, without sitting through every one of them. */
async function live(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes * MINUTE; passed += 5_000) {
    pair.dials.now += 5_000;
    await ca.exchange.work.watch();
  }
}

describe("a log that the partner does not witness", () => {
  it("is shown after a quarter of an hour, and no longer once he has", async () => {
    pair.dials.line = false;
    await sent();
    await live(15);
    expect(await codes(ca)).toEqual([]);
    await live(1);
    expect(await codes(ca)).toEqual(["unwitnessed"]);
    expect(ca.exchange.work.unwitnessed()).toBeGreaterThan(15 * MINUTE);
    pair.dials.line = true;
    await ca.exchange.work.witness();
    await ca.exchange.work.watch();
    expect(await codes(ca)).toEqual([]);
    expect(ca.exchange.work.unwitnessed()).toBe(0);
    expect(await leaves(ca, "domestic", "act")).toBe(2);
  });

  it("makes the classes the agreement names wait after a day; queueing never waits before", async () => {
    pair.dials.line = false;
    expect(await standing(ca, await sent())).toBe("queued");
    await live(1441);
    const late = await sent();
    expect(await standing(ca, late)).toBe("approved");
    const view = must(await ca.exchange.commands.show(await ca.officer("lo"), late));
    expect(view.trail.waiting).toBe("unwitnessed");
    pair.dials.line = true;
    await ca.exchange.work.witness();
    await ca.exchange.work.watch();
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    expect(await standing(ca, late)).toBe("stored");
  });

  it("never makes a life-threat dispatch wait", async () => {
    pair.dials.line = false;
    await sent();
    await live(1441);
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    edit(ca, "update dispatch set urgency = 'life_threat' where id = ?", id);
    const record = must(await ca.exchange.commands.show(await ca.officer("lo"), id));
    expect(record.trail.waiting).toBeNull();
  });

  // T07: the clock decides nothing. A jump of ten years is one look.
  it.each([
    ["forward", 315_000_000_000],
    ["back", -315_000_000_000],
  ])("is not a day old because the clock jumped %s", async (_, jump) => {
    pair.dials.line = false;
    await sent();
    await ca.exchange.work.watch();
    pair.dials.now += jump;
    await ca.exchange.work.watch();
    expect(ca.exchange.work.unwitnessed()).toBeLessThanOrEqual(5_000);
    expect(await codes(ca)).toEqual([]);
  });
});

describe("the mirror", () => {
  it("holds the partner's log entry by entry, and gives it back to him and to nobody else", async () => {
    for (let nth = 0; nth < 3; nth += 1) await sent();
    await pair.settle();
    const { origin } = india.treaty.partner.card.log;
    const size = await mirroredSize(india.store, origin);
    expect(size).toBeGreaterThan(3);
    const served = await india.exchange.peer.readMirror("CA", "0");
    const own = await ca.exchange.peer.readLog("IN", `tile/entries/000.p/${size}`);
    expect(served.body).toEqual(own.body);
    for (const path of ["1", "-1", "00", "x"])
      expect((await india.exchange.peer.readMirror("CA", path)).status).toBe(404);
  });

  it("raises an alarm where his entries do not make the tree he signed, keeps none, and takes no head", async () => {
    pair.dials.back = (_to, path, answer) => {
      if (!path.includes("tile/entries")) return answer;
      const body = answer.body.slice();
      body[body.length - 1] = (body[body.length - 1] ?? 0) ^ 1;
      return { ...answer, body };
    };
    await sent();
    await ca.exchange.work.witness();
    expect(await codes(india)).toEqual(["mirror_differs"]);
    expect(await count(india, "partner_checkpoint")).toBe(0);
    expect(await mirroredSize(india.store, india.treaty.partner.card.log.origin)).toBe(0);
  });

  it("is asked for before a head counts: where the entries are withheld nothing under it is received", async () => {
    pair.dials.back = (_to, path, answer) =>
      path.includes("tile/entries") ? { ...answer, status: 404, body: new Uint8Array() } : answer;
    const id = await sent();
    expect(await standing(ca, id)).toBe("queued");
    expect(await rowOf(ca, "select reason from outbox")).toEqual({ reason: "entries_withheld" });
    expect(await count(ca, "partner_checkpoint")).toBe(0);
    pair.dials.back = (_to, _path, answer) => answer;
    pair.dials.now += 61_000;
    await ca.exchange.work.release();
    expect(await standing(ca, id)).toBe("stored");
  });

  it("is never behind the newest head that was taken: what he signed can be given back to him", async () => {
    const { origin } = india.treaty.partner.card.log;
    for (let nth = 0; nth < 3; nth += 1) {
      await sent();
      await pair.settle();
      const head = await rowOf(india, "select max(size) as size from partner_checkpoint");
      expect(await mirroredSize(india.store, origin)).toBe(head.size);
    }
  });
});

/** A head of India's log that India signs although it contradicts what Canada holds. */
async function secondHistory(grow: number) {
  const held = await rowOf(ca, "select size from partner_checkpoint order by size desc limit 1");
  const size = Number(held.size);
  const head = { size: size + grow, root: new Uint8Array(32).fill(9) };
  const note = await signCheckpoint(head, india.keys.log, 1_800_000_000);
  return { size, note };
}

describe("a partner whose log has two histories", () => {
  it("is convicted by one exchange, with evidence a stranger verifies from the agreement alone", async () => {
    await sent();
    await pair.settle();
    const { size, note } = await secondHistory(0);
    const asked = encodeAddCheckpoint({ oldSize: size, proof: [], checkpoint: note });
    expect((await ca.exchange.peer.addCheckpoint("IN", asked)).status).toBe(422);
    const [kept] = await evidenceKept(ca.store, 5);
    const verdict = verifyEquivocation(kept?.file ?? new Uint8Array(), ca.agreement);
    expect(verdict).toMatchObject({ valid: true, party: "IN", sizes: [size, size] });
    expect(await codes(ca)).toEqual(["equivocation"]);
  });

  it("makes every class wait but those that undo harm, until people have looked", async () => {
    await sent();
    await pair.settle();
    const { size, note } = await secondHistory(0);
    await ca.exchange.peer.addCheckpoint(
      "IN",
      encodeAddCheckpoint({ oldSize: size, proof: [], checkpoint: note }),
    );
    const id = await sent();
    expect(await standing(ca, id)).toBe("approved");
    const view = must(await ca.exchange.commands.show(await ca.officer("lo"), id));
    expect(view.trail.waiting).toBe("equivocation");
  });

  it("is forgiven by an operator with a reason, on the record; the evidence stays", async () => {
    await sent();
    await pair.settle();
    const { size, note } = await secondHistory(0);
    const lie = encodeAddCheckpoint({ oldSize: size, proof: [], checkpoint: note });
    await ca.exchange.peer.addCheckpoint("IN", lie);
    const [officer, reason] = [await ca.officer("lo"), "Invented: looked into."];
    expect(must(await ca.exchange.commands.clearAlarm(officer, "equivocation", reason)).state).toBe(
      "cleared",
    );
    expect(await codes(ca)).toEqual([]);
    expect(await evidenceKept(ca.store, 5)).toHaveLength(1);
    const said = { officer: officer.id, plain: "", said: `equivocation: ${reason}` };
    expect(await saidOf(ca, "alarm_cleared", "node")).toEqual(said);
    expect(refusalOf(await ca.exchange.commands.clearAlarm(officer, "equivocation", reason))).toBe(
      "state_conflict",
    );
    expect(refusalOf(await ca.exchange.commands.clearAlarm(officer, "rolled_back", reason))).toBe(
      "state_conflict",
    );
  });

  it("is not convicted by a longer head with a proof that proves nothing", async () => {
    await sent();
    await pair.settle();
    const { size, note } = await secondHistory(7);
    const proof = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    await ca.exchange.peer.addCheckpoint(
      "IN",
      encodeAddCheckpoint({ oldSize: size, proof, checkpoint: note }),
    );
    expect(await evidenceKept(ca.store, 5)).toEqual([]);
    expect(await codes(ca)).toEqual([]);
  });

  it("is not convicted by what somebody else signed", async () => {
    await sent();
    await pair.settle();
    const { size } = await secondHistory(0);
    const foreign = await signCheckpoint(
      { size, root: new Uint8Array(32).fill(9) },
      ca.keys.log,
      1_800_000_000,
    );
    await ca.exchange.peer.addCheckpoint(
      "IN",
      encodeAddCheckpoint({ oldSize: size, proof: [], checkpoint: foreign }),
    );
    expect(await codes(ca)).toEqual([]);
  });
});

describe("a database put back from an older copy", () => {
  it("is noticed at first contact, by our own signature that the partner holds; nothing goes on", async () => {
    const early = await sent();
    await pair.settle();
    const copy = join(ca.data, "older.db");
    await ca.store.all("select 1 as n limit 1");
    await rolledBackBy(copy, async () => {
      await sent();
      await sent();
      await pair.settle();
    });
    await ca.exchange.work.watch();
    expect(await codes(ca)).toEqual(["rolled_back"]);
    expect(refusalOf(await ca.exchange.commands.show(await ca.officer("lo"), early))).toBe("rolled_back");
    const answer = await ca.exchange.peer.takeDispatches("IN", new Uint8Array(8));
    expect(answer.status).toBe(503);
    expect(await count(ca, "alarm", "cleared_at is null")).toBe(1);
  });

  it("is not believed on the partner's word: only our own signature counts", async () => {
    await sent();
    await pair.settle();
    const size = (await ca.store.logs.head("exchange")).size + 5;
    const lie = await signCheckpoint(
      { size, root: new Uint8Array(32).fill(3) },
      india.keys.log,
      1_800_000_000,
    );
    pair.dials.back = (_to, path, answer) =>
      path.endsWith("mirror/checkpoint") ? { ...answer, status: 200, body: lie } : answer;
    await ca.exchange.work.watch();
    expect(await codes(ca)).toEqual([]);
  });

  it("is nothing a node sees in itself when all is as it was", async () => {
    await sent();
    await pair.settle();
    await ca.exchange.work.watch();
    await india.exchange.work.watch();
    expect([...(await codes(ca)), ...(await codes(india))]).toEqual([]);
  });
});

/** Canada's database as it was before `meanwhile`, under the running rooms, as after a restart on an old copy. */
async function rolledBackBy(copy: string, meanwhile: () => Promise<void>): Promise<void> {
  await ca.store.close();
  copyFileSync(join(ca.data, "node.db"), copy);
  await pair.reopen("CA");
  ca = pair.ca;
  await meanwhile();
  await ca.store.close();
  for (const end of ["-wal", "-shm"])
    if (existsSync(join(ca.data, `node.db${end}`))) rmSync(join(ca.data, `node.db${end}`));
  copyFileSync(copy, join(ca.data, "node.db"));
  await pair.reopen("CA");
  ca = pair.ca;
}
