import { canonicalJson, type Json, parseStrict } from "@entente/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, must, textOf, zeros } from "./fixtures.ts";

describe("the one spelling", () => {
  const cases: readonly (readonly [Json, string])[] = [
    [null, "null"],
    [true, "true"],
    [0, "0"],
    [-9007199254740991, "-9007199254740991"],
    ["", '""'],
    ['"\\/\b\f\n\r\t\u0001', '"\\"\\\\/\\b\\f\\n\\r\\t\\u0001"'],
    ["é संपर्क 😀 \u2028", '"é संपर्क 😀 \u2028"'],
    [[], "[]"],
    [[3, 1, 2], "[3,1,2]"],
    [{}, "{}"],
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ 10: 1, 9: 2, a: 3 }, '{"10":1,"9":2,"a":3}'],
    [{ é: 1, z: 2, Z: 3, "": 4 }, '{"":4,"Z":3,"z":2,"é":1}'],
    // By code unit, as RFC 8785 §3.2.3 sorts: U+1F600 starts with D83D, before U+FB33.
    [{ "\ufb33": 1, "😀": 2, "€": 3 }, '{"€":3,"😀":2,"\ufb33":1}'],
    [{ a: [{ y: null, x: "1" }] }, '{"a":[{"x":"1","y":null}]}'],
  ];

  it.each(cases)("of %j is %s", (value, text) => {
    expect(textOf(canonicalJson(value))).toBe(text);
  });

  const wrong: readonly (readonly [string, Json])[] = [
    ["a fraction", 1.5],
    ["minus zero", -0],
    ["NaN", Number.NaN],
    ["Infinity", [Number.POSITIVE_INFINITY]],
    ["an unsafe integer", 9007199254740992],
    ["a lone surrogate", "\ud800"],
    ["a lone surrogate in a key", { "\udc00": 1 }],
    ["a noncharacter", ["\ufffe"]],
    ["a key __proto__", Object.fromEntries([["__proto__", 1]])],
    ["too many levels", nested(65)],
    ["a function", Object(() => 1)],
  ];

  it.each(wrong)("does not exist for %s", (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it("exists for sixty-four levels", () => {
    const text = "[".repeat(64) + "]".repeat(64);
    expect(textOf(canonicalJson(nested(64)))).toBe(text);
  });
});

describe("properties", () => {
  const key = fc.string({ maxLength: 6, unit: "grapheme" });
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, false),
      fc.maxSafeInteger().map((value) => value + 0),
      fc.string({ unit: "grapheme" }),
      fc.array(tie("json"), { maxLength: 4 }),
      fc.dictionary(key, tie("json"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));

  it("what it writes, the strict reader reads back, and it writes the same again", () => {
    fc.assert(
      fc.property(json, (value) => {
        const bytes = canonicalJson(value);
        const back = must(parseStrict(bytes));
        expect(back).toEqual(value);
        expect(canonicalJson(back)).toEqual(bytes);
      }),
    );
  });

  it("does not depend on the order of members or on white space", () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.integer(), { noNullPrototype: true }), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(turned)).toEqual(canonicalJson(object));
        const spaced = must(parseStrict(bytesOf(JSON.stringify(turned, null, 2))));
        expect(canonicalJson(spaced)).toEqual(canonicalJson(object));
      }),
    );
  });
});

/** So many lists, one in the other. */
function nested(levels: number): Json {
  return levels === 0 ? [] : zeros(levels - 1).reduce<Json>((inner) => [inner], []);
}
