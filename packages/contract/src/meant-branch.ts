import type { TLocalizedValidationError } from "typebox/error";

type Branch = readonly TLocalizedValidationError[];

/**
 * Takes out of a schema's errors what concerns branches of unions that nobody meant.
 *
 * A union reports what every branch holds against the value: a misspelt TLP word is "not null" too, a typed item
 * is also "no holding". One mistake must be one fault, or a reader cannot tell a word it does not know (kept
 * apart, design §4 stage 11) from a broken body (refused). Of each union only the nearest branch stays.
 */
export function meantErrors(errors: Branch): Branch {
  const unions = errors.filter((error) => error.keyword === "anyOf");
  const elsewhere = errors.filter(
    (error) => error.keyword !== "anyOf" && !error.schemaPath.includes("/anyOf/"),
  );
  const faulty = new Set(elsewhere.map((error) => error.instancePath));
  let left = errors;
  // Inner unions report before outer ones: an outer branch is weighed by what is left of it.
  for (const union of unions) {
    const branches = branchesOf(union, left);
    const unmeant = new Set(branches.filter((branch) => branch !== nearest(branches, union, faulty)).flat());
    left = left.filter((error) => error !== union && !unmeant.has(error));
  }
  return left;
}

/** The errors of each branch of a union, in the order of the branches. */
function branchesOf(union: TLocalizedValidationError, errors: Branch): readonly Branch[] {
  const prefix = `${union.schemaPath}/anyOf/`;
  const at = union.instancePath;
  const inside = errors.filter(
    ({ schemaPath, instancePath }) =>
      schemaPath.startsWith(prefix) && (instancePath === at || instancePath.startsWith(`${at}/`)),
  );
  return [
    ...Map.groupBy(inside, (error) => Number.parseInt(error.schemaPath.slice(prefix.length), 10)).values(),
  ];
}

/** The later one where two are as near: `null` stands first in this package's unions. */
function nearest(
  branches: readonly Branch[],
  union: TLocalizedValidationError,
  faulty: ReadonlySet<string>,
): Branch {
  const far = (branch: Branch) => distance(branch, union, faulty);
  return branches.reduce((best, branch) => (isLess(far(best), far(branch)) ? best : branch));
}

/**
 * How far a value is from a branch, the weightiest first: says nothing new; another kind of value; a word that
 * names another branch; fields missing or too many; how much else.
 */
function distance(
  branch: Branch,
  union: TLocalizedValidationError,
  faulty: ReadonlySet<string>,
): readonly number[] {
  const own = branch.filter((error) => error.instancePath === union.instancePath);
  return [
    branch.every((error) => faulty.has(error.instancePath)) ? 0 : 1,
    own.filter((error) => error.keyword === "type").length,
    branch.filter((error) => error.keyword === "const" && parentOf(error) === union.instancePath).length,
    own.reduce((sum, error) => sum + namesIn(error), 0),
    branch.length,
  ];
}

function parentOf({ instancePath }: TLocalizedValidationError): string {
  return instancePath.slice(0, Math.max(0, instancePath.lastIndexOf("/")));
}

function namesIn(error: TLocalizedValidationError): number {
  if (error.keyword === "required") return error.params.requiredProperties.length;
  return error.keyword === "additionalProperties" ? error.params.additionalProperties.length : 0;
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const first = a.findIndex((part, index) => part !== b[index]);
  return first >= 0 && (a[first] ?? 0) < (b[first] ?? 0);
}
