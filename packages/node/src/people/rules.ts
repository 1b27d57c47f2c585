import { type Right, rightsOf } from "@entente/words";
import type { Officer } from "./port.ts";

/** The rights an officer's duties give him (users' page A4b). */
export function rightsOfOfficer(officer: Officer): readonly Right[] {
  return rightsOf(officer.duties);
}

/** Whether an officer's duties include a right. */
export function may(officer: Officer, right: Right): boolean {
  return rightsOfOfficer(officer).includes(right);
}
