/** Marks that change neither word nor name for a searcher: accents and stress signs of any script. */
const ACCENTS = /[\p{Mn}&&\p{Script=Inherited}]/gv;
/** The nuktas of the Indic scripts: क़ and क are typed for one another. Vowel signs stay: they are letters. */
const NUKTAS = /[\u093C\u09BC\u0A3C\u0ABC\u0B3C\u0C3C\u0CBC]/gu;
/** ZWJ, ZWNJ, direction marks, soft hyphens: what an eye does not see must not hide a word from a search. */
const INVISIBLE = /\p{Cf}/gu;
/** The zeroes of decimal digits in the scripts of both states' languages; Unicode keeps each ten in a row. */
const ZEROES = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66];
const NATIVE_DIGIT = /[^\p{ASCII}\P{Nd}]/gv;

/** One spelling for all spellings a person would call the same; idempotent. */
export function fold(text: string): string {
  // Down, up and down again: ẞ becomes ß only by the first, and ß becomes ss only by the second.
  const cased = text.toWellFormed().normalize("NFKC").toLowerCase().toUpperCase().toLowerCase();
  const bare = cased.normalize("NFKD").replace(INVISIBLE, "").replace(ACCENTS, "").replace(NUKTAS, "");
  return bare.replaceAll("ς", "σ").replace(NATIVE_DIGIT, asciiDigit).normalize("NFKC");
}

function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  const zero = ZEROES.find((start) => point >= start && point < start + 10);
  return zero === undefined ? digit : String(point - zero);
}

/** The words of folded text, in order. */
export function wordsOf(folded: string): readonly string[] {
  return folded.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** Digits and letters of folded text only: the one spelling of a telephone number or a number plate. */
export function compact(folded: string): string {
  return wordsOf(folded).join("");
}

/** Whether text holds a digit, as every identifier does and few names do. */
export function hasDigit(text: string): boolean {
  return /[0-9]/.test(text);
}

/** Folded text in which neighbouring groups of digits ("+1 613 555-0142") have become one word. */
export function joinGroups(folded: string): string {
  return folded.replace(/(?<=[0-9])[\s\-./()]{1,3}(?=[0-9])/gu, "");
}
