import { no, type PolicyRefusal, type Refusal } from "@entente/contract";
import { ALWAYS_BESIDE, AREAS, type Area, isWordOf, runsIn } from "@entente/words";
import type { Treaty } from "../../agreement/door.ts";
import { ALWAYS_KINDS, alwaysRuns } from "./always.ts";
import { reasonOf } from "./bring-in-force.ts";

/** What of a dispatch decides whether it crosses. */
export interface Crossing {
  readonly kind: string;
  readonly urgency: string;
  readonly area: string;
  /** the dispatch it answers; null = it begins something */
  readonly replyTo: string | null;
}

/** Whether the relation's state lets a dispatch of an area cross now. */
export function crosses(treaty: Treaty, dispatch: Crossing): boolean {
  const { area, replyTo } = dispatch;
  return isWordOf(AREAS, area) && runsIn(treaty.area(area), { always: alwaysRuns(dispatch), replyTo });
}

/** Whether a statement of either side keeps it here, and not the agreement alone: then it waits, and goes on again. */
export function heldByState(treaty: Treaty, dispatch: Crossing): boolean {
  return (
    isWordOf(AREAS, dispatch.area) && !crosses(treaty, dispatch) && treaty.narrowing(dispatch.area).length > 0
  );
}

/** The refusal of what may not cross now: who stopped it and since when, by which rule, what goes on, what would help. */
export function suspendedRefusal(
  treaty: Treaty,
  area: Area,
): { readonly ok: false; readonly refusal: Refusal } {
  const state = treaty.area(area);
  const [narrow] = treaty.narrowing(area);
  const { id, version } = treaty.document;
  const said =
    narrow === undefined
      ? `the agreement's area ${area} is ${state ?? "not in it"}`
      : `the agreement's area ${area} is ${reasonOf(narrow)}`;
  const policy: PolicyRefusal = {
    rule: `relation-state.${state ?? "no_area"}`,
    law:
      narrow === undefined
        ? `agreement ${id}, version ${version}, areas: ${area}`
        : `agreement ${id}, version ${version}, states of the relation: statement ${narrow.serial} of ${narrow.party}`,
    text: `${said}. What goes on: ${runsText(state)}.`,
    remedies: remediesOf(treaty, area),
  };
  return no("area_suspended", { detail: said, policy });
}

function runsText(state: ReturnType<Treaty["area"]>): string {
  const always = [...ALWAYS_KINDS, "the life-threat lane", ...ALWAYS_BESIDE].join(", ").replaceAll("_", " ");
  if (state === null) return "nothing: the agreement does not have this area";
  return state === "wind_down" ? `answers in open threads, ${always}` : always;
}

function remediesOf(treaty: Treaty, area: Area): readonly string[] {
  const parties = [...new Set(treaty.narrowing(area).map(({ party }) => party))];
  if (parties.length === 0) return ["Amend the agreement so that the area is active."];
  return parties.map((party) => `${party} resumes it by a statement of its root (entente agreement resume).`);
}
