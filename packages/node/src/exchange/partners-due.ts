import { KINDS } from "@entente/contract";
import { answerDue, gateUrgency, isWordOf, URGENCIES } from "@entente/words";
import type { Treaty } from "../agreement/door.ts";
import type { DispatchRecord } from "./record.ts";

/**
 * When the partner's answer to a dispatch of ours is due: the clock that runs at his node since he has it.
 * @param at when his receipt came, Unix milliseconds
 * @returns Unix milliseconds; null where nothing is asked
 */
export function partnersDue(
  treaty: Treaty,
  { kind, urgency }: Pick<DispatchRecord, "kind" | "urgency">,
  at: number,
): number | null {
  const asks = KINDS.some((known) => known.kind === kind && known.expectsAnswer);
  if (!asks || !isWordOf(URGENCIES, urgency)) return null;
  return answerDue(at, gateUrgency(urgency), treaty.document.clocks);
}
