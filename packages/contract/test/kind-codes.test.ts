import { describe, expect, it } from "vitest";
import { type Field, type HeldFact, KINDS, type KindDeclaration } from "../src/door.ts";
import { at, changed, must, said, settingOf } from "./drafts.ts";

// Every closed list of every kind, word by word: each of its words is read, and as many that are none are not.

const held: HeldFact = {
  holder: { state: "IN", agency: "NCB" },
  owner: null,
  owner_consent: "not_needed",
  categories: ["customs"],
  marking: {
    system: null,
    level: null,
    tlp: null,
    pap: null,
    handling: ["H0"],
    grade: { source: "B", information: 2 },
  },
  text: "Invented.",
};

function contentOf(declaration: KindDeclaration): unknown {
  const reading = must(declaration.readDraft(declaration.example(settingOf("CA"))));
  const records = reading.parts.map(({ holding }) => (holding === null ? null : held));
  return reading.compose(records, { state: "CA", agency: "RCMP" });
}

interface CodePlace {
  readonly declaration: KindDeclaration;
  readonly pointer: string;
  readonly field: Field;
}

/** Where a code stands in the content of the example; a list that the example leaves empty is not gone into. */
function codePlaces(declaration: KindDeclaration): readonly CodePlace[] {
  const content = contentOf(declaration);
  const within = (fields: readonly Field[], under: string): readonly CodePlace[] =>
    fields.flatMap((field) => {
      const pointer = `${under}/${field.name}`;
      if (field.place === "draft" || at(content, pointer) === undefined) return [];
      if (field.codes !== undefined) return [{ declaration, pointer, field }];
      const first = field.widget === "list" ? `${pointer}/0` : pointer;
      return at(content, first) === undefined ? [] : within(field.fields ?? [], first);
    });
  return within(
    declaration.layout.flatMap(({ fields }) => fields),
    "",
  );
}

const PLACES = KINDS.flatMap(codePlaces);
const WORDS = PLACES.flatMap(({ declaration, pointer, field }) =>
  (field.codes?.words ?? []).map(
    (word) => [declaration.kind, pointer, word, field.widget, declaration] as const,
  ),
);

/** What a reader says of one place alone: what two members say of each other is not asked here. */
function ofPlace(declaration: KindDeclaration, pointer: string, value: unknown): readonly string[] {
  const verdict = said(declaration.readContent(changed(contentOf(declaration), pointer, value)));
  const faults = typeof verdict === "string" ? [] : verdict;
  return faults.filter((fault) => fault.startsWith("unknown_word") || fault.startsWith("wrong_type"));
}

describe("every word of every closed list", () => {
  it("stands in a list that some kind has", () => {
    expect(new Set(PLACES.map(({ declaration }) => declaration.kind)).size).toBeGreaterThan(5);
    expect(WORDS.length).toBeGreaterThan(100);
  });

  it.each(WORDS)("%s%s takes %s", (_kind, pointer, word, widget, declaration) => {
    expect(ofPlace(declaration, pointer, widget === "codes" ? [word] : word)).toEqual([]);
  });

  it.each(WORDS)("%s%s takes nothing beside %s", (_kind, pointer, word, widget, declaration) => {
    const wrong = `${word.toUpperCase()} `;
    const where = widget === "codes" ? `${pointer}/0` : pointer;
    expect(ofPlace(declaration, pointer, widget === "codes" ? [wrong] : wrong)).toContain(
      `unknown_word ${where}`,
    );
  });
});
