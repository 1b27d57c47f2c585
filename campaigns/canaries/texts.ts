import { fieldOf } from "../doors/users-door.ts";
import type { Sown } from "./sown.ts";

type Members = Readonly<Record<string, unknown>>;

/** An object's own members; of what is none, none. */
export function members(value: unknown): Members {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** What every draft has, with a canary in each text. `form` stands before the fields' names. */
function common(example: Members, form: string, { word }: Sown): Members {
  const notes = Object.keys(members(example.notes)).map((name) => [name, word(`${form}.notes.${name}`)]);
  return {
    ...example,
    title: `Invented ${word(`${form}.title`)}`,
    urgency: { class: "routine", reason: word(`${form}.urgency.reason`) },
    offence: { ...members(example.offence), qualification: word(`${form}.offence.qualification`) },
    notes: Object.fromEntries(notes),
  };
}

/** The example request with a canary in every text that an officer types. */
export function requestWith(example: unknown, sown: Sown, form = "request"): unknown {
  const draft = members(example);
  const content = members(draft.content);
  const word = (field: string) => sown.word(`${form}.${field}`);
  const subjects: readonly unknown[] = Array.isArray(content.subjects) ? content.subjects : [];
  return {
    ...common(draft, form, sown),
    content: {
      ...content,
      facts: `Invented: ${word("facts")} at the port.`,
      grounds: word("grounds"),
      subjects: subjects.map((subject: unknown, nth) => ({
        ...members(subject),
        ...(nth === 0 ? { name: word("subject.name") } : {}),
        link: word("subject.link"),
        identifiers: (nth === 0 ? ["consignment", "company_number"] : ["phone", "email", "handle"]).map(
          (type) => ({ type, value: word(`identifier.${type}`) }),
        ),
      })),
      also_asked_via: [{ channel: "interpol", reference: word("also_asked_via.reference") }],
    },
  };
}

/** The example answer with canaries in its texts, beside what it takes from a record. */
export function answerWith(example: unknown, sown: Sown): unknown {
  const draft = members(example);
  const content = members(draft.content);
  const items = itemsOf(content);
  const typed = {
    text: sown.word("answer.typed.text"),
    categories: ["customs"],
    about: { identified: false },
    marking: draft.marking,
  };
  return {
    ...common(draft, "answer", sown),
    content: {
      ...content,
      outcome: "partial",
      text: `Invented: ${sown.word("answer.text")}`,
      items: [...items, { typed }],
    },
  };
}

/** A record of a node's own holdings. @param query what a search finds it by */
export function holdingWith(
  holder: { readonly state: string; readonly agency: string },
  id: string,
  sown: Sown,
): unknown {
  return {
    id,
    holder,
    owner: null,
    categories: ["customs"],
    subject: { identified: false },
    source: { method: "open", mistreatment_likelihood: "none" },
    marking: {
      system: null,
      level: null,
      tlp: "AMBER",
      pap: null,
      handling: ["H1"],
      grade: { source: "B", information: 2 },
    },
    text: `Invented: ${sown.word("holding.text")} was seen with number +91 00 0000 0117.`,
  };
}

/** A form that is no draft yet: nothing in it has been checked. */
export function formWith(sown: Sown): Members {
  return {
    title: sown.word("working copy.title"),
    [sown.word("working copy.a field's name")]: sown.word("working copy.a field's value"),
    deep: { list: [sown.word("working copy.deep")] },
  };
}

/** What an officer is shown must hold the canary: the search would find nothing of what never arrived either. */
export function holds(json: unknown, word: string): boolean {
  return JSON.stringify(json ?? null).includes(word);
}

/** A list of an answer's objects. */
export function itemsOf(json: unknown): readonly unknown[] {
  const items: unknown = fieldOf(json, "items");
  return Array.isArray(items) ? items.map((item: unknown) => item) : [];
}
