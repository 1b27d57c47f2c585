import type { Fault } from "@entente/words";
import type { RefusalCode } from "./codes.ts";
import { closingQuote, hasNoncharacter, isTooLong, type JsonLimits } from "./json-scan.ts";
import { acceptsNumber } from "./number-token.ts";

/** No partner needs more than this to mend a text, and no attacker gets a long answer for a short text. */
const MOST_FAULTS = 20;

/** Where in the tree; spelt out only for a fault. */
interface Place {
  readonly parent: Place | null;
  readonly key: string | number;
}

interface Reading {
  readonly text: string;
  readonly limits: JsonLimits;
  readonly faults: Fault[];
  at: number;
  members: number;
}

/**
 * Reads a refused text slowly and says what is wrong and where: a second, independent reader, run only after the
 * fast one refused. Reading stops at the first break of the grammar; everything else is collected.
 */
export function faultsOfJson(text: string, limits: JsonLimits): readonly Fault[] {
  const reading: Reading = { text, limits, faults: [], at: 0, members: 0 };
  if (readValue(reading, null, 0)) {
    skipSpace(reading);
    if (reading.at < text.length) broken(reading);
  }
  return reading.faults;
}

/**
 * Index of the first byte that cannot continue the UTF-8 text before it (RFC 3629), the length where the text ends
 * inside a letter. Each prefix of a good prefix is good: halve the range.
 */
export function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8Prefix(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isUtf8Prefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Each reader returns whether reading can go on. */
function readValue(reading: Reading, place: Place | null, depth: number): boolean {
  skipSpace(reading);
  const letter = reading.text[reading.at];
  if (letter === "{" || letter === "[") {
    if (depth >= reading.limits.maxDepth) return stop(reading, "too_deep", pointer(place));
    return letter === "{" ? readObject(reading, place, depth + 1) : readArray(reading, place, depth + 1);
  }
  if (letter === '"') return readString(reading, place) !== null;
  if (letter !== undefined && /[-0-9]/.test(letter)) return readNumber(reading, place);
  return readWord(reading);
}

function readObject(reading: Reading, place: Place | null, depth: number): boolean {
  const keys = new Set<string>();
  return readList(reading, "}", () => {
    skipSpace(reading);
    if (reading.text[reading.at] !== '"') return broken(reading);
    const key = readString(reading, place);
    if (key === null) return false;
    const here = { parent: place, key };
    if (!checkKey(reading, here, keys)) return false;
    skipSpace(reading);
    return take(reading, ":") ? readValue(reading, here, depth) : broken(reading);
  });
}

function readArray(reading: Reading, place: Place | null, depth: number): boolean {
  let index = 0;
  return readList(reading, "]", () => readValue(reading, { parent: place, key: index++ }, depth));
}

/** `[` or `{`, items between commas, the closing bracket. */
function readList(reading: Reading, close: string, readItem: () => boolean): boolean {
  reading.at++;
  skipSpace(reading);
  if (take(reading, close)) return true;
  for (;;) {
    if (!readItem()) return false;
    skipSpace(reading);
    if (take(reading, close)) return true;
    if (!take(reading, ",")) return broken(reading);
  }
}

function checkKey(reading: Reading, here: Place, keys: Set<string>): boolean {
  const key = String(here.key);
  if (++reading.members > reading.limits.maxKeys) return stop(reading, "too_many_keys", pointer(here));
  if (keys.has(key) && !add(reading, "duplicate_key", pointer(here))) return false;
  keys.add(key);
  return key !== "__proto__" || add(reading, "forbidden_key", pointer(here));
}

/** The string at this place, decoded; null where reading must stop. */
function readString(reading: Reading, place: Place | null): string | null {
  const end = closingQuote(reading.text, reading.at);
  const value = end === -1 ? null : decodeString(reading.text.slice(reading.at, end + 1));
  if (value === null) {
    broken(reading);
    return null;
  }
  const tooLong = isTooLong(reading.text, reading.at + 1, end, reading.limits.maxString);
  reading.at = end + 1;
  if (tooLong && !add(reading, "string_too_long", pointer(place))) return null;
  if (isClean(value) || add(reading, "bad_character", pointer(place))) return value;
  return null;
}

function isClean(text: string): boolean {
  return text.isWellFormed() && !hasNoncharacter(text);
}

/** Plain ASCII is its own meaning; anything else is decoded by the platform, null where it is no string. */
function decodeString(literal: string): string | null {
  if (!/[^\x20-\x5b\x5d-\x7e]/.test(literal)) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return null;
  }
}

function readNumber(reading: Reading, place: Place | null): boolean {
  const shape = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
  shape.lastIndex = reading.at;
  const token = shape.exec(reading.text)?.[0];
  if (token === undefined) return broken(reading);
  reading.at += token.length;
  return acceptsNumber(token, reading.limits.numbers) || add(reading, "bad_number", pointer(place));
}

function readWord(reading: Reading): boolean {
  for (const word of ["true", "false", "null"]) {
    if (take(reading, word)) return true;
  }
  return broken(reading);
}

function take(reading: Reading, word: string): boolean {
  if (!reading.text.startsWith(word, reading.at)) return false;
  reading.at += word.length;
  return true;
}

/** JSON's own white space only (RFC 8259 §2): a byte order mark is not. */
function skipSpace(reading: Reading): void {
  while (" \t\n\r".includes(reading.text[reading.at] ?? "x")) reading.at++;
}

function add(reading: Reading, code: RefusalCode, where: string): boolean {
  reading.faults.push({ code, where });
  return reading.faults.length < MOST_FAULTS;
}

function stop(reading: Reading, code: RefusalCode, where: string): false {
  add(reading, code, where);
  return false;
}

function broken(reading: Reading): false {
  return stop(reading, "not_json", `@${Buffer.byteLength(reading.text.slice(0, reading.at))}`);
}

/** RFC 6901. */
function pointer(place: Place | null): string {
  const steps: string[] = [];
  for (let step = place; step !== null; step = step.parent) {
    steps.push(`/${String(step.key).replaceAll("~", "~0").replaceAll("/", "~1")}`);
  }
  return steps.reverse().join("");
}
