import { CA_LEVELS, type Fault, IN_LEVELS, isWordOf } from "@entente/words";
import { Compile } from "typebox/compile";
import { type Facts, FactsSchema } from "./facts.ts";
import { fault } from "./fault-codes.ts";
import { shapeFaults } from "./shape-faults.ts";

/** Facts, or everything that is wrong with the input at once. */
export type FactsParsed =
  | { readonly ok: true; readonly facts: Facts }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const validator = Compile(FactsSchema);
const markingValidator = Compile(FactsSchema.properties.marking);

/**
 * Reads a facts object (already parsed by the strict JSON reader). Unknown fields, wrong types and unknown words
 * of closed lists are refused; an unknown category, recipient function or purpose is not: the gate forbids it.
 */
export function parseFacts(value: unknown): FactsParsed {
  const levels = levelFaults(fieldOf(value, "marking"));
  if (validator.Check(value) && levels.length === 0) return { ok: true, facts: value };
  return {
    ok: false,
    faults: [...shapeFaults(validator, value, (path) => branchAt(path, value)), ...levels],
  };
}

/** Which of the two shapes of a subject was meant; only `identified: false` means the second. */
function branchAt(unionPath: string, value: unknown): number {
  if (unionPath !== "#/properties/subject") return 0;
  return fieldOf(fieldOf(value, "subject"), "identified") === false ? 1 : 0;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** A level is a word of the state that wrote it; where no state is named, of either. */
function levelFaults(marking: unknown): readonly Fault[] {
  if (!markingValidator.Check(marking) || marking.level === null) return [];
  const { system, level } = marking;
  const known =
    (system !== "IN" && isWordOf(CA_LEVELS, level)) || (system !== "CA" && isWordOf(IN_LEVELS, level));
  return known
    ? []
    : [fault("unknown_value", "/marking/level", `not a level of ${system ?? "either state"}`)];
}
