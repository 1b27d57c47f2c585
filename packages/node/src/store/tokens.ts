import { createHmac, type KeyObject } from "node:crypto";
import { compact, fold, hasDigit, joinGroups, wordsOf } from "./fold.ts";

/** Enough that a false match among 10^9 tokens is out of reach, and shorter than what a list could be tested by. */
const TOKEN_BYTES = 10;
const SHORTEST_PREFIX = 3;
const LONGEST_PREFIX = 12;

/** What an item is to be found by: `words` as whole words; `names` (and identifiers) by their beginnings too. */
export interface Texts {
  readonly words: readonly string[];
  readonly names: readonly string[];
}

/** HMAC-SHA-256 of each different term of the texts, cut to 10 bytes; whoever lacks the key learns no word. */
export function tokensOf(key: KeyObject, texts: Texts): readonly Uint8Array[] {
  const terms = new Set<string>();
  for (const text of texts.words) for (const word of spellings(text)) terms.add(`w:${word}`);
  for (const text of texts.names) {
    for (const word of nameSpellings(text)) {
      terms.add(`w:${word}`);
      for (const prefix of prefixes(word)) terms.add(`p:${prefix}`);
    }
  }
  return [...terms].map((term) => token(key, term));
}

/**
 * The ways a query can be met: an item matches when it has all tokens of at least one. Each reading of the
 * query (as typed, groups of digits joined, everything joined) ends in a whole word or in the beginning of a
 * name; a beginning is 3 to 12 letters, a longer last word must be whole. Empty for a query without words.
 */
export function queryTokens(key: KeyObject, query: string): readonly (readonly Uint8Array[])[] {
  const folded = fold(query);
  const readings = [wordsOf(folded)];
  if (hasDigit(folded)) readings.push(wordsOf(joinGroups(folded)), [compact(folded)]);
  const ways = new Map(
    readings
      .filter((words) => words.length > 0)
      .flatMap(endings)
      .map((t) => [t.join(" "), t]),
  );
  return [...ways.values()].map((terms) => terms.map((term) => token(key, term)));
}

/** How many words the longest reading of a query has. */
export function countWords(query: string): number {
  return wordsOf(fold(query)).length;
}

function endings(words: readonly string[]): string[][] {
  const last = words.at(-1) ?? "";
  const before = words.slice(0, -1).map((word) => `w:${word}`);
  const whole = [...before, `w:${last}`];
  const length = Array.from(last).length;
  return length < SHORTEST_PREFIX || length > LONGEST_PREFIX ? [whole] : [whole, [...before, `p:${last}`]];
}

function spellings(text: string): readonly string[] {
  const folded = fold(text);
  const words = wordsOf(folded);
  return hasDigit(folded) ? [...words, ...wordsOf(joinGroups(folded))] : words;
}

function nameSpellings(text: string): readonly string[] {
  const folded = fold(text);
  return hasDigit(folded) ? [...spellings(text), compact(folded)] : wordsOf(folded);
}

function prefixes(word: string): readonly string[] {
  const letters = Array.from(word);
  const count = Math.min(letters.length, LONGEST_PREFIX) - SHORTEST_PREFIX + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) =>
    letters.slice(0, SHORTEST_PREFIX + at).join(""),
  );
}

function token(key: KeyObject, term: string): Uint8Array {
  return new Uint8Array(createHmac("sha256", key).update(term).digest().subarray(0, TOKEN_BYTES));
}
