import { describe, expect, it } from "vitest";
import type { Facts, InstrumentFact } from "../src/facts.ts";
import { gsoiaInForce, kindsThatCount } from "../src/instruments.ts";
import { factsAt } from "./law-folder.ts";

const LEAD = factsAt("ca/conditions/rcmp-under-a-police-arrangement.json");
const AT_HOME = factsAt("treaty/conditions/rcmp-material-used-in-india.json");
const POLICE: InstrumentFact = {
  id: "police-1",
  kind: "POLICE_ARRANGEMENT",
  parties: ["CA:RCMP", "IN:NCB"],
  purposes: ["drug_enforcement"],
  in_force: true,
  valid_from: "2026-03-01",
  valid_to: "2026-11-22",
  verified: true,
};

function counts(
  change: Partial<InstrumentFact>,
  facts: Partial<Facts> = {},
  base: Facts = LEAD,
): readonly string[] {
  return [...kindsThatCount({ ...base, ...facts, instruments: [{ ...POLICE, ...change }] })];
}

describe("an instrument counts", () => {
  it.each([
    ["as it stands", {}, {}],
    ["on its first day", { valid_from: "2026-11-22" }, {}],
    ["without an end", { valid_to: null }, {}],
    ["on its last day to the last second", {}, { at: "2026-11-22T23:59:59Z" }],
    ["where the local day is over but the UTC day is not", {}, { at: "2026-11-23T04:00:00+05:30" }],
    ["for every agency of a state", { parties: ["CA:*", "IN:*"] }, {}],
    ["beside parties it does not concern", { parties: ["CA:RCMP", "CA:CBSA", "IN:NCB", "IN:DRI"] }, {}],
  ] satisfies readonly [string, Partial<InstrumentFact>, Partial<Facts>][])("%s", (_title, change, facts) => {
    expect(counts(change, facts)).toEqual(["POLICE_ARRANGEMENT"]);
  });
});

describe("an instrument does not count", () => {
  it.each([
    ["not in force", { in_force: false }, {}],
    ["verified by nobody", { verified: false }, {}],
    ["before its first day", { valid_from: "2026-11-23" }, {}],
    ["after its last day", { valid_to: "2026-11-21" }, {}],
    ["after its last UTC day", {}, { at: "2026-11-22T20:00:00-05:00" }],
    ["for a purpose it does not list", { purposes: ["org_crime"] }, {}],
    ["without the holder", { parties: ["CA:CBSA", "IN:NCB"] }, {}],
    ["without the recipient", { parties: ["CA:RCMP", "IN:DRI"] }, {}],
    ["with the holder's state only", { parties: ["CA:*"] }, {}],
    ["with the right agencies of the wrong states", { parties: ["IN:RCMP", "CA:NCB"] }, {}],
    ["as a security-of-information agreement", { kind: "GSOIA" }, {}],
    ["as a treaty outside the central authorities' channel", { kind: "MLAT" }, {}],
    ["as an extradition treaty outside it", { kind: "EXTRADITION" }, {}],
    ["as a memorandum of financial intelligence units", { kind: "FIU_MOU", parties: ["CA:*", "IN:*"] }, {}],
    ["as a CERT arrangement", { kind: "CERT_ARRANGEMENT", parties: ["CA:*", "IN:*"] }, {}],
    ["as an approval for CSIS", { kind: "CSIS_17_1_B" }, {}],
  ] satisfies readonly [string, Partial<InstrumentFact>, Partial<Facts>][])("%s", (_title, change, facts) => {
    expect(counts(change, facts)).toEqual([]);
  });
});

describe("kinds for the central authorities", () => {
  it.each(["MLAT", "EXTRADITION"] as const)("%s counts on their channel", (kind) => {
    expect(counts({ kind }, { channel: "central_authority" })).toEqual([kind]);
  });
});

describe("kinds for bodies of one sort", () => {
  const agency = (state: string, name: string) => ({ state, agency: name });

  it.each([
    ["FIU_MOU", agency("CA", "FINTRAC"), { ...agency("IN", "FIU-IND"), function: "fiu" }, true],
    ["FIU_MOU", agency("CA", "FINTRAC"), { ...agency("IN", "ED"), function: "police" }, false],
    ["FIU_MOU", agency("CA", "RCMP"), { ...agency("IN", "FIU-IND"), function: "fiu" }, false],
    ["FIU_MOU", agency("CA", "FINTRAC"), { ...agency("AU", "AUSTRAC"), function: "fiu" }, true],
    ["CERT_ARRANGEMENT", agency("CA", "CCCS"), { ...agency("IN", "CERT-IN"), function: "cert" }, true],
    ["CERT_ARRANGEMENT", agency("CA", "CSE"), { ...agency("IN", "CERT-IN"), function: "cert" }, true],
    ["CERT_ARRANGEMENT", agency("IN", "CERT-IN"), { ...agency("CA", "CCCS"), function: "cert" }, true],
    ["CERT_ARRANGEMENT", agency("CA", "CCCS"), { ...agency("IN", "NCB"), function: "police" }, false],
  ] as const)("%s from %j to %j: %s", (kind, holder, recipient, does) => {
    const parties = [`${holder.state}:*`, `${recipient.state}:*`];
    expect(counts({ kind, parties }, { holder, recipient })).toEqual(does ? [kind] : []);
  });

  it.each([
    [["CA:CSIS", "IN:RAW"], true],
    [["CA:CSIS", "IN:*"], false],
    [["CA:*", "IN:RAW"], false],
    [["CA:CSIS", "IN:IB"], false],
  ])("an approval under 17(1)(b) with parties %j: %s", (parties, does) => {
    const recipient = { state: "IN", agency: "RAW", function: "intel" };
    const found = counts({ kind: "CSIS_17_1_B", parties }, { holder: agency("CA", "CSIS"), recipient });
    expect(found).toEqual(does ? ["CSIS_17_1_B"] : []);
  });

  it("an approval under 17(1)(b) between others approves nothing", () => {
    const recipient = { state: "IN", agency: "RAW", function: "intel" };
    expect(counts({ kind: "CSIS_17_1_B", parties: ["CA:RCMP", "IN:RAW"] }, { recipient })).toEqual([]);
  });
});

describe("at home the ends are owner and holder", () => {
  it.each(["onward", "use", "use_active", "use_in_court"] as const)("for %s", (act) => {
    expect(counts({}, { act }, AT_HOME)).toEqual(["POLICE_ARRANGEMENT"]);
  });

  it.each(["release", "request", "match", "notice", "export"] as const)("not for %s", (act) => {
    expect(counts({}, { act }, AT_HOME)).toEqual([]);
  });

  it("not for material of one's own, or of a sister agency", () => {
    expect(counts({}, { source: { ...AT_HOME.source, owner: null } }, AT_HOME)).toEqual([]);
    const sister = { ...AT_HOME.source, owner: { state: "IN", agency: "DRI" } };
    expect(counts({ parties: ["IN:*"] }, { source: sister }, AT_HOME)).toEqual([]);
  });

  it("abroad they are holder and recipient, whoever owns it", () => {
    const source = { ...LEAD.source, owner: { state: "US", agency: "DEA" } };
    expect(counts({}, { act: "onward", source })).toEqual(["POLICE_ARRANGEMENT"]);
  });
});

describe("a security-of-information agreement", () => {
  const gsoia: InstrumentFact = { ...POLICE, kind: "GSOIA", parties: ["CA:*", "IN:*"], purposes: [] };

  it.each([
    [{}, true],
    [{ in_force: false }, false],
    [{ verified: false }, false],
    [{ valid_to: "2026-11-21" }, false],
    [{ parties: ["CA:*", "AU:*"] }, false],
    [{ kind: "MLAT" as const }, false],
  ])("%j: %s", (change, stands) => {
    expect(gsoiaInForce({ ...LEAD, instruments: [{ ...gsoia, ...change }] })).toBe(stands);
  });
});
