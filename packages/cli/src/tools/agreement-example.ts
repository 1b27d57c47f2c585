// table: invented terms of an agreement. No true arrangement between two states is public; nothing here is one.
import type { Agreement, NodeCard } from "@entente/protocol";
import { AREAS, DEFAULT_CEILING, DEFAULT_CLOCKS } from "@entente/words";

/** Agencies the shipped law packs know; of another party an invented one. */
const AGENCIES: Readonly<Record<string, string>> = { CA: "RCMP", IN: "NCB" };
const SINCE = "2026-03-01";

/** Terms for these two cards that pass as they are, labelled invented, to be written over word by word. */
export function exampleTerms(cards: readonly NodeCard[]): Omit<Agreement, "parties"> {
  const members = cards.map(({ party }) => ({ party, agency: AGENCIES[party] ?? "POLICE" }));
  const name = members.map(({ party }) => party.toLowerCase()).sort();
  return {
    id: `invented-example-${name.join("-")}`,
    version: 1,
    realm: cards.every(({ log }) => log.origin.includes("/exercise/")) ? "exercise" : "live",
    suite_min: 1,
    areas: AREAS.map((id) => ({ id, status: id === "drugs" ? "active" : "suspended" })),
    purposes: ["drug_enforcement", "precursor_control", "org_crime", "life_safety"],
    instruments: [
      {
        id: "invented-police-arrangement",
        kind: "POLICE_ARRANGEMENT",
        parties: members.map(({ party, agency }) => `${party}:${agency}`).sort(),
        purposes: ["drug_enforcement", "precursor_control", "org_crime", "life_safety"],
        in_force: true,
        valid_from: SINCE,
        valid_to: null,
        verified: true,
      },
    ],
    designations: [],
    directory: members.map(({ party, agency }) => ({
      desk: `${party.toLowerCase()}-${agency.toLowerCase()}-liaison`,
      party,
      agency,
      function: "police",
      areas: ["drugs"],
      name: {
        en: `Invented liaison desk of ${party}`,
        fr: `Bureau de liaison inventé de ${party}`,
        hi: `${party} का काल्पनिक संपर्क डेस्क`,
      },
    })),
    clocks: DEFAULT_CLOCKS,
    hold_seconds: { routine: 30, life_threat: 0 },
    ceiling: DEFAULT_CEILING,
    match: { daily: 500, batch: 50 },
    retention_days: 1_825,
    valid_from: SINCE,
    valid_to: null,
  };
}
