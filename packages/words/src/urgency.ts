import type { WordOf } from "./code-list.ts";
import type { GateUrgency } from "./law-facts.ts";

/**
 * The four legal tests for "urgent", each with objective grounds (German implementation of Directive (EU)
 * 2023/977): serious threat to public security; danger to life or limb; a decision that may keep restrictive
 * measures up; information about to lose relevance.
 */
export const URGENCIES = ["routine", "urgent_1", "urgent_2", "urgent_3", "urgent_4", "life_threat"] as const;
export type Urgency = WordOf<typeof URGENCIES>;

/** How far away the answer is: the clock depends on it (Directive (EU) 2023/977 article 5). */
export const ACCESS_CLASSES = ["direct", "indirect", "judicial_authorisation_needed"] as const;
export type AccessClass = WordOf<typeof ACCESS_CLASSES>;

/** The grade the law gate reads. */
export function gateUrgency(urgency: Urgency): GateUrgency {
  if (urgency === "routine" || urgency === "life_threat") return urgency;
  return "urgent";
}
