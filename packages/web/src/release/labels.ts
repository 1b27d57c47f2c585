import { word } from "../i18n/messages.ts";
import { PAGE } from "../shell/page.ts";

/** Which list of words a field's values come from; a value that is none of them stands as it is. */
const FAMILIES: Readonly<Record<string, string>> = {
  checks: "check",
  reveals: "category",
  categories: "category",
  caveats: "condition",
  outcome: "outcome",
  ground: "ground",
  purpose: "purpose",
  area: "area",
  language: "language",
  class: "urgency",
  identified: "truth",
  evidential_use: "truth",
  type: "identifier",
  status: "person_status",
  owner_consent: "consent",
  realm: PAGE.sandbox ? "realm_sandbox" : "realm",
};

/** A field's name in words: its place in the body without numbers, and which one of several it is. */
export function labelOf(pointer: string): string {
  const parts = pointer.split("/").slice(1);
  const names = parts.filter((part) => !/^\d+$/.test(part) && part !== "content");
  const numbers = parts.filter((part) => /^\d+$/.test(part)).map((part) => Number(part) + 1);
  const whole = `content.${names.join(".")}`;
  if (parts[0] === "content" && word("field", whole) !== whole) return word("field", whole);
  const path = names.join(".");
  const name = word("field", path);
  const label = name === path ? word("field", names.at(-1) ?? path) : name;
  return numbers.length === 0 ? label : `${label} ${numbers.join(".")}`;
}

/** What a value of a record is, in words, where its row already says which record: "Holder, Agency". */
export function labelWithin(names: readonly string[]): string {
  return names
    .map((name) => {
      const own = word("within", name);
      return own === name ? word("field", name) : own;
    })
    .join(", ");
}

/** A value as an officer reads it; the exact one is in the view of the bytes. */
export function readable(pointer: string, value: string): string {
  const names = pointer.split("/").filter((part) => part !== "" && !/^\d+$/.test(part));
  const family = FAMILIES[names.at(-1) ?? ""];
  if (family === undefined) return value;
  // Whether it is somebody or something: the type of a subject is no type of an identifier.
  return word(family === "identifier" && !names.includes("identifiers") ? "subject" : family, value);
}
