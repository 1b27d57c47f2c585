import type { Parsed } from "@entente/words";
import { type ExampleSetting, type KindDeclaration, kindNamed } from "../src/door.ts";

/** Puts no value where one stood: the field, or the element of a list, is gone. */
export const GONE = Symbol("gone");

/** The setting in which a party writes its examples; desks and record are invented. */
export function settingOf(party: "CA" | "IN", holding: string | null = "INVENTED-1"): ExampleSetting {
  const desks = ["ca-rcmp-liaison", "in-ncb-liaison"] as const;
  const [from, to] = party === "CA" ? desks : ([desks[1], desks[0]] as const);
  return { party, from, to, area: "drugs", holding };
}

/** A kind that is there. */
export function kind(name: string): KindDeclaration {
  const declaration = kindNamed(name);
  if (declaration === null) throw new Error(`there is no kind ${name}`);
  return declaration;
}

/** A fresh copy of a kind's example, as Canada writes it. */
export function example(name: string): unknown {
  return structuredClone(kind(name).example(settingOf("CA")));
}

/** The members of an object or a list; none of anything else. */
export function members(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** What stands at a JSON pointer; undefined for nothing. */
export function at(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce(
      (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
      value,
    );
}

/** A copy with one thing changed at a JSON pointer; `GONE` takes it out. */
export function changed(value: unknown, pointer: string, to: unknown): unknown {
  const copy: unknown = structuredClone(value);
  const cut = pointer.lastIndexOf("/");
  const parent = at(copy, pointer.slice(0, cut));
  const key = pointer
    .slice(cut + 1)
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");
  if (typeof parent !== "object" || parent === null) throw new Error(`nothing stands around ${pointer}`);
  if (to !== GONE) Reflect.set(parent, key, to);
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
  return copy;
}

/** "passed", or every fault as `code pointer`, in alphabetical order. */
export function said(read: Parsed<unknown>): string | readonly string[] {
  return read.ok ? "passed" : read.faults.map((fault) => `${fault.code} ${fault.where}`).toSorted();
}

/** The value of something that was read; a test that gets faults instead fails with them. */
export function must<T>(read: Parsed<T>): T {
  if (!read.ok) throw new Error(`not read: ${JSON.stringify(read.faults)}`);
  return read.value;
}

/** A text of so many letters. */
export function letters(count: number): string {
  return "x".repeat(count);
}
