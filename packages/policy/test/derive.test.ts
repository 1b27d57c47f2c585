import { describe, expect, it } from "vitest";
import { ATOMS } from "../src/atoms.ts";
import { derive } from "../src/derive.ts";
import type { Facts } from "../src/facts.ts";
import { allFacts, factsAt } from "./law-folder.ts";

const LEAD = factsAt("ca/conditions/rcmp-under-a-police-arrangement.json");
const INDICATORS = factsAt("codes/conditions/tlp-green-opens-passing-on.json");
const NOTICE = factsAt("ca/allow/notice-class-a.json");
const PERSON = { identified: true, nationality: "IN", in_canada: false, status: "other" } as const;

function atomsOf(facts: Facts, change: Partial<Facts> = {}): ReadonlySet<string> {
  return derive({ ...facts, ...change }).atoms;
}

function has(facts: Facts, change: Partial<Facts>, atom: string): boolean {
  return atomsOf(facts, change).has(atom);
}

describe("what policies see is of the closed vocabulary", () => {
  it("for every facts object of every case", () => {
    const strange = allFacts().flatMap((facts) =>
      [...derive(facts).atoms].filter((atom) => !ATOMS.has(atom)),
    );
    expect(strange).toEqual([]);
  });

  it("also where the facts carry words nobody agreed on", () => {
    const recipient = { state: "XX", agency: "SOMEBODY", function: "wizard" };
    const change = {
      purpose: "magic",
      recipient,
      categories: ["spell"],
      holder: { state: "YY", agency: "ELSE" },
    };
    expect([...atomsOf(LEAD, change)].filter((atom) => !ATOMS.has(atom))).toEqual([]);
    expect(has(LEAD, change, "unknown_word")).toBe(true);
  });
});

describe("an unknown word is one of purpose, recipient function and category", () => {
  it.each([
    [{}, false],
    [{ purpose: "magic" }, true],
    [{ recipient: { ...LEAD.recipient, function: "wizard" } }, true],
    [{ categories: ["identity", "spell"] }, true],
    [{ categories: [] }, false],
    [{ holder: { state: "YY", agency: "ELSE" } }, false],
  ])("%j: %s", (change, unknown) => {
    expect(has(LEAD, change, "unknown_word")).toBe(unknown);
  });
});

describe("foreign is between states", () => {
  it("and not between agencies of one", () => {
    expect(has(LEAD, {}, "foreign")).toBe(true);
    expect(has(LEAD, { recipient: { state: "CA", agency: "CBSA", function: "customs" } }, "domestic")).toBe(
      true,
    );
    expect(has(LEAD, { recipient: { state: "CA", agency: "CBSA", function: "customs" } }, "foreign")).toBe(
      false,
    );
  });
});

describe("personal data", () => {
  it.each([
    [{ subject: PERSON, categories: ["customs"] }, true],
    [{ subject: { identified: false }, categories: ["location"] }, true],
    [{ subject: { identified: false }, categories: ["spell"] }, true],
    [
      { subject: { identified: false }, categories: ["customs", "precursor_trade", "cyber_indicator"] },
      false,
    ],
    [{ subject: { identified: false }, categories: ["vulnerability", "classified_method"] }, false],
    [{ subject: { identified: false }, categories: [] }, false],
  ] as const)("%j: %s", (change, personal) => {
    expect(has(LEAD, { ...change, categories: [...change.categories] }, "personal_data")).toBe(personal);
  });
});

describe("a Canadian person", () => {
  it.each([
    [PERSON, false],
    [{ ...PERSON, nationality: "CA" }, true],
    [{ ...PERSON, status: "citizen" }, true],
    [{ ...PERSON, status: "pr" }, true],
    [{ ...PERSON, in_canada: true }, true],
    [{ ...PERSON, status: "claimant" }, false],
    [{ identified: false }, false],
  ] as const)("%j: %s", (subject, canadian) => {
    expect(has(LEAD, { subject }, "canadian_person")).toBe(canadian);
  });
});

describe("the life-threat lane needs both urgency and purpose", () => {
  it.each([
    ["life_threat", "life_safety", true],
    ["urgent", "life_safety", false],
    ["routine", "life_safety", false],
    ["life_threat", "drug_enforcement", false],
  ] as const)("%s for %s: %s", (urgency, purpose, lane) => {
    expect(has(LEAD, { urgency, purpose }, "life_threat_lane")).toBe(lane);
  });
});

describe("whose material it is", () => {
  const owned = (
    owner: Facts["source"]["owner"],
    third_party_consent: Facts["source"]["third_party_consent"],
  ) => ({
    source: { ...LEAD.source, owner, third_party_consent },
  });

  it.each([
    [null, "not_needed", [], "consent=not_needed"],
    [{ state: "CA", agency: "RCMP" }, "not_needed", [], "consent=not_needed"],
    [{ state: "CA", agency: "CSIS" }, "not_needed", ["owned_by_another"], "consent=not_asked"],
    [{ state: "CA", agency: "CSIS" }, "given", ["owned_by_another"], "consent=given"],
    [
      { state: "IN", agency: "NCB" },
      "refused",
      ["owned_by_another", "owned_by_another_state"],
      "consent=refused",
    ],
    [
      { state: "IN", agency: "RCMP" },
      "not_asked",
      ["owned_by_another", "owned_by_another_state"],
      "consent=not_asked",
    ],
  ] as const)("owner %j, consent %s", (owner, consent, flags, stated) => {
    const atoms = atomsOf(LEAD, owned(owner, consent));
    expect([...atoms].filter((atom) => atom.startsWith("owned_by"))).toEqual(flags);
    expect([...atoms].filter((atom) => atom.startsWith("consent="))).toEqual([stated]);
  });
});

describe("the Traffic Light Protocol", () => {
  it.each([
    [{ tlp: "GREEN" as const }, ["cyber_indicator"], ["tlp=GREEN"]],
    [{ tlp: null }, ["cyber_indicator"], ["tlp=AMBER+STRICT"]],
    [{ tlp: null }, ["incident_victim"], ["tlp=AMBER+STRICT"]],
    [{ tlp: null }, ["vulnerability"], ["tlp=AMBER+STRICT"]],
    [{ tlp: null }, ["location"], []],
  ])("%j on %j reads as %j", (marking, categories, expected) => {
    const atoms = atomsOf(INDICATORS, { marking: { ...INDICATORS.marking, ...marking }, categories });
    expect([...atoms].filter((atom) => atom.startsWith("tlp="))).toEqual(expected);
  });
});

describe("only cyber indicators", () => {
  it.each([
    [["cyber_indicator"], { identified: false } as const, true],
    [["cyber_indicator"], PERSON, false],
    [["cyber_indicator", "vulnerability"], { identified: false } as const, false],
    [[], { identified: false } as const, false],
  ])("%j about %j: %s", (categories, subject, only) => {
    expect(has(INDICATORS, { categories, subject }, "only_cyber_indicators")).toBe(only);
  });
});

describe("a grade is missing where either half is", () => {
  it.each([
    [{ source: "A", information: 1 } as const, true],
    [{ source: null, information: 1 } as const, false],
    [{ source: "A", information: null } as const, false],
    [null, false],
  ])("%j: %s", (grade, graded) => {
    expect(has(LEAD, { marking: { ...LEAD.marking, grade } }, "graded")).toBe(graded);
  });
});

describe("a designation counts for the recipient it names", () => {
  it.each([
    ["CSE-45:IN:NCB", "designated=CSE-45", true],
    ["CSE-45:IN:CERT-IN", "designated=CSE-45", false],
    ["CSE-45", "designated=CSE-45", false],
    ["MLA_EXECUTED:sending_order", "designated=MLA_EXECUTED:sending_order", true],
    ["MLA_EXECUTED", "designated=MLA_EXECUTED:sending_order", false],
  ])("%s", (designation, atom, counts) => {
    expect(has(LEAD, { designations: [designation] }, atom)).toBe(counts);
  });
});

describe("a subject's standing", () => {
  it("is told only of someone identified", () => {
    const fled = {
      ...PERSON,
      status: "claimant" as const,
      persecution_state: "IN",
      youth_access_period_open: true,
    };
    expect([...atomsOf(LEAD, { subject: fled })]).toEqual(
      expect.arrayContaining([
        "identified",
        "status=claimant",
        "recipient_is_persecution_state",
        "youth_access_open",
      ]),
    );
    const nobody = atomsOf(LEAD, { subject: { identified: false } });
    expect([...nobody].some((atom) => atom.startsWith("status=") || atom === "identified")).toBe(false);
  });

  it("another state of persecution is not the recipient", () => {
    const fled = { ...PERSON, persecution_state: "NP" };
    expect(has(LEAD, { subject: fled }, "recipient_is_persecution_state")).toBe(false);
  });
});

describe("numbers", () => {
  it("are the facts' own, 0 where there are none", () => {
    expect(derive(LEAD).numbers).toEqual({
      full_days_since_notice: 0,
      objection_day: 0,
      order_age_working_days: 0,
      incident_minutes: 0,
    });
  });

  it("count days of a consignment and of an order", () => {
    const consignment = { ...NOTICE.consignment, full_days_since_notice: 9, objection_on_day: 8 };
    const source = { ...NOTICE.source, order_age_working_days: 5 };
    const record = derive({ ...NOTICE, source, consignment: { ...base(), ...consignment } });
    expect(record.numbers).toMatchObject({
      full_days_since_notice: 9,
      objection_day: 8,
      order_age_working_days: 5,
    });
    expect(record.atoms.has("objection_made")).toBe(true);
  });

  it.each([
    [6, 360],
    [6.001, 361],
    [5.99, 360],
    [0, 0],
  ])("%s hours are %s minutes, rounded up", (hours_since_noticed, minutes) => {
    const incident = { hours_since_noticed, cert_in_reported: false, designated_cii: false };
    expect(derive({ ...LEAD, incident }).numbers.incident_minutes).toBe(minutes);
  });

  function base(): NonNullable<Facts["consignment"]> {
    if (NOTICE.consignment === null) throw new Error("the notice has a consignment");
    return NOTICE.consignment;
  }
});

describe("a notice's fields", () => {
  it.each([
    [["substance", "quantity"], false],
    [["substance", "consignee_bank_account"], true],
    [[], false],
  ])("%j outside the whitelist: %s", (fields, outside) => {
    if (NOTICE.consignment === null) throw new Error("the notice has a consignment");
    expect(has(NOTICE, { consignment: { ...NOTICE.consignment, fields } }, "field_outside_whitelist")).toBe(
      outside,
    );
  });
});
