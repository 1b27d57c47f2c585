// table: an invented agreement between two invented test nodes, and who serves at their desks.
import type { Agreement } from "@entente/protocol";
import { type ApprovalRole, AREAS, DEFAULT_CLOCKS, type Duty, PURPOSES } from "@entente/words";

export type Party = "CA" | "IN";
export const PARTIES = ["CA", "IN"] as const satisfies readonly Party[];

const names = (en: string) => ({ en, fr: `${en} (fr)`, hi: `${en} (hi)` });

export const LIAISON_DESK: Readonly<Record<Party, string>> = { CA: "ca-rcmp-liaison", IN: "in-ncb-liaison" };
export const AGENCY: Readonly<Record<Party, string>> = { CA: "RCMP", IN: "NCB" };

/** @param hold seconds between the last approval and the release */
export function termsWith(hold: number): Omit<Agreement, "parties"> {
  return {
    id: "invented-campaign-agreement",
    version: 1,
    realm: "live",
    suite_min: 1,
    areas: AREAS.map((id) => ({
      id,
      status: id === "fraud" || id === "immigration" ? "suspended" : "active",
    })),
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
        name: names("Invented liaison"),
      },
      {
        desk: "ca-cccs-watch",
        party: "CA",
        agency: "CCCS",
        function: "cert",
        areas: ["cyber"],
        name: names("Invented watch"),
      },
      {
        desk: "in-ncb-liaison",
        party: "IN",
        agency: "NCB",
        function: "police",
        areas: ["drugs", "organised_crime"],
        name: names("Invented liaison"),
      },
      {
        desk: "in-cert-watch",
        party: "IN",
        agency: "CERT-IN",
        function: "cert",
        areas: ["cyber"],
        name: names("Invented watch"),
      },
    ],
    clocks: DEFAULT_CLOCKS,
    hold_seconds: { routine: hold, life_threat: 0 },
    ceiling: { personal: 2, national: 0 },
    match: { daily: 500, batch: 100 },
    retention_days: 3650,
    valid_from: "2026-03-01",
    valid_to: null,
  };
}

/**
 * `second` may write and release, so that he can try to approve what he wrote; `stranger` sits at another desk. No
 * enrolment gives anybody both duties: `found.ts` puts them there as somebody with the node's own key would.
 */
export const ROLES = ["lo", "analyst", "authority", "second", "stranger", "operator", "operator2"] as const;
export type Role = (typeof ROLES)[number];

interface Post {
  readonly duties: readonly Duty[];
  readonly releases: boolean;
  readonly desk: Readonly<Record<Party, string>>;
}

const WATCH: Readonly<Record<Party, string>> = { CA: "ca-cccs-watch", IN: "in-cert-watch" };
export const POSTS: Readonly<Record<Role, Post>> = {
  lo: { duties: ["liaison"], releases: false, desk: LIAISON_DESK },
  analyst: { duties: ["analyst"], releases: false, desk: LIAISON_DESK },
  authority: { duties: ["release_authority"], releases: true, desk: LIAISON_DESK },
  operator: { duties: ["operator"], releases: false, desk: LIAISON_DESK },
  operator2: { duties: ["operator"], releases: false, desk: LIAISON_DESK },
  second: { duties: ["liaison", "release_authority"], releases: true, desk: LIAISON_DESK },
  stranger: { duties: ["liaison", "release_authority"], releases: true, desk: WATCH },
};

/** The one role every release of the example request needs. */
export const SUPERVISOR: Readonly<Record<Party, ApprovalRole>> = { CA: "CA-SUP", IN: "IN-SUP" };
