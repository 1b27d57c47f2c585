import type { Duty } from "@entente/words";

export type Role =
  | "lo"
  | "analyst"
  | "authority"
  | "second"
  | "stranger"
  | "auditor"
  | "coordinator"
  | "operator"
  | "operator2";

/** The id of an invented officer. */
export function idOf(party: string, role: Role): string {
  return `${party.toLowerCase()}-${role}`;
}

/** The invented officers of a test node, as they are enrolled. */
export function officersOf(party: "CA" | "IN") {
  const agency = party === "CA" ? "RCMP" : "NCB";
  const desk = party === "CA" ? "ca-rcmp-liaison" : "in-ncb-liaison";
  const officer = (role: Role, duties: readonly Duty[], roles: readonly string[], desks = [desk]) => ({
    id: idOf(party, role),
    name: `Invented ${role}`,
    agency,
    desks,
    duties,
    approvalRoles: APPROVERS.filter((known) => roles.includes(known)),
  });
  return [
    officer("lo", ["liaison"], []),
    officer("analyst", ["analyst"], []),
    officer(
      "authority",
      ["release_authority"],
      ["CA-SUP", "IN-SUP"].filter((role) => role.startsWith(party)),
    ),
    officer(
      "second",
      ["liaison", "release_authority"],
      ["CA-SUP", "IN-SUP", "CA-DH", "IN-MHA"].filter((role) => role.startsWith(party)),
    ),
    officer(
      "stranger",
      ["liaison", "release_authority"],
      ["CA-SUP", "IN-SUP"].filter((role) => role.startsWith(party)),
      ["ca-cccs-watch"],
    ),
    officer("auditor", ["auditor"], []),
    officer("coordinator", ["coordinator"], []),
    officer("operator", ["operator"], []),
    officer("operator2", ["operator"], []),
  ];
}

const APPROVERS = ["CA-SUP", "IN-SUP", "CA-DH", "IN-MHA"] as const;
