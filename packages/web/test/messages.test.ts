import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KINDS, PROBLEMS } from "@entente/contract";
import {
  ANSWER_OUTCOMES,
  APPROVAL_ROLES,
  AREAS,
  CATEGORIES,
  CHECKS,
  CONDITIONS,
  DECLINE_CODES,
  DISPATCH_STATES,
  DUTIES,
  EXTENSION_REASONS,
  LANGUAGES,
  type Language,
  OFFENCE_CLASSES,
  OUTCOMES,
  PERSON_STATUSES,
  PURPOSES,
  REALMS,
  REFUSAL_GROUNDS,
  STANDINGS,
  URGENCIES,
} from "@entente/words";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import { readMessage, writeMessage } from "../src/i18n/icu.ts";

function messagesOf(language: Language): ReadonlyMap<string, string> {
  return new Map([...firstOf(language), ...screensOf(language)]);
}

function firstOf(language: Language): ReadonlyMap<string, string> {
  return new Map([...fileOf(language), ...fileOf(`kinds.${language}`)]);
}

function screensOf(language: Language): ReadonlyMap<string, string> {
  return new Map([...fileOf(`${language}.screens`), ...fileOf(`kinds.${language}.screens`)]);
}

function fileOf(name: string): ReadonlyMap<string, string> {
  const path = join(import.meta.dirname, `../messages/${name}.json`);
  const json: Record<string, string> = JSON.parse(readFileSync(path, "utf8"));
  return new Map(Object.entries(json));
}

const LOCALES: Readonly<Record<Language, string>> = { en: "en-CA", fr: "fr-CA", hi: "hi-IN" };
const MESSAGES = new Map(LANGUAGES.map((language) => [language, messagesOf(language)]));
const english = MESSAGES.get("en") ?? new Map<string, string>();

/** Names and kinds of a message's arguments, in any order. */
function argumentsOf(elements: readonly MessageFormatElement[]): readonly string[] {
  const found = elements.flatMap((element): readonly string[] => {
    if (element.type === TYPE.argument) return [element.value];
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
    const inner = Object.values(element.options).flatMap((option) => argumentsOf(option.value));
    return [`${element.value}:${element.type === TYPE.plural ? "number" : "word"}`, ...inner];
  });
  return [...new Set(found)].toSorted();
}

/** Plural categories a message leaves out that its language has. */
function missingCategories(elements: readonly MessageFormatElement[], locale: string): readonly string[] {
  return elements.flatMap((element) => {
    if (element.type !== TYPE.plural) return [];
    const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    const given = Object.keys(element.options);
    const inner = Object.values(element.options).flatMap((option) => missingCategories(option.value, locale));
    return [...wanted.filter((category) => !given.includes(category)), ...inner];
  });
}

describe.each(LANGUAGES)("the messages in %s", (language) => {
  const messages = MESSAGES.get(language) ?? new Map<string, string>();
  const locale = LOCALES[language];

  it("have exactly the keys of the English ones, in their order", () => {
    expect([...messages.keys()]).toEqual([...english.keys()]);
  });

  it("are good ICU with the arguments of the English ones, and none is empty", () => {
    for (const [key, text] of messages) {
      const own = argumentsOf(parse(text));
      expect([key, own]).toEqual([key, argumentsOf(parse(english.get(key) ?? ""))]);
      expect([key, text.trim() === text && text !== ""]).toEqual([key, true]);
    }
  });

  it("have every plural category of their language", () => {
    for (const [key, text] of messages) {
      expect([key, missingCategories(parse(text), locale)]).toEqual([key, []]);
    }
  });

  it("are read by our small reader as by the full one", () => {
    for (const [key, text] of messages) {
      for (const number of [0, 1, 2, 1_000_000]) {
        const values = Object.fromEntries(
          argumentsOf(parse(text)).map((name) => {
            const [plain = "", kind] = name.split(":");
            return [plain, kind === "number" ? number : `<${plain}>`];
          }),
        );
        const ours = writeMessage(readMessage(text), values, locale);
        expect([key, ours]).toEqual([key, reference(parse(text), values, locale, null)]);
      }
    }
  });
});

/** What a message says, worked out from the full parser's tree. */
function reference(
  elements: readonly MessageFormatElement[],
  values: Readonly<Record<string, string | number>>,
  locale: string,
  count: number | null,
): string {
  const written = (value: string | number | undefined) =>
    typeof value === "number"
      ? new Intl.NumberFormat(locale, { numberingSystem: "latn" }).format(value)
      : (value ?? "");
  return elements
    .map((element) => {
      if (element.type === TYPE.literal) return element.value;
      if (element.type === TYPE.pound) return written(count ?? 0);
      if (element.type === TYPE.argument) return written(values[element.value]);
      if (element.type !== TYPE.plural) throw new TypeError("our messages do not use this");
      const value = Number(values[element.value]);
      const category = new Intl.PluralRules(locale).select(value);
      const option =
        element.options[`=${String(value)}`] ?? element.options[category] ?? element.options["other"];
      return reference(option?.value ?? [], values, locale, value);
    })
    .join("");
}

describe("every word the screens show has its message", () => {
  it.each<[string, readonly string[]]>([
    ["state", DISPATCH_STATES],
    ["kind", KINDS.map(({ kind }) => kind)],
    ["clock_why", EXTENSION_REASONS],
    ["duty", DUTIES],
    ["purpose", PURPOSES],
    ["offence", OFFENCE_CLASSES],
    ["urgency", URGENCIES],
    ["condition", CONDITIONS],
    ["caveat", CONDITIONS],
    ["category", CATEGORIES],
    ["check", CHECKS],
    ["outcome", ANSWER_OUTCOMES],
    ["outcome_word", OUTCOMES],
    ["ground", [...REFUSAL_GROUNDS, ...DECLINE_CODES, "erased", "approver_left", "author_revoked"]],
    ["person_status", PERSON_STATUSES],
    ["standing", STANDINGS],
    ["role", APPROVAL_ROLES],
    ["realm", REALMS],
    ["realm_sandbox", REALMS],
    ["area", AREAS],
    ["problem", Object.keys(PROBLEMS)],
  ])("%s", (family, words) => {
    expect(words.filter((word) => !english.has(`${family}.${word}`))).toEqual([]);
  });

  it("a kind is called as its declaration calls it", () => {
    for (const { kind, label } of KINDS)
      for (const language of LANGUAGES)
        expect(MESSAGES.get(language)?.get(`kind.${kind}`)).toBe(label[language]);
  });
});

/** Every source that the first page loads: what its entry imports at once, and what that imports. */
function firstSources(): ReadonlyMap<string, string> {
  const root = join(import.meta.dirname, "../src");
  const sources = new Map<string, string>();
  const visit = (path: string) => {
    if (sources.has(path)) return;
    const text = readFileSync(path, "utf8");
    sources.set(path, text);
    for (const [, types, from = ""] of text.matchAll(
      /^(?:import|export) (type )?(?:[^;"]*? from )?"(\.[^"]+\.tsx?)"/gm,
    ))
      if (types === undefined) visit(join(path, "..", from));
  };
  visit(join(root, "main.tsx"));
  return sources;
}

describe("the messages that come with the first page", () => {
  const first = firstOf("en");
  const sources = [...firstSources().values()].join("\n");

  it("are in one file only", () => {
    const screens = screensOf("en");
    expect([...first.keys()].filter((key) => screens.has(key))).toEqual([]);
  });

  it("are all that its sources say by name", () => {
    const named = [...english.keys()].filter((key) => sources.includes(`"${key}"`));
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter((key) => !first.has(key))).toEqual([]);
  });

  it("are all words of the families its sources say", () => {
    const families = new Set([...sources.matchAll(/\bword\(\s*"(\w+)"/g)].map(([, family = ""]) => family));
    expect([...families]).toEqual(expect.arrayContaining(["state", "view", "problem", "city"]));
    const words = [...english.keys()].filter((key) => families.has(key.split(".")[0] ?? ""));
    expect(words.filter((key) => !first.has(key))).toEqual([]);
  });
});
