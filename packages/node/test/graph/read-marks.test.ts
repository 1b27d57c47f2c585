import { done } from "@entente/contract";
import { ENTRY_KIND, parseEntry } from "@entente/ledger";
import { describe, expect, test } from "vitest";
import { readEntry, SALTS } from "../../src/graph/commands/record-read.ts";
import { openHoldings } from "../../src/graph/door.ts";
import { int, text } from "../../src/store/door.ts";
import { type GraphRig, graphRig, held, holding, idsOf, NOW } from "./rig.ts";

async function marks(rig: GraphRig) {
  const rows = await rig.store.all("select * from read_mark order by id limit 1000");
  return rows.map((row) => ({
    id: text(row, "id"),
    officer: text(row, "officer"),
    item: text(row, "item"),
    act: text(row, "act"),
    at: int(row, "at"),
    leaf: int(row, "leaf"),
  }));
}

describe("who was shown what", () => {
  test("leaves one mark a record and one leaf of the domestic log, durable at once", async () => {
    await using rig = await graphRig();
    await rig.holdings.recordRead("CA-AN-1", ["H-1", "H-2"], "search");
    const found = await marks(rig);
    expect(found).toEqual(
      ["holding:H-1", "holding:H-2"].map((item, at) => ({
        id: found[at]?.id,
        officer: "CA-AN-1",
        item,
        act: "search",
        at: NOW,
        leaf: 0,
      })),
    );
    expect(await rig.store.logs.head("domestic")).toMatchObject({ size: 1 });
    const [leaf] = await rig.store.logs.entries("domestic", 0, 1);
    expect(parseEntry(leaf ?? new Uint8Array())).toMatchObject({
      ok: true,
      value: { kind: ENTRY_KIND.read },
    });
  });

  test("a lookup marks what it found, for whom, before it answers", async () => {
    await using rig = await graphRig();
    await held(rig, holding({ id: "H-1" }), holding({ id: "H-2", text: "Invented: a red warehouse" }));
    const officer = { id: "CA-AN-1", agency: "RCMP" };
    const found = await rig.holdings.lookUp(officer, "kite", 10);
    expect(found.ok && idsOf(found.value)).toEqual(["H-1"]);
    expect((await marks(rig)).map((mark) => [mark.officer, mark.item])).toEqual([["CA-AN-1", "holding:H-1"]]);
    expect(await rig.holdings.lookUp({ ...officer, agency: "CBSA" }, "kite", 10)).toEqual(done([]));
    expect(await marks(rig)).toHaveLength(1);
  });

  test("a lookup of too many words is malformed, and marks nothing", async () => {
    await using rig = await graphRig();
    const query = Array.from({ length: 17 }, (_, at) => `w${at}`).join(" ");
    const found = await rig.holdings.lookUp({ id: "CA-AN-1", agency: "RCMP" }, query, 10);
    expect(found).toMatchObject({
      ok: false,
      refusal: { problem: "malformed", faults: [{ where: "/query" }] },
    });
    expect(await marks(rig)).toEqual([]);
  });

  test("a lookup whose mark cannot be written answers nothing", async () => {
    await using rig = await graphRig();
    await held(rig, holding());
    const broken = openHoldings({
      store: { ...rig.store, commit: () => Promise.reject(new Error("the disk is full")) },
      clock: () => NOW,
      random: (length) => new Uint8Array(length),
    });
    await expect(broken.search("RCMP", "kite", 10)).resolves.toHaveLength(1);
    await expect(broken.lookUp({ id: "CA-AN-1", agency: "RCMP" }, "kite", 10)).rejects.toThrow(
      "the disk is full",
    );
  });

  test("for no record leaves nothing", async () => {
    await using rig = await graphRig();
    await rig.holdings.recordRead("CA-AN-1", [], "search");
    expect(await rig.store.logs.head("domestic")).toMatchObject({ size: 0 });
  });

  test("the leaf can be made again from the rows; one taken away, added or changed does not fit", async () => {
    await using rig = await graphRig();
    await rig.holdings.recordRead("CA-AN-1", ["H-1", "H-2", "H-3"], "search");
    const [logged] = await rig.store.logs.entries("domestic", 0, 1);
    const salts = await rig.store.vault.secret(SALTS, () => {
      throw new Error("the secret must be there");
    });
    const rows = await marks(rig);
    expect(readEntry(salts, rows)).toEqual(logged);
    expect(readEntry(salts, rows.toReversed())).toEqual(logged);
    expect(readEntry(salts, rows.slice(1))).not.toEqual(logged);
    const renamed = rows.map((row, at) => (at === 1 ? { ...row, officer: "CA-AN-2" } : row));
    expect(readEntry(salts, renamed)).not.toEqual(logged);
    expect(readEntry(new Uint8Array(32), rows)).not.toEqual(logged);
  });

  test("two reads are two leaves", async () => {
    await using rig = await graphRig();
    await rig.holdings.recordRead("CA-AN-1", ["H-1"], "search");
    await rig.holdings.recordRead("CA-AN-2", ["H-1"], "search");
    expect((await marks(rig)).map((mark) => [mark.officer, mark.leaf])).toEqual([
      ["CA-AN-1", 0],
      ["CA-AN-2", 1],
    ]);
  });

  test("a mark that cannot be written is an error, never a silent success", async () => {
    await using rig = await graphRig();
    await rig.store.close();
    await expect(rig.holdings.recordRead("CA-AN-1", ["H-1"], "search")).rejects.toThrow();
  });
});
