import { APPROVAL_ROLES, CLOCKS, DUTIES, LANGUAGES, rightsOf, type Worded } from "@entente/words";
import { describe, expect, it } from "vitest";
import { type Field, KINDS, type KindDeclaration, kindNamed, WIDGETS } from "../src/door.ts";
import { at, members } from "./drafts.ts";

const names = KINDS.map(({ kind }) => kind);

/** The names of an object schema's members. */
function membersOf(schema: unknown): readonly string[] {
  return members(at(schema, "/properties")).map(([name]) => name);
}

function fieldsOf({ layout }: KindDeclaration): readonly Field[] {
  return layout.flatMap(({ fields }) => fields);
}

function everyField(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => [field, ...everyField(field.fields ?? [])]);
}

function wordedWell(text: Worded): boolean {
  return LANGUAGES.every((language) => text[language].trim() === text[language] && text[language] !== "");
}

describe.each(KINDS)("the declaration of $kind", (declaration) => {
  const fields = fieldsOf(declaration);

  it("lays out every member of the content that travels, once, and nothing else", () => {
    const shown = fields.filter(({ place }) => place !== "draft").map(({ name }) => name);
    expect(shown.toSorted()).toEqual(membersOf(declaration.content).toSorted());
  });

  it("lays out every member of the content that is written, once, and nothing else", () => {
    const written = fields.filter(({ place }) => place !== "content").map(({ name }) => name);
    expect(written.toSorted()).toEqual(membersOf(at(declaration.draft, "/properties/content")).toSorted());
  });

  it("says in three languages what each field and each section is, and helps with it", () => {
    const texts = [
      ...declaration.layout.map(({ label }) => label),
      ...everyField(fields).flatMap(({ label, help }) => [label, help]),
      ...everyField(fields).flatMap(({ codes }) => Object.values<Worded>(codes?.labels ?? {})),
    ];
    expect(texts.filter((text) => !wordedWell(text))).toEqual([]);
  });

  it("writes each field with a widget there is, codes from a closed list, lists by fields of their own", () => {
    for (const { name, widget, codes, fields: inner } of everyField(fields)) {
      expect(WIDGETS).toContain(widget);
      expect([name, codes !== undefined]).toEqual([name, widget === "code" || widget === "codes"]);
      expect([name, inner !== undefined]).toEqual([name, widget === "list" || widget === "group"]);
      expect(new Set(codes?.words).size).toBe(codes?.words.length ?? 0);
      if (codes?.labels !== undefined) expect(Object.keys(codes.labels)).toEqual([...codes.words]);
    }
  });

  it("is written by duties that write, and no approver is among them", () => {
    expect(declaration.drafters.length).toBeGreaterThan(0);
    for (const duty of declaration.drafters) {
      expect(DUTIES).toContain(duty);
      expect(rightsOf([duty])).toContain("contribute");
      expect(rightsOf([duty])).not.toContain("release");
    }
    expect(APPROVAL_ROLES).not.toContain(declaration.kind);
  });

  it("replies to kinds that are there, and to something where it must", () => {
    const { need, theirs, ours } = declaration.reply;
    for (const list of [theirs, ours])
      if (list !== "any") expect(names).toEqual(expect.arrayContaining([...list]));
    const some = theirs.length + ours.length > 0;
    expect(some).toBe(need !== "none");
  });

  it("waits, where it waits, for kinds that may reply to it", () => {
    if (declaration.asks === null) return;
    expect(CLOCKS).toContain(declaration.asks.clock);
    expect(declaration.asks.by.length).toBeGreaterThan(0);
    for (const kind of declaration.asks.by) {
      const theirs = kindNamed(kind)?.reply.theirs ?? [];
      expect([kind, theirs === "any" || theirs.includes(declaration.kind)]).toEqual([kind, true]);
    }
  });
});

describe("what leaves in every state of the relation, or without a second person", () => {
  it("is a short list that somebody decided", () => {
    expect(KINDS.filter(({ everyState }) => everyState).map(({ kind }) => kind)).toEqual([
      "acknowledgement",
      "correction",
      "life_threat",
      "narrowing",
      "recall",
    ]);
    expect(KINDS.filter(({ approval }) => approval === "impersonal_alone").map(({ kind }) => kind)).toEqual([
      "acknowledgement",
      "note",
      "recall",
    ]);
  });
});
