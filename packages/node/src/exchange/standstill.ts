import { alarmsStanding } from "./alarm-store.ts";
import type { ExchangeParts } from "./parts.ts";
import type { DispatchRecord } from "./record.ts";
import { phaseOf } from "./recovery/phase.ts";
import { alwaysRuns } from "./relation-state/always.ts";
import { heldByState } from "./relation-state/suspended.ts";
import type { WitnessWatch } from "./witness-watch.ts";

/** Why an approved dispatch waits although its hold is over; it leaves when the cause is gone. */
export const STANDSTILLS = [
  "rolled_back",
  "restored",
  "area_suspended",
  "equivocation",
  "row_damaged",
  "unwitnessed",
] as const;
export type Standstill = (typeof STANDSTILLS)[number];

/** Whether this node must do nothing at all before it is restored: it has forgotten what it signed. */
export async function forgetful(parts: Pick<ExchangeParts, "store">): Promise<boolean> {
  if ((await phaseOf(parts.store)) === "log") return true;
  return (await alarmsStanding(parts.store)).some(({ code }) => code === "rolled_back");
}

/**
 * What keeps a dispatch waiting. Two histories of the partner's log and rows that were changed outside the node stop
 * every class but life-threat and what undoes harm; so does a suspension of its area, and a winding down what begins anything; a log without a witness stops the classes that the agreement
 * names (T10).
 */
export async function standstillOf(
  parts: Pick<ExchangeParts, "store" | "treaty">,
  watch: WitnessWatch,
  record: Pick<DispatchRecord, "kind" | "urgency" | "area" | "replyTo">,
): Promise<Standstill | null> {
  const codes = (await alarmsStanding(parts.store)).map(({ code }) => code);
  if (codes.includes("rolled_back")) return "rolled_back";
  // Not even what undoes harm: it would have no number of its own before our root begins a new stream.
  if ((await phaseOf(parts.store)) !== "none") return "restored";
  if (alwaysRuns(record)) return null;
  if (heldByState(parts.treaty, record)) return "area_suspended";
  if (codes.includes("equivocation")) return "equivocation";
  if (parts.store.damaged().length > 0 || codes.includes("row_damaged")) return "row_damaged";
  const rule = parts.treaty.unwitnessed;
  const blocked = rule.blocks.includes(record.kind) && watch.age() > rule.blocksAfter;
  return blocked ? "unwitnessed" : null;
}
