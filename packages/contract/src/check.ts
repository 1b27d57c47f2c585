import { type Fault, type Parsed, passed, refused } from "@entente/words";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";

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

/**
 * Compiles a schema once. The reader accepts only own JSON values, refuses unknown fields where the schema
 * does, and lists every fault with its JSON pointer (RFC 6901).
 */
export function readerOf<S extends TSchema>(schema: S): Reader<Static<S>> {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return passed(value);
    return refused(...faultsOf(validator.Errors(value)));
  };
}

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

function faultsOf(errors: readonly SchemaError[]): readonly Fault[] {
  const faults = errors.flatMap(faultOf);
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const key = `${fault.code} ${fault.where}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

/** `boolean` and `additionalProperties` report one unknown field twice; `anyOf` repeats its branches. */
function faultOf(error: SchemaError): readonly Fault[] {
  const where = error.instancePath === "" ? "/" : error.instancePath;
  switch (error.keyword) {
    case "boolean":
      return [{ code: "unknown_field", where }];
    case "additionalProperties":
    case "anyOf":
      return [];
    case "required":
      return missing(error, error.instancePath);
    case "enum":
    case "const":
      return [{ code: "unknown_word", where }];
    case "type":
      return [{ code: "wrong_type", where, detail: error.message }];
    default:
      return [{ code: "out_of_bounds", where, detail: error.message }];
  }
}

function missing(error: SchemaError, base: string): readonly Fault[] {
  const names: unknown = Reflect.get(error.params, "requiredProperties");
  if (!Array.isArray(names)) return [{ code: "missing_field", where: base === "" ? "/" : base }];
  return names.map((name) => ({ code: "missing_field", where: `${base}/${String(name)}` }));
}
