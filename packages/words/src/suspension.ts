import type { AreaState } from "./areas.ts";
import type { WordOf } from "./code-list.ts";
import { gateUrgency, URGENCIES } from "./urgency.ts";

/** Why a state changes its side of the relation. `resolved` and `other` also go with a return to active. */
export const STATE_REASONS = [
  "security_incident",
  "key_compromise",
  "mistreatment_risk",
  "treaty_breach",
  "law_changed",
  "court_order",
  "political_decision",
  "expiry",
  "resolved",
  "other",
] as const;
export type StateReason = WordOf<typeof STATE_REASONS>;

/** Urgencies of the life-threat lane, which crosses in every state too. */
export const ALWAYS_URGENCIES: readonly string[] = URGENCIES.filter(
  (urgency) => gateUrgency(urgency) === "life_threat",
);

/** What is not a dispatch and goes on between the two nodes in every state of the relation; as an officer reads it. */
export const ALWAYS_BESIDE = [
  "receipts",
  "refusals",
  "witnessing",
  "gaps",
  "key_statements",
  "agreement_versions",
  "relation_states",
  "endings",
] as const;

/** What of a dispatch decides whether it crosses. */
export interface Crossing {
  /** its kind undoes harm or warns of a threat to life, or it is on the life-threat lane: it crosses in every state */
  readonly always: boolean;
  /** the dispatch it answers; null = it begins something */
  readonly replyTo: string | null;
}

/**
 * Whether a dispatch crosses while its area is in a state: in `active` everything, in `wind_down` what answers and closes,
 * in `suspended` neither; what undoes harm and what saves a life in each (design §1). Null = the agreement does not have the
 * area, and nothing crosses.
 */
export function runsIn(state: AreaState | null, { always, replyTo }: Crossing): boolean {
  if (state === null) return false;
  return always || state === "active" || (state === "wind_down" && replyTo !== null);
}

const NARROWNESS: Readonly<Record<AreaState, number>> = { active: 0, wind_down: 1, suspended: 2 };

/** The narrowest of several states: an area is active only where nobody narrows it. */
export function narrowest(states: readonly AreaState[]): AreaState {
  return states.reduce<AreaState>((a, b) => (NARROWNESS[b] > NARROWNESS[a] ? b : a), "active");
}
