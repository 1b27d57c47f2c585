import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { POLICY_FAULT_CODES, parseFacts } from "../src/door.ts";
import { allFacts, fieldsOf, lawJson } from "./law-folder.ts";

const GOOD: Readonly<Record<string, unknown>> = fieldsOf(lawJson("cases/D04.json").facts);
const NOTICE: Readonly<Record<string, unknown>> = fieldsOf(lawJson("cases/D02.json").facts);
const ABSENT = Symbol("absent");

/** A copy of the facts with the value at a JSON pointer changed, or removed. */
function changed(facts: unknown, pointer: string, value: unknown): unknown {
  const [name, ...rest] = pointer.split("/").slice(1);
  if (name === undefined) return value;
  if (Array.isArray(facts)) {
    return facts.map((item: unknown, n) => (String(n) === name ? changed(item, tail(rest), value) : item));
  }
  const fields = fieldsOf(facts);
  if (rest.length > 0) return { ...fields, [name]: changed(fields[name], tail(rest), value) };
  const others = Object.entries(fields).filter(([key]) => key !== name);
  return Object.fromEntries(value === ABSENT ? others : [...others, [name, value]]);
}

function tail(names: readonly string[]): string {
  return names.map((name) => `/${name}`).join("");
}

function faultsOf(value: unknown): readonly string[] {
  const parsed = parseFacts(value);
  return parsed.ok ? [] : parsed.faults.map(({ code, where }) => `${code} ${where}`);
}

describe("facts as the format writes them pass", () => {
  it("all facts of all cases under law/", () => {
    expect(allFacts().length).toBeGreaterThan(300);
  });

  it.each([
    ["/at", "2026-11-22T12:00:00+05:30"],
    ["/at", "2026-11-22t12:00:00.123456z"],
    ["/at", "2024-02-29T23:59:59Z"],
    ["/act", "use_in_court"],
    ["/channel", "central_authority"],
    ["/urgency", "life_threat"],
    ["/holder/agency", "An agency nobody listed"],
    ["/recipient/state", "NP"],
    ["/recipient/function", "a function nobody agreed on"],
    ["/relationship", "client_need_to_know"],
    ["/purpose", "a purpose nobody agreed on"],
    ["/offence/max_years", 99],
    ["/offence/max_years", null],
    ["/categories", []],
    ["/categories", ["a category nobody agreed on"]],
    ["/subject", { identified: false }],
    ["/subject", { identified: true, nationality: "CA", in_canada: true, status: "citizen" }],
    ["/subject/youth_access_period_open", true],
    ["/subject/persecution_state", "IN"],
    ["/source/owner", { state: "CA", agency: "CSIS" }],
    ["/source/order_age_working_days", 8],
    ["/source/order_confirmed", false],
    ["/marking/system", "IN"],
    [
      "/marking",
      { system: "IN", level: "Restricted", tlp: "AMBER+STRICT", pap: "CLEAR", handling: [], grade: null },
    ],
    ["/marking/level", "Top Secret"],
    ["/marking/grade", { source: "X", information: 6 }],
    ["/marking/grade", { source: null, information: null }],
    ["/marking/handling", ["H1", "H2", "H3"]],
    ["/instruments", []],
    ["/instruments/0/valid_to", "2026-12-31"],
    ["/instruments/0/parties", ["CA:*", "IN:*"]],
    ["/instruments/0/purposes", ["a purpose nobody agreed on"]],
    ["/designations", ["CSE-45:IN:CERT-IN", "anything else"]],
    ["/risk", { mistreatment: "not_assessed" }],
    ["/approvals", [{ role: "CA-RO", by: "officer-2", at: "2026-11-22T10:00:00Z" }]],
    ["/assurances", ["taint_stated", "speciality"]],
    ["/incident", { hours_since_noticed: 6.5, cert_in_reported: false, designated_cii: true }],
    ["/consignment", null],
  ])("%s may be %j", (pointer, value) => {
    expect(faultsOf(changed(GOOD, pointer, value))).toEqual([]);
  });

  it.each([
    ["/consignment/quantity_kg", 0.25],
    ["/consignment/no_objection_on_day", 3],
    ["/consignment/objection_on_day", 6],
    ["/consignment/class_ca", null],
    ["/consignment/class_ca", "B"],
    ["/consignment/fields", ["consignee_bank_account"]],
  ])("%s of a consignment may be %j", (pointer, value) => {
    expect(faultsOf(changed(NOTICE, pointer, value))).toEqual([]);
  });
});

describe("facts that are not as the format writes them are refused", () => {
  it.each([
    ["/at", "2026-11-22", "bad_format /at"],
    ["/at", "2026-02-30T12:00:00Z", "bad_format /at"],
    ["/at", "2025-02-29T12:00:00Z", "bad_format /at"],
    ["/at", "2026-11-22T24:00:00Z", "bad_format /at"],
    ["/at", "2026-11-22T12:00:60Z", "bad_format /at"],
    ["/at", "2026-11-22T12:00:00", "bad_format /at"],
    ["/at", "2026-11-22 12:00:00Z", "bad_format /at"],
    ["/at", "2026-11-22T12:00:00Z[Asia/Kolkata]", "bad_format /at"],
    ["/at", "0000-00-00T12:00:00Z", "bad_format /at"],
    ["/at", 1795348800, "wrong_type /at"],
    ["/at", ABSENT, "missing_field /at"],
    ["/act", "publish", "unknown_value /act"],
    ["/act", ABSENT, "missing_field /act"],
    ["/act", null, "unknown_value /act"],
    ["/act", "Release", "unknown_value /act"],
    ["/channel", "telephone", "unknown_value /channel"],
    ["/urgency", "yesterday", "unknown_value /urgency"],
    ["/holder", "CA:RCMP", "wrong_type /holder"],
    ["/holder/agency", "", "out_of_range /holder/agency"],
    ["/holder/agency", "x".repeat(201), "out_of_range /holder/agency"],
    ["/holder/desk", "d-1", "unknown_field /holder/desk"],
    ["/recipient/function", null, "wrong_type /recipient/function"],
    ["/recipient/function", ABSENT, "missing_field /recipient/function"],
    ["/relationship", null, "unknown_value /relationship"],
    ["/relationship", "friend", "unknown_value /relationship"],
    ["/purpose", 7, "wrong_type /purpose"],
    ["/offence/class", "treason", "unknown_value /offence/class"],
    ["/offence/political", "no", "wrong_type /offence/political"],
    ["/offence/death_exposed", null, "wrong_type /offence/death_exposed"],
    ["/offence/max_years", 1.5, "wrong_type /offence/max_years"],
    ["/offence/max_years", -1, "out_of_range /offence/max_years"],
    ["/categories", "identity", "wrong_type /categories"],
    ["/categories/0", 3, "wrong_type /categories/0"],
    ["/categories", Array.from({ length: 1001 }, () => "identity"), "too_many /categories"],
    ["/subject", { identified: false, nationality: "IN" }, "unknown_field /subject/nationality"],
    ["/subject", {}, "missing_field /subject/identified"],
    ["/subject/status", "tourist", "unknown_value /subject/status"],
    ["/subject/status", ABSENT, "missing_field /subject/status"],
    ["/subject/in_canada", ABSENT, "missing_field /subject/in_canada"],
    ["/subject/age_at_event", null, "wrong_type /subject/age_at_event"],
    ["/subject/youth_access_period_open", null, "wrong_type /subject/youth_access_period_open"],
    ["/source/method", "magic", "unknown_value /source/method"],
    ["/source/owner", "CA:CSIS", "wrong_type /source/owner"],
    ["/source/owner", { state: "CA" }, "missing_field /source/owner/agency"],
    ["/source/owner", ABSENT, "missing_field /source/owner"],
    ["/source/third_party_consent", null, "unknown_value /source/third_party_consent"],
    ["/source/third_party_consent", "implied", "unknown_value /source/third_party_consent"],
    ["/source/lawful_order", "yes", "wrong_type /source/lawful_order"],
    ["/source/order_age_working_days", 1.5, "wrong_type /source/order_age_working_days"],
    ["/source/mistreatment_likelihood", "perhaps", "unknown_value /source/mistreatment_likelihood"],
    ["/marking/tlp", "WHITE", "unknown_value /marking/tlp"],
    ["/marking/pap", "BLUE", "unknown_value /marking/pap"],
    ["/marking/system", "US", "unknown_value /marking/system"],
    ["/marking/level", "Cosmic Top Secret", "unknown_value /marking/level"],
    [
      "/marking",
      { system: "CA", level: "Restricted", tlp: null, pap: null, handling: [], grade: null },
      "unknown_value /marking/level",
    ],
    ["/marking/handling", ["H4"], "unknown_value /marking/handling/0"],
    ["/marking/grade", { source: "G", information: 2 }, "unknown_value /marking/grade/source"],
    ["/marking/grade", { source: "A", information: 7 }, "unknown_value /marking/grade/information"],
    ["/marking/grade", { source: "A" }, "missing_field /marking/grade/information"],
    ["/instruments", null, "wrong_type /instruments"],
    ["/instruments/0/kind", "HANDSHAKE", "unknown_value /instruments/0/kind"],
    ["/instruments/0/parties", ["RCMP"], "bad_format /instruments/0/parties/0"],
    ["/instruments/0/parties", ["*:*"], "bad_format /instruments/0/parties/0"],
    ["/instruments/0/in_force", 1, "wrong_type /instruments/0/in_force"],
    ["/instruments/0/valid_from", null, "wrong_type /instruments/0/valid_from"],
    ["/instruments/0/valid_from", "2026-13-01", "bad_format /instruments/0/valid_from"],
    ["/instruments/0/valid_to", "soon", "bad_format /instruments/0/valid_to"],
    ["/instruments/0/verified", ABSENT, "missing_field /instruments/0/verified"],
    ["/designations", [1], "wrong_type /designations/0"],
    ["/risk", { mistreatment: "some" }, "unknown_value /risk/mistreatment"],
    ["/risk/baseline", "huge", "unknown_value /risk/baseline"],
    ["/risk/residual", null, "unknown_value /risk/residual"],
    ["/author", "", "out_of_range /author"],
    [
      "/approvals",
      [{ role: "BOSS", by: "a", at: "2026-11-22T10:00:00Z" }],
      "unknown_value /approvals/0/role",
    ],
    ["/approvals", [{ role: "CA-SUP", by: "a", at: "today" }], "bad_format /approvals/0/at"],
    ["/approvals", [{ role: "CA-SUP", by: "a" }], "missing_field /approvals/0/at"],
    ["/assurances", ["promise"], "unknown_value /assurances/0"],
    ["/notes", {}, "missing_field /notes/necessity"],
    ["/notes/legality", true, "unknown_field /notes/legality"],
    ["/caveats_accepted", "true", "wrong_type /caveats_accepted"],
    ["/evidential_use", ABSENT, "missing_field /evidential_use"],
    ["/consignment", ABSENT, "missing_field /consignment"],
    ["/consignment", {}, "missing_field /consignment/substance_cas"],
    [
      "/incident",
      { hours_since_noticed: -1, cert_in_reported: false, designated_cii: false },
      "out_of_range /incident/hours_since_noticed",
    ],
    ["/incident", false, "wrong_type /incident"],
    ["/verdict", "permit", "unknown_field /verdict"],
  ])("%s = %j", (pointer, value, fault) => {
    expect(faultsOf(changed(GOOD, pointer, value))).toContain(fault);
  });

  it.each([
    ["/consignment/quantity_kg", -25, "out_of_range /consignment/quantity_kg"],
    ["/consignment/quantity_kg", "25", "wrong_type /consignment/quantity_kg"],
    ["/consignment/quantity_kg", Number.POSITIVE_INFINITY, "wrong_type /consignment/quantity_kg"],
    ["/consignment/class_ca", "C", "unknown_value /consignment/class_ca"],
    ["/consignment/full_days_since_notice", 6.9, "wrong_type /consignment/full_days_since_notice"],
    ["/consignment/objection_on_day", ABSENT, "missing_field /consignment/objection_on_day"],
    ["/consignment/no_objection_on_day", null, "wrong_type /consignment/no_objection_on_day"],
    ["/consignment/colour", "white", "unknown_field /consignment/colour"],
  ])("%s = %j in a consignment", (pointer, value, fault) => {
    expect(faultsOf(changed(NOTICE, pointer, value))).toContain(fault);
  });

  it.each([[null], [undefined], [7], ["facts"], [[]], [true]])("%j is no facts object", (value) => {
    expect(faultsOf(value)).not.toEqual([]);
  });

  it("names a field with a slash or a tilde by its JSON pointer", () => {
    expect(faultsOf({ ...GOOD, "a/b~c": 1 })).toEqual(["unknown_field /a~1b~0c"]);
  });
});

describe("every fault is told at once", () => {
  it("more than the library's own limit of eight, each once", () => {
    const wrong = {
      ...GOOD,
      at: "never",
      act: "publish",
      channel: "x",
      urgency: "x",
      purpose: 1,
      offence: { class: "x", political: 1, military: 1, death_exposed: 1, max_years: "x" },
      categories: [1, 2],
      marking: { system: "CA", level: "Nope", tlp: null, pap: null, handling: [], grade: null },
      extra: 1,
    };
    const faults = faultsOf(wrong);
    expect(faults).toHaveLength(14);
    expect(new Set(faults).size).toBe(14);
    expect(faults).toContain("unknown_value /marking/level");
  });

  it("leaves the library's process-wide limit as it was", () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n}`, n]));
    expect(faultsOf({ ...GOOD, ...many })).toHaveLength(50);
    expect(faultsOf({ ...GOOD, ...many })).toHaveLength(50);
  });

  it("a code of the closed list, whatever comes", () => {
    const fields = Object.keys(GOOD);
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const parsed = parseFacts({ ...GOOD, [field]: value });
        if (parsed.ok) return;
        expect(parsed.faults.length).toBeGreaterThan(0);
        for (const { code, where } of parsed.faults) {
          expect(POLICY_FAULT_CODES).toContain(code);
          expect(where.startsWith(`/${field}`)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("no field may be left out but those marked so", () => {
    const optional = ["relationship"];
    for (const field of Object.keys(GOOD).filter((name) => !optional.includes(name))) {
      expect(faultsOf(changed(GOOD, `/${field}`, ABSENT)), field).toEqual([`missing_field /${field}`]);
    }
  });
});
