import { done, no, type Result } from "@entente/contract";
import type { Officer } from "../../people/door.ts";
import { clearAlarm } from "../alarms.ts";
import type { ExchangeParts } from "../parts.ts";

/** Alarms that end by somebody's decision; the others end with their cause, or with a restore. */
const CLEARED_BY_PEOPLE = ["equivocation", "mirror_differs"] as const;

/**
 * An operator says that people have looked into an alarm. Who and why is on the domestic log; the evidence stays.
 * What waited for it leaves from now on.
 */
export async function clearAlarmBy(
  parts: ExchangeParts,
  officer: Officer,
  code: string,
  reason: string,
): Promise<Result<{ readonly alarm: string; readonly state: string }>> {
  const known = CLEARED_BY_PEOPLE.find((one) => one === code);
  if (known === undefined)
    return no("state_conflict", { detail: `only ${CLEARED_BY_PEOPLE.join(" and ")} are cleared by people` });
  const cleared = await clearAlarm(parts, known, { officer: officer.id, word: reason });
  return cleared
    ? done({ alarm: code, state: "cleared" })
    : no("state_conflict", { detail: "it does not stand" });
}
