import { CONSENTS, LIKELIHOODS, SOURCE_METHODS } from "@entente/words";
import { describe, expect, it } from "vitest";
import { readHolding } from "../src/door.ts";
import { changed, GONE, letters, said } from "./drafts.ts";

/** An invented line of `entente holding import`. */
const record = {
  id: "INVENTED:1",
  holder: { state: "IN", agency: "NCB" },
  owner: null,
  categories: ["customs"],
  subject: { identified: false },
  source: { method: "own", mistreatment_likelihood: "none" },
  marking: {
    system: "IN",
    level: "Restricted",
    tlp: "AMBER",
    pap: null,
    handling: ["H1"],
    grade: { source: "B", information: 2 },
  },
  text: "Invented: the forwarder took twelve drums in May.",
};

const order = { lawful_order: true, order_confirmed: false, order_age_working_days: 1 };
const person = { identified: true, nationality: "IN", in_canada: true, status: "refused" };

describe("a record of our holdings is taken", () => {
  it.each<[string, string, unknown]>([
    ["as it is", "/text", record.text],
    ["that another state's agency owns", "/owner", { state: "US", agency: "DEA" }],
    ["that reveals nothing", "/categories", []],
    ["about somebody identified", "/subject", person],
    ["ungraded", "/marking/grade", { source: null, information: null }],
    ["under an interception order", "/source", { ...record.source, method: "interception", ...order }],
    [
      "under no order, said",
      "/source",
      { ...record.source, lawful_order: null, order_age_working_days: null },
    ],
    ["with a source's owner", "/source", { ...record.source, owner: { state: "US", agency: "DEA" } }],
    ["with the longest id", "/id", letters(80)],
    ["with an id of digits, dots and hyphens", "/id", "1.a-b_c:d"],
    ["with the longest text", "/text", letters(20_000)],
    ...SOURCE_METHODS.map<[string, string, unknown]>((word) => [`by ${word}`, "/source/method", word]),
    ...CONSENTS.map<[string, string, unknown]>((word) => [
      `consent ${word}`,
      "/source/third_party_consent",
      word,
    ]),
    ...LIKELIHOODS.map<[string, string, unknown]>((word) => [
      `mistreatment ${word}`,
      "/source/mistreatment_likelihood",
      word,
    ]),
  ])("%s", (_what, pointer, to) => {
    expect(said(readHolding(changed(record, pointer, to)))).toBe("passed");
  });
});

describe("a record of our holdings is refused", () => {
  const fields =
    "id holder owner categories subject source marking text holder/agency source/method source/mistreatment_likelihood";

  it.each(fields.split(" "))("without %s: what the gate asks is never guessed", (path) => {
    expect(said(readHolding(changed(record, `/${path}`, GONE)))).toEqual([`missing_field /${path}`]);
  });

  it.each<[string, string, unknown, string]>([
    ["without a word of an id", "/id", "", "out_of_bounds /id"],
    ["with an id that climbs folders", "/id", "../1", "out_of_bounds /id"],
    ["with an id of 81 letters", "/id", letters(81), "out_of_bounds /id"],
    ["held by a state alone", "/holder", { state: "IN" }, "missing_field /holder/agency"],
    ["held by a word", "/holder", "NCB", "wrong_type /holder"],
    ["owned by half an agency", "/owner", { agency: "DEA" }, "missing_field /owner/state"],
    ["with a category twice", "/categories", ["customs", "customs"], "out_of_bounds /categories"],
    ["with a category nobody knows", "/categories/0", "gossip", "unknown_word /categories/0"],
    [
      "about somebody identified and nothing more",
      "/subject",
      { identified: true, nationality: "IN", in_canada: false },
      "missing_field /subject/status",
    ],
    [
      "about somebody unidentified who has a nationality",
      "/subject/nationality",
      "IN",
      "unknown_field /subject/nationality",
    ],
    ["from a source that is none", "/source/method", "rumour", "unknown_word /source/method"],
    [
      "with an order of minus one day",
      "/source/order_age_working_days",
      -1,
      "out_of_bounds /source/order_age_working_days",
    ],
    ["with an order perhaps lawful", "/source/lawful_order", "perhaps", "wrong_type /source/lawful_order"],
    ["that names its human source", "/source/name", "Invented", "unknown_field /source/name"],
    ["unmarked", "/marking", null, "wrong_type /marking"],
    [
      "under a level its state does not write",
      "/marking/level",
      "Protected B",
      "unknown_word /marking/level",
    ],
    ["without a text", "/text", "", "out_of_bounds /text"],
    ["with a text of 20,001 letters", "/text", letters(20_001), "out_of_bounds /text"],
    ["with a clearance of its own", "/releasable", true, "unknown_field /releasable"],
  ])("%s", (_what, pointer, to, expected) => {
    expect(said(readHolding(changed(record, pointer, to)))).toEqual([expected]);
  });
});
