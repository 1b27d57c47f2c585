/**
 * Writes what the web workspace takes from elsewhere as plain tables: the routes of the contract (without the
 * schemas, which the browser does not need), the arguments of each message, and what the kinds of dispatch are called and
 * how each is laid out. `test/generated.test.ts` fails when
 * they are out of date; `npm run web:tables` makes them anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EVENTS_PATH, ROUTES, type Route } from "@entente/contract";
import { LANGUAGES } from "@entente/words";
import { kindNames, layoutTable, layoutWords } from "./kinds.ts";

const web = join(import.meta.dirname, "../../packages/web");

/** The routes' methods and paths, and where changes are heard. */
export function routeTable(): string {
  const lines = Object.entries<Route>(ROUTES).map(
    ([name, { method, path }]) => `  ${name}: { method: "${method}", path: "${path}" },`,
  );
  return `// generated: the routes of the contract, by scripts/web/generate.ts.
export const ROUTE_TABLE = {
${lines.join("\n")}
} as const;

export const EVENTS = "${EVENTS_PATH}";
`;
}

/** Which arguments each English message takes; null = none. A choice by number takes a number. */
export function messageTypes(): string {
  const texts = ["en", "en.screens"].flatMap((name) => {
    const file: unknown = JSON.parse(readFileSync(join(web, `messages/${name}.json`), "utf8"));
    return Object.entries(typeof file === "object" && file !== null ? file : {});
  });
  const lines = texts.map(([key, text]) => {
    const found = argumentsOf(String(text));
    const fields = [...found].map(([name, type]) => `${name}: ${type}`).join("; ");
    const name = `"${key}"`;
    return `  ${name}: ${fields === "" ? "null" : `{ ${fields} }`};`;
  });
  return `// generated: the arguments of each message, by scripts/web/generate.ts.
export interface MessageArguments {
${lines.join("\n")}
}
`;
}

/** Names and types of a message's arguments, in their order. */
function argumentsOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", kind] of text.matchAll(/\{\s*(\w+)\s*(?:,\s*(plural|select)\s*,|\})/g)) {
    if (kind === "plural") found.set(name, "number");
    else if (!found.has(name)) found.set(name, kind === "select" ? "string" : "string | number");
  }
  return found;
}

/** Where each table stands, and what should stand there. */
export const TABLES: readonly (readonly [path: string, text: () => string])[] = [
  [join(web, "src/api/route-table.ts"), routeTable],
  [join(web, "src/i18n/message-types.ts"), messageTypes],
  [join(web, "src/thread/layouts.ts"), layoutTable],
  ...LANGUAGES.flatMap((language): [string, () => string][] => [
    [join(web, `messages/kinds.${language}.json`), () => kindNames(language)],
    [join(web, `messages/kinds.${language}.screens.json`), () => layoutWords(language)],
  ]),
];

/** Writes every table. */
export function writeTables(): void {
  for (const [path, text] of TABLES) writeFileSync(path, text());
}

if (process.argv[1] === import.meta.filename) writeTables();
