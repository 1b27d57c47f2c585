import type { Violation } from "./directions.ts";
import { resolve } from "./directions.ts";
import { type Rooms, roomOf } from "./rooms.ts";
import type { Token } from "./tokens.ts";
import type { Source, Tree } from "./tree.ts";

/** What each room never says, what only some may import, where SQL stands, and who reads the world around. */
export function vocabularyFaults(tree: Tree, rooms: Rooms): Violation[] {
  return [...tree.sources.values()].flatMap((source) => [
    ...wordFaults(rooms, source),
    ...reservedFaults(tree, rooms, source),
    ...outletFaults(tree, rooms, source),
    ...sqlFaults(rooms, source),
    ...ambientFaults(rooms, source),
  ]);
}

function below(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

// --- words -----------------------------------------------------------------------------------------------------

/** `caseId`, `case_id` and `CASE_ID` are all "case id"; a plural counts as its singular. */
export function wordsOf(identifier: string): string[] {
  const words = identifier.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words.map((word) => word.toLowerCase().replace(/(?<=..)s$/, ""));
}

function says(identifier: string, forbidden: string): boolean {
  return ` ${wordsOf(identifier).join(" ")} `.includes(` ${wordsOf(forbidden).join(" ")} `);
}

function wordFaults(rooms: Rooms, source: Source): Violation[] {
  const room = rooms.rooms[roomOf(rooms, source.path) ?? ""];
  const drawers = rooms.drawers.filter(
    (one) => below(source.path, one.within) && new RegExp(one.files).test(source.path),
  );
  const never = [room?.never, ...drawers.map((one) => one.never)].flatMap((words) =>
    Object.entries(words ?? {}),
  );
  if (never.length === 0) return [];
  const spoken = [
    ...source.code.filter((token) => token.kind === "word").map(({ text, line }) => ({ text, line })),
    ...source.imports.map((one) => ({ text: one.specifier ?? "", line: one.line })),
  ];
  return spoken.flatMap(({ text, line }) =>
    never
      .filter(([word]) => says(text, word))
      .map(([word, why]) => ({
        rule: "word",
        where: `${source.path}:${line}`,
        says: `"${text}" says ${word}: ${why}`,
      })),
  );
}

// --- imports that are reserved ---------------------------------------------------------------------------------

function reservedFaults(tree: Tree, rooms: Rooms, source: Source): Violation[] {
  const own = roomOf(rooms, source.path);
  return source.imports.flatMap((one) => {
    if (one.specifier === null || one.typeOnly) return [];
    const target = resolve(tree, source.path, one.specifier);
    const other = target.is === "file" ? roomOf(rooms, target.path) : null;
    if (other === null || other === own) return [];
    return rooms.reserved
      .filter((rule) => rule.of.includes(other) && !rule.only.some((at) => below(source.path, at)))
      .flatMap((rule) => {
        const taken = one.names.filter((name) => name === "*" || new RegExp(rule.names).test(name));
        return taken.map((name) => ({
          rule: "reserved",
          where: `${source.path}:${one.line}`,
          says: `${name}: ${rule.why}`,
        }));
      });
  });
}

function outletFaults(tree: Tree, rooms: Rooms, source: Source): Violation[] {
  const outlets = rooms.outlets.filter(
    (rule) => below(source.path, rule.within) && !new RegExp(rule.only).test(source.path),
  );
  const drawers = rooms.drawers
    .filter((rule) => below(source.path, rule.within) && new RegExp(rule.files).test(source.path))
    .map((rule) => ({ modules: rule.without ?? [], why: rule.why }));
  return source.imports.flatMap((one) => {
    const target = resolve(tree, source.path, one.specifier ?? "");
    const name = target.is === "builtin" ? `node:${target.name}` : target.is === "npm" ? target.name : null;
    return [...outlets, ...drawers]
      .filter(
        (rule) =>
          name !== null &&
          rule.modules.some((entry) => entry === name || (entry === "node:*" && name.startsWith("node:"))),
      )
      .map((rule) => ({ rule: "outlet", where: `${source.path}:${one.line}`, says: `${name}: ${rule.why}` }));
  });
}

// --- SQL -------------------------------------------------------------------------------------------------------

const SQL =
  /^\s*(?:select\s[\s\S]+\sfrom\s|select\s+(?:\*|count|max|1)|insert\s+(?:or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(?:unique\s+)?(?:table|index)\s|begin\s+(?:immediate|exclusive)|pragma\s)/i;

function sqlFaults(rooms: Rooms, source: Source): Violation[] {
  const { within, only, why } = rooms.sql;
  if (!below(source.path, within) || new RegExp(only).test(source.path)) return [];
  return source.code
    .filter((token) => (token.kind === "string" || token.kind === "template") && SQL.test(token.text))
    .map((token) => ({
      rule: "sql",
      where: `${source.path}:${token.line}`,
      says: `"${token.text.trim().slice(0, 30)}…": ${why}`,
    }));
}

// --- the world around ------------------------------------------------------------------------------------------

const CALLS: Readonly<Record<string, (code: readonly Token[], i: number) => boolean>> = {
  "Date.now": (code, i) => run(code, i, ["Date", ".", "now"]),
  "new Date()": (code, i) =>
    run(code, i, ["new", "Date", "(", ")"]) || (run(code, i, ["Date", "("]) && code[i - 1]?.text !== "new"),
  "performance.now": (code, i) => run(code, i, ["performance", ".", "now"]),
  "Math.random": (code, i) => run(code, i, ["Math", ".", "random"]),
  randomUUID: (code, i) => run(code, i, ["randomUUID"]),
  randomness: (code, i) =>
    code[i]?.kind === "word" &&
    /^(?:random(?:Bytes|Fill(?:Sync)?|Int)|getRandomValues|generateKey(?:Pair)?(?:Sync)?)$/.test(
      code[i].text,
    ),
  "process.env": (code, i) => run(code, i, ["process", ".", "env"]),
  fetch: (code, i) => run(code, i, ["fetch", "("]) && !isMember(code, i),
  timers: (code, i) =>
    ["setTimeout", "setInterval", "setImmediate"].includes(code[i]?.text ?? "") && !isMember(code, i),
};

function run(code: readonly Token[], i: number, texts: readonly string[]): boolean {
  return texts.every(
    (text, offset) => code[i + offset]?.text === text && code[i + offset]?.kind !== "string",
  );
}

function isMember(code: readonly Token[], i: number): boolean {
  const before = code[i - 1]?.text;
  return (before === "." || before === "?.") && code[i - 2]?.text !== "globalThis";
}

function ambientFaults(rooms: Rooms, source: Source): Violation[] {
  const { pure, pureWhy, draw, one } = rooms.ambient;
  const named = one.filter((rule) => below(source.path, rule.within) && !rule.only.includes(source.path));
  const asked = pure.some((folder) => below(source.path, folder)) ? Object.keys(CALLS) : [];
  const kit = asked
    .filter((call) => call !== "randomness" || !draw.includes(source.path))
    .map((call) => ({ call, why: pureWhy }));
  return [...named, ...kit].flatMap(({ call, why }) =>
    source.code
      .filter((_, i) => CALLS[call]?.(source.code, i) === true)
      .map((token) => ({ rule: "ambient", where: `${source.path}:${token.line}`, says: `${call}: ${why}` })),
  );
}

/** Names that `ambient.one[].call` may have; a rule for any other would never fire. */
export const AMBIENT_CALLS: readonly string[] = Object.keys(CALLS);
