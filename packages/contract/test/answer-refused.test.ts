import { describe, expect, it } from "vitest";
import { changed, example, GONE, kind, letters, said } from "./drafts.ts";

const answer = kind("answer");

const marking = {
  system: null,
  level: null,
  tlp: "AMBER",
  pap: "AMBER",
  handling: ["H1"],
  grade: { source: "B", information: 2 },
};
const typed = { text: "Invented.", categories: ["customs"], about: { identified: false }, marking };
const traveller = {
  holder: { state: "IN", agency: "NCB" },
  owner: null,
  owner_consent: "not_needed",
  categories: ["customs"],
  marking,
  text: "Invented.",
};
const content = {
  outcome: "partial",
  ground: null,
  text: "Invented.",
  data_current_to: null,
  items: [traveller],
};

/** What is changed, where, to what, and everything that is said of it. */
type Rows = readonly (readonly [string, string, unknown, string])[];

/** One change to the example, and exactly what is said of it. */
function refuses(rows: Rows): void {
  it.each(rows)("%s", (_what, pointer, to, expected) => {
    expect(said(answer.readDraft(changed(example("answer"), pointer, to)))).toEqual(expected.split(", "));
  });
}

describe("an answer without a field it must have", () => {
  const fields =
    "channel urgency language title marking evidential_use offence notes risk assurances content content/text " +
    "content/outcome content/ground content/data_current_to content/reveals content/items";
  refuses(fields.split(" ").map((path) => [`no ${path}`, `/${path}`, GONE, `missing_field /${path}`]));
});

describe("an answer says where it goes and what for by its question alone", () => {
  refuses([
    ["another desk", "/to", "in-cbn-liaison", "unknown_field /to"],
    ["another area", "/area", "cyber", "unknown_field /area"],
    ["another purpose", "/purpose", "tax", "unknown_field /purpose"],
    ["the question", "/reply_to", "0190aaaa-0000-7000-8000-00000000000f", "unknown_field /reply_to"],
  ]);
});

describe("a refusal states its ground, and only a refusal has one", () => {
  const differ = "ground_and_outcome_differ /content/ground";
  refuses([
    ["refused without ground", "/content/outcome", "refused", differ],
    ["a ground without refusal", "/content/ground", "national_security", differ],
    ["a ground nobody has", "/content/ground", "inconvenient", "unknown_word /content/ground"],
    ["the ground of a relationship", "/content/ground", "relationship", "unknown_word /content/ground"],
    ["an outcome nobody has", "/content/outcome", "maybe", "unknown_word /content/outcome"],
    ["an outcome left null", "/content/outcome", null, "unknown_word /content/outcome"],
  ]);

  it("said together with everything else that is wrong", () => {
    const draft = changed(changed(example("answer"), "/content/outcome", "refused"), "/title", "");
    expect(said(answer.readDraft(draft))).toEqual([
      "ground_and_outcome_differ /content/ground",
      "out_of_bounds /title",
    ]);
  });
});

describe("an item of an answer is a record or is typed, with everything the gate asks", () => {
  const items = "/content/items";
  const first = `${items}/0`;
  refuses([
    ["neither", items, [{}], `missing_field ${first}/typed`],
    ["a word", items, ["INVENTED-1"], `wrong_type ${first}`],
    ["a record without id", items, [{ holding: "" }], `out_of_bounds ${first}/holding`],
    ["a record's id of 81 letters", items, [{ holding: letters(81) }], `out_of_bounds ${first}/holding`],
    ["a record's number", items, [{ holding: 1 }], `wrong_type ${first}/holding`],
    ["a record and its holder", items, [{ holding: "H-1", holder: "RCMP" }], `unknown_field ${first}/holder`],
    ["typed without text", items, [{ typed: { ...typed, text: "" } }], `out_of_bounds ${first}/typed/text`],
    [
      "typed unmarked",
      items,
      [{ typed: { ...typed, marking: undefined } }],
      `wrong_type ${first}/typed/marking`,
    ],
    [
      "typed with no handling code",
      items,
      [{ typed: { ...typed, marking: { ...marking, handling: [] } } }],
      `out_of_bounds ${first}/typed/marking/handling`,
    ],
    [
      "typed under a level the state does not write",
      items,
      [{ typed: { ...typed, marking: { ...marking, system: "IN", level: "Protected B" } } }],
      `unknown_word ${first}/typed/marking/level`,
    ],
    [
      "typed with the holder of the officer's choice",
      items,
      [{ typed: { ...typed, holder: { state: "CA", agency: "CSIS" } } }],
      `unknown_field ${first}/typed/holder`,
    ],
    [
      "typed with a source of the officer's choice",
      items,
      [{ typed: { ...typed, source: { method: "open" } } }],
      `unknown_field ${first}/typed/source`,
    ],
    [
      "typed with a category nobody knows",
      items,
      [{ typed: { ...typed, categories: ["gossip"] } }],
      `unknown_word ${first}/typed/categories/0`,
    ],
    [
      "typed about nobody said",
      items,
      [{ typed: { ...typed, about: undefined } }],
      `wrong_type ${first}/typed/about`,
    ],
    [
      "typed with nothing",
      items,
      [{ typed: {} }],
      ["about", "categories", "marking", "text"]
        .map((name) => `missing_field ${first}/typed/${name}`)
        .join(", "),
    ],
    [
      "typed about somebody perhaps identified",
      items,
      [{ typed: { ...typed, about: { identified: "perhaps" } } }],
      `wrong_type ${first}/typed/about/identified`,
    ],
    [
      "typed with nothing right",
      items,
      [{ typed: { text: 1, categories: 1, about: 1, marking: 1 } }],
      ["about", "categories", "marking", "text"]
        .map((name) => `wrong_type ${first}/typed/${name}`)
        .join(", "),
    ],
    [
      "one fault in the second and one in the eleventh",
      items,
      Array.from({ length: 11 }, (_, i) => ({ holding: i === 1 ? 2 : i === 10 ? "" : "H" })),
      `out_of_bounds ${items}/10/holding, wrong_type ${items}/1/holding`,
    ],
    ["101 items", items, Array(101).fill({ holding: "H" }), `out_of_bounds ${items}`],
  ]);
});

describe("an arrived answer is read as strictly as ours is written", () => {
  const rows: Rows = [
    ["refused without ground", "/outcome", "refused", "ground_and_outcome_differ /ground"],
    ["a ground without refusal", "/ground", "form_not_met", "ground_and_outcome_differ /ground"],
    ["no outcome", "/outcome", GONE, "missing_field /outcome"],
    ["what the draft alone says", "/reveals", [], "unknown_field /reveals"],
    ["a record's own id", "/items/0/holding", "INVENTED-1", "unknown_field /items/0/holding"],
    ["a record's source", "/items/0/source", { method: "human" }, "unknown_field /items/0/source"],
    ["a record's subject", "/items/0/subject", { identified: false }, "unknown_field /items/0/subject"],
    ["an item without holder", "/items/0/holder", GONE, "missing_field /items/0/holder"],
    ["an item that is nobody's", "/items/0/owner", GONE, "missing_field /items/0/owner"],
    ["an item without marking", "/items/0/marking", GONE, "missing_field /items/0/marking"],
    ["an owner without agency", "/items/0/owner", { state: "US" }, "missing_field /items/0/owner/agency"],
    ["a consent that is none", "/items/0/owner_consent", "implied", "unknown_word /items/0/owner_consent"],
    ["current to a day that is none", "/data_current_to", "2027-02-29", "out_of_bounds /data_current_to"],
  ];

  it.each(rows)("%s", (_what, pointer, to, expected) => {
    expect(said(answer.readContent(changed(content, pointer, to)))).toEqual(expected.split(", "));
  });

  it("and is taken where nothing is wrong", () => {
    expect(said(answer.readContent(content))).toBe("passed");
  });
});
