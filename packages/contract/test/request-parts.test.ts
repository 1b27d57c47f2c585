import { CATEGORIES, type Category, IMPERSONAL_CATEGORIES } from "@entente/words";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Part } from "../src/door.ts";
import { IDENTIFIER_TYPES } from "../src/kinds/request/schema.ts";
import { changed, example, kind, must } from "./drafts.ts";

interface Asked {
  readonly type?: string;
  readonly name?: string;
  readonly identifiers?: readonly string[];
  readonly about?: object;
}

/** Somebody invented, as the gate asks about him. */
const WHO = { identified: true, nationality: "IN", in_canada: false, status: "other" } as const;

function isNamed(type: string, name: string | undefined, identifiers: readonly string[]): boolean {
  return (type === "person" && name !== undefined) || identifiers.includes("passport");
}

/** The parts of the example request, asked about these subjects instead. */
function partsOf(subjects: readonly Asked[], reveals: readonly Category[] = []): readonly Part[] {
  const full = subjects.map(({ type = "person", name, identifiers = [], about }, index) => ({
    ref: `S${index + 1}`,
    type,
    status: "unknown",
    ...(name === undefined ? {} : { name }),
    link: "Invented link.",
    about: about ?? (isNamed(type, name, identifiers) ? WHO : { identified: false }),
    identifiers: identifiers.map((word) => ({ type: word, value: "INVENTED" })),
  }));
  const asked = changed(changed(example("request"), "/content/subjects", full), "/content/reveals", reveals);
  return must(kind("request").readDraft(asked)).parts;
}

describe("what an identifier reveals", () => {
  const revealed: Readonly<Record<string, Category>> = {
    phone: "contact",
    email: "contact",
    handle: "contact",
    address: "location",
    passport: "identity",
    account: "identity",
    vehicle: "identity",
    company_number: "customs",
    consignment: "precursor_trade",
    internet_address: "cyber_indicator",
  };

  it.each(IDENTIFIER_TYPES.map((type) => [type, revealed[type]] as const))(
    "%s reveals %s",
    (type, category) => {
      const [part] = partsOf([{ identifiers: [type] }]);
      expect(part?.categories).toEqual([category]);
      expect(part?.removable).toEqual([{ pointer: "/subjects/0/identifiers/0", category }]);
    },
  );

  it("is personal data for all but companies, consignments and machines", () => {
    const impersonal: readonly string[] = IMPERSONAL_CATEGORIES;
    const harmless = IDENTIFIER_TYPES.filter((type) => impersonal.includes(revealed[type] ?? ""));
    expect(harmless).toEqual(["company_number", "consignment", "internet_address"]);
  });
});

describe("what a name reveals", () => {
  it.each([
    ["person", "identity"],
    ["unknown", "identity"],
    ["organisation", "customs"],
  ])("the name of a subject of type %s reveals %s", (type, category) => {
    const [part] = partsOf([{ type, name: "Invented Blue Kite" }]);
    expect(part?.categories).toEqual([category]);
    expect(part?.removable).toEqual([{ pointer: "/subjects/0/name", category }]);
  });

  it("a subject without name or identifier reveals nothing by itself", () => {
    expect(partsOf([{}])[0]).toMatchObject({ categories: [], removable: [] });
  });
});

describe("each person brings a gate of his own", () => {
  it("one part a subject, in order, about that subject alone", () => {
    const about = { identified: true, nationality: "IN", in_canada: true, status: "claimant" };
    const parts = partsOf([{ name: "Invented One", about }, { identifiers: ["phone"] }]);
    expect(parts).toEqual([
      {
        where: "/subjects/0",
        holding: null,
        categories: ["identity"],
        subject: about,
        removable: [{ pointer: "/subjects/0/name", category: "identity" }],
      },
      {
        where: "/subjects/1",
        holding: null,
        categories: ["contact"],
        subject: { identified: false },
        removable: [{ pointer: "/subjects/1/identifiers/0", category: "contact" }],
      },
    ]);
  });

  it("what the free text reveals counts in every part, and cannot be taken out", () => {
    const parts = partsOf([{ name: "Invented One" }, {}], ["health", "identity"]);
    expect(parts.map((part) => part.categories)).toEqual([
      ["health", "identity"],
      ["health", "identity"],
    ]);
    expect(parts.flatMap((part) => part.removable.map((field) => field.pointer))).toEqual([
      "/subjects/0/name",
    ]);
  });

  it("without subjects the whole content is one part", () => {
    expect(partsOf([], ["customs"])).toEqual([
      { where: "", holding: null, categories: ["customs"], subject: { identified: false }, removable: [] },
    ]);
  });

  it("a request takes nothing from our holdings", () => {
    for (const part of partsOf([{ name: "Invented One" }, {}])) expect(part.holding).toBeNull();
  });
});

describe("whatever is asked", () => {
  const subjects = fc.array(
    fc.record({
      type: fc.constantFrom("person", "organisation", "unknown"),
      name: fc.constantFrom("Invented", "आविष्कृत"),
      identifiers: fc.array(fc.constantFrom(...IDENTIFIER_TYPES), { maxLength: 6 }),
    }),
    { maxLength: 6 },
  );
  const reveals = fc.uniqueArray(fc.constantFrom(...CATEGORIES), { maxLength: 4 });

  it("every field that reveals something is named once, under its category, in its own part", () => {
    fc.assert(
      fc.property(subjects, reveals, (asked, open) => {
        const parts = partsOf(asked, open);
        expect(parts).toHaveLength(Math.max(1, asked.length));
        for (const [index, part] of parts.entries()) {
          const fields = asked[index] === undefined ? 0 : 1 + asked[index].identifiers.length;
          expect(new Set(part.removable.map((field) => field.pointer)).size).toBe(fields);
          expect(part.removable.every((field) => field.pointer.startsWith(`${part.where}/`))).toBe(true);
          const named = new Set([...open, ...part.removable.map((field) => field.category)]);
          expect(new Set(part.categories)).toEqual(named);
          expect(part.categories).toHaveLength(named.size);
        }
      }),
    );
  });
});

describe("somebody named is somebody identified", () => {
  const subject = (more: object) => ({
    ref: "S1",
    type: "person",
    status: "suspect",
    link: "Invented link.",
    about: { identified: false },
    identifiers: [],
    ...more,
  });
  const passport = [{ type: "passport", value: "INVENTED" }];

  it.each([
    ["a person with a name", subject({ name: "Invented One" }), false],
    ["a person with a passport", subject({ identifiers: passport }), false],
    ["somebody unknown with a passport", subject({ type: "unknown", identifiers: passport }), false],
    ["a named person who is identified", subject({ name: "Invented One", about: WHO }), true],
    ["a person without a name", subject({}), true],
    ["an organisation with a name", subject({ type: "organisation", name: "Invented Blue Kite" }), true],
  ])("%s", (_, asked, passes) => {
    const draft = kind("request").readDraft(changed(example("request"), "/content/subjects", [asked]));
    const faults = draft.ok ? [] : draft.faults;
    expect(faults).toEqual(
      passes ? [] : [{ code: "person_not_identified", where: "/content/subjects/0/about" }],
    );
  });
});
