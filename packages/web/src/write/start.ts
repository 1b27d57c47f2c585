import type { DeskRow } from "@entente/contract";
import { type AnswerOf, call } from "../api/client.ts";
import { client, directoryQuery, workingListQuery } from "../api/queries.ts";
import { LANGUAGE } from "../i18n/messages.ts";
import { listIn, textIn, textsIn, valueIn } from "../thread/reading.ts";
import { type About, EMPTY_FORM, type Form, readForm } from "./form.ts";

/** What an area is mostly asked for; the officer sees it and may choose another. */
const PURPOSES: Readonly<Record<string, readonly [purpose: string, offence: string]>> = {
  drugs: ["precursor_control", "drug"],
  organised_crime: ["org_crime", "other"],
  counter_terrorism: ["counter_terrorism", "terrorism"],
  cyber: ["cyber_defence", "cyber"],
  emerging_threats: ["cyber_defence", "cyber"],
  money: ["ml_tf", "ml"],
};

async function create(form: Form): Promise<string> {
  const { id } = await call("createWorking", { body: { form: { ...form } } });
  void client.invalidateQueries({ queryKey: workingListQuery.queryKey, exact: true });
  return id;
}

/** A new request, addressed to the desk of the other side that does what the officer's own desk does. */
export async function startRequest(me: AnswerOf<"me">): Promise<string> {
  const directory = await client.ensureQueryData(directoryQuery);
  const own = directory.desks.find(({ desk }) => me.desks.includes(desk));
  const active = directory.areas.filter(({ status }) => status === "active").map(({ id }) => id);
  const shared = directory.desks.filter(
    (desk) => desk.party !== me.party && desk.areas.some((area) => own?.areas.includes(area)),
  );
  const to = shared.find((desk) => desk.function === own?.function) ?? shared[0];
  const area = to?.areas.find((one) => own?.areas.includes(one) && active.includes(one)) ?? "";
  const [purpose = "", offence = ""] = PURPOSES[area] ?? [];
  return create({ ...EMPTY_FORM, language: LANGUAGE, to: to?.desk ?? "", area, purpose, offence });
}

/** An answer to a question; one that was begun is gone on with. */
export async function startAnswer(row: Pick<DeskRow, "id" | "title" | "area">): Promise<string> {
  const begun = await formFor(
    (form) => form.kind === "answer" && form.reply_to === row.id && form.dispatch === "",
  );
  if (begun !== null) return begun;
  const [purpose = "", offence = ""] = PURPOSES[row.area] ?? [];
  const title = (row.title ?? "").slice(0, 180);
  return create({
    ...EMPTY_FORM,
    kind: "answer",
    reply_to: row.id,
    language: LANGUAGE,
    area: row.area,
    purpose,
    offence,
    title: title === "" ? "" : `Re: ${title}`,
  });
}

/** Back to the form of a stored draft; one that was written elsewhere is read from the draft itself. */
export async function continueDraft(row: Pick<DeskRow, "id" | "kind" | "reply_to">): Promise<string> {
  const begun = await formFor((form) => form.dispatch === row.id);
  if (begun !== null) return begun;
  const { draft } = await call("showDispatch", { id: row.id });
  return create({
    ...formOfDraft(draft),
    kind: row.kind === "answer" ? "answer" : "request",
    reply_to: row.reply_to,
    dispatch: row.id,
  });
}

async function formFor(is: (form: Form) => boolean): Promise<string | null> {
  const { items } = await call("listWorking");
  return items.find(({ form }) => is(readForm(form)))?.id ?? null;
}

/** Who the draft says the person is whom it names; nothing where it names nobody. */
function aboutOf(content: unknown): About {
  const subject = listIn(content, "subjects").find(
    (one) => valueIn(valueIn(one, "about"), "identified") === true,
  );
  const about = valueIn(subject, "about");
  const [here, age] = [valueIn(about, "in_canada"), valueIn(about, "age_at_event")];
  return {
    person_status: textIn(subject, "status"),
    nationality: textIn(about, "nationality"),
    in_canada: typeof here === "boolean" ? String(here) : "",
    standing: textIn(about, "status"),
    age: typeof age === "number" ? String(age) : "",
  };
}

function formOfDraft(draft: unknown): Form {
  const content = valueIn(draft, "content");
  const notes = valueIn(draft, "notes");
  const urgency = valueIn(draft, "urgency");
  return {
    ...EMPTY_FORM,
    to: textIn(draft, "to"),
    area: textIn(draft, "area"),
    purpose: textIn(draft, "purpose"),
    language: textIn(draft, "language"),
    title: textIn(draft, "title"),
    text: textIn(content, "facts") || textIn(content, "text"),
    grounds: textIn(content, "grounds"),
    necessity: textIn(notes, "necessity"),
    proportionality: textIn(notes, "proportionality"),
    accuracy: textIn(notes, "accuracy"),
    urgency: textIn(urgency, "class"),
    urgency_reason: textIn(urgency, "reason"),
    tlp: textIn(valueIn(draft, "marking"), "tlp"),
    offence: textIn(valueIn(draft, "offence"), "class"),
    risk: textIn(valueIn(draft, "risk"), "mistreatment"),
    checks: textsIn(content, "checks"),
    reveals: textsIn(content, "reveals"),
    about: aboutOf(content),
    outcome: textIn(content, "outcome"),
    ground: textIn(content, "ground"),
    items: listIn(content, "items").map((item) => ({ holding: textIn(item, "holding"), text: "" })),
  };
}
