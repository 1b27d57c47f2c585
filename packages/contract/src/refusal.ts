import type { Fault } from "@entente/words";
import type { ProblemCode } from "./problem.ts";
import type { DecisionView } from "./views.ts";

/** Why a command of the node said no: always a code; every fault of an input; the decision where the gate spoke. */
export interface Refusal {
  readonly problem: ProblemCode;
  /** plain words that name nothing the officer may not read */
  readonly detail?: string;
  readonly faults?: readonly Fault[];
  readonly decision?: DecisionView;
  /** where it was not the gate that refused but what both states have agreed */
  readonly policy?: PolicyRefusal;
}

/** Rule, law and what would help, for whoever reads the refusal. */
export interface PolicyRefusal {
  readonly rule: string;
  readonly law: string;
  readonly text: string;
  readonly remedies: readonly string[];
}

/** What a command gives back: the result, or a refusal as a value. Faults of the machinery are exceptions. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** Wraps a result. */
export function done<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Wraps a refusal. */
export function no(
  problem: ProblemCode,
  more: Omit<Refusal, "problem"> = {},
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { problem, ...more } };
}
