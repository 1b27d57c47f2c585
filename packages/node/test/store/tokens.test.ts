import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../../src/store/fold.ts";
import { queryTokens, tokensOf } from "../../src/store/tokens.ts";

const KEY = createSecretKey(new Uint8Array(32).fill(1));
const OTHER = createSecretKey(new Uint8Array(32).fill(2));
const hex = (tokens: readonly Uint8Array[]) => tokens.map((token) => Buffer.from(token).toString("hex"));
const anyText = fc.string({ unit: "binary", maxLength: 40 });

function matches(texts: { words?: string[]; names?: string[] }, query: string): boolean {
  const held = new Set(hex(tokensOf(KEY, { words: texts.words ?? [], names: texts.names ?? [] })));
  return queryTokens(KEY, query).some((way) => hex(way).every((token) => held.has(token)));
}

describe("folding", () => {
  it.each([
    ["Élodie", "elodie"],
    ["STRASSE", "strasse"],
    ["Straße", "strasse"],
    ["ﬁnance", "finance"],
    ["ＡＢＣ１２３", "abc123"],
    ["İstanbul", "istanbul"],
    ["Ὀδυσσεύς", "οδυσσευσ"],
    ["soft\u00adhyphen", "softhyphen"],
    ["zero\u200bwidth\u2060s", "zerowidths"],
    ["\u202eright\u202c", "right"],
    ["क़लम", "कलम"],
    ["क\u093cलम", "कलम"],
    ["राज‍्य", "राज्य"],
    ["०१२३४५६७८९", "0123456789"],
    ["٠١٢٣٤٥٦٧٨٩", "0123456789"],
    ["मुंबई", "मुंबई"],
  ])("%s and %s are the same", (left, right) => expect(fold(left)).toBe(fold(right)));

  it.each([
    ["कि", "की"],
    ["कल", "काल"],
    ["राम", "रामं"],
    ["resume", "resum"],
    ["12", "21"],
  ])("%s and %s stay apart", (left, right) => expect(fold(left)).not.toBe(fold(right)));

  it("changes nothing the second time, whatever the text", () => {
    fc.assert(
      fc.property(anyText, (text) => fold(fold(text)) === fold(text)),
      { numRuns: 5_000 },
    );
  });
});

describe("tokens", () => {
  it("are 10 bytes, one for each different word", () => {
    const tokens = tokensOf(KEY, { words: ["alpha Beta", "ALPHA"], names: [] });
    expect(tokens.map((token) => token.length)).toEqual([10, 10]);
  });

  it("of names have their beginnings of 3 to 12 letters besides", () => {
    expect(tokensOf(KEY, { words: [], names: ["ab"] })).toHaveLength(1);
    expect(tokensOf(KEY, { words: [], names: ["abc"] })).toHaveLength(2);
    expect(tokensOf(KEY, { words: [], names: ["abcdefghijklmnop"] })).toHaveLength(1 + 10);
  });

  it("have nothing in common under another node's key", () => {
    const texts = { words: ["alpha beta gamma"], names: ["Testperson 12345"] };
    const mine = new Set(hex(tokensOf(KEY, texts)));
    expect(hex(tokensOf(OTHER, texts)).filter((token) => mine.has(token))).toEqual([]);
  });

  it("of a whole word are not those of a beginning", () => {
    expect(matches({ words: ["arjun"] }, "arj")).toBe(false);
    expect(matches({ names: ["arjun"] }, "arj")).toBe(true);
  });

  it("are met by each text as its own query, if it has a word at all", () => {
    const worded = anyText.filter((text) => queryTokens(KEY, text).length > 0);
    fc.assert(
      fc.property(worded, (text) => matches({ words: [text] }, text) && matches({ names: [text] }, text)),
      { numRuns: 2_000 },
    );
  });

  it("are met by an identifier of digits whatever stands between its groups", () => {
    const groups = fc.array(fc.stringMatching(/^[0-9]{1,4}$/), { minLength: 2, maxLength: 4 });
    const marks = fc.constantFrom(" ", "-", ".", "/", " (", ") ");
    fc.assert(
      fc.property(groups, marks, marks, (digits, stored, asked) => {
        const held = { names: [digits.join(stored)] };
        return matches(held, digits.join(asked)) && matches(held, digits.join(""));
      }),
    );
  });

  it("of no query match anything", () => {
    for (const query of ["", " ", "—", "\u200d", "🙂"]) expect(queryTokens(KEY, query)).toEqual([]);
  });
});
