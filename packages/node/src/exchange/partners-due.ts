import { kindNamed } from "@entente/contract";
import { clockDue, gateUrgency, isWordOf, URGENCIES } from "@entente/words";
import type { Treaty } from "../agreement/door.ts";
import type { DispatchRecord } from "./record.ts";

/**
 * When what a dispatch of ours waits for is due: the clock that runs at his node since he has it.
 * @param at when his receipt came, Unix milliseconds
 * @returns Unix milliseconds; null where nothing is asked
 */
export function partnersDue(
  treaty: Treaty,
  { kind, urgency }: Pick<DispatchRecord, "kind" | "urgency">,
  at: number,
): number | null {
  const asks = kindNamed(kind)?.asks ?? null;
  if (asks === null || !isWordOf(URGENCIES, urgency)) return null;
  return clockDue(asks.clock, at, gateUrgency(urgency), treaty.document.clocks);
}
