import { kindNamed } from "@entente/contract";
import { clockDue, gateUrgency, isWordOf, URGENCIES } from "@entente/words";
import { closesByKind } from "./effects.ts";
import type { ExchangeParts } from "./parts.ts";
import type { DispatchRecord } from "./record.ts";
import { dispatchById } from "./store.ts";

/**
 * When what a dispatch of ours waits for is due: the clock that runs at his node since he has it.
 * @param at when his receipt came, Unix milliseconds
 * @returns Unix milliseconds; null where nothing is asked
 */
export async function partnersDue(
  { store, treaty }: Pick<ExchangeParts, "store" | "treaty">,
  { kind, urgency, replyTo }: Pick<DispatchRecord, "kind" | "urgency" | "replyTo">,
  at: number,
): Promise<number | null> {
  const asks = kindNamed(kind)?.asks ?? null;
  if (asks === null || !isWordOf(URGENCIES, urgency)) return null;
  const target = replyTo === null ? null : await dispatchById(store, replyTo);
  if (closesByKind(target, kind)) return null;
  return clockDue(asks.clock, at, gateUrgency(urgency), treaty.document.clocks);
}
