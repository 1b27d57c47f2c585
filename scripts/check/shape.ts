import type { Violation } from "./directions.ts";
import { findFunctions } from "./functions.ts";
import type { Rooms } from "./rooms.ts";
import { endsExpression, type Token } from "./tokens.ts";
import type { Source, Tree } from "./tree.ts";

const MOST_FILE_LINES = 400;
const MOST_FUNCTION_LINES = 60;
/** A page's markup is one expression; what it does stands elsewhere. */
const MOST_PAGE_LINES = 150;

/** Sizes, names, `any`, mocks and suppressions: what a file may look like wherever it stands. */
export function shapeFaults(tree: Tree, rooms: Rooms): Violation[] {
  return [
    ...[...tree.files].flatMap((path) => nameFaults(rooms, path)),
    ...[...tree.sources.values()].flatMap((source) => [
      ...sizeFaults(source),
      ...anyFaults(source),
      ...mockFaults(source),
      ...suppressionFaults(source),
      ...textFaults(source),
    ]),
  ];
}

function nameFaults(rooms: Rooms, path: string): Violation[] {
  const faults: Violation[] = [];
  const parts = path.split("/");
  const { emptyNames, javascript } = rooms;
  const empty = parts
    .map((part) => part.replace(/\..*$/, ""))
    .find((part) => emptyNames.names.includes(part));
  if (empty !== undefined) faults.push({ rule: "name", where: path, says: `"${empty}": ${emptyNames.why}` });
  if (/\.[cm]?jsx?$/.test(path) && !javascript.files.includes(path)) {
    faults.push({ rule: "javascript", where: path, says: javascript.why });
  }
  if (/\.(mts|cts)$/.test(path)) {
    faults.push({
      rule: "unread",
      where: path,
      says: "the scanner reads only .ts and .tsx; teach it before adding these",
    });
  }
  return faults;
}

/** A suite of tests is long because it holds many; what it holds is counted by itself. */
function isSuite(source: Source, name: string, first: number, lines: number): boolean {
  if (!/(^|\/)test\//.test(source.path) && !source.path.endsWith(".test.ts")) return false;
  const inside = source.code.filter((token) => token.line >= first && token.line < first + lines);
  return inside.some(
    (token, i) => ["it", "test"].includes(token.text) && token.text !== name && inside[i + 1]?.text === "(",
  );
}

/** Tables, vectors and generated files may be long; they say so in their first line. */
export function isTable(source: Source): boolean {
  return /\b(?:table|vectors|generated):/.test(source.text.slice(0, source.text.indexOf("\n")));
}

function sizeFaults(source: Source): Violation[] {
  if (isTable(source)) return [];
  const most = source.path.endsWith(".tsx") ? MOST_PAGE_LINES : MOST_FUNCTION_LINES;
  const faults = findFunctions(source)
    .filter((one) => one.lines > most && !isSuite(source, one.name, one.line, one.lines))
    .map((one) => ({
      where: `${source.path}:${one.line}`,
      says: `${one.name} has ${one.lines} lines; stop at ${most}`,
    }));
  if (source.lines > MOST_FILE_LINES) {
    faults.push({
      where: source.path,
      says: `${source.lines} lines; stop at ${MOST_FILE_LINES}, or say "table:" in line 1`,
    });
  }
  return faults.map((fault) => ({ rule: "size", ...fault }));
}

const BEFORE_TYPE = [":", "<", "|", "&", "=>", "as", "extends", "is", "keyof", "satisfies"];

/** Lines on which the type `any` is written. A variable of that name can look like one; give it a better name. */
export function anyLines(code: readonly Token[]): number[] {
  return code
    .filter((token, i) => {
      if (token.kind !== "word" || token.text !== "any") return false;
      const [before, after] = [code[i - 1]?.text ?? "", code[i + 1]?.text ?? ""];
      const alias = before === "=" && (after === ">" || code[i - 3]?.text === "type");
      const argument = before === "," && after === ">";
      return BEFORE_TYPE.includes(before) || alias || argument;
    })
    .map((token) => token.line);
}

function anyFaults(source: Source): Violation[] {
  return anyLines(source.code).map((line) => ({
    rule: "any",
    where: `${source.path}:${line}`,
    says: "`any`: name the type, or `unknown`",
  }));
}

/** Lines with a cast: `as` behind an expression, without `as const` and the renamings of imports and exports. */
export function castLines(source: Source): number[] {
  const renaming = source.code.flatMap((token, i) => (["import", "export"].includes(token.text) ? [i] : []));
  const inClause = (i: number): boolean =>
    source.imports.some((one) => i >= one.from && i <= one.to) ||
    renaming.some((at) => isOwnExport(source.code, at, i));
  return source.code
    .filter((token, i) => {
      if (token.kind !== "word" || token.text !== "as" || !endsExpression(source.code[i - 1])) return false;
      return source.code[i + 1]?.text !== "const" && !inClause(i);
    })
    .map((token) => token.line);
}

/** `export { a as b };` without `from` renames too. */
function isOwnExport(code: readonly Token[], at: number, i: number): boolean {
  if (code[at]?.text !== "export" || code[at + 1]?.text !== "{" || i < at) return false;
  return !code.slice(at + 2, i).some((token) => token.text === "}");
}

function mockFaults(source: Source): Violation[] {
  const calls = ["mock", "doMock", "unstable_mockModule"];
  return source.code
    .filter(
      (token, i) =>
        ["vi", "vitest", "jest"].includes(token.text) &&
        source.code[i + 1]?.text === "." &&
        calls.includes(source.code[i + 2]?.text ?? ""),
    )
    .map((token) => ({
      rule: "mock",
      where: `${source.path}:${token.line}`,
      says: "no module is mocked: pass a port",
    }));
}

/** Lines of JSX with a text of their own between tags: it would be in one language, and the scanner would read it. */
function textFaults(source: Source): Violation[] {
  if (!source.path.endsWith(".tsx")) return [];
  return source.code
    .filter((token, i) => {
      const closes = token.text === "<" && source.code[i + 1]?.text === "/";
      return closes && ![">", "}"].includes(source.code[i - 1]?.text ?? "");
    })
    .map((token) => ({
      rule: "text",
      where: `${source.path}:${token.line}`,
      says: "a text between tags: put it into the messages",
    }));
}

const SUPPRESSION = /biome-ignore|oxlint-disable|eslint-disable|@ts-expect-error|@ts-ignore|@ts-nocheck/;
const REASONED =
  /(?:biome-ignore\s+\S+|(?:ox|es)lint-disable\S*\s+\S+(?:,\s*\S+)*)\s*(?::|--)\s*\S.{9,}|@ts-expect-error\W+\w.{9,}/;

function suppressionFaults(source: Source): Violation[] {
  return source.comments
    .filter((comment) => SUPPRESSION.test(comment.text) && !REASONED.test(comment.text))
    .map((comment) => ({
      rule: "suppression",
      where: `${source.path}:${comment.line}`,
      says: "say which rule and why: `rule -- reason`",
    }));
}
