import { type Chip, namesPerson } from "./chips.ts";
import { type About, checksOf, chipsOf, type Form, leavingText, outcomeOf, titleOf } from "./form.ts";

/** A JSON object as the node's draft route takes it; the node reads it again, whole. */
export type Draft = Readonly<Record<string, unknown>>;

/** A note that was not written is null: an empty one would look written. */
function noteOf(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

/** The draft that a form says. Throws nothing: the node names every fault of it. */
export function draftOf(written: Form): Draft {
  const form = withoutDropped(written);
  const shared = {
    channel: "liaison",
    urgency: { class: form.urgency, reason: noteOf(form.urgency_reason) },
    language: form.language,
    title: titleOf(form),
    marking: {
      system: null,
      level: null,
      tlp: form.tlp,
      pap: "AMBER",
      handling: ["H1"],
      grade: { source: null, information: null },
    },
    evidential_use: false,
    offence: {
      class: form.offence === "" ? "none" : form.offence,
      political: false,
      military: false,
      death_exposed: false,
      max_years: null,
    },
    notes: {
      necessity: noteOf(form.necessity),
      proportionality: noteOf(form.proportionality),
      accuracy: noteOf(form.accuracy),
      reasons: null,
    },
    risk: { mistreatment: form.risk },
    assurances: ["use_limit", "no_onward"],
  };
  if (form.kind === "answer") return { ...shared, content: answerOf(form) };
  const { to, area, purpose } = form;
  return { to, area, purpose, ...shared, content: requestOf(form) };
}

/** A chip that is struck through names what must not leave: it goes from every text, not from the list alone. */
function withoutDropped(form: Form): Form {
  const out = (text: string) => leavingText(form, text);
  return {
    ...form,
    title: out(form.title),
    text: out(form.text),
    grounds: out(form.grounds),
    necessity: out(form.necessity),
    proportionality: out(form.proportionality),
    accuracy: out(form.accuracy),
    urgency_reason: out(form.urgency_reason),
  };
}

function answerOf(form: Form): Draft {
  const outcome = outcomeOf(form);
  return {
    outcome,
    ground: outcome === "refused" ? noteOf(form.ground) : null,
    text: form.text.trim(),
    data_current_to: null,
    reveals: [...form.reveals],
    items: form.items.map(({ holding }) => ({ holding })),
  };
}

function requestOf(form: Form): Draft {
  return {
    facts: form.text.trim(),
    grounds: form.grounds.trim(),
    reveals: [...form.reveals],
    subjects: subjectsOf(form),
    checks: [...checksOf(form)],
    respond_by: null,
    also_asked_via: [],
  };
}

/**
 * Each organisation is a subject, and the one person the officer described; whatever else was found belongs to somebody
 * unknown. Nobody is a person by guess.
 */
function subjectsOf(form: Form): readonly Draft[] {
  const chips = chipsOf(form);
  const link = titleOf(form);
  const organisations = chips.filter(({ type }) => type === "organisation");
  const person = chips.filter(namesPerson);
  const others = chips.filter((chip) => chip.type !== "organisation" && !namesPerson(chip));
  const unknown = { status: "unknown", link, about: { identified: false } };
  const subjects: Draft[] = organisations.map(({ value }) => ({
    ...unknown,
    type: "organisation",
    name: value,
    identifiers: [],
  }));
  if (person.length > 0) subjects.push(personOf(form.about, link, person));
  if (others.length > 0)
    subjects.push({ ...unknown, type: "unknown", identifiers: others.map(identifierOf) });
  return subjects.map((one, index) => ({ ref: `S${String(index + 1)}`, ...one }));
}

function personOf(about: About, link: string, chips: readonly Chip[]): Draft {
  const name = chips.find(({ type }) => type === "person")?.value;
  return {
    type: "person",
    status: about.person_status,
    ...(name === undefined ? {} : { name }),
    link,
    about: {
      identified: true,
      nationality: about.nationality,
      in_canada: about.in_canada === "true",
      status: about.standing,
      ...(about.age === "" ? {} : { age_at_event: Number(about.age) }),
    },
    identifiers: chips.filter(({ type }) => type !== "person").map(identifierOf),
  };
}

function identifierOf({ type, value }: Chip): Draft {
  return { type, value };
}
