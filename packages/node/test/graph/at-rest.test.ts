import { describe, expect, test } from "vitest";
import { bytes } from "../../src/store/door.ts";
import { type GraphRig, graphRig, held, holding } from "./rig.ts";

async function everything(rig: GraphRig): Promise<string> {
  const texts: string[] = [];
  for (const table of ["holding", "item_key", "token", "log_entry", "log_tile", "read_mark", "secret"]) {
    for (const row of await rig.store.all(`select * from ${table} limit 1000`)) {
      for (const value of Object.values(row)) {
        texts.push(value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value));
      }
    }
  }
  return texts.join("\n").toLowerCase();
}

async function overwrite(rig: GraphRig, id: string, sealed: Uint8Array): Promise<void> {
  await rig.store.commit({
    steps: [{ sql: "update holding set sealed_record = ? where id = ?", params: [sealed, id], changes: 1 }],
  });
}

async function sealedOf(rig: GraphRig, id: string): Promise<Uint8Array> {
  const [row] = await rig.store.all("select sealed_record from holding where id = ? limit 1", [id]);
  if (row === undefined) throw new Error("no row");
  return bytes(row, "sealed_record");
}

describe("holdings at rest", () => {
  test("no word of the content is readable in any table", async () => {
    await using rig = await graphRig();
    await held(rig, holding());
    const stored = await everything(rig);
    for (const word of ["kite", "forwarding", "910000000117", "0117", "delivery", "mistreatment", "amber"]) {
      expect(stored).not.toContain(word);
    }
    expect(stored).toContain("h-1");
  });

  test("one changed bit never opens", async () => {
    await using rig = await graphRig();
    await held(rig, holding());
    const sealed = await sealedOf(rig, "H-1");
    for (const at of [0, Math.floor(sealed.length / 2), sealed.length - 1]) {
      const flipped = Uint8Array.from(sealed);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await overwrite(rig, "H-1", flipped);
      await expect(rig.holdings.record("H-1")).rejects.toMatchObject({ code: "sealed_damaged" });
    }
  });

  test("one record's bytes in another record's row never open", async () => {
    await using rig = await graphRig();
    await held(rig, holding({ id: "H-1" }), holding({ id: "H-2" }));
    await overwrite(rig, "H-2", await sealedOf(rig, "H-1"));
    await expect(rig.holdings.record("H-2")).rejects.toMatchObject({ code: "sealed_damaged" });
  });

  test("a row that is given to another agency in the table is a damage, not that agency's record", async () => {
    await using rig = await graphRig();
    await held(rig, holding());
    await rig.store.commit({
      steps: [{ sql: "update holding set agency = 'CBSA'", params: [], changes: 1 }],
    });
    await expect(rig.holdings.record("H-1")).rejects.toMatchObject({
      name: "HoldingFault",
      code: "broken_record",
    });
  });

  test("a record whose key was destroyed is no record any more, in a lookup neither", async () => {
    await using rig = await graphRig();
    await held(rig, holding());
    await rig.holdings.record("H-1");
    await rig.store.commit({ steps: [...rig.store.vault.destroy("holding:H-1")] });
    expect(await rig.holdings.record("H-1")).toBeNull();
    expect(await rig.holdings.search("RCMP", "kite", 10)).toEqual([]);
  });
});
