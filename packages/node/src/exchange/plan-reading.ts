import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { ItemKey } from "../store/door.ts";
import { type DispatchRecord, type PlanRecord, placeOf } from "./record.ts";
import { openJson } from "./sealed-json.ts";

const planShape = Compile(
  Type.Object({
    madeAt: Type.Integer(),
    withheld: Type.Array(
      Type.Object({
        pointer: Type.String(),
        category: Type.String(),
        rule: Type.String(),
        law: Type.String(),
      }),
    ),
  }),
);

/** The plan fixed at submission; null before that. Throws where the stored bytes are not what we wrote. */
export function planOf(key: ItemKey, record: DispatchRecord): PlanRecord | null {
  if (record.sealed.plan === null) return null;
  const plan = openJson(key, placeOf("plan"), record.sealed.plan);
  if (!planShape.Check(plan)) throw new TypeError("a stored plan is not what we wrote");
  return plan;
}

/** What the plan keeps home; empty before submission. */
export function withheldOf(key: ItemKey, record: DispatchRecord): PlanRecord["withheld"] {
  return planOf(key, record)?.withheld ?? [];
}
