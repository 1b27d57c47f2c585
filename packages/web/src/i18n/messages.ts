import { LANGUAGES, type Language } from "@entente/words";
import { type Piece, readMessage, type Values, writeMessage } from "./icu.ts";
import type { MessageArguments } from "./message-types.ts";

export type MessageKey = keyof MessageArguments;
type Given<K extends MessageKey> = MessageArguments[K] extends null ? [] : [MessageArguments[K]];

const LOCALES: Readonly<Record<Language, string>> = { en: "en-CA", fr: "fr-CA", hi: "hi-IN" };

/** The language the node wrote into the page. */
export const LANGUAGE: Language =
  LANGUAGES.find((language) => language === document.documentElement.lang) ?? "en";
export const LOCALE = LOCALES[LANGUAGE];

const table = new Map<string, readonly Piece[]>();

/** Reads this page's messages; nothing is shown before. */
export async function loadMessages(): Promise<void> {
  const { default: texts } = await importFor(LANGUAGE);
  for (const [key, text] of Object.entries(texts)) table.set(key, readMessage(text));
}

function importFor(language: Language): Promise<{ readonly default: Readonly<Record<string, string>> }> {
  switch (language) {
    case "en":
      return import("../../messages/en.json");
    case "fr":
      return import("../../messages/fr.json");
    case "hi":
      return import("../../messages/hi.json");
  }
}

/** A message in this page's language. A missing key fails a test, a missing argument does not compile. */
export function t<K extends MessageKey>(key: K, ...given: Given<K>): string {
  const values: Values = { ...given[0] };
  return writeMessage(table.get(key) ?? [key], values, LOCALE);
}

/** The message for a word of the node's, such as a state; a word this version does not know stands as it is. */
export function word(family: string, value: string): string {
  const pieces = table.get(`${family}.${value}`);
  return pieces === undefined ? value : writeMessage(pieces, {}, LOCALE);
}
