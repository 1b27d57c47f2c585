import { isUtf8 } from "node:buffer";
import { type Parsed, passed, refused } from "@entente/words";
import { asBuffer } from "./bytes.ts";
import { faultsOfJson, firstBadByte } from "./json-faults.ts";
import { hasNoncharacter, type JsonLimits, type Scan, scanJson } from "./json-scan.ts";
import type { NumberRule } from "./number-token.ts";

/** Any JSON value. Objects come from `JSON.parse` and never own a key `__proto__`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Limits of one boundary (threat T30). */
export interface StrictOptions {
  /** bytes of the whole text; 1 MiB where absent */
  readonly maxBytes?: number;
  /** levels of nesting; 64 where absent */
  readonly maxDepth?: number;
  /** object members in the whole text; 10,000 where absent */
  readonly maxKeys?: number;
  /** UTF-8 bytes between two quotes, as written; 256 KiB where absent */
  readonly maxString?: number;
  /** `integer` (our wire, the default): safe integers; `round-trip` (partner formats): what a double keeps */
  readonly numbers?: NumberRule;
}

/**
 * Parses one strict I-JSON text (RFC 7493): UTF-8 without byte order mark, no duplicate keys in any spelling,
 * numbers as the boundary allows, no lone surrogates or noncharacters, no key `__proto__`, within the limits.
 *
 * The text is scanned once, parsed by the platform, and the members counted in the tree must equal the colons
 * counted outside strings; if they differ, a duplicate key was swallowed. Only a refused text is read a second
 * time, slowly, to say where.
 * @returns the value, or up to 20 faults; `where` is a JSON pointer, or `@byte` where the text itself breaks
 */
export function parseStrict(bytes: Uint8Array, options: StrictOptions = {}): Parsed<Json> {
  const { maxBytes = 1_048_576, ...rest } = options;
  if (bytes.length > maxBytes) return refused({ code: "oversized", where: `@${maxBytes}` });
  if (!isUtf8(bytes)) return refused({ code: "not_utf8", where: `@${firstBadByte(bytes)}` });
  const text = asBuffer(bytes).toString("utf8");
  const limits: JsonLimits = {
    maxDepth: rest.maxDepth ?? 64,
    maxKeys: rest.maxKeys ?? 10_000,
    maxString: rest.maxString ?? 262_144,
    numbers: rest.numbers ?? "integer",
  };
  const scan = scanJson(text, limits, bytes.length === text.length);
  const parsed = scan === null ? null : parseScanned(text, scan);
  return parsed ?? explain(text, limits);
}

/** Both readers agree (a property test says so); were they ever to differ, the text would stay refused. */
function explain(text: string, limits: JsonLimits): Parsed<never> {
  const faults = faultsOfJson(text, limits);
  return refused(...(faults.length > 0 ? faults : [{ code: "not_json", where: "" }]));
}

function parseScanned(text: string, scan: Scan): Parsed<Json> | null {
  const value = parsePlain(text);
  if (value === undefined) return null;
  return membersOf(value, scan.careful) === scan.members ? passed(value) : null;
}

function parsePlain(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // the platform makes nothing else of a text
  } catch {
    return undefined;
  }
}

/**
 * How many object members the tree holds. `careful`, for texts that can hide something behind an escape: NaN,
 * which equals no count, for a forbidden key or character. Recursion is bounded: the scan has already measured the depth.
 */
function membersOf(value: Json, careful: boolean): number {
  if (typeof value === "string") return careful && isForbiddenText(value) ? Number.NaN : 0;
  if (value === null || typeof value !== "object") return 0;
  let sum = 0;
  if (isArray(value)) {
    for (const item of value) sum += membersOf(item, careful);
    return sum;
  }
  for (const [key, item] of Object.entries(value)) {
    if (careful && (key === "__proto__" || isForbiddenText(key))) return Number.NaN;
    sum += 1 + membersOf(item, careful);
  }
  return sum;
}

function isForbiddenText(text: string): boolean {
  return !text.isWellFormed() || hasNoncharacter(text);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
