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
      ["release_authority"],
      ["CA-SUP", "IN-SUP", "CA-DH", "IN-MHA"].filter((role) => role.startsWith(party)),
    ),
    officer(
      "stranger",
      ["release_authority"],
      ["CA-SUP", "IN-SUP"].filter((role) => role.startsWith(party)),
      ["ca-cccs-watch"],
    ),
    officer("auditor", ["auditor"], []),
    officer("coordinator", ["coordinator"], []),
    officer("operator", ["operator"], []),
    officer("operator2", ["operator"], []),
  ];
}

/**
 * `second` and `stranger` write and release, which no enrolment and no order gives anybody: somebody with the node's own
 * key put it there. What stands behind (nobody approves what he wrote) must hold without that rule.
 */
export function bothDuties(party: "CA" | "IN") {
  return {
    steps: (["second", "stranger"] as const).map((role) => ({
      sql: "update officer set duties = ? where id = ?",
      params: ['["liaison","release_authority"]', idOf(party, role)],
      changes: 1,
    })),
  };
}

const APPROVERS = ["CA-SUP", "IN-SUP", "CA-DH", "IN-MHA"] as const;
