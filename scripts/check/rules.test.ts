import { describe, expect, it } from "vitest";
import { directionFaults, valueCycles } from "./directions.ts";
import { castRate, houseNumbers, percentile } from "./figures.ts";
import { parseRooms, type Rooms, roomOf } from "./rooms.ts";
import { shapeFaults } from "./shape.ts";
import { type Tree, treeOf } from "./tree.ts";
import { AMBIENT_CALLS, vocabularyFaults } from "./vocabulary.ts";

const why = "an invented reason";
const rooms = parseRooms(
  JSON.stringify({
    about: "invented",
    rooms: {
      words: { at: ["packages/words/src"], may: [] },
      kit: {
        at: ["packages/kit/src"],
        may: ["words"],
        npm: ["typebox"],
        node: ["crypto"],
        never: { "case id": why },
      },
      people: { at: ["packages/node/src/people"], may: ["words"] },
      trade: { at: ["packages/node/src/trade"], may: ["words", "kit", "people"], node: ["*"] },
      main: { at: ["packages/node/src/main.ts"], may: ["words", "people", "trade"] },
      "node/test": { at: ["packages/node/test"], may: ["words"], npm: ["vitest"], inside: true },
      scripts: { at: ["scripts"], may: ["words"] },
      "people/secret": { at: ["packages/node/src/people/inner"], may: [] },
      node: { at: ["packages/node"], may: [] },
    },
    drawers: [
      { within: "packages/node/src", files: "store\\.ts$", never: { allow: why }, without: ["node:*"], why },
    ],
    reserved: [
      { of: ["kit"], names: "^(seal|open)$", only: ["packages/node/src/trade/seal.ts"], why },
      { of: ["people", "trade"], names: "^build", only: ["packages/node/src/main.ts"], why },
    ],
    outlets: [{ within: "packages/node/src", modules: ["node:sqlite"], only: "/store\\.ts$", why }],
    sql: { within: "packages/node/src", only: "store\\.ts$", why },
    ambient: {
      pure: ["packages/kit/src"],
      pureWhy: why,
      draw: ["packages/kit/src/keys.ts"],
      one: [
        { within: "packages/node/src", call: "Date.now", only: ["packages/node/src/trade/clock.ts"], why },
      ],
    },
    emptyNames: { names: ["utils", "lib"], why },
    javascript: { files: ["scripts/way-in.mjs"], why },
  }),
);

const sound: Readonly<Record<string, string>> = {
  "package.json": "{}",
  "packages/words/src/door.ts": "export const word = 1;",
  "packages/kit/package.json": '{"dependencies":{"typebox":"1.0.0"}}',
  "packages/kit/src/door.ts": 'export { seal } from "./seal.ts";',
  "packages/kit/src/seal.ts": 'import { word } from "@entente/words";\nexport const seal = word;',
  "packages/node/package.json": "{}",
  "packages/node/src/people/door.ts": 'export { buildPeople } from "./people.ts";',
  "packages/node/src/people/people.ts": "export function buildPeople(): void {}",
};

function tree(...more: (readonly [string, string])[]): Tree {
  return treeOf(new Map([...Object.entries(sound), ...more]));
}

function says(faults: readonly { rule: string; where: string; says: string }[]): string[] {
  return faults.map(({ rule, where, says: words }) => `${rule} ${where} ${words}`);
}

describe("directions", () => {
  it("leave a sound tree alone", () => {
    expect(directionFaults(tree(), rooms)).toEqual([]);
  });
  it.each([
    ["a file in no room", "packages/new/src/a.ts", "", /^unlisted packages\/new\/src\/a.ts/],
    ["a file beside the rooms", "packages/words/loose.ts", "", /^unlisted/],
    [
      "a room that may not be imported",
      "packages/kit/src/a.ts",
      'import "../../node/src/people/door.ts";',
      /kit does not import people/,
    ],
    [
      "a type that may not be imported",
      "packages/node/src/people/a.ts",
      'import type { seal } from "@entente/kit";',
      /people does not import kit/,
    ],
    [
      "a way past the door",
      "packages/node/src/trade/a.ts",
      'import { buildPeople } from "../people/people.ts";',
      /people is entered only through packages\/node\/src\/people\/door.ts/,
    ],
    [
      "a way past the door of a package",
      "packages/node/src/trade/a.ts",
      'import { seal } from "@entente/kit/src/seal.ts";',
      /goes past the door/,
    ],
    [
      "a relative path into another package",
      "packages/node/src/trade/a.ts",
      'import { seal } from "../../../kit/src/door.ts";',
      /by its package name/,
    ],
    [
      "a re-export",
      "packages/node/src/people/a.ts",
      'export { seal } from "@entente/kit";',
      /people does not import kit/,
    ],
    [
      "a dynamic import",
      "packages/node/src/people/a.ts",
      'await import("@entente/kit");',
      /people does not import kit/,
    ],
    ["a computed import", "packages/node/src/people/a.ts", "await import(where);", /computed import/],
    ["require", "packages/node/src/people/a.ts", 'require("./people.ts");', /require/],
    ["a file that is not there", "packages/node/src/people/a.ts", 'import "./b.ts";', /does not exist/],
    ["a module of Node", "packages/node/src/people/a.ts", 'import "node:fs";', /people does not use node:fs/],
    [
      "a module of Node without its prefix",
      "packages/node/src/people/a.ts",
      'import "fs/promises";',
      /people does not use node:fs/,
    ],
    [
      "an npm package",
      "packages/node/src/people/a.ts",
      'import "fastify";',
      /people does not use the package fastify/,
    ],
    [
      "a subpath of an npm package",
      "packages/words/src/a.ts",
      'import "typebox/value";',
      /words does not use the package typebox/,
    ],
    [
      "an npm package that is not declared",
      "packages/node/test/a.test.ts",
      'import "vitest";',
      /not among the dependencies/,
    ],
    [
      "a package past the one that starts as it",
      "packages/kit/src/a.ts",
      'import "typebox-extra";',
      /kit does not use the package typebox-extra/,
    ],
  ])("refuse %s", (_, path, text, expected) => {
    const faults = says(directionFaults(tree([path, text]), rooms));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(expected);
  });
  it.each([
    ["its own files", "packages/node/src/people/a.ts", 'import "./people.ts";'],
    ["a door", "packages/node/src/trade/a.ts", 'import "../people/door.ts";'],
    [
      "a package",
      "packages/kit/src/a.ts",
      'import "@entente/words"; import "typebox/value"; import "node:crypto";',
    ],
    ["any file of its package, in a test", "packages/node/test/a.ts", 'import "../src/people/people.ts";'],
  ])("allow %s", (_, path, text) => {
    expect(directionFaults(tree([path, text]), rooms)).toEqual([]);
  });
  it("know the nearest room, and no room by half a name", () => {
    expect(roomOf(rooms, "packages/node/src/people/deep/a.ts")).toBe("people");
    expect(roomOf(rooms, "packages/node/src/people/inner/a.ts")).toBe("people/secret");
    expect(roomOf(rooms, "packages/words/src-two/a.ts")).toBeNull();
  });
});

describe("circles", () => {
  const a = "packages/node/src/people/a.ts";
  const b = "packages/node/src/people/b.ts";
  const c = "packages/node/src/people/c.ts";
  it("are found, whole", () => {
    const found = valueCycles(
      tree(
        [a, 'import { b } from "./b.ts";'],
        [b, 'export { c } from "./c.ts";'],
        [c, 'await import("./a.ts");'],
      ),
    );
    expect(found).toEqual([[a, b, c]]);
  });
  it("are found through package names", () => {
    expect(valueCycles(tree(["packages/words/src/door.ts", 'import "@entente/kit";']))).toHaveLength(1);
  });
  it("of one file with itself count", () => {
    expect(valueCycles(tree([a, 'import "./a.ts";']))).toEqual([[a]]);
  });
  it("of types alone do not count", () => {
    expect(
      valueCycles(tree([a, 'import type { b } from "./b.ts";'], [b, 'import { a } from "./a.ts";'])),
    ).toEqual([]);
  });
});

describe("words and rights", () => {
  it("leave a sound tree alone", () => {
    expect(vocabularyFaults(tree(), rooms)).toEqual([]);
  });
  it.each([
    [
      "a forbidden word",
      "packages/kit/src/a.ts",
      "const theCaseIds = 1;",
      /^word .*a.ts:1 "theCaseIds" says case id: an invented reason/,
    ],
    ["a forbidden word in an import", "packages/kit/src/a.ts", 'import "./case-id.ts";', /^word/],
    [
      "a forbidden word of a drawer",
      "packages/node/src/people/store.ts",
      "\nconst isAllowed = 1, allow = 2;",
      /^word .*store.ts:2 "allow"/,
    ],
    [
      "a reserved export",
      "packages/node/src/trade/a.ts",
      'import { seal } from "@entente/kit";',
      /^reserved .* seal/,
    ],
    [
      "a reserved export under another name",
      "packages/node/src/trade/a.ts",
      'import { seal as close } from "@entente/kit";',
      /^reserved/,
    ],
    [
      "a reserved export among all",
      "packages/node/src/trade/a.ts",
      'import * as kit from "@entente/kit";',
      /^reserved/,
    ],
    [
      "building outside main",
      "packages/node/src/trade/a.ts",
      'import { buildPeople } from "../people/door.ts";',
      /^reserved .* buildPeople/,
    ],
    [
      "a database outside a store",
      "packages/node/src/trade/a.ts",
      'import "node:sqlite";',
      /^outlet .* node:sqlite/,
    ],
    [
      "a module in a pure drawer",
      "packages/node/src/trade/store.ts",
      'import "node:fs";',
      /^outlet .* node:fs/,
    ],
    ["SQL", "packages/node/src/trade/a.ts", 'q("select a from b where c = ?");', /^sql/],
    [
      "SQL in a template",
      "packages/node/src/trade/a.ts",
      "q(`\n  insert into a (b) values (${c})`);",
      /^sql/,
    ],
    [
      "the clock in the node",
      "packages/node/src/trade/a.ts",
      "const a = Date.now();",
      /^ambient .* Date.now/,
    ],
    ["the clock in a kit", "packages/kit/src/a.ts", "const a = new Date();", /^ambient .* new Date\(\)/],
    ["the clock called as a function", "packages/kit/src/a.ts", "const a = Date();", /^ambient/],
    ["chance in a kit", "packages/kit/src/a.ts", "Math.random()", /^ambient .* Math.random/],
    ["an id from the platform", "packages/kit/src/a.ts", "crypto.randomUUID()", /^ambient .* randomUUID/],
    ["the environment in a kit", "packages/kit/src/a.ts", "process.env", /^ambient .* process.env/],
    ["the network in a kit", "packages/kit/src/a.ts", "globalThis.fetch(a)", /^ambient .* fetch/],
    ["a timer in a kit", "packages/kit/src/a.ts", "setTimeout(a, 1)", /^ambient .* timers/],
    ["randomness in a kit", "packages/kit/src/a.ts", "randomBytes(32)", /^ambient .* randomness/],
    ["a drawn key in a kit", "packages/kit/src/a.ts", "generateKeyPairSync(a)", /^ambient .* randomness/],
    ["the other clock in a kit", "packages/kit/src/a.ts", "performance.now()", /^ambient .* performance.now/],
  ])("refuse %s", (_, path, text, expected) => {
    const faults = says(vocabularyFaults(tree([path, text]), rooms));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(expected);
  });
  it.each([
    ["a forbidden word in a comment or a string", "packages/kit/src/a.ts", '// the case id\nf("caseId");'],
    ["a word that only contains it", "packages/kit/src/a.ts", "const lowercaseIdea = 1;"],
    ["the file that may seal", "packages/node/src/trade/seal.ts", 'import { seal } from "@entente/kit";'],
    [
      "the type of what is sealed",
      "packages/node/src/trade/a.ts",
      'import type { seal } from "@entente/kit";',
    ],
    ["main that builds", "packages/node/src/main.ts", 'import { buildPeople } from "./people/door.ts";'],
    ["the store's SQL", "packages/node/src/trade/store.ts", 'q("delete from a where b = ?");'],
    ["words that look like SQL", "packages/node/src/trade/a.ts", 'f("select one of these");'],
    ["the one file that reads the clock", "packages/node/src/trade/clock.ts", "Date.now()"],
    ["the file that draws keys", "packages/kit/src/keys.ts", "randomBytes(32)"],
    ["a date built from a value", "packages/kit/src/a.ts", "new Date(value)"],
    ["a method named fetch", "packages/kit/src/a.ts", "this.fetch(a)"],
  ])("allow %s", (_, path, text) => {
    expect(vocabularyFaults(tree([path, text]), rooms)).toEqual([]);
  });
});

describe("shape", () => {
  const at = "packages/node/src/people/a.ts";
  const long = (lines: number): string => Array.from({ length: lines }, () => "f();").join("\n");

  it.each([
    ["a file of 401 lines", at, long(401), /^size .*401 lines/],
    ["a function of 61 lines", at, `function a() {\n${long(59)}\n}`, /^size .*a.ts:1 a has 61 lines/],
    ["any", at, "let a: any;", /^any/],
    ["a mocked module", at, 'vi.mock("./b.ts");', /^mock/],
    ["a rule switched off without a reason", at, "// biome-ignore lint/style/useConst: x", /^suppression/],
    ["a linter switched off", at, "/* oxlint-disable */", /^suppression/],
    ["an expected error without a reason", at, "// @ts-expect-error", /^suppression/],
    ["an expected error with half a reason", at, "// @ts-expect-error bad", /^suppression/],
    ["an ignored error", at, "// @ts-ignore -- because it is so", /^suppression/],
    ["a folder that says nothing", "packages/node/src/people/utils/a.ts", "", /^name .*"utils"/],
    ["a file that says nothing", "packages/node/src/people/lib.ts", "", /^name .*"lib"/],
    ["JavaScript", "packages/node/src/people/a.js", "", /^javascript/],
    ["JavaScript by another name", "scripts/b.mjs", "", /^javascript/],
    ["sources the scanner cannot read", "packages/node/src/people/a.mts", "", /^unread/],
    ["a text between tags", "packages/web/src/a.tsx", "const a = <p>Hello</p>;", /^text/],
    ["a page of 151 lines", "packages/web/src/a.tsx", `function A() {\n${long(149)}\n}`, /^size/],
  ])("refuses %s", (_, path, text, expected) => {
    const faults = says(shapeFaults(tree([path, text]), rooms));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(expected);
  });
  it.each([
    ["a file of 400 lines", at, long(400)],
    ["a message between tags", "packages/web/src/a.tsx", 'const a = <p className="b">{t("c")}<br /></p>;'],
    ["a page of 150 lines", "packages/web/src/a.tsx", `function A() {\n${long(148)}\n}`],
    ["a table of 401 lines", at, `// table: codes of the world\n${long(400)}`],
    ["a function of 60 lines", at, `function a() {\n${long(58)}\n}`],
    ["a long suite of tests", "packages/node/test/a.ts", `function a() {\n${long(59)}\nit("b", c);\n}`],
    ["a rule switched off with a reason", at, "// biome-ignore lint/style/useConst: set in a closure below"],
    [
      "a linter rule off with a reason",
      at,
      "// oxlint-disable-next-line no-console -- the launcher has no logger",
    ],
    ["an expected error with a reason", at, "// @ts-expect-error: the table says what is wrong here"],
    ["an expected error with a reason after a space", at, "// @ts-expect-error a converted grade is no text"],
    ["the one way in", "scripts/way-in.mjs", ""],
  ])("allows %s", (_, path, text) => {
    expect(shapeFaults(tree([path, text]), rooms)).toEqual([]);
  });
});

describe("figures", () => {
  it("take median and p90 of a list", () => {
    expect([
      percentile([3, 1, 2], 0.5),
      percentile([], 0.5),
      percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9),
    ]).toEqual([2, 0, 10]);
  });
  it("count casts of sources for each 1000 lines, not those of tests", () => {
    const lines = Array.from({ length: 500 }, () => "f();").join("\n");
    const sources = treeOf(
      new Map([
        ["packages/a/src/b.ts", `${lines.slice(5)}\nf(a as B);`],
        ["packages/a/test/b.ts", "f(a as B);"],
      ]),
    );
    expect(castRate(sources)).toBe(2);
  });
  it("are printed for each package", () => {
    expect(houseNumbers(tree()).map((line) => line.split(" ")[0])).toEqual([
      "part",
      "kit",
      "node",
      "words",
      "all",
      "everything",
    ]);
  });
});

describe("rooms.json", () => {
  it.each([
    ["an unknown field", (r: Rooms) => ({ ...r, more: 1 })],
    ["a reason that says nothing", (r: Rooms) => ({ ...r, emptyNames: { names: [], why: "no" } })],
    [
      "a word without a reason",
      (r: Rooms) => ({ ...r, rooms: { a: { at: ["a"], may: [], never: { b: "" } } } }),
    ],
  ])("is refused with %s", (_, change) => {
    expect(() => parseRooms(JSON.stringify(change(rooms)))).toThrow(/rooms.json/);
  });
  it("names only calls that are looked for", () => {
    expect(AMBIENT_CALLS).toContain("Date.now");
  });
});
