import { type Area, type AreaState, narrowest, type Scope, type StateReason } from "@entente/words";

/** What one party has last said of its side of the relation, whole or in one area, where it is not `active`. */
export interface StandingState {
  readonly party: string;
  readonly scope: Scope;
  readonly state: AreaState;
  readonly reason: StateReason;
  readonly note: string;
  /** place in its party's chain */
  readonly serial: number;
  /** since when it is in force here, Unix milliseconds */
  readonly since: number;
}

/** What of the statements narrows an area: its own and those of the whole relation, the narrowest first, then the oldest. */
export function narrowingOf(area: Area, standing: readonly StandingState[]): readonly StandingState[] {
  const found = standing.filter(
    ({ scope, state }) => (scope === area || scope === "all") && state !== "active",
  );
  const rank = ({ state }: StandingState) => (state === "suspended" ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b) || a.since - b.since);
}

/**
 * The state of an area: what the agreement says of it, or what either party says where that is narrower. It is active again
 * only where neither narrows it.
 * @param agreed null where the agreement does not have the area
 */
export function areaUnder(
  agreed: AreaState | null,
  area: Area,
  standing: readonly StandingState[],
): AreaState | null {
  if (agreed === null) return null;
  return narrowest([agreed, ...narrowingOf(area, standing).map(({ state }) => state)]);
}
