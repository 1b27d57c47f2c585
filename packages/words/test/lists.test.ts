import { describe, expect, it } from "vitest";
import * as words from "../src/door.ts";

const { isWordOf } = words;

/** Every closed list of words that leaves the door, by name. */
const LISTS = Object.entries(words).flatMap(([name, value]) =>
  Array.isArray(value) && value.every((word) => typeof word === "string") ? [[name, value] as const] : [],
);

/** Written as their owners write them, not as codes of ours. */
const AS_OTHERS_WRITE = new Set([
  "SOURCE_GRADES",
  "INSTRUMENT_KINDS",
  "APPROVAL_ROLES",
  "TLPS",
  "PAPS",
  "HANDLING_CODES",
  "MARKING_SYSTEMS",
  "CA_LEVELS",
  "IN_LEVELS",
]);

describe("every closed list", () => {
  it("is found at the door", () => {
    expect(LISTS.length).toBeGreaterThan(40);
  });

  it.each(LISTS)("%s has words, none twice", (_name, list) => {
    expect(list.length).toBeGreaterThan(0);
    expect(new Set(list).size).toBe(list.length);
  });

  it.each(LISTS)("%s has no two words that differ in case alone", (_name, list) => {
    expect(new Set(list.map((word: string) => word.toLowerCase())).size).toBe(list.length);
  });

  it.each(LISTS.filter(([name]) => !AS_OTHERS_WRITE.has(name)))("%s is in lower_snake_case", (name, list) => {
    const strange = list.filter((word: string) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(word));
    // what a decision says of Europol's codes it says in Europol's words
    expect(strange).toEqual(name === "CONDITIONS" ? ["H1", "H2", "H3"] : []);
  });

  it.each([...AS_OTHERS_WRITE])("%s, written as its owners write, is among them", (name) => {
    expect(LISTS.some(([known]) => known === name)).toBe(true);
  });
});

describe("the lists of the fact format are the page's own (decision-facts)", () => {
  it.each<[string, readonly string[], string]>([
    ["act", words.ACTS, "release request onward use use_active use_in_court match notice export"],
    ["channel", words.CHANNELS, "liaison central_authority fiu cert pen"],
    ["urgency", words.GATE_URGENCIES, "routine urgent life_threat"],
    ["function", words.FUNCTIONS, "police prosecutor fiu customs immigration cert cna intel court operator"],
    [
      "purpose",
      words.PURPOSES,
      "drug_enforcement precursor_control ml_tf cyber_defence ci_protection immigration_enforcement fraud counter_terrorism org_crime life_safety extradition evidence tax",
    ],
    [
      "offence class",
      words.OFFENCE_CLASSES,
      "none drug ml tf sanctions terrorism fraud extortion robbery homicide cyber immigration public_order tax other",
    ],
    [
      "category",
      words.CATEGORIES,
      "identity contact location travel biometric immigration_file asylum youth_record criminal_record financial_intel intercept_content intercept_metadata customs passenger precursor_trade cyber_indicator incident_victim vulnerability human_source classified_method health advocacy",
    ],
    [
      "categories that are no personal data",
      words.IMPERSONAL_CATEGORIES,
      "customs precursor_trade cyber_indicator vulnerability classified_method",
    ],
    ["standing in Canada", words.STANDINGS, "citizen pr claimant protected refused other"],
    ["source method", words.SOURCE_METHODS, "own interception visa_application border human technical open"],
    ["third party's consent", words.CONSENTS, "not_needed not_asked given refused"],
    ["likelihood of mistreatment", words.LIKELIHOODS, "none possible likely"],
    [
      "risk of mistreatment",
      words.MISTREATMENT_RISKS,
      "none mitigable undetermined unmitigable not_assessed",
    ],
    ["level of risk", words.RISK_LEVELS, "none low medium substantial"],
    ["TLP", words.TLPS, "RED AMBER+STRICT AMBER GREEN CLEAR"],
    ["PAP", words.PAPS, "RED AMBER GREEN CLEAR"],
    ["handling", words.HANDLING_CODES, "H0 H1 H2 H3"],
    ["source grade", words.SOURCE_GRADES, "A B C D E F X"],
    [
      "instrument",
      words.INSTRUMENT_KINDS,
      "MLAT EXTRADITION POLICE_ARRANGEMENT CUSTOMS_ARRANGEMENT IMMIGRATION_ARRANGEMENT FRAUD_ARRANGEMENT FIU_MOU CERT_ARRANGEMENT CSIS_17_1_B GSOIA",
    ],
    [
      "assurance",
      words.ASSURANCES,
      "no_death_penalty no_mistreatment use_limit no_onward return_or_destroy speciality taint_stated",
    ],
    [
      "field of a notice",
      words.NOTICE_FIELDS,
      "exporter importer consignee substance quantity entry_point dispatch_date",
    ],
    [
      "approval",
      words.APPROVAL_ROLES,
      "CA-SUP CA-DH CA-HC CA-MIN-PS CA-MIN-JUS CA-MIN-IRCC IN-SUP IN-MHA IN-HS IN-NC IN-CERT IN-NCIIPC ORIGINATOR",
    ],
    ["outcome", words.OUTCOMES, "permit conditions needs forbid"],
    [
      "condition",
      words.CONDITIONS,
      "use_limit no_onward accuracy_note life_safety_only return_or_destroy no_death_penalty H1 H2 H3",
    ],
    [
      "task",
      words.TASKS,
      "hold_export_until_no_objection_or_7_days destroy_within_2_working_days draft_mla_request review_within_24h cert_in_report_overdue notify_review_body privacy_commissioner_notice",
    ],
    ["existence", words.EXISTENCES, "open protected"],
    ["status of a provision", words.PROVISION_STATUSES, "law direction treaty ours"],
  ])("%s", (_what, list, page) => {
    expect(list).toEqual(page.split(" "));
  });

  it("information is graded 1 to 6", () => {
    expect(words.INFORMATION_GRADES).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe("the lists of the forms are the page's own (forms-and-codes §2.2, §2.3)", () => {
  it.each<[string, readonly string[], string]>([
    ["person status", words.PERSON_STATUSES, "suspect convicted victim witness associate contact unknown"],
    [
      "outcome of an answer",
      words.ANSWER_OUTCOMES,
      "full partial interim nothing_held hit_confirmed hit_refused_detail refused transferred needs_mla extension",
    ],
    [
      "check",
      words.CHECKS,
      "identity criminal_record address phone_subscriber vehicle company travel financial chemical_licence seizure open_case",
    ],
    ["other channel", words.OTHER_CHANNELS, "interpol egmont treaty pen_online"],
  ])("%s", (_what, list, page) => {
    expect(list).toEqual(page.split(" "));
  });

  it("the directive's ten grounds of refusal come first, our five after them", () => {
    expect(words.REFUSAL_GROUNDS).toHaveLength(15);
    expect(words.REFUSAL_GROUNDS.indexOf("third_party_consent_missing")).toBe(9);
    expect(words.REFUSAL_GROUNDS.slice(10)).toEqual([
      "mistreatment_risk",
      "death_penalty_assurance_missing",
      "political_character",
      "privileged_material",
      "disproportionate_volume",
    ]);
  });
});

describe("a word of a list", () => {
  it("is one of its own words, exactly", () => {
    for (const [, list] of LISTS) for (const word of list) expect(isWordOf(list, word)).toBe(true);
  });

  it.each<[unknown]>([
    ["Routine"],
    ["routine "],
    [""],
    ["toString"],
    ["length"],
    [0],
    [null],
    [undefined],
    [["routine"]],
  ])("is not %j", (word) => {
    expect(isWordOf(words.GATE_URGENCIES, word)).toBe(false);
  });
});
