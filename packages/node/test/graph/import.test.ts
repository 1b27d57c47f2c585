import type { HoldingRecord } from "@entente/contract";
import { describe, expect, test } from "vitest";
import { int } from "../../src/store/door.ts";
import { BY, type GraphRig, graphRig, held, holding, idsOf } from "./rig.ts";

async function rows(rig: GraphRig) {
  const [row] = await rig.store.all(
    `select (select count(*) from holding) as holdings,
      (select count(*) from item_key where item like 'holding:%') as keys,
      (select count(*) from token) as tokens limit 1`,
  );
  if (row === undefined) throw new Error("no row");
  return { holdings: int(row, "holdings"), keys: int(row, "keys"), tokens: int(row, "tokens") };
}

function without(field: keyof HoldingRecord): object {
  return Object.fromEntries(Object.entries(holding()).filter(([name]) => name !== field));
}

describe("importing holdings", () => {
  test("a record comes back as it was given", async () => {
    await using rig = await graphRig();
    const record = holding({
      owner: { state: "US", agency: "DEA" },
      subject: {
        identified: true,
        nationality: "IN",
        in_canada: true,
        status: "other",
        persecution_state: null,
      },
      source: {
        method: "human",
        owner: { state: "US", agency: "DEA" },
        third_party_consent: "given",
        order_age_working_days: null,
        mistreatment_likelihood: "none",
      },
    });
    expect(await rig.holdings.importRecords([record], BY)).toEqual({ imported: 1, refused: [] });
    expect(await rig.holdings.record("H-1")).toEqual(record);
  });

  test("an unknown id is null", async () => {
    await using rig = await graphRig();
    expect(await rig.holdings.record("H-1")).toBeNull();
  });

  test("the row says who brought it in and when, and whose it is", async () => {
    await using rig = await graphRig();
    await held(rig, holding());
    const [row] = await rig.store.all("select agency, imported_by, imported_at from holding limit 1");
    expect(row).toEqual({ agency: "RCMP", imported_by: "CA-AN-1", imported_at: Date.UTC(2026, 10, 22, 8) });
  });

  test("good lines are taken although others are refused; lines count from 1", async () => {
    await using rig = await graphRig();
    const report = await rig.holdings.importRecords(
      [holding({ id: "H-1" }), null, holding({ id: "H-3" }), holding({ id: "H-4", text: "" })],
      BY,
    );
    expect(report.imported).toBe(2);
    expect(report.refused.map(({ line, fault }) => [line, fault.code, fault.where])).toEqual([
      [2, "wrong_type", ""],
      [4, "out_of_bounds", "/text"],
    ]);
    expect(await rig.holdings.record("H-3")).not.toBeNull();
    expect(await rig.holdings.record("H-4")).toBeNull();
    expect(await rows(rig)).toMatchObject({ holdings: 2, keys: 2 });
  });

  test("every fault of a line is named at once", async () => {
    await using rig = await graphRig();
    const bad = {
      ...without("text"),
      id: "",
      holder: { state: "ca", agency: "RCMP" },
      extra: 1,
      categories: ["gossip"],
    };
    const report = await rig.holdings.importRecords([bad], BY);
    expect(report.imported).toBe(0);
    const found = report.refused.map(({ fault }) => `${fault.code} ${fault.where}`);
    expect(found).toEqual(
      expect.arrayContaining([
        "missing_field /text",
        "out_of_bounds /id",
        "out_of_bounds /holder/state",
        "unknown_field /extra",
        "unknown_word /categories/0",
      ]),
    );
  });

  test.each<[string, string, unknown]>([
    ["null", "wrong_type ", null],
    ["a number", "wrong_type ", 3],
    ["a list", "wrong_type ", []],
    ["a text", "wrong_type ", "H-1"],
    ["an empty object", "missing_field /id", {}],
    ["an id with white space", "out_of_bounds /id", { ...holding(), id: "H 1" }],
    ["an id of 81 letters", "out_of_bounds /id", { ...holding(), id: "H".repeat(81) }],
    ["an id that climbs folders", "out_of_bounds /id", { ...holding(), id: "../H" }],
    ["no marking", "missing_field /marking", without("marking")],
    [
      "a marking without handling code",
      "out_of_bounds /marking/handling",
      { ...holding(), marking: { ...holding().marking, handling: [] } },
    ],
    [
      "an unknown source method",
      "unknown_word /source/method",
      { ...holding(), source: { method: "rumour", mistreatment_likelihood: "none" } },
    ],
    [
      "a subject with unknown fields",
      "unknown_field /subject/name",
      { ...holding(), subject: { identified: false, name: "Invented" } },
    ],
    ["a text above 20,000 letters", "out_of_bounds /text", { ...holding(), text: "a".repeat(20_001) }],
    ["half a letter", "bad_character /text", { ...holding(), text: "Invented \ud800" }],
    ["a noncharacter", "bad_character /text", { ...holding(), text: "Invented \uffff" }],
    [
      "a number no double keeps",
      "bad_number /source/order_age_working_days",
      {
        ...holding(),
        source: { method: "open", mistreatment_likelihood: "none", order_age_working_days: 1e300 },
      },
    ],
    [
      "a member called __proto__",
      "unknown_field /__proto__",
      JSON.parse(`{"__proto__": {}, ${JSON.stringify(holding()).slice(1)}`),
    ],
  ])("%s is refused as %s and changes nothing", async (_, fault, value) => {
    await using rig = await graphRig();
    const report = await rig.holdings.importRecords([value], BY);
    expect(report.imported).toBe(0);
    expect(report.refused.map((line) => `${line.fault.code} ${line.fault.where}`)).toContain(fault);
    expect(await rows(rig)).toEqual({ holdings: 0, keys: 0, tokens: 0 });
  });

  test("a holder of another party is refused, whoever the owner is", async () => {
    await using rig = await graphRig();
    const theirs = { holder: { state: "IN", agency: "NCB" } };
    const report = await rig.holdings.importRecords(
      [holding(theirs), holding({ ...theirs, owner: { state: "CA", agency: "RCMP" } })],
      BY,
    );
    expect(report).toEqual({
      imported: 0,
      refused: [1, 2].map((line) => ({ line, fault: { code: "holder_not_ours", where: "/holder/state" } })),
    });
    expect(await rows(rig)).toMatchObject({ holdings: 0 });
  });

  test("a fact another state owns is taken where one of ours holds it", async () => {
    await using rig = await graphRig();
    await held(rig, holding({ owner: { state: "IN", agency: "NCB" } }));
    expect(await rig.holdings.record("H-1")).toMatchObject({ owner: { state: "IN", agency: "NCB" } });
  });

  test("a known id is replaced: content, search words and key", async () => {
    await using rig = await graphRig();
    await held(rig, holding({ text: "Invented: the red warehouse" }));
    const [before] = await rig.store.all("select wrapped from item_key where item = 'holding:H-1' limit 1");
    await held(rig, holding({ text: "Invented: the green warehouse" }));
    const [after] = await rig.store.all("select wrapped from item_key where item = 'holding:H-1' limit 1");
    expect(after).not.toEqual(before);
    expect(await rig.holdings.record("H-1")).toMatchObject({ text: "Invented: the green warehouse" });
    expect(await rig.holdings.search("RCMP", "red", 10)).toEqual([]);
    expect(idsOf(await rig.holdings.search("RCMP", "green", 10))).toEqual(["H-1"]);
    expect(await rows(rig)).toMatchObject({ holdings: 1, keys: 1 });
  });

  test("within one import the later line replaces the earlier one", async () => {
    await using rig = await graphRig();
    const report = await rig.holdings.importRecords(
      [holding({ text: "first" }), holding({ text: "second" })],
      BY,
    );
    expect(report).toEqual({ imported: 2, refused: [] });
    expect(await rig.holdings.record("H-1")).toMatchObject({ text: "second" });
  });

  test("another agency's id cannot be taken, and the refusal leaves the record readable and findable", async () => {
    await using rig = await graphRig();
    await held(rig, holding({ text: "Invented: the red warehouse" }));
    await rig.holdings.record("H-1");
    const takeover = holding({ holder: { state: "CA", agency: "CBSA" }, text: "Invented: nothing here" });
    const report = await rig.holdings.importRecords([takeover], BY);
    expect(report).toEqual({
      imported: 0,
      refused: [{ line: 1, fault: { code: "id_of_another_holder", where: "/id" } }],
    });
    expect(await rig.holdings.record("H-1")).toMatchObject({ text: "Invented: the red warehouse" });
    expect(idsOf(await rig.holdings.search("RCMP", "red", 10))).toEqual(["H-1"]);
    expect(await rig.holdings.search("CBSA", "nothing", 10)).toEqual([]);
  });

  test("a record of 20,000 letters in different words is taken", async () => {
    await using rig = await graphRig();
    const words = Array.from({ length: 4_000 }, (_, at) => (at + 1_000).toString(36).padStart(4, "x"));
    await held(rig, holding({ text: words.join(" ").slice(0, 20_000) }));
    expect(idsOf(await rig.holdings.search("RCMP", words.at(-2) ?? "", 10))).toEqual(["H-1"]);
  });

  test("500 records in one import are all there", async () => {
    await using rig = await graphRig();
    const records = Array.from({ length: 500 }, (_, at) => holding({ id: `H-${at}` }));
    expect(await rig.holdings.importRecords(records, BY)).toEqual({ imported: 500, refused: [] });
    expect(await rows(rig)).toMatchObject({ holdings: 500, keys: 500 });
  });
});
