import { type Fault, type Parsed, passed, refused } from "@entente/words";
import type { Static, TProperties, TSchema } from "typebox";
import type { Validator } from "typebox/compile";
import { sameBytes } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { parseStrict } from "./strict-json.ts";

/** Long lists help nobody. */
const MOST_FAULTS = 50;

/** Reads bytes we author or a partner authored in our format: strict I-JSON in its one spelling, of one schema. */
export function parseCanonical<S extends TSchema>(
  bytes: Uint8Array,
  validator: Validator<TProperties, S, Static<S>>,
): Parsed<Static<S>> {
  const json = parseStrict(bytes);
  if (!json.ok) return json;
  const faults = schemaFaults(validator, json.value);
  if (!sameBytes(canonicalJson(json.value), bytes)) faults.push({ code: "not_canonical", where: "" });
  if (faults.length > 0 || !validator.Check(json.value)) return refused(...faults);
  return passed(json.value);
}

/** Every way a value misses a schema; `detail` names the rule, never the content. */
export function schemaFaults(validator: Pick<Validator, "Check" | "Errors">, value: unknown): Fault[] {
  if (validator.Check(value)) return [];
  const errors = validator.Errors(value).filter((error) => error.keyword !== "boolean");
  return errors.slice(0, MOST_FAULTS).map(({ instancePath, message }) => ({
    code: "schema",
    where: instancePath,
    detail: message,
  }));
}
