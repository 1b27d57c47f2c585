import type { DeskView } from "@entente/contract";

/** The views the rail offers, in its order. */
export const DESK_VIEWS_SHOWN = [
  "unassigned",
  "mine",
  "waiting",
  "to_release",
  "overdue",
  "all",
  "snoozed",
  "done",
] as const satisfies readonly DeskView[];
export type ShownView = (typeof DESK_VIEWS_SHOWN)[number];

export function viewNamed(name: string): ShownView {
  return DESK_VIEWS_SHOWN.find((view) => view === name) ?? "all";
}

/** Where an officer begins his day. */
export function firstView(duties: readonly string[]): ShownView {
  if (duties.includes("release_authority")) return "to_release";
  if (duties.includes("duty_desk")) return "unassigned";
  return "mine";
}
