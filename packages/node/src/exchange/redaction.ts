import type { Content, Part } from "@entente/contract";
import type { CombinedDecision } from "@entente/policy";

/** One thing of the draft that does not leave, and the rule and law that keep it. */
export interface Withheld {
  readonly pointer: string;
  readonly category: string;
  readonly rule: string;
  readonly law: string;
}

/** What is taken out, and what cannot be: free text that reveals a stripped category has to be written anew. */
export interface Redaction {
  readonly withheld: readonly Withheld[];
  readonly undividable: readonly { readonly pointer: string; readonly category: string }[];
}

/**
 * Which fields go, by each part's own strip list. A part taken from a record goes whole: its text is one.
 * @param categories what each part reveals, in order, as the gate saw it
 */
export function redactionPlan(
  parts: readonly Part[],
  categories: readonly (readonly string[])[],
  decision: CombinedDecision,
): Redaction {
  const withheld: Withheld[] = [];
  const undividable: { pointer: string; category: string }[] = [];
  for (const [index, part] of parts.entries()) {
    const stripped = decision.parts[index]?.strip ?? [];
    for (const category of stripped.filter((word) => categories[index]?.includes(word))) {
      const pointers = pointersOf(part, category);
      if (pointers.length === 0) undividable.push({ pointer: part.where, category });
      for (const pointer of pointers) withheld.push({ pointer, category, ...reasonOf(category, decision) });
    }
  }
  return { withheld, undividable };
}

function pointersOf(part: Part, category: string): readonly string[] {
  if (part.holding !== null) return [part.where];
  return part.removable.filter((field) => field.category === category).map((field) => field.pointer);
}

function reasonOf(
  category: string,
  decision: CombinedDecision,
): { readonly rule: string; readonly law: string } {
  return { rule: `strip ${category}`, law: decision.cites.map((cite) => cite.citation).join("; ") };
}

/**
 * The content without the pointed fields. Later list elements are taken out first, so that a pointer never
 * means another element than the one it was written for.
 */
export function redact(content: Content, pointers: readonly string[]): Content {
  const copy: Content = structuredClone(content);
  const paths = [...new Set(pointers)].map((pointer) => pointer.split("/").slice(1)).sort(byPlaceDescending);
  for (const path of paths) remove(copy, path);
  return copy;
}

function byPlaceDescending(a: readonly string[], b: readonly string[]): number {
  for (let depth = 0; depth < Math.max(a.length, b.length); depth++) {
    const left = a[depth] ?? "";
    const right = b[depth] ?? "";
    if (left === right) continue;
    const numeric = /^\d+$/.test(left) && /^\d+$/.test(right);
    if (numeric) return Number(right) - Number(left);
    return left < right ? 1 : -1;
  }
  return 0;
}

function remove(root: unknown, path: readonly string[]): void {
  const parent = path.slice(0, -1).reduce<unknown>(childOf, root);
  const last = path.at(-1);
  if (last === undefined) throw new RangeError("a redaction names a field");
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (typeof parent === "object" && parent !== null) Reflect.deleteProperty(parent, last);
  else throw new RangeError(`nothing stands at /${path.join("/")}`);
}

function childOf(parent: unknown, key: string): unknown {
  if (typeof parent !== "object" || parent === null) return undefined;
  return Reflect.get(parent, key);
}
