import type { Fault } from "@entente/words";
import type { Validator } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { fault, type PolicyFaultCode } from "./fault-codes.ts";

const CODES: Readonly<Record<string, PolicyFaultCode>> = {
  type: "wrong_type",
  enum: "unknown_value",
  const: "unknown_value",
  pattern: "bad_format",
  "~refine": "bad_format",
  minLength: "out_of_range",
  maxLength: "out_of_range",
  minimum: "out_of_range",
  maximum: "out_of_range",
  minItems: "out_of_range",
  maxItems: "too_many",
};

/** The library stops at 8; we promise all, and bound the work by the schema's own list limits. */
const ALL_ERRORS = 10_000;

/**
 * Turns a schema's errors on `value` into faults, one for each thing wrong.
 *
 * A union reports the errors of every branch; only those of the branch the input meant are kept: the one
 * `branchAt` names for the union's schema path, else the first (the others are `null` in this package).
 */
export function shapeFaults(
  validator: Validator,
  value: unknown,
  branchAt: (unionPath: string) => number = () => 0,
): readonly Fault[] {
  return everyError(validator, value)
    .filter((error) => onMeantBranch(error.schemaPath, branchAt))
    .flatMap(faultsOf);
}

/** The limit is a process-wide setting of the library: lifted for this one synchronous call only. */
function everyError(validator: Validator, value: unknown): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: ALL_ERRORS });
  try {
    return validator.Errors(value);
  } finally {
    Settings.Set({ maxErrors });
  }
}

function onMeantBranch(schemaPath: string, branchAt: (unionPath: string) => number): boolean {
  return [...schemaPath.matchAll(/\/anyOf\/(\d+)/g)].every(
    (match) => Number(match[1]) === branchAt(schemaPath.slice(0, match.index)),
  );
}

function faultsOf(error: TLocalizedValidationError): readonly Fault[] {
  const at = (name: string) => `${error.instancePath}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  switch (error.keyword) {
    case "anyOf":
    case "boolean":
      return [];
    case "required":
      return error.params.requiredProperties.map((name) => fault("missing_field", at(name)));
    case "additionalProperties":
      return error.params.additionalProperties.map((name) => fault("unknown_field", at(name)));
    default:
      return [fault(CODES[error.keyword] ?? "wrong_type", error.instancePath, error.message)];
  }
}
