import type { DeskCounts, DeskView } from "@entente/contract";
import type { AnswerOf } from "../api/client.ts";
import { mayContribute, mayRelease } from "./duties.ts";

type Duties = Pick<AnswerOf<"me">, "duties">;

/** The views there are, in the rail's order. */
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

/** The views that can have a row for an officer: nobody is shown a list that is empty by his duties. */
export function viewsOf(me: Duties): readonly ShownView[] {
  const never: readonly ShownView[] = [
    ...(mayContribute(me) ? [] : (["unassigned", "mine"] as const)),
    ...(mayRelease(me) ? [] : (["to_release"] as const)),
  ];
  return DESK_VIEWS_SHOWN.filter((view) => !never.includes(view));
}

/** Where an officer's own work is, what he is there for first. */
function workOf(me: Duties): readonly ShownView[] {
  return [
    ...(mayRelease(me) ? (["to_release"] as const) : []),
    ...(me.duties.includes("duty_desk") ? (["unassigned", "mine"] as const) : []),
    ...(mayContribute(me) ? (["mine", "unassigned"] as const) : []),
  ];
}

/**
 * Where an officer begins: the first of his views that has something to do, else the one he is there for.
 * @param counts undefined where they are not known
 */
export function firstView(me: Duties, counts: DeskCounts | undefined): ShownView {
  const work = workOf(me);
  return work.find((view) => (counts?.[view].rows ?? 0) > 0) ?? work[0] ?? "all";
}
