import { ENTRY_KIND, saltedEntry } from "@entente/ledger";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anchorDomestic } from "../../src/oversight/door.ts";
import { systemRandom } from "../../src/ports.ts";
import { bytes, int } from "../../src/store/door.ts";
import { edit, rowOf } from "../exchange/store-file.ts";
import { exampleRequest, must, type TestNode, type TwoNodes, twoNodes } from "../exchange/two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes();
  ca = pair.ca;
});
beforeEach(() => {
  pair.dials.now += 3_600_000;
});
afterAll(() => pair.close());

async function anchored(): Promise<void> {
  await anchorDomestic({ store: ca.store, random: systemRandom, now: () => pair.dials.now });
}

/** The newest anchor's row and the entry that stands at its place. */
async function newest() {
  const row = await rowOf(ca, "select * from anchor_mark order by idx desc limit 1");
  const [entry] = await ca.store.logs.entries("exchange", int(row, "idx"), 1);
  return { row, entry };
}

function opened(size: number, root: Uint8Array, salt: Uint8Array): Uint8Array {
  const counted = new Uint8Array(8);
  new DataView(counted.buffer).setBigUint64(0, BigInt(size));
  return saltedEntry(ENTRY_KIND.domestic_anchor, salt, counted, root);
}

describe("the hourly anchor of the domestic log", () => {
  it("is one leaf of the exchange log that binds size and root of the domestic log", async () => {
    const before = await ca.store.logs.head("exchange");
    const { size, root } = await ca.store.logs.head("domestic");
    await anchored();
    expect((await ca.store.logs.head("exchange")).size).toBe(before.size + 1);
    const { row, entry } = await newest();
    expect(row).toMatchObject({ idx: before.size, origin: "domestic", size, root, at: pair.dials.now });
    expect(opened(size, root, bytes(row, "salt"))).toEqual(entry);
  });

  it("comes whether or not anything happened, and tells neither", async () => {
    await anchored();
    const quiet = await newest();
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    must(await ca.exchange.commands.submit(lo, id));
    await anchored();
    const busy = await newest();
    expect(int(busy.row, "size")).toBeGreaterThan(int(quiet.row, "size"));
    expect(busy.entry).toHaveLength(quiet.entry?.length ?? 0);
    await anchored();
    const again = await newest();
    expect(int(again.row, "size")).toBe(int(busy.row, "size"));
    expect(again.entry).not.toEqual(busy.entry);
  });

  it("does not fit a domestic log that somebody rewrote", async () => {
    await anchored();
    const { row, entry } = await newest();
    const salt = bytes(row, "salt");
    expect(opened(int(row, "size"), new Uint8Array(32), salt)).not.toEqual(entry);
    expect(opened(int(row, "size") - 1, bytes(row, "root"), salt)).not.toEqual(entry);
    expect(opened(int(row, "size"), bytes(row, "root"), new Uint8Array(32))).not.toEqual(entry);
  });

  it("leaves no leaf without the row that opens it", async () => {
    edit(ca, "create trigger no_anchor before insert on anchor_mark begin select raise(abort, 'no'); end");
    const before = await ca.store.logs.head("exchange");
    await expect(anchored()).rejects.toThrow();
    expect(await ca.store.logs.head("exchange")).toEqual(before);
    edit(ca, "drop trigger no_anchor");
  });
});
