import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cell, encodeCell, readCell } from "../../src/exchange/cell-codec.ts";
import { CELL_HOLDS } from "../../src/exchange/line/door.ts";
import { count, standing } from "./store-file.ts";
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
/** what went over the line: who, where, and the bytes */
let seen: { from: string; path: string; body: Uint8Array }[];
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  seen = [];
  pair.dials.tap = (from, path, body) => {
    seen.push({ from, path, body: body.slice() });
    return body;
  };
});
afterEach(() => pair.close());

async function beat(node: TestNode): Promise<void> {
  const send = await node.exchange.work.cell();
  await send();
}

/** Both make their cells ready before either sends, as two clocks that strike together do. */
async function beatTogether(): Promise<void> {
  const sends = await Promise.all([pair.ca, pair.in].map((node) => node.exchange.work.cell()));
  for (const send of sends) await send();
}

async function delivered(): Promise<string> {
  const id = await approved(pair.ca, "request", null, exampleRequest("CA"));
  await pair.ca.exchange.work.release();
  expect(await standing(pair.ca, id)).toBe("stored");
  return id;
}

async function openedInIndia(id: string): Promise<void> {
  must(await pair.in.exchange.commands.show(await pair.in.officer("analyst"), id));
}

function cellsOf(from: string): readonly Cell[] {
  return seen
    .filter((one) => one.from === from && one.path === "/peer/v1/cell")
    .map(({ body }) => {
      const read = readCell(body);
      if (!read.ok) throw new Error(read.faults[0]?.code);
      return read.value;
    });
}

const witnessedSize = async (node: TestNode) => (await node.exchange.ownLog.witnessed())?.size ?? 0;
const logSize = async (node: TestNode) => (await node.store.logs.head("exchange")).size;

describe("the heartbeat", () => {
  it("has both logs witnessed within two beats, with nothing else on the line", async () => {
    await delivered();
    seen = [];
    for (let turn = 0; turn < 4; turn += 1) await beatTogether();
    for (const node of [pair.ca, pair.in]) expect(await witnessedSize(node)).toBe(await logSize(node));
    expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(["/peer/v1/cell"]));
  });

  it("tells what was opened, in the cell that carries the head which proves it", async () => {
    const id = await delivered();
    for (let turn = 0; turn < 4; turn += 1) await beatTogether();
    await openedInIndia(id);
    seen = [];
    await beat(pair.in);
    expect(await standing(pair.ca, id)).toBe("opened");
    expect(await count(pair.in, "event_out")).toBe(0);
    expect(seen.map(({ path }) => path)).toEqual(["/peer/v1/cell"]);
    expect(cellsOf("IN")).toMatchObject([
      { head: { size: await logSize(pair.in) }, events: [{ event: "opened" }] },
    ]);
  });

  it("says nothing the moment a dispatch is opened, until the beat", async () => {
    const id = await delivered();
    for (let turn = 0; turn < 4; turn += 1) await beatTogether();
    seen = [];
    await openedInIndia(id);
    for (const node of [pair.ca, pair.in]) {
      await node.exchange.work.release();
      await node.exchange.work.gaps();
      await node.exchange.work.watch();
    }
    expect(seen.filter(({ path }) => path !== "/peer/v1/mirror/checkpoint")).toEqual([]);
  });

  it("holds what it carries in a cell, however much waits", async () => {
    const ids: string[] = [];
    for (let nth = 0; nth < 9; nth += 1) ids.push(await delivered());
    for (const id of ids) await openedInIndia(id);
    for (let turn = 0; turn < 12; turn += 1) {
      await beatTogether();
      pair.dials.now += 10_000;
    }
    for (const id of ids) expect(await standing(pair.ca, id)).toBe("opened");
    const cells = seen.filter(({ path }) => path === "/peer/v1/cell");
    expect(Math.max(...cells.map(({ body }) => body.length))).toBeLessThanOrEqual(CELL_HOLDS);
    expect(cellsOf("IN").some(({ events }) => events.length > 1)).toBe(true);
  });

  it("goes on where the partner was away: nothing is lost", async () => {
    const id = await delivered();
    await openedInIndia(id);
    pair.dials.line = false;
    for (let turn = 0; turn < 3; turn += 1) await beatTogether();
    expect(await count(pair.in, "event_out")).toBe(1);
    pair.dials.line = true;
    for (let turn = 0; turn < 4; turn += 1) await beatTogether();
    expect(await standing(pair.ca, id)).toBe("opened");
    expect(await witnessedSize(pair.in)).toBe(await logSize(pair.in));
  });

  it("goes on after a restart in the middle of an offer", async () => {
    await delivered();
    await beatTogether();
    await pair.in.store.close();
    await pair.reopen("IN");
    for (let turn = 0; turn < 5; turn += 1) await beatTogether();
    for (const node of [pair.ca, pair.in]) expect(await witnessedSize(node)).toBe(await logSize(node));
  });
});

describe("a cell of a hostile partner", () => {
  const told = async (change: (cell: Cell) => Cell) => {
    pair.dials.tap = (from, path, body) => {
      if (from !== "IN" || path !== "/peer/v1/cell") return body;
      const read = readCell(body);
      return read.ok ? encodeCell(change(read.value)) : body;
    };
  };
  const flipped = (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte));

  it.each<[string, (cell: Cell) => Cell]>([
    [
      "without the leaf",
      (cell) => ({ ...cell, events: cell.events.map((one) => ({ ...one, salt: flipped(one.salt) })) }),
    ],
    [
      "under another event's leaf",
      (cell) => ({ ...cell, events: cell.events.map((one) => ({ ...one, event: "answered" })) }),
    ],
    [
      "at another place",
      (cell) => ({ ...cell, events: cell.events.map((one) => ({ ...one, index: one.index - 1 })) }),
    ],
    [
      "in a tree that was never shown",
      (cell) => ({ ...cell, events: cell.events.map((one) => ({ ...one, size: one.size + 1 })) }),
    ],
    [
      "of a dispatch that is not ours",
      (cell) => ({ ...cell, events: cell.events.map((one) => ({ ...one, id: flipped(one.id) })) }),
    ],
  ])("cannot say 'opened' %s", async (_, change) => {
    const id = await delivered();
    for (let turn = 0; turn < 4; turn += 1) await beatTogether();
    await openedInIndia(id);
    await told(change);
    await beat(pair.in);
    expect(await standing(pair.ca, id)).toBe("stored");
    expect(await count(pair.ca, "dispatch", "answered_at is not null")).toBe(0);
  });

  it("cosigns other bytes: our head stays unwitnessed, and the attempt is on the record", async () => {
    await delivered();
    await told((cell) => ({
      ...cell,
      cosigned:
        cell.cosigned === null
          ? null
          : { ...cell.cosigned, signatures: cell.cosigned.signatures.map(flipped) },
    }));
    for (let turn = 0; turn < 4; turn += 1) await beatTogether();
    expect(await witnessedSize(pair.ca)).toBe(0);
    expect(await count(pair.ca, "rejection", "code = 'cosignature_unproven'")).toBeGreaterThan(0);
    pair.dials.tap = (_from, _path, body) => body;
    for (let turn = 0; turn < 4; turn += 1) await beatTogether();
    expect(await witnessedSize(pair.ca)).toBe(await logSize(pair.ca));
  });

  it("offers a head he did not sign: it is not taken, and the attempt is on the record", async () => {
    await told(({ head, ...cell }) => ({
      ...cell,
      head: head === null ? null : { ...head, signatures: head.signatures.map(flipped) },
    }));
    await beat(pair.in);
    expect(await count(pair.ca, "partner_checkpoint")).toBe(0);
    expect(await count(pair.ca, "rejection", "place = 'cell'")).toBe(1);
    pair.dials.tap = (_from, _path, body) => body;
    await beat(pair.in);
    expect(await count(pair.ca, "partner_checkpoint")).toBe(1);
  });

  it("withholds an entry of his log: his head is not taken", async () => {
    await told(({ head, ...cell }) => ({ ...cell, head: head === null ? null : { ...head, entries: [] } }));
    pair.dials.back = (_to, path, answer) => (path.startsWith("/peer/v1/log/") ? null : answer);
    await beat(pair.in);
    expect(await count(pair.ca, "partner_checkpoint")).toBe(0);
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["half a number", new Uint8Array(7)],
    ["a number no reader reads alike", new Uint8Array(8).fill(255)],
    ["a section nobody knows", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 9)],
    ["a head that ends", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 2, 1)],
    ["an event that is no word", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 3, 200)],
    ["noise", new Uint8Array(CELL_HOLDS).fill(3)],
  ])("is %s: refused and recorded", async (_, body) => {
    const answer = await pair.ca.exchange.peer.takeCell("IN", body);
    expect(answer.status).toBe(400);
    expect(await count(pair.ca, "rejection", "code = 'cell_malformed'")).toBe(1);
  });

  it("lies about what he holds of our log: it costs a proof, and no cosignature is believed by it", async () => {
    await delivered();
    await told((cell) => ({ ...cell, known: 1 }));
    for (let turn = 0; turn < 6; turn += 1) await beatTogether();
    expect(await witnessedSize(pair.ca)).toBe(await logSize(pair.ca));
  });
});
