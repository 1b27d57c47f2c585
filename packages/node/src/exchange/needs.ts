import type { Decision } from "@entente/policy";
import { IMPERSONAL_CATEGORIES, isWordOf } from "@entente/words";
import type { Matter } from "./facts.ts";
import type { Judged } from "./judge.ts";

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
 * @param alone whether this dispatch needs no second person where the gate asks for none (`goesAlone`)
 */
export function openRoles(
  decision: Pick<Decision, "needs">,
  given: readonly GivenRole[],
  party: string,
  alone = false,
): readonly string[] {
  if (decision.needs.length > 0) return decision.needs;
  return alone || given.length > 0 ? [] : [`${party}-SUP`];
}

/** Not personal, and yet nothing that one person lets out. */
const GUARDED: readonly string[] = ["vulnerability", "classified_method"];

/**
 * Whether a dispatch needs no second person where the gate asks for none (design §4): by its kind's rule, without files,
 * and, for a note, only where no part of it is personal, guarded or another's.
 */
export function goesAlone(
  { declaration, attachments }: Pick<Matter, "declaration" | "attachments">,
  { facts, decision }: Judged,
): boolean {
  if (declaration.approval === "second_person" || attachments.length > 0) return false;
  return decision.existence === "open" && facts.every(isImpersonal);
}

function isImpersonal({ categories, subject, source }: Judged["facts"][number]): boolean {
  const open = categories.every((word) => isWordOf(IMPERSONAL_CATEGORIES, word) && !GUARDED.includes(word));
  return open && !subject.identified && source.owner === null;
}
