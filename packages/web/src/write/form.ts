import { listIn, textIn, textsIn, valueIn } from "../thread/reading.ts";
import { type Chip, chipsIn, keyOf, namesPerson, revealedBy } from "./chips.ts";

/** A record of our holdings that goes into an answer; its text is here only to be looked at. */
export interface Taken {
  readonly holding: string;
  readonly text: string;
}

/** Who somebody named is, as the law gate asks it; "" = not said yet. */
export interface About {
  readonly person_status: string;
  /** a state's code, such as IN */
  readonly nationality: string;
  /** "true" or "false" */
  readonly in_canada: string;
  readonly standing: string;
  /** years at the time of the event; may stay empty */
  readonly age: string;
}

const NOBODY: About = { person_status: "", nationality: "", in_canada: "", standing: "", age: "" };

/** What an officer has written so far. It need not be complete: the node keeps it as it is. */
export interface Form {
  readonly kind: "request" | "answer";
  readonly reply_to: string | null;
  readonly to: string;
  readonly area: string;
  readonly purpose: string;
  readonly language: string;
  readonly title: string;
  readonly text: string;
  readonly grounds: string;
  readonly necessity: string;
  readonly proportionality: string;
  readonly accuracy: string;
  readonly urgency: string;
  readonly urgency_reason: string;
  readonly tlp: string;
  readonly offence: string;
  readonly risk: string;
  readonly checks: readonly string[];
  readonly reveals: readonly string[];
  /** he has looked and says that the free text reveals none of the categories; falls away when a text changes */
  readonly reveals_none: boolean;
  /** who the person is that the text names; only asked where it names one */
  readonly about: About;
  /** chips the officer took out, by key */
  readonly dropped: readonly string[];
  /** he has read the basis and says that it is so */
  readonly basis: boolean;
  readonly outcome: string;
  readonly ground: string;
  readonly items: readonly Taken[];
  /** the stored draft this became, once it was checked */
  readonly dispatch: string;
}

export const EMPTY_FORM: Form = {
  kind: "request",
  reply_to: null,
  to: "",
  area: "",
  purpose: "",
  language: "en",
  title: "",
  text: "",
  grounds: "",
  necessity: "",
  proportionality: "",
  accuracy: "",
  urgency: "routine",
  urgency_reason: "",
  tlp: "AMBER",
  offence: "",
  risk: "none",
  checks: [],
  reveals: [],
  reveals_none: false,
  about: NOBODY,
  dropped: [],
  basis: false,
  outcome: "",
  ground: "",
  items: [],
  dispatch: "",
};

/** A form as the node gave it back; what an older version of this page did not know is empty. */
export function readForm(value: unknown): Form {
  const reply = valueIn(value, "reply_to");
  return {
    kind: textIn(value, "kind") === "answer" ? "answer" : "request",
    reply_to: typeof reply === "string" ? reply : null,
    to: textIn(value, "to"),
    area: textIn(value, "area"),
    purpose: textIn(value, "purpose"),
    language: textIn(value, "language") || EMPTY_FORM.language,
    title: textIn(value, "title"),
    text: textIn(value, "text"),
    grounds: textIn(value, "grounds"),
    necessity: textIn(value, "necessity"),
    proportionality: textIn(value, "proportionality"),
    accuracy: textIn(value, "accuracy"),
    urgency: textIn(value, "urgency") || EMPTY_FORM.urgency,
    urgency_reason: textIn(value, "urgency_reason"),
    tlp: textIn(value, "tlp") || EMPTY_FORM.tlp,
    offence: textIn(value, "offence"),
    risk: textIn(value, "risk") || EMPTY_FORM.risk,
    checks: textsIn(value, "checks"),
    reveals: textsIn(value, "reveals"),
    reveals_none: valueIn(value, "reveals_none") === true,
    about: readAbout(valueIn(value, "about")),
    dropped: textsIn(value, "dropped"),
    basis: valueIn(value, "basis") === true,
    outcome: textIn(value, "outcome"),
    ground: textIn(value, "ground"),
    items: listIn(value, "items").map((item) => ({
      holding: textIn(item, "holding"),
      text: textIn(item, "text"),
    })),
    dispatch: textIn(value, "dispatch"),
  };
}

function readAbout(value: unknown): About {
  return {
    person_status: textIn(value, "person_status"),
    nationality: textIn(value, "nationality"),
    in_canada: textIn(value, "in_canada"),
    standing: textIn(value, "standing"),
    age: textIn(value, "age"),
  };
}

/** What the text names and the officer left in. */
export function chipsOf(form: Form): readonly Chip[] {
  return chipsIn(form.text).filter((chip) => !form.dropped.includes(keyOf(chip)));
}

/**
 * A text of the form as it leaves: what the officer left out stands in none of them, wherever he typed it. The mark shows
 * the reader that something was there.
 */
export function leavingText(form: Form, text: string): string {
  return chipsIn(form.text)
    .filter((chip) => form.dropped.includes(keyOf(chip)))
    .toSorted((one, other) => other.value.length - one.value.length)
    .reduce((left, { value }) => left.replaceAll(value, "[…]"), text);
}

/** The first line of a text, short enough for a title; what the officer wrote himself goes before. */
export function titleOf(form: Form): string {
  if (form.title.trim() !== "") return form.title.trim();
  const first =
    leavingText(form, form.text)
      .trim()
      .split(/[\n;]|\.(?=\s|$)/, 1)[0] ?? "";
  return first.length <= 90 ? first : `${first.slice(0, 89)}…`;
}

/** What each kind of thing in the text makes one ask. */
const CHECKS_OF: Readonly<Record<string, string>> = {
  phone: "phone_subscriber",
  organisation: "company",
  company_number: "company",
  vehicle: "vehicle",
  passport: "identity",
  person: "identity",
  account: "financial",
};

/** The questions: those the officer chose, or those the text suggests. */
export function checksOf(form: Form): readonly string[] {
  if (form.checks.length > 0) return form.checks;
  return [...new Set(chipsOf(form).flatMap(({ type }) => CHECKS_OF[type] ?? []))];
}

/** Whether a request names a natural person: then it has to say who that is. */
export function namesSomebody(form: Form): boolean {
  return form.kind === "request" && chipsOf(form).some(namesPerson);
}

/** What the things found in an answer's text reveal: nobody but the officer can say that it does not count. */
export function suggestedReveals(form: Form): readonly string[] {
  return form.kind === "answer" ? [...new Set(chipsOf(form).flatMap((chip) => revealedBy(chip) ?? []))] : [];
}

/** Names of the fields an officer still has to fill, in the order of the page. */
export function missingIn(form: Form): readonly string[] {
  const lacks = (name: string, lacking: boolean) => (lacking ? [name] : []);
  return [
    ...lacks("text", form.text.trim() === ""),
    ...(form.kind === "request" ? missingInRequest(form) : missingInAnswer(form)),
    ...lacks("reveals", form.reveals.length === 0 && !form.reveals_none),
    ...lacks("necessity", form.necessity.trim() === ""),
    ...lacks("urgency_reason", form.urgency !== "routine" && form.urgency_reason.trim() === ""),
    ...lacks("basis", !form.basis),
  ];
}

function missingInRequest(form: Form): readonly string[] {
  const lacks = (name: string, lacking: boolean) => (lacking ? [name] : []);
  return [
    ...(namesSomebody(form) ? missingAbout(form) : []),
    ...lacks("title", titleOf(form) === ""),
    ...lacks("grounds", form.grounds.trim() === ""),
    ...lacks("checks", checksOf(form).length === 0),
    ...lacks("to", form.to === ""),
    ...lacks("purpose", form.purpose === ""),
  ];
}

/** One person can be described: two names would be said to be one. */
function missingAbout(form: Form): readonly string[] {
  const { person_status, nationality, in_canada, standing, age } = form.about;
  const names = chipsOf(form).filter(({ type }) => type === "person");
  const lacks = (name: string, lacking: boolean) => (lacking ? [name] : []);
  return [
    ...lacks("one_person", names.length > 1),
    ...lacks("person_status", person_status === ""),
    ...lacks("nationality", !/^[A-Z]{2,8}$/.test(nationality)),
    ...lacks("in_canada", in_canada === ""),
    ...lacks("standing", standing === ""),
    ...lacks("age", age !== "" && !/^(?:\d{1,2}|1[0-4]\d|150)$/.test(age)),
  ];
}

function missingInAnswer(form: Form): readonly string[] {
  return [
    ...(outcomeOf(form) === "" ? ["outcome"] : []),
    ...(form.outcome === "refused" && form.ground === "" ? ["ground"] : []),
    ...(titleOf(form) === "" ? ["title"] : []),
  ];
}

/**
 * The outcome the officer chose, or the one that records in the answer make likely; "" where nothing says it. "Nothing is
 * held" is never guessed: it would stand over whatever he wrote.
 */
export function outcomeOf(form: Form): string {
  if (form.outcome !== "") return form.outcome;
  return form.items.length === 0 ? "" : "partial";
}
