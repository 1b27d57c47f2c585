import { describe, expect, it } from "vitest";
import { changed, example, GONE, kind, letters, said } from "./drafts.ts";

const request = kind("request");
const S1 = "/content/subjects/0";

/** One change to the example, and exactly what is said of it. */
function refuses(rows: readonly (readonly [string, string, unknown, string])[]): void {
  it.each(rows)("%s", (_what, pointer, to, expected) => {
    expect(said(request.readDraft(changed(example("request"), pointer, to)))).toEqual([expected]);
  });
}

describe("a request without a field it must have", () => {
  const whole =
    "to area purpose channel urgency language title evidential_use offence notes risk assurances content";
  const inside =
    "urgency/class urgency/reason marking/grade offence/max_years notes/necessity notes/reasons risk/mistreatment " +
    "content/facts content/grounds content/reveals content/subjects content/checks content/respond_by " +
    "content/also_asked_via content/subjects/0/ref content/subjects/0/type content/subjects/0/status " +
    "content/subjects/0/link content/subjects/0/about content/subjects/0/identifiers " +
    "content/subjects/0/identifiers/0/type content/subjects/0/identifiers/0/value";
  refuses(
    `${whole} ${inside}`.split(" ").map((path) => [`no ${path}`, `/${path}`, GONE, `missing_field /${path}`]),
  );
});

describe("a request is never unmarked", () => {
  refuses([
    ["no marking", "/marking", GONE, "missing_field /marking"],
    ["a marking that is null", "/marking", null, "wrong_type /marking"],
    ["a marking that is a word", "/marking", "H1", "wrong_type /marking"],
    ["no handling code", "/marking/handling", [], "out_of_bounds /marking/handling"],
    ["handling left out", "/marking/handling", GONE, "missing_field /marking/handling"],
    ["a handling code twice", "/marking/handling", ["H1", "H1"], "out_of_bounds /marking/handling"],
    ["a handling code nobody has", "/marking/handling/0", "H4", "unknown_word /marking/handling/0"],
    ["a handling code in lower case", "/marking/handling/0", "h1", "unknown_word /marking/handling/0"],
    ["a TLP colour nobody has", "/marking/tlp", "PURPLE", "unknown_word /marking/tlp"],
    ["TLP's old word, which is read but never written", "/marking/tlp", "WHITE", "unknown_word /marking/tlp"],
    ["a PAP colour nobody has", "/marking/pap", "AMBER+STRICT", "unknown_word /marking/pap"],
    ["a system nobody has", "/marking/system", "FR", "unknown_word /marking/system"],
    ["a level nobody writes", "/marking/level", "Cosmic", "unknown_word /marking/level"],
    ["a source grade nobody has", "/marking/grade/source", "G", "unknown_word /marking/grade/source"],
    [
      "an information grade of 0",
      "/marking/grade/information",
      0,
      "out_of_bounds /marking/grade/information",
    ],
    [
      "an information grade of 7",
      "/marking/grade/information",
      7,
      "out_of_bounds /marking/grade/information",
    ],
    ["a grade between two", "/marking/grade/information", 1.5, "wrong_type /marking/grade/information"],
    ["a grade as text", "/marking/grade/information", "2", "wrong_type /marking/grade/information"],
    ["a caveat in a field of its own", "/marking/eyes_only", true, "unknown_field /marking/eyes_only"],
  ]);
});

describe("a request with a field nobody declared", () => {
  refuses(
    [
      "/bcc",
      "/approved",
      "/id",
      "/legal_basis",
      "/caveats",
      "/toString",
      "/constructor",
      "/urgency/until",
      "/marking/grade/note",
      "/offence/section",
      "/notes/relationship",
      "/risk/accepted_by",
      "/content/outcome",
      `${S1}/about/name`,
      `${S1}/date_of_birth`,
      `${S1}/identifiers/0/country`,
      "/a~1b~0c",
    ].map((pointer) => [pointer, pointer, "x", `unknown_field ${pointer}`]),
  );
});

describe("a request to nobody, about nothing known", () => {
  refuses([
    ["a person in place of a desk", "/to", "Asha Rao", "out_of_bounds /to"],
    ["a mail address", "/to", "liaison@in-ncb", "out_of_bounds /to"],
    ["a desk of 65 letters", "/to", `in-${letters(62)}`, "out_of_bounds /to"],
    ["two desks", "/to", ["in-ncb-liaison", "in-cbn-liaison"], "wrong_type /to"],
    ["a sending desk in capitals", "/from", "CA-RCMP", "out_of_bounds /from"],
    ["no sending desk, said as null", "/from", null, "wrong_type /from"],
    ["an area that is no vertical", "/area", "weather", "unknown_word /area"],
    ["a purpose that is none", "/purpose", "curiosity", "unknown_word /purpose"],
    ["the strategic relationship as purpose", "/purpose", "relationship", "unknown_word /purpose"],
    ["a channel that is none", "/channel", "mail", "unknown_word /channel"],
    ["a language the product does not speak", "/language", "de", "unknown_word /language"],
    ["an empty title", "/title", "", "out_of_bounds /title"],
    ["a title of 201 letters", "/title", letters(201), "out_of_bounds /title"],
    ["evidential use as a word", "/evidential_use", "no", "wrong_type /evidential_use"],
    ["an assurance twice", "/assurances", ["no_onward", "no_onward"], "out_of_bounds /assurances"],
    ["an assurance nobody defined", "/assurances/0", "trust_us", "unknown_word /assurances/0"],
  ]);
});

describe("a request whose urgency has no reason", () => {
  refuses([
    ...["urgent_1", "urgent_2", "urgent_3", "urgent_4", "life_threat"].map(
      (word) => [word, "/urgency/class", word, "wrong_type /urgency/reason"] as const,
    ),
    ["and no such class", "/urgency/class", "soon", "unknown_word /urgency/class"],
    ["an empty reason", "/urgency/reason", "", "out_of_bounds /urgency/reason"],
    ["a bare word in place of class and reason", "/urgency", "routine", "wrong_type /urgency"],
  ]);
});

describe("a request with an offence or a risk that is no fact", () => {
  refuses([
    ["a class that is none", "/offence/class", "dissent", "unknown_word /offence/class"],
    ["political, undecided", "/offence/political", null, "wrong_type /offence/political"],
    ["a hundred years", "/offence/max_years", 100, "out_of_bounds /offence/max_years"],
    ["less than none", "/offence/max_years", -1, "out_of_bounds /offence/max_years"],
    ["half a year", "/offence/max_years", 0.5, "wrong_type /offence/max_years"],
    [
      "a qualification of 201 letters",
      "/offence/qualification",
      letters(201),
      "out_of_bounds /offence/qualification",
    ],
    ["a risk that is none", "/risk/mistreatment", "acceptable", "unknown_word /risk/mistreatment"],
    ["a baseline that is none", "/risk/baseline", "high", "unknown_word /risk/baseline"],
    ["a residual risk of null", "/risk/residual", null, "unknown_word /risk/residual"],
    ["a note that is empty", "/notes/necessity", "", "out_of_bounds /notes/necessity"],
    ["a note of 20,001 letters", "/notes/accuracy", letters(20_001), "out_of_bounds /notes/accuracy"],
    ["a note that is a tick", "/notes/proportionality", true, "wrong_type /notes/proportionality"],
  ]);
});

describe("a request whose content is not what a request asks", () => {
  refuses([
    ["no facts", "/content/facts", "", "out_of_bounds /content/facts"],
    ["nothing to be looked up", "/content/checks", [], "out_of_bounds /content/checks"],
    ["a check nobody makes", "/content/checks/0", "loyalty", "unknown_word /content/checks/0"],
    ["a check twice", "/content/checks", ["company", "company"], "out_of_bounds /content/checks"],
    ["a category nobody knows", "/content/reveals/0", "gossip", "unknown_word /content/reveals/0"],
    ["a day that is no day", "/content/respond_by", "2026-02-30", "out_of_bounds /content/respond_by"],
    [
      "a time in place of a day",
      "/content/respond_by",
      "2026-12-01T00:00:00.000Z",
      "out_of_bounds /content/respond_by",
    ],
    [
      "another channel nobody knows",
      "/content/also_asked_via",
      [{ channel: "chat", reference: "1" }],
      "unknown_word /content/also_asked_via/0/channel",
    ],
    [
      "another channel without its reference",
      "/content/also_asked_via",
      [{ channel: "interpol" }],
      "missing_field /content/also_asked_via/0/reference",
    ],
    [
      "eleven other channels",
      "/content/also_asked_via",
      Array(11).fill({ channel: "egmont", reference: "1" }),
      "out_of_bounds /content/also_asked_via",
    ],
    [
      "51 subjects",
      "/content/subjects",
      Array(51)
        .fill(0)
        .map((_, i) => subject(i)),
      "out_of_bounds /content/subjects",
    ],
  ]);
});

describe("a request with a subject that nobody may send", () => {
  refuses([
    ["without a status: an untyped person", `${S1}/status`, GONE, `missing_field ${S1}/status`],
    ["with a status that is a judgement", `${S1}/status`, "terrorist", `unknown_word ${S1}/status`],
    ["of no type", `${S1}/type`, "group", `unknown_word ${S1}/type`],
    ["not linked to the purpose", `${S1}/link`, "", `out_of_bounds ${S1}/link`],
    ["under a reference of its own making", `${S1}/ref`, "S0", `out_of_bounds ${S1}/ref`],
    [
      "with 51 identifiers",
      `${S1}/identifiers`,
      Array(51).fill({ type: "phone", value: "1" }),
      `out_of_bounds ${S1}/identifiers`,
    ],
    [
      "with an identifier of no type",
      `${S1}/identifiers/0/type`,
      "caste",
      `unknown_word ${S1}/identifiers/0/type`,
    ],
    ["with an empty identifier", `${S1}/identifiers/0/value`, "", `out_of_bounds ${S1}/identifiers/0/value`],
    ["about nobody said", `${S1}/about`, null, `wrong_type ${S1}/about`],
    ["identified perhaps", `${S1}/about/identified`, "perhaps", `wrong_type ${S1}/about/identified`],
    [
      "of a standing that is none",
      `${S1}/about`,
      about({ status: "illegal" }),
      `unknown_word ${S1}/about/status`,
    ],
    [
      "of a nationality in small letters",
      `${S1}/about`,
      about({ nationality: "in" }),
      `out_of_bounds ${S1}/about/nationality`,
    ],
    [
      "older than anybody",
      `${S1}/about`,
      about({ age_at_event: 151 }),
      `out_of_bounds ${S1}/about/age_at_event`,
    ],
    [
      "persecuted by no state",
      `${S1}/about`,
      about({ persecution_state: "" }),
      `out_of_bounds ${S1}/about/persecution_state`,
    ],
  ]);
});

function about(change: object): object {
  return { identified: true, nationality: "IN", in_canada: false, status: "other", ...change };
}

function subject(index: number): object {
  const identifiers: readonly object[] = [];
  return {
    ref: `S${index + 1}`,
    type: "unknown",
    status: "unknown",
    link: "x",
    about: { identified: false },
    identifiers,
  };
}
