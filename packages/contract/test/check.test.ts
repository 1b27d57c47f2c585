import fc from "fast-check";
import { Type } from "typebox";
import { Settings } from "typebox/system";
import { describe, expect, it } from "vitest";
import { CONTRACT_FAULTS, readerOf, SCHEMA_FAULTS } from "../src/door.ts";
import { at, changed, example, GONE, kind, said } from "./drafts.ts";

const closed = { additionalProperties: false };
const Colour = Type.Enum(["red", "green"] as const);
const readShop = readerOf(
  Type.Object(
    {
      name: Type.String({ minLength: 1 }),
      colour: Type.Union([Type.Null(), Colour]),
      owner: Type.Union([Type.Null(), Type.Object({ id: Type.Integer(), since: Type.String() }, closed)]),
      goods: Type.Array(
        Type.Union([
          Type.Object({ kind: Type.Literal("tool"), weight: Type.Number() }, closed),
          Type.Object({ kind: Type.Literal("book"), pages: Type.Integer(), title: Type.String() }, closed),
        ]),
      ),
    },
    closed,
  ),
);
const shop = { name: "x", colour: null, owner: null, goods: [] };

describe("a reader", () => {
  it("hands a good value on as it is, not as a copy", () => {
    const read = readShop(shop);
    expect(read.ok && read.value).toBe(shop);
  });

  it.each([[null], [undefined], [0], ["shop"], [true], [[]]])(
    "says of %j that the whole is of another kind",
    (value) => {
      expect(said(readShop(value))).toEqual(["wrong_type "]);
    },
  );

  it("says what a value of another kind should have been", () => {
    const read = readShop({ ...shop, name: 7 });
    expect(read.ok ? null : read.faults).toEqual([
      { code: "wrong_type", where: "/name", detail: "must be string" },
    ]);
  });

  it("never repeats what was written", () => {
    const secret = "CANARY-CONTENT";
    const bad = { ...shop, name: "", colour: secret, owner: secret, [`x${secret.length}`]: secret };
    const read = readShop(bad);
    expect(read.ok).toBe(false);
    expect(JSON.stringify(read)).not.toContain(secret);
  });

  it("counts a number that JSON cannot carry as no number", () => {
    for (const weight of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(said(readShop({ ...shop, goods: [{ kind: "tool", weight }] }))).toEqual([
        "wrong_type /goods/0/weight",
      ]);
    }
  });
});

describe("of a union only the branch that was meant is spoken of", () => {
  it.each<[string, string, unknown, readonly string[]]>([
    ["a word that is neither", "/colour", "blue", ["unknown_word /colour"]],
    ["a number in place of a word", "/colour", 3, ["unknown_word /colour"]],
    ["a word in place of an object or null", "/owner", "me", ["wrong_type /owner"]],
    ["an object with a field missing", "/owner", { id: 1 }, ["missing_field /owner/since"]],
    ["an object with a field of another kind", "/owner", { id: "1", since: "x" }, ["wrong_type /owner/id"]],
    ["an empty object", "/owner", {}, ["missing_field /owner/id", "missing_field /owner/since"]],
    ["a tool without weight", "/goods", [{ kind: "tool" }], ["missing_field /goods/0/weight"]],
    [
      "a tool with pages",
      "/goods",
      [{ kind: "tool", weight: 1, pages: 2 }],
      ["unknown_field /goods/0/pages"],
    ],
    ["a book without title", "/goods", [{ kind: "book", pages: 2 }], ["missing_field /goods/0/title"]],
    [
      "a book of half a page",
      "/goods",
      [{ kind: "book", pages: 0.5, title: "x" }],
      ["wrong_type /goods/0/pages"],
    ],
    ["neither tool nor book", "/goods", [{ kind: "toy", weight: 1 }], ["unknown_word /goods/0/kind"]],
    ["neither, and a number", "/goods", [7], ["wrong_type /goods/0"]],
    [
      "a tool at fault beside a book at fault",
      "/goods",
      [{ kind: "tool" }, { kind: "book", pages: 1 }],
      ["missing_field /goods/0/weight", "missing_field /goods/1/title"],
    ],
    [
      "the second and the eleventh alone, each by its own branch",
      "/goods",
      Array.from({ length: 11 }, (_, i) =>
        i === 1 ? { kind: "tool" } : { kind: "book", pages: i, ...(i === 10 ? {} : { title: "x" }) },
      ),
      ["missing_field /goods/1/weight", "missing_field /goods/10/title"],
    ],
  ])("%s", (_what, pointer, to, expected) => {
    expect(said(readShop(changed(shop, pointer, to)))).toEqual(expected);
  });

  it("every branch of a union still lets its own values in", () => {
    const goods = [
      { kind: "tool", weight: 1.5 },
      { kind: "book", pages: 3, title: "x" },
    ];
    expect(said(readShop({ ...shop, colour: "red", owner: { id: 1, since: "x" }, goods }))).toBe("passed");
  });
});

describe("every fault at once", () => {
  const many = Type.Object(
    Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, Type.Integer()])),
    closed,
  );

  it("of 40 fields of another kind all 40 are named", () => {
    const value = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, "x"]));
    expect(said(readerOf(many)(value))).toHaveLength(40);
  });

  it("of 40 missing and 40 unknown fields all 80 are named", () => {
    const value = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`g${i}`, 1]));
    expect(said(readerOf(many)(value))).toHaveLength(80);
  });

  it("an endless list of faults ends", () => {
    const read = readerOf(Type.Array(Type.Integer()))(Array(50_000).fill("x"));
    expect(read.ok ? 0 : read.faults.length).toBe(1_000);
  });

  it("the library's own limit is left as it was", () => {
    const { maxErrors } = Settings.Get();
    Settings.Set({ maxErrors: 5 });
    expect(readShop(null).ok).toBe(false);
    const after = Settings.Get().maxErrors;
    Settings.Set({ maxErrors });
    expect(after).toBe(5);
  });
});

describe("pointers are RFC 6901", () => {
  it.each([
    ["a/b", "/a~1b"],
    ["a~b", "/a~0b"],
    ["~1", "/~01"],
    ["", "/"],
    [" ", "/ "],
    ["नाम", "/नाम"],
    ["__proto__", "/__proto__"],
  ])("the unknown field %j is at %s", (key, pointer) => {
    const value: unknown = JSON.parse(`{${JSON.stringify(key)}: 1, ${JSON.stringify(shop).slice(1)}`);
    expect(said(readShop(value))).toEqual([`unknown_field ${pointer}`]);
  });
});

describe("whatever is changed in an example", () => {
  const pointers = everyPointer(example("request"));
  const junk = fc.constantFrom<unknown>(
    GONE,
    null,
    "",
    "x",
    0,
    -1,
    1.5,
    true,
    {},
    { x: 1 },
    [],
    ["x"],
    ["x", "x"],
  );
  const wrongs = fc.array(fc.tuple(fc.constantFrom(...pointers), junk), { minLength: 1, maxLength: 4 });

  /** A copy with all of it changed; what no longer stands cannot be changed further. */
  function spoilt(changes: readonly (readonly [string, unknown])[]): unknown {
    return changes.reduce<unknown>(
      (draft, [pointer, to]) => (at(draft, pointer) === undefined ? draft : changed(draft, pointer, to)),
      example("request"),
    );
  }

  it("the reader passes it or names known faults, each at something that stands there or is missing", () => {
    fc.assert(
      fc.property(wrongs, (changes) => {
        const draft = spoilt(changes);
        const read = kind("request").readDraft(draft);
        if (read.ok) return;
        expect(read.faults.length).toBeGreaterThan(0);
        for (const { code, where } of read.faults) {
          expect(SCHEMA_FAULTS).toContain(code);
          const parent = at(draft, where.slice(0, Math.max(0, where.lastIndexOf("/"))));
          expect([where, typeof parent]).toEqual([where, "object"]);
          expect([where, at(draft, where) === undefined]).toEqual([where, code === "missing_field"]);
        }
      }),
    );
  });

  it("two wrongs in different places are both named, whatever else is", () => {
    const places = fc.uniqueArray(
      fc.constantFrom("/title", "/channel", "/marking/tlp", "/content/facts", "/to", "/offence/class"),
      { minLength: 2 },
    );
    fc.assert(
      fc.property(places, (wrong) => {
        const draft = wrong.reduce<unknown>(
          (value, pointer) => changed(value, pointer, {}),
          example("request"),
        );
        const where = [said(kind("request").readDraft(draft))]
          .flat()
          .map((fault) => fault.replace(/^\w+ /, ""));
        expect(where.toSorted()).toEqual(wrong.toSorted());
      }),
    );
  });
});

describe("fault codes", () => {
  it("are a closed list in lower_snake_case, none twice", () => {
    expect(new Set(CONTRACT_FAULTS).size).toBe(CONTRACT_FAULTS.length);
    for (const code of CONTRACT_FAULTS) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(CONTRACT_FAULTS).toEqual([
      ...SCHEMA_FAULTS,
      "ground_and_outcome_differ",
      "person_not_identified",
      "attachment_twice",
      "attachment_in_life_threat",
      "day_without_action",
      "own_desk",
      "number_and_call_back_differ",
      "recipient_and_use_differ",
      "conditions_and_decision_differ",
      "term_of_a_refusal",
      "nothing_said",
      "given_and_not_given",
      "too_large_for_lane",
    ]);
  });
});

/** The pointer of everything inside a value. */
function everyPointer(value: unknown, where = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${where}/${key}`,
    ...everyPointer(inner, `${where}/${key}`),
  ]);
}
