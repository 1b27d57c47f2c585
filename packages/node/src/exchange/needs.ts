import type { Decision } from "@entente/policy";

/** A role that an approval was given under, and by whom. */
export interface GivenRole {
  readonly role: string;
  readonly officer: string;
}

/**
 * The roles that must still approve (design §4, "Who approves"): what the gate needs, and where it needs
 * nobody, one officer with the supervisor's role of the releasing state. This house rule never changes the
 * gate's outcome. `ORIGINATOR` is the owner's consent, which no officer can give.
 * @param party the releasing state
 */
export function openRoles(
  decision: Pick<Decision, "needs">,
  given: readonly GivenRole[],
  party: string,
): readonly string[] {
  if (decision.needs.length > 0) return decision.needs;
  return given.length > 0 ? [] : [`${party}-SUP`];
}
