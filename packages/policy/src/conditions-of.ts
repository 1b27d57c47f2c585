import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";

/**
 * What the top level of a policy's conditions surely requires of the atoms. A policy whose needs are not met
 * cannot be satisfied, so it need not be evaluated; Cedar decides all others. Each list of `anyOf` needs one
 * member, each list of `noneOf` must have none.
 */
export interface Needs {
  readonly anyOf: readonly (readonly string[])[];
  readonly noneOf: readonly (readonly string[])[];
}

/** Reads the needs off `when { a && b }` and `unless { a || b }`; anything it does not know it leaves out. */
export function needsOf(json: PolicyJson): Needs {
  const anyOf: (readonly string[])[] = [];
  const noneOf: (readonly string[])[] = [];
  for (const { kind, body } of json.conditions) collect(body, kind === "when", anyOf, noneOf);
  return { anyOf, noneOf };
}

/** Whether atoms meet the needs. */
export function meets(needs: Needs, atoms: ReadonlySet<string>): boolean {
  return (
    needs.anyOf.every((list) => list.some((atom) => atoms.has(atom))) &&
    needs.noneOf.every((list) => !list.some((atom) => atoms.has(atom)))
  );
}

/** Every string literal anywhere in a policy's conditions. */
export function literalsOf(json: PolicyJson): readonly string[] {
  const found: string[] = [];
  walk(json.conditions, (node) => {
    const value = read(node, "Value");
    if (typeof value === "string") found.push(value);
  });
  return found;
}

/** Whether a number is too large to have come through JSON unchanged: the policy would compare another. */
export function hasUnsafeNumber(json: PolicyJson): boolean {
  let unsafe = false;
  walk(json.conditions, (node) => {
    const value = read(node, "Value");
    unsafe ||= typeof value === "number" && !Number.isSafeInteger(value);
  });
  return unsafe;
}

/** Whether a policy uses an operator whose literals cannot be checked against the vocabulary. */
export function usesPatterns(json: PolicyJson): boolean {
  let uses = false;
  walk(json.conditions, (node) => {
    uses ||= read(node, "like") !== undefined;
  });
  return uses;
}

function collect(
  expression: unknown,
  holds: boolean,
  anyOf: (readonly string[])[],
  noneOf: (readonly string[])[],
): void {
  const joined = read(expression, holds ? "&&" : "||");
  if (joined !== undefined) {
    collect(read(joined, "left"), holds, anyOf, noneOf);
    collect(read(joined, "right"), holds, anyOf, noneOf);
    return;
  }
  const negated = read(expression, "!");
  if (negated !== undefined) {
    collect(read(negated, "arg"), !holds, anyOf, noneOf);
    return;
  }
  const lists = membershipOf(expression, holds);
  (holds ? anyOf : noneOf).push(...lists);
}

/** `facts.contains(x)` is [[x]]; `containsAny` one list; `containsAll` one list each, but only where it must hold. */
function membershipOf(expression: unknown, holds: boolean): readonly (readonly string[])[] {
  const one = read(expression, "contains");
  if (one !== undefined)
    return onFacts(one) ? [literals([read(one, "right")])].filter((list) => list.length > 0) : [];
  const any = read(expression, "containsAny");
  if (any !== undefined) return onFacts(any) ? setLiterals(any) : [];
  const all = read(expression, "containsAll");
  if (all !== undefined && holds && onFacts(all))
    return setLiterals(all).flatMap((list) => list.map((atom) => [atom]));
  return [];
}

function setLiterals(call: unknown): readonly (readonly string[])[] {
  const members = read(read(call, "right"), "Set");
  if (!Array.isArray(members)) return [];
  const list = literals(members);
  return list.length === members.length ? [list] : [];
}

function literals(nodes: readonly unknown[]): readonly string[] {
  return nodes.map((node) => read(node, "Value")).filter((value) => typeof value === "string");
}

function onFacts(call: unknown): boolean {
  const access = read(read(call, "left"), ".");
  return read(access, "attr") === "facts" && read(read(access, "left"), "Var") === "context";
}

function read(node: unknown, key: string): unknown {
  return typeof node === "object" && node !== null ? Reflect.get(node, key) : undefined;
}

function walk(node: unknown, visit: (node: unknown) => void): void {
  if (typeof node !== "object" || node === null) return;
  visit(node);
  for (const child of Object.values(node)) walk(child, visit);
}
