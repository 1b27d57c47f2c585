/** What the kinds of dispatch are called and how each is laid out, as plain tables for the browser. */
import { type Field, KINDS } from "@entente/contract";
import type { Language, Worded } from "@entente/words";

/** What each kind is called, as messages `kind.KIND`. */
export function kindNames(language: Language): string {
  return messages(KINDS.map(({ kind, label }) => [`kind.${kind}`, label[language]]));
}

/** Fields and words of closed lists: `content.KIND.PATH`, `FAMILY.WORD`. */
export function layoutWords(language: Language): string {
  const lines = KINDS.flatMap(({ kind, layout }) =>
    layout.flatMap(({ fields }) => fields.flatMap((field) => wordsOf(field, `content.${kind}`, language))),
  );
  return messages([...new Map(lines)]);
}

type Line = readonly [key: string, text: string];

function wordsOf(field: Field, under: string, language: Language): readonly Line[] {
  const key = `${under}.${field.name}`;
  const codes = Object.entries<Worded>(field.codes?.labels ?? {});
  return [
    ...(field.place === "draft" ? [] : [[key, field.label[language]] as const]),
    ...codes.map(([word, label]): Line => [`${field.codes?.family ?? ""}.${word}`, label[language]]),
    ...(field.fields ?? []).flatMap((inner) => wordsOf(inner, key, language)),
  ];
}

function messages(lines: readonly Line[]): string {
  const sorted = lines.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

/** The fields that travel of each kind, section by section. */
export function layoutTable(): string {
  const lines = KINDS.map(
    ({ kind, layout }) =>
      `  ${kind}: ${JSON.stringify(layout.map(({ fields }) => fields.flatMap(shownOf)))},`,
  );
  return `// generated: how the content of each kind is laid out, by scripts/web/kinds.ts.
import type { Widget } from "@entente/contract";

/** One member of a content. */
export interface LaidOut {
  readonly name: string;
  readonly widget: Widget;
  /** whose words a code is, as messages name them */
  readonly family?: string;
  readonly fields?: readonly LaidOut[];
}

/** Kind by kind, section by section. */
export const LAYOUTS: Readonly<Record<string, readonly (readonly LaidOut[])[]>> = {
${lines.join("\n")}
};
`;
}

interface Shown {
  readonly name: string;
  readonly widget: string;
  readonly family?: string;
  readonly fields?: readonly Shown[];
}

function shownOf({ name, widget, place, codes, fields }: Field): readonly Shown[] {
  if (place === "draft") return [];
  const family = codes === undefined ? {} : { family: codes.family };
  const inner = fields === undefined ? {} : { fields: fields.flatMap(shownOf) };
  return [{ name, widget, ...family, ...inner }];
}
