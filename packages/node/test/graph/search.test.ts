import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digitIdentifiers, scopeWord } from "../../src/graph/rules.ts";
import { graphRig, held, holding, idsOf } from "./rig.ts";

const CBSA = { state: "CA", agency: "CBSA" };

describe("looking something up", () => {
  test.each([
    ["a word", "kite"],
    ["a word in capitals", "KITE"],
    ["two words in another order", "forwarding blue"],
    ["the number as it is written", "+91 00 0000 0117"],
    ["the number without spaces", "910000000117"],
    ["the number in other groups", "9100 0000-0117"],
    ["the beginning of the number", "91000000"],
    ["the record's id", "BK-0042-INVENTED"],
    ["the beginning of the id", "BK-00"],
    ["the id without its dashes", "bk0042invented"],
    ["the id in other groups", "BK0042 INVENTED"],
    ["a word and the number", "kite 910000000117"],
  ])("by %s finds the record", async (_, query) => {
    await using rig = await graphRig();
    await held(
      rig,
      holding({ id: "BK-0042-INVENTED" }),
      holding({ id: "H-2", text: "Invented: a red warehouse" }),
    );
    expect(idsOf(await rig.holdings.search("RCMP", query, 10))).toEqual(["BK-0042-INVENTED"]);
  });

  test.each([
    ["a word that is not there", "warehouse"],
    ["one right and one wrong word", "kite warehouse"],
    ["the middle of a number", "0000117"],
    ["dashes only", "---"],
    ["white space", "   "],
    ["a wildcard", "%"],
    ["SQL", "' or 1=1 --"],
    ["the source's method", "open"],
    ["a category", "customs"],
  ])("by %s finds nothing", async (_, query) => {
    await using rig = await graphRig();
    await held(rig, holding());
    expect(await rig.holdings.search("RCMP", query, 10)).toEqual([]);
  });

  test("only the asking agency's records are found", async () => {
    await using rig = await graphRig();
    await held(rig, holding({ id: "H-1" }), holding({ id: "H-2", holder: CBSA }));
    expect(idsOf(await rig.holdings.search("RCMP", "kite", 10))).toEqual(["H-1"]);
    expect(idsOf(await rig.holdings.search("CBSA", "kite", 10))).toEqual(["H-2"]);
    expect(await rig.holdings.search("FINTRAC", "kite", 10)).toEqual([]);
    expect(await rig.holdings.search("", "kite", 10)).toEqual([]);
  });

  test("another agency's many hits do not push ours beyond the limit", async () => {
    await using rig = await graphRig();
    const theirs = Array.from({ length: 40 }, (_, at) => holding({ id: `Z-${at}`, holder: CBSA }));
    await held(rig, holding({ id: "A-1" }), ...theirs);
    expect(idsOf(await rig.holdings.search("RCMP", "kite", 5))).toEqual(["A-1"]);
  });

  test("a text that holds another agency's scope word does not cross over", async () => {
    await using rig = await graphRig();
    await held(rig, holding({ holder: CBSA, text: `Invented kite ${scopeWord("RCMP")}` }));
    expect(await rig.holdings.search("RCMP", "kite", 10)).toEqual([]);
    expect(await rig.holdings.search("RCMP", `kite ${scopeWord("CBSA")}`, 10)).toEqual([]);
  });

  test("the limit holds, and the order is by id downwards", async () => {
    await using rig = await graphRig();
    await held(rig, ...["H-1", "H-2", "H-3", "H-4"].map((id) => holding({ id })));
    expect(idsOf(await rig.holdings.search("RCMP", "kite", 3))).toEqual(["H-4", "H-3", "H-2"]);
  });

  test("items of other rooms with the same words are no holdings", async () => {
    await using rig = await graphRig();
    await held(rig, holding({ text: "Invented: a red warehouse" }));
    const { vault } = rig.store;
    // As long a prefix as ours, and the id of a record that does not hold the word.
    const item = "exhibit:H-1";
    await rig.store.commit({
      steps: [
        vault.create(item).step,
        ...vault.index(item, { words: [`${scopeWord("RCMP")} kite`], names: [] }),
      ],
    });
    expect(await rig.holdings.search("RCMP", "kite", 10)).toEqual([]);
  });

  test("a query of too many words is refused by the store, not answered in part", async () => {
    await using rig = await graphRig();
    const query = Array.from({ length: 17 }, (_, at) => `w${at}`).join(" ");
    await expect(rig.holdings.search("RCMP", query, 10)).rejects.toMatchObject({ code: "query_too_long" });
  });
});

describe("numbers in a text", () => {
  test.each<[string, readonly string[]]>([
    ["+91 98 7654 3210", ["919876543210"]],
    ["(613) 555-0142", ["6135550142"]],
    ["12 drums, 34 boxes", []],
    ["4-digit 1234", []],
    ["a 12345 b 12345", ["12345"]],
    ["no number", []],
  ])("%s gives %j", (text, expected) => {
    expect(digitIdentifiers(text)).toEqual(expected);
  });

  test("whatever the text, each has at least five digits and nothing else", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const digits of digitIdentifiers(text)) expect(digits).toMatch(/^[0-9]{5,}$/);
      }),
    );
  });

  test("a long run of digits and dashes is read in linear time", () => {
    const text = `${"1".repeat(10_000)}${"-".repeat(10_000)}`;
    const started = performance.now();
    digitIdentifiers(text);
    digitIdentifiers("1-".repeat(10_000));
    digitIdentifiers("1---".repeat(5_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

test("two agencies never share a scope word, and it has letters only", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(scopeWord(one)).toMatch(/^[a-z]+$/);
      expect(scopeWord(one) === scopeWord(other)).toBe(one.toWellFormed() === other.toWellFormed());
    }),
  );
});
