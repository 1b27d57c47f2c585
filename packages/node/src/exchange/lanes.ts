import { gateUrgency, isWordOf, URGENCIES } from "@entente/words";

/** The one lane with a rule of its own (design §5): posted alone, at once, past breaker and batch. */
export const LIFE_THREAT = "life_threat";

/** The lane a dispatch waits in: life-threat, or its area, so that a flood in one area delays no other. */
export function laneOf(dispatch: { readonly urgency: string; readonly area: string }): string {
  const { urgency, area } = dispatch;
  return isWordOf(URGENCIES, urgency) && gateUrgency(urgency) === "life_threat" ? LIFE_THREAT : area;
}

/**
 * Takes turns: the first of each lane, then the second of each, and so on. Whatever another lane holds, the n-th
 * of a lane is at most at place n × (number of lanes).
 */
export function inTurns<T>(lanes: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lanes.map((lane) => lane.length));
  return Array.from({ length: longest }, (_, nth) =>
    lanes.flatMap((lane) => lane.slice(nth, nth + 1)),
  ).flat();
}
