import type { Worded } from "@entente/words";

/** How a field is written and shown. A screen that knows these can write and show every kind. */
export const WIDGETS = [
  /** one line of text */
  "line",
  /** any number of lines */
  "texts",
  /** text of several paragraphs */
  "prose",
  /** a day of the calendar, or none */
  "day",
  /** a moment in UTC, or none */
  "instant",
  /** a whole number, or none */
  "number",
  /** yes or no */
  "flag",
  /** one word of a closed list, or none */
  "code",
  /** several words of a closed list */
  "codes",
  /** an object with fields of its own */
  "group",
  /** any number of such objects */
  "list",
  /** who a text is about, as the law gate asks it */
  "people",
  /** what the originator wrote on a piece */
  "marking",
  /** an agency and its state, or none */
  "agency",
] as const;
export type Widget = (typeof WIDGETS)[number];

/** A closed list of words. Screens find what a word is called under `family.word`. */
export interface Codes {
  readonly family: string;
  readonly words: readonly string[];
  /** what each is called; left out where the screens name the family themselves */
  readonly labels?: Readonly<Record<string, Worded>>;
}

/** One member of the content. */
export interface Field {
  readonly name: string;
  readonly widget: Widget;
  readonly label: Worded;
  /** what to write there, in a sentence */
  readonly help: Worded;
  /** "draft" is said to the law gate and stays home; "content" is made when the bytes are; "both" is the rest */
  readonly place: "both" | "draft" | "content";
  /** of `code` and `codes` */
  readonly codes?: Codes;
  /** of `group` and `list` */
  readonly fields?: readonly Field[];
}

/** Fields that stand together under a heading. */
export interface Section {
  readonly label: Worded;
  readonly fields: readonly Field[];
}

/** A text in the three languages. */
export function say(en: string, fr: string, hi: string): Worded {
  return { en, fr, hi };
}

/** A closed list with the names of its words, which must be all of them. */
export function codesOf<W extends string>(
  family: string,
  words: readonly W[],
  labels?: Readonly<Record<W, Worded>>,
): Codes {
  return labels === undefined ? { family, words } : { family, words, labels };
}

/** A field that both the draft and the content have. */
export function field(
  name: string,
  widget: Widget,
  label: Worded,
  help: Worded,
  more: Partial<Pick<Field, "codes" | "fields" | "place">> = {},
): Field {
  return { name, widget, label, help, place: "both", ...more };
}
