import type { ApprovalRole } from "@entente/words";
import type { Facts } from "./facts.ts";
import { momentOf } from "./instants.ts";

/**
 * Which of the needed roles have been approved. An approval by the author, or later than the facts, counts for
 * nothing; one person fills one role only; ORIGINATOR is the owner's consent and never an approval of ours. As
 * many needed roles as possible are filled, the earliest approvals first, so that one more approval never makes
 * fewer roles filled.
 */
export function rolesFilled(facts: Facts, needed: ReadonlySet<ApprovalRole>): ReadonlySet<ApprovalRole> {
  const persons = new Map<ApprovalRole, Set<string>>();
  for (const { role, by } of countingApprovals(facts)) {
    const needs = [...needed].find((one) => one === role && one !== "ORIGINATOR");
    if (needs !== undefined) persons.set(needs, (persons.get(needs) ?? new Set()).add(by));
  }
  const roleOf = new Map<string, ApprovalRole>();
  for (const role of persons.keys()) place(role, persons, roleOf, new Set());
  return new Set(roleOf.values());
}

function countingApprovals(facts: Facts): Facts["approvals"] {
  return facts.approvals
    .filter(({ by, at }) => by !== facts.author && momentOf(at) <= momentOf(facts.at))
    .sort((a, b) => momentOf(a.at) - momentOf(b.at));
}

/** Kuhn's step: gives `role` a person, moving others to another person of theirs where that frees one. */
function place(
  role: ApprovalRole,
  persons: ReadonlyMap<ApprovalRole, ReadonlySet<string>>,
  roleOf: Map<string, ApprovalRole>,
  tried: Set<string>,
): boolean {
  for (const person of persons.get(role) ?? []) {
    if (tried.has(person)) continue;
    tried.add(person);
    const holds = roleOf.get(person);
    if (holds === undefined || place(holds, persons, roleOf, tried)) {
      roleOf.set(person, role);
      return true;
    }
  }
  return false;
}
