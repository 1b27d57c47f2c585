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

type Texts = Promise<{ readonly default: Readonly<Record<string, string>> }>;

/** Reads the messages of the first page and the names of the kinds; nothing is shown before. */
export async function loadMessages(): Promise<void> {
  await Promise.all([keep(firstFor(LANGUAGE)), keep(kindsFor(LANGUAGE))]);
}

/** Reads the messages of all other screens, once; none of those is shown before. */
export function loadScreenMessages(): Promise<void> {
  screens ??= Promise.all([keep(screensFor(LANGUAGE)), keep(layoutsFor(LANGUAGE))]).then(() => undefined);
  return screens;
}
let screens: Promise<void> | null = null;

/** What is loaded when it is first asked for, a screen or a list, with the messages it says. */
export async function withMessages<T>(loaded: Promise<T>): Promise<T> {
  const [part] = await Promise.all([loaded, loadScreenMessages()]);
  return part;
}

async function keep(texts: Texts): Promise<void> {
  for (const [key, text] of Object.entries((await texts).default)) table.set(key, readMessage(text));
}

function firstFor(language: Language): Texts {
  switch (language) {
    case "en":
      return import("../../messages/en.json");
    case "fr":
      return import("../../messages/fr.json");
    case "hi":
      return import("../../messages/hi.json");
  }
}

function screensFor(language: Language): Texts {
  switch (language) {
    case "en":
      return import("../../messages/en.screens.json");
    case "fr":
      return import("../../messages/fr.screens.json");
    case "hi":
      return import("../../messages/hi.screens.json");
  }
}

function kindsFor(language: Language): Texts {
  switch (language) {
    case "en":
      return import("../../messages/kinds.en.json");
    case "fr":
      return import("../../messages/kinds.fr.json");
    case "hi":
      return import("../../messages/kinds.hi.json");
  }
}

function layoutsFor(language: Language): Texts {
  switch (language) {
    case "en":
      return import("../../messages/kinds.en.screens.json");
    case "fr":
      return import("../../messages/kinds.fr.screens.json");
    case "hi":
      return import("../../messages/kinds.hi.screens.json");
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
