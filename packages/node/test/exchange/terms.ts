import type { Agreement } from "@entente/protocol";
import { AREAS, DEFAULT_CLOCKS, PURPOSES } from "@entente/words";

/** Terms of an invented agreement between two test nodes. */
export const TEST_TERMS: Omit<Agreement, "parties"> = {
  id: "test-agreement",
  version: 1,
  realm: "live",
  suite_min: 1,
  areas: AREAS.map((id) => ({ id, status: id === "fraud" || id === "immigration" ? "suspended" : "active" })),
  purposes: [...PURPOSES],
  instruments: [
    {
      id: "invented-police-arrangement",
      kind: "POLICE_ARRANGEMENT",
      parties: ["CA:RCMP", "IN:NCB"],
      purposes: ["drug_enforcement", "precursor_control", "org_crime", "life_safety"],
      in_force: true,
      valid_from: "2026-03-01",
      valid_to: null,
      verified: true,
    },
  ],
  designations: [],
  directory: [
    {
      desk: "ca-rcmp-liaison",
      party: "CA",
      agency: "RCMP",
      function: "police",
      areas: ["drugs", "organised_crime"],
      name: { en: "Liaison (invented)", fr: "Liaison (inventé)", hi: "संपर्क (कल्पित)" },
    },
    {
      desk: "in-ncb-liaison",
      party: "IN",
      agency: "NCB",
      function: "police",
      areas: ["drugs", "organised_crime"],
      name: { en: "Liaison (invented)", fr: "Liaison (inventé)", hi: "संपर्क (कल्पित)" },
    },
    {
      desk: "ca-cccs-watch",
      party: "CA",
      agency: "CCCS",
      function: "cert",
      areas: ["cyber"],
      name: { en: "Watch (invented)", fr: "Veille (inventé)", hi: "निगरानी (कल्पित)" },
    },
    {
      desk: "ca-cbsa-liaison",
      party: "CA",
      agency: "CBSA",
      function: "customs",
      areas: ["drugs"],
      name: { en: "Customs (invented)", fr: "Douane (inventé)", hi: "सीमा शुल्क (कल्पित)" },
    },
    {
      desk: "in-cert-watch",
      party: "IN",
      agency: "CERT-IN",
      function: "cert",
      areas: ["cyber"],
      name: { en: "Watch (invented)", fr: "Veille (inventé)", hi: "निगरानी (कल्पित)" },
    },
  ],
  clocks: DEFAULT_CLOCKS,
  hold_seconds: { routine: 0, life_threat: 0 },
  ceiling: { personal: 2, national: 0 },
  match: { daily: 500, batch: 100 },
  retention_days: 3650,
  valid_from: "2026-03-01",
  valid_to: null,
};
