import { acceptsNumber, type NumberRule } from "./number-token.ts";

/** Limits of one boundary, all set. */
export interface JsonLimits {
  readonly maxDepth: number;
  readonly maxKeys: number;
  readonly maxString: number;
  readonly numbers: NumberRule;
}

/** What one pass over a text found; null instead of it means refused. */
export interface Scan {
  /** colons outside strings: the object members of a well-formed text */
  readonly members: number;
  /** the text can hide a forbidden key or character behind an escape */
  readonly careful: boolean;
}

const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;

/**
 * One pass before `JSON.parse`: strings are skipped, depth, members, string lengths and number spellings are
 * checked. Grammar is left to `JSON.parse`.
 * @param ascii the text has one byte a character, so no raw noncharacter
 */
export function scanJson(text: string, limits: JsonLimits, ascii: boolean): Scan | null {
  if (!ascii && hasNoncharacter(text)) return null;
  let depth = 0;
  let members = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === QUOTE) {
      const end = closingQuote(text, at);
      if (end === -1 || isTooLong(text, at + 1, end, limits.maxString)) return null;
      at = end;
    } else if (letter === COLON) {
      if (++members > limits.maxKeys) return null;
    } else if (letter === MINUS || (letter >= ZERO && letter <= NINE)) {
      const end = numberEnd(text, at);
      if (!acceptsNumber(text.slice(at, end), limits.numbers)) return null;
      at = end - 1;
    } else if ((letter | 0x20) === 0x7b) {
      if (++depth > limits.maxDepth) return null;
    } else if ((letter | 0x20) === 0x7d) depth--;
  }
  return { members, careful: text.includes("\\u") || text.includes("__proto__") };
}

/** Index of the quote that ends the string opened at `open`; −1 where none does. */
export function closingQuote(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** Whether the text between two indexes has more than `most` UTF-8 bytes. */
export function isTooLong(text: string, from: number, to: number, most: number): boolean {
  if ((to - from) * 3 <= most) return false;
  return to - from > most || Buffer.byteLength(text.slice(from, to)) > most;
}

/** RFC 7493 §2.1 forbids them: they are for internal use, and parsers treat them differently. */
export function hasNoncharacter(text: string): boolean {
  return /\p{Noncharacter_Code_Point}/u.test(text);
}

/** An odd number of backslashes stands before the quote. */
function isEscaped(text: string, quote: number): boolean {
  let before = quote - 1;
  while (text.charCodeAt(before) === 0x5c) before--;
  return (quote - 1 - before) % 2 === 1;
}

/** First index that cannot belong to the number token at `from`. */
function numberEnd(text: string, from: number): number {
  let end = from + 1;
  while (isNumberLetter(text.charCodeAt(end))) end++;
  return end;
}

/** Digits, sign, point, exponent. */
function isNumberLetter(letter: number): boolean {
  if (letter >= ZERO && letter <= NINE) return true;
  return letter === MINUS || letter === 0x2b || letter === 0x2e || (letter | 0x20) === 0x65;
}
