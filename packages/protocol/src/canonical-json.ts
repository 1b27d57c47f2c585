import { hasNoncharacter } from "./json-scan.ts";
import type { Json } from "./strict-json.ts";

/**
 * The one spelling of a document we author: RFC 8785 (keys sorted by UTF-16 code unit, no white space, ECMAScript
 * string escapes) narrowed to safe integers. What it writes, `parseStrict` reads and writes back byte for byte.
 * @throws {TypeError} for what has no such spelling: fractions, minus zero, lone surrogates, noncharacters, `__proto__`, more
 *   than 64 levels, anything that is not JSON. Authors check before they write, so this is a bug.
 */
export function canonicalJson(value: Json): Uint8Array {
  return new Uint8Array(Buffer.from(spell(value, 0), "utf8"));
}

function spell(value: Json, depth: number): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return spellNumber(value);
  if (typeof value === "string") return spellString(value);
  if (typeof value !== "object" || depth >= 64) throw new TypeError("canonicalJson: not JSON, or too deep");
  if (isArray(value)) return `[${value.map((item) => spell(item, depth + 1)).join(",")}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${spellKey(key)}:${spell(item, depth + 1)}`).join(",")}}`;
}

function spellNumber(value: number): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0))
    throw new TypeError("canonicalJson: not an integer");
  return String(value);
}

function spellKey(key: string): string {
  if (key === "__proto__") throw new TypeError("canonicalJson: forbidden key");
  return spellString(key);
}

function spellString(text: string): string {
  if (!text.isWellFormed() || hasNoncharacter(text))
    throw new TypeError("canonicalJson: forbidden character");
  return JSON.stringify(text);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
