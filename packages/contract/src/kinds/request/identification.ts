import type { Fault } from "@entente/words";
import type { IDENTIFIER_TYPES, RequestContent } from "./schema.ts";

/** What names a natural person by itself. */
const NAMES_A_PERSON: readonly (typeof IDENTIFIER_TYPES)[number][] = ["passport"];

/**
 * Somebody named is somebody identified: the rules that protect persons must not be passed by leaving the box
 * empty. A person with a name, or anybody with a passport, says who he is about.
 * @param where pointer to the content
 */
export function identificationFaults(content: RequestContent, where: string): readonly Fault[] {
  return content.subjects.flatMap((subject, index) => {
    const named = subject.type === "person" && subject.name !== undefined;
    const numbered = subject.identifiers.some(({ type }) => NAMES_A_PERSON.includes(type));
    const hidden = (named || numbered) && !subject.about.identified;
    return hidden ? [{ code: "person_not_identified", where: `${where}/subjects/${index}/about` }] : [];
  });
}
