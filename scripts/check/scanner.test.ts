import { describe, expect, it } from "vitest";
import { findFunctions } from "./functions.ts";
import { findImports } from "./imports.ts";
import { anyLines, castLines } from "./shape.ts";
import { tokenize } from "./tokens.ts";
import { readSource } from "./tree.ts";
import { wordsOf } from "./vocabulary.ts";

function words(text: string): string {
  return tokenize(text)
    .code.filter(({ kind }) => kind === "word")
    .map((token) => token.text)
    .join(" ");
}

describe("the tokenizer", () => {
  it.each([
    ["a comment", "a // b\nc /* d */ e", "a c e"],
    ["a comment that looks like a string", "// it's\nb", "b"],
    ["a string that looks like a comment", 'a("// b"); c', "a c"],
    ["an escaped quote", String.raw`a("\" b"); c`, "a c"],
    ["a string continued on the next line", 'a("x\\\n b"); c', "a c"],
    ["a template", "a(`b`); c", "a c"],
    ["code inside a template", "a(`b ${c} d`); e", "a c e"],
    ["an object inside a template", "`${f({ a: `${g}` })} x`; h", "f a g h"],
    ["a dollar that opens nothing", "`$ $$ {b}`; c", "c"],
    ["a division", "a / b / c", "a b c"],
    ["a regular expression", "a = /b'\"`/g; c", "a c"],
    ["a regular expression with a class", "f(/[/'\"]\\//.test(b))", "f test b"],
    ["a regular expression after return", "return /b/.test(c)", "return test c"],
    ["a closing tag", "a = <p>{b}</p>; c / d / e", "a p b p c d e"],
    ["a tag that closes itself", 'a = <br />; b = <i d="e" />; f', "a br b i d f"],
    ["a division after a bracket", "(a) / b; c['/'] / d", "a b c d"],
    ["a division by a property named like a keyword", "x.y / z", "x y z"],
    ["numbers", "1_000n + 0xff + 1.5e-3 + .5 + a", "a"],
    ["private names and letters of any script", "this.#b; é; ख", "this #b é ख"],
    ["a line for the shell", "#!/usr/bin/env node\na", "a"],
  ])("knows %s", (_, text, expected) => {
    expect(words(text)).toBe(expected);
  });

  it.each([
    ["a string", 'a = "b\nc', /line 1: a string/],
    ["a template", "a\n`b", /line 2: a template/],
    ["a template with code", "`${a} b", /a template/],
    ["a comment", "a /* b", /a comment/],
  ])("refuses %s that does not end", (_, text, message) => {
    expect(() => tokenize(text)).toThrow(message);
  });

  it("counts lines through comments, templates and strings", () => {
    const { code } = tokenize("/* 1\n2 */ a\n`3\n4 ${\nb}\n6`; c");
    expect(code.filter(({ kind }) => kind === "word").map(({ text, line }) => [text, line])).toEqual([
      ["a", 2],
      ["b", 5],
      ["c", 6],
    ]);
  });
});

function seen(text: string): string[] {
  return findImports(tokenize(text)).map(
    ({ specifier, kind, typeOnly, names }) =>
      `${kind}${typeOnly ? " type" : ""} ${names.join("+")} ${specifier}`,
  );
}

describe("the import scanner", () => {
  it.each([
    ['import "./a.ts";', ["import  ./a.ts"]],
    ['import a from "./a.ts";', ["import default ./a.ts"]],
    ['import * as a from "./a.ts";', ["import * ./a.ts"]],
    ['import a, { b, c as d } from "./a.ts";', ["import default+b+c ./a.ts"]],
    ['import type { a } from "./a.ts";', ["import type a ./a.ts"]],
    ['import type a from "./a.ts";', ["import type default ./a.ts"]],
    ['import { type a, b } from "./a.ts";', ["import a+b ./a.ts"]],
    ['import { type } from "./a.ts";', ["import type ./a.ts"]],
    ['import { type as b } from "./a.ts";', ["import type ./a.ts"]],
    ['import type from "./a.ts";', ["import default ./a.ts"]],
    ['import {\n  a,\n  // "./no.ts"\n  b,\n} from "./a.ts";', ["import a+b ./a.ts"]],
    ['import a from "./a.json" with { type: "json" };', ["import default ./a.json"]],
    ['export { a } from "./a.ts";', ["export a ./a.ts"]],
    ['export type { a } from "./a.ts";', ["export type a ./a.ts"]],
    ['export * from "./a.ts";', ["export * ./a.ts"]],
    ['export * as a from "./a.ts";', ["export * ./a.ts"]],
    ['export type * from "./a.ts";', ["export type * ./a.ts"]],
    ['await import("./a.ts");', ["dynamic * ./a.ts"]],
    ["await import(`./a.ts`);", ["dynamic * ./a.ts"]],
    ["await import(where);", ["dynamic * null"]],
    ["await import(`./${where}.ts`);", ["dynamic * null"]],
    ['await import("./a" + ".ts");', ["dynamic * null"]],
    ['require("./a.ts");', ["require * ./a.ts"]],
  ])("sees %s", (text, expected) => {
    expect(seen(text)).toEqual(expected);
  });

  it.each([
    '// import "./a.ts"',
    '/* import a from "./a.ts" */',
    "const a = 'import \"./a.ts\"';",
    "`import b from './a.ts'`",
    "import.meta.url",
    "export { a, b };",
    'export const from = "./a.ts";',
    'export function f() { return "./a.ts"; }',
    'a.import("./a.ts")',
    'a.require("./a.ts")',
    'const o = { import: "./a.ts" };',
  ])("passes by %s", (text) => {
    expect(seen(text)).toEqual([]);
  });
});

describe("the function scanner", () => {
  it.each([
    ["function a() {\n}", ["a 2"]],
    ["export async function* a<T extends { b: 1 }>(c: T): Promise<{ d: T }> {\n\n}", ["a 3"]],
    ["function a(): { b: number } {\n}", ["a 2"]],
    ["function a(b: unknown): b is string {\n}", ["a 2"]],
    ["function a(): () => void {\n}", ["a 2"]],
    ["function a(b: number): void;\nfunction a(b: string): void {\n}", ["a 2"]],
    ["const a = (b: number): string => {\n};", ["a 2"]],
    ["const a = async <T,>(b: T) => b\n  .c();", ["a 2"]],
    ["const a = b => b;", ["a 1"]],
    [
      "class A {\n  #b = 1;\n  constructor(c: number) {\n  }\n  get d(): number {\n    return 1;\n  }\n  static e = () => {\n  };\n}",
      ["constructor 2", "d 3", "e 2"],
    ],
    ["const o = {\n  a() {\n  },\n  b: () => {\n  },\n};", ["a 2", "b 2"]],
    ["function a() {\n  function b() {\n  }\n}", ["a 4", "b 2"]],
  ])("measures %j", (text, expected) => {
    expect(findFunctions(tokenize(text)).map(({ name, lines }) => `${name} ${lines}`)).toEqual(expected);
  });

  it.each([
    "if (a) {\n}",
    "for (const a of b) {\n}",
    "switch (a) {\n}",
    "try {\n} catch (a) {\n}",
    "f(a);\n{\n}",
    "interface A { b(): void; c: () => void }",
    "type A = (b: number) => void;",
    "const a = b ? c(d) : { e: 1 };",
    "const a = (b);",
  ])("finds no function in %j", (text) => {
    expect(findFunctions(tokenize(text))).toEqual([]);
  });
});

describe("casts and any", () => {
  it.each([
    ["const a = b as C;", 1],
    ["f(b() as C, d[0] as E);", 2],
    ["const a = `b` as C;", 1],
    ["const a = [1] as const;", 0],
    ['import { a as b } from "./c.ts";', 0],
    ['import * as a from "./c.ts";', 0],
    ["export { a as b };", 0],
    ['export * as a from "./c.ts";', 0],
    ["const as = 1; f(as);", 0],
    ["// a as b", 0],
    ["a.as(b)", 0],
    ["const { as } = b;", 0],
  ])("counts the casts of %s: %i", (text, count) => {
    expect(castLines(readSource("a.ts", text))).toHaveLength(count);
  });

  it.each([
    "let a: any;",
    "f<any>();",
    "type A = any;",
    "a as any;",
    "let b: Map<string, any>;",
    "let c: string | any;",
  ])("sees any in %s", (text) => {
    expect(anyLines(tokenize(text).code)).toHaveLength(1);
  });
  it.each([
    "Promise.any(a);",
    "expect.any(String);",
    "const o = { any: 1 };",
    "// any",
    '"any"',
    "fc.property(any, f)",
  ])("sees none in %s", (text) => {
    expect(anyLines(tokenize(text).code)).toHaveLength(0);
  });
});

describe("words of an identifier", () => {
  it.each([
    ["caseId", "case id"],
    ["CASE_ID", "case id"],
    ["case-ids", "case id"],
    ["SQLText", "sql text"],
    ["officers", "officer"],
    ["#person", "person"],
  ])("%s is %s", (identifier, expected) => {
    expect(wordsOf(identifier).join(" ")).toBe(expected);
  });
});
