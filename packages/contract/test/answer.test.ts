import { ANSWER_OUTCOMES, REFUSAL_GROUNDS } from "@entente/words";
import { describe, expect, it } from "vitest";
import type { HeldFact } from "../src/door.ts";
import { changed, example, kind, letters, must, said } from "./drafts.ts";

const answer = kind("answer");
const AUTHOR = { state: "CA", agency: "RCMP" };

const marking: HeldFact["marking"] = {
  system: "CA",
  level: "Protected A",
  tlp: "AMBER",
  pap: null,
  handling: ["H1"],
  grade: { source: "A", information: 1 },
};
const typed = {
  text: "Invented: seen by the author.",
  categories: ["customs", "identity"],
  about: { identified: true, nationality: "IN", in_canada: false, status: "other" },
  marking,
};

/** A record of our holdings as the composer gets it; its id and its source are not among it. */
function held(text: string, change: Partial<HeldFact> = {}): HeldFact {
  return {
    holder: { state: "CA", agency: "CBSA" },
    owner: null,
    owner_consent: "not_needed",
    categories: ["customs"],
    marking,
    text,
    ...change,
  };
}

function accepts(rows: readonly (readonly [string, string, unknown])[]): void {
  it.each(rows)("%s", (_what, pointer, to) => {
    expect(said(answer.readDraft(changed(example("answer"), pointer, to)))).toBe("passed");
  });
}

function draftOf(change: object): unknown {
  return changed(example("answer"), "/content", {
    outcome: "partial",
    ground: null,
    text: "Invented covering text.",
    data_current_to: "2026-11-21",
    reveals: [],
    items: [],
    ...change,
  });
}

describe("an answer is taken", () => {
  accepts([
    ...ANSWER_OUTCOMES.filter((outcome) => outcome !== "refused").map(
      (outcome) => [`with the outcome ${outcome}`, "/content/outcome", outcome] as const,
    ),
    ["without items", "/content/items", []],
    ["with a typed item", "/content/items", [{ typed }]],
    [
      "with records and typed items mixed",
      "/content/items",
      [{ holding: "H-1" }, { typed }, { holding: "H-2" }],
    ],
    ["with a hundred items", "/content/items", Array(100).fill({ holding: "H" })],
    ["with a record's id of 80 letters", "/content/items", [{ holding: letters(80) }]],
    ["whose covering text reveals something", "/content/reveals", ["location"]],
    ["current to a day", "/content/data_current_to", "2026-11-21"],
  ]);

  it.each(REFUSAL_GROUNDS)("that refuses on the ground %s", (ground) => {
    expect(said(answer.readDraft(draftOf({ outcome: "refused", ground })))).toBe("passed");
  });
});

describe("the parts of an answer", () => {
  it("are one a typed item, with its own categories, subject and marking", () => {
    const [part, ...more] = must(answer.readDraft(draftOf({ items: [{ typed }] }))).parts;
    expect(more).toEqual([]);
    expect(part).toEqual({
      where: "/items/0",
      holding: null,
      categories: ["customs", "identity"],
      subject: typed.about,
      removable: [
        { pointer: "/items/0", category: "customs" },
        { pointer: "/items/0", category: "identity" },
      ],
      marking,
    });
  });

  it("are one a record, and nothing about it is the officer's to say", () => {
    const { parts } = must(answer.readDraft(draftOf({ items: [{ holding: "H-1" }, { holding: "H-2" }] })));
    expect(parts).toEqual(
      ["H-1", "H-2"].map((holding, index) => ({
        where: `/items/${index}`,
        holding,
        categories: [],
        subject: { identified: false },
        removable: [],
      })),
    );
  });

  it.each([
    ["no item", [], ["location"], ["", []]],
    ["no item and no category: the text is still judged", [], [], [""]],
    ["items", [{ holding: "H-1" }], ["location"], ["", "/items/0"]],
    ["items alone, where the text reveals nothing", [{ holding: "H-1" }], [], ["/items/0"]],
  ] as const)("begin with the covering text: %s", (_what, items, reveals, wheres) => {
    const { parts } = must(answer.readDraft(draftOf({ items, reveals })));
    expect(parts.map((part) => part.where)).toEqual(wheres.flat());
    if (wheres[0] === "")
      expect(parts[0]).toMatchObject({ categories: reveals, holding: null, removable: [] });
  });

  it("leave address, area and purpose to the question", () => {
    const reading = must(answer.readDraft(example("answer")));
    expect([reading.to, reading.area, reading.purpose]).toEqual([null, null, null]);
  });
});

describe("an answer as it would travel", () => {
  const mixed = draftOf({ items: [{ holding: "H-1" }, { typed }, { holding: "H-2" }] });

  it("takes what a record says from the record, and what is typed from its author's agency", () => {
    const owned = held("second", { owner: { state: "US", agency: "DEA" }, owner_consent: "given" });
    const content = must(answer.readDraft(mixed)).compose([held("first"), null, owned], AUTHOR);
    expect(content).toEqual({
      outcome: "partial",
      ground: null,
      text: "Invented covering text.",
      data_current_to: "2026-11-21",
      items: [
        held("first"),
        {
          holder: AUTHOR,
          owner: null,
          owner_consent: "not_needed",
          categories: typed.categories,
          marking,
          text: typed.text,
        },
        owned,
      ],
    });
  });

  it("is content the partner reads without fault", () => {
    const content = must(answer.readDraft(mixed)).compose([held("first"), null, held("second")], AUTHOR);
    expect(said(answer.readContent(content))).toBe("passed");
  });

  it("carries neither the id of a record nor anything of it beyond six fields", () => {
    const source = { method: "human" };
    const record = { ...held("first"), id: "SECRET-ID-1", source, subject: { identified: false } };
    const draft = draftOf({ items: [{ holding: "SECRET-ID-1" }] });
    const content = must(answer.readDraft(draft)).compose([record], AUTHOR);
    expect(JSON.stringify(content)).not.toMatch(/SECRET-ID|human|subject|reveals/);
  });

  it("keeps each record at its item where the covering text is a part of its own", () => {
    const draft = draftOf({ reveals: ["location"], items: [{ holding: "H-1" }, { holding: "H-2" }] });
    const reading = must(answer.readDraft(draft));
    expect(reading.parts).toHaveLength(3);
    const content = reading.compose([null, held("first"), held("second")], AUTHOR);
    expect(content).toMatchObject({ items: [{ text: "first" }, { text: "second" }] });
  });

  it("without items is its covering text", () => {
    const content = must(answer.readDraft(draftOf({ outcome: "nothing_held" }))).compose([null], AUTHOR);
    expect(content).toMatchObject({ outcome: "nothing_held", items: [] });
  });

  it.each([
    ["no record", [null]],
    ["too few", []],
  ])("is never made of an item whose record is missing: %s", (_what, records) => {
    const reading = must(answer.readDraft(draftOf({ items: [{ holding: "H-1" }] })));
    expect(() => reading.compose(records, AUTHOR)).toThrow(/composed with its record/);
  });
});

describe("what an answer does to the question", () => {
  const content = { outcome: "refused", ground: "form_not_met", text: "x", data_current_to: null, items: [] };
  const LEFT_OPEN: readonly string[] = ["interim", "extension"];

  it.each(ANSWER_OUTCOMES)("%s: closes it, unless more is to come", (outcome) => {
    const ground = outcome === "refused" ? "form_not_met" : null;
    const effects = answer.effects({ ...content, outcome, ground });
    expect(effects).toEqual(LEFT_OPEN.includes(outcome) ? [] : [{ effect: "closes" }]);
  });

  it.each([
    ["no outcome", { ...content, outcome: "maybe" }],
    ["a request", { facts: "x" }],
    ["nothing", {}],
  ])("is nothing where it is %s", (_what, other) => {
    expect(answer.effects(other)).toEqual([]);
  });
});
