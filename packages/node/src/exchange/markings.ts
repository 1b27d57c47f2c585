import type { Marking } from "@entente/contract";
import {
  type Condition,
  HANDLING_CODES,
  type HandlingCode,
  joinGrades,
  joinHandling,
  joinPap,
  joinTlp,
  type Protection,
  protectionOf,
} from "@entente/words";
import { BodyFault } from "./body-fault.ts";

/**
 * The marking of a product: on every axis at least as narrow as each of its sources (T24). The grade is the
 * weaker of both.
 */
export function joinMarkings(a: Marking, b: Marking): Marking {
  const strict = higher(a, b);
  const handling = joinHandling(a.handling, b.handling);
  return {
    system: strict.system,
    level: strict.level,
    tlp: a.tlp === null || b.tlp === null ? (a.tlp ?? b.tlp) : joinTlp(a.tlp, b.tlp),
    pap: a.pap === null || b.pap === null ? (a.pap ?? b.pap) : joinPap(a.pap, b.pap),
    handling: [...handling],
    grade: joinGrades(gradeOf(a), gradeOf(b)),
  };
}

/** Adds the handling codes a decision put on the dispatch. */
export function withConditions(marking: Marking, conditions: readonly Condition[]): Marking {
  const codes = HANDLING_CODES.filter((code): code is HandlingCode =>
    conditions.some((condition) => condition === code),
  );
  return codes.length === 0 ? marking : { ...marking, handling: [...joinHandling(marking.handling, codes)] };
}

/** Above the national axis everything outranks the personal one; an unreadable level outranks all. */
function higher(a: Marking, b: Marking): Marking {
  const [one, other] = [placeOf(a), placeOf(b)];
  if (one !== null && other !== null && !covers(one, other) && !covers(other, one)) {
    // One level cannot say both; a machine that chose would drop the other axis.
    throw new BodyFault([{ code: "levels_apart", where: "/marking/level" }]);
  }
  return rankOf(b) > rankOf(a) ? b : a;
}

function covers(a: Protection, b: Protection): boolean {
  return a.personal >= b.personal && a.national >= b.national;
}

/** Null where there is no level, or none that reads. */
function placeOf({ system, level }: Marking): Protection | null {
  return system === null || level === null ? null : protectionOf(system, level);
}

function rankOf(marking: Marking): number {
  if (marking.level === null) return 0;
  const place: Protection | null =
    marking.system === null ? null : protectionOf(marking.system, marking.level);
  if (place === null) return Number.MAX_SAFE_INTEGER;
  return place.national * 10 + place.personal;
}

function gradeOf({ grade }: Marking) {
  const information = ([1, 2, 3, 4, 5, 6] as const).find((known) => known === grade.information) ?? null;
  return { source: grade.source, information };
}
