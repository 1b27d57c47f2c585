import type { WordOf } from "./code-list.ts";
import type { GateUrgency } from "./law-facts.ts";

/** Parameters of the agreement, in minutes from receipt; the defaults are ours (design §6). */
export interface ClockRule {
  readonly acknowledge_minutes: Readonly<Record<GateUrgency, number>>;
  readonly answer_minutes: Readonly<Record<GateUrgency, number>>;
}

/** 1 h to acknowledge and answer a threat to life, 8 h urgent, 7 days otherwise. */
export const DEFAULT_CLOCKS: ClockRule = {
  acknowledge_minutes: { routine: 24 * 60, urgent: 60, life_threat: 60 },
  answer_minutes: { routine: 7 * 24 * 60, urgent: 8 * 60, life_threat: 60 },
};

/** What a receiver is given time for. */
export const CLOCKS = ["acknowledge", "answer"] as const;
export type ClockName = WordOf<typeof CLOCKS>;

/**
 * When what a dispatch waits for is due: counted from receipt, never from sending.
 * @param receivedAt Unix time in milliseconds
 * @returns Unix time in milliseconds
 */
export function clockDue(
  clock: ClockName,
  receivedAt: number,
  urgency: GateUrgency,
  rule: ClockRule,
): number {
  const minutes = clock === "answer" ? rule.answer_minutes : rule.acknowledge_minutes;
  return receivedAt + minutes[urgency] * 60_000;
}
