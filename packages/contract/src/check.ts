import { type Fault, type Parsed, passed, refused } from "@entente/words";
import type { Static, TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { meantErrors } from "./meant-branch.ts";

/** Reads an unknown value into a schema's type, or says everything that is wrong with it. */
export type Reader<T> = (value: unknown) => Parsed<T>;

/** The fault codes a schema can report. */
export const SCHEMA_FAULTS = [
  "missing_field",
  "unknown_field",
  "wrong_type",
  "unknown_word",
  "out_of_bounds",
] as const;

/** Every fault code of this package: a schema's, and what two fields say of each other. */
export const CONTRACT_FAULTS = [
  ...SCHEMA_FAULTS,
  "ground_and_outcome_differ",
  "person_not_identified",
  "attachment_twice",
  "attachment_in_life_threat",
  "day_without_action",
  "own_desk",
  "number_and_call_back_differ",
  "recipient_and_use_differ",
  "conditions_and_decision_differ",
  "term_of_a_refusal",
  "nothing_said",
  "given_and_not_given",
  "too_large_for_lane",
] as const;

/** The library stops at 8. We promise all, up to a number no officer mends and no attacker gains from. */
const MOST_ERRORS = 1_000;

/**
 * Compiles a schema once. The reader takes a value as the strict JSON reader gives it, refuses unknown fields
 * where the schema does, and lists every fault once with its JSON pointer (RFC 6901; "" = the whole value).
 */
export function readerOf<S extends TSchema>(schema: S): Reader<Static<S>> {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return passed(value);
    return refused(...faultsOf(meantErrors(everyError(validator, value))));
  };
}

/** The same, compiled when it first reads: a command line that knows every kind compiles only the one it needs. */
export function lateReaderOf<S extends TSchema>(schema: S): Reader<Static<S>> {
  let read: Reader<Static<S>> | null = null;
  return (value) => {
    read ??= readerOf(schema);
    return read(value);
  };
}

/** The limit is a process-wide setting of the library: lifted for this one synchronous call only. */
function everyError(validator: Validator, value: unknown): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: MOST_ERRORS });
  try {
    return validator.Errors(value);
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Each fault once. A value of another kind is not also a word nobody knows. */
function faultsOf(errors: readonly TLocalizedValidationError[]): readonly Fault[] {
  const faults = errors.flatMap(faultOf);
  const mistyped = new Set(faults.filter(({ code }) => code === "wrong_type").map(({ where }) => where));
  const seen = new Set<string>();
  return faults.filter((fault) => {
    if (fault.code === "unknown_word" && mistyped.has(fault.where)) return false;
    const key = `${fault.code} ${fault.where}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

/** `boolean` and `additionalProperties` report one unknown field twice; `anyOf` repeats its branch. */
function faultOf(error: TLocalizedValidationError): readonly Fault[] {
  const where = error.instancePath;
  switch (error.keyword) {
    case "boolean":
      return [{ code: "unknown_field", where }];
    case "additionalProperties":
    case "anyOf":
      return [];
    case "required":
      return error.params.requiredProperties.map((name) => ({
        code: "missing_field",
        where: `${where}/${name}`,
      }));
    case "enum":
    case "const":
      return [{ code: "unknown_word", where }];
    case "type":
      return [{ code: "wrong_type", where, detail: error.message }];
    case "pattern":
      return [{ code: "out_of_bounds", where, detail: "not the form this field takes" }];
    default:
      return [{ code: "out_of_bounds", where, detail: error.message }];
  }
}
