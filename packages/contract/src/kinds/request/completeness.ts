import type { Completeness } from "../../kind-rules.ts";
import type { RequestDraft } from "./schema.ts";

type Subject = RequestDraft["content"]["subjects"][number];
/** One thing a request should have, and whether it has it. */
type Item = readonly [where: string, there: boolean];

/**
 * How far a request says what its receiver needs (reference page "forms-and-codes" §2.2): the admission test in words, the
 * offence with its qualification, a grade, and each subject with a status and something to find it by. What is counted is
 * whether a thing is there, never whether it is good: so both sides count the same.
 */
export function requestCompleteness(draft: RequestDraft): Completeness {
  const { notes, offence, marking, urgency, content } = draft;
  const items: readonly Item[] = [
    ["/notes/necessity", notes.necessity !== null],
    ["/notes/proportionality", notes.proportionality !== null],
    ["/notes/accuracy", notes.accuracy !== null],
    ["/offence/qualification", offence.qualification !== undefined],
    ["/marking/grade/source", marking.grade.source !== null],
    ["/marking/grade/information", marking.grade.information !== null],
    ["/content/subjects", content.subjects.length > 0],
    ...(urgency.class === "routine" ? [] : [["/content/respond_by", content.respond_by !== null] as const]),
    ...content.subjects.flatMap((subject, nth) => itemsOf(subject, `/content/subjects/${nth}`)),
  ];
  const missing = items.flatMap(([where, there]) => (there ? [] : [where]));
  return { score: Math.floor(((items.length - missing.length) * 100) / items.length), missing };
}

/** An organisation has no status in a matter, and no nationality. */
function itemsOf(subject: Subject, where: string): readonly Item[] {
  const findable: Item = [
    `${where}/identifiers`,
    subject.name !== undefined || subject.identifiers.length > 0,
  ];
  if (subject.type !== "person") return [findable];
  return [
    findable,
    [`${where}/status`, subject.status !== "unknown"],
    [`${where}/about`, subject.about.identified],
  ];
}
