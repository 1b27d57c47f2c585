import { type AnswerOutcome, type Fault, type Parsed, passed, refused } from "@entente/words";
import type { Static } from "typebox";
import { readerOf } from "../../check.ts";
import type { AgencyRef } from "../../fields.ts";
import type { Content, DraftReading, HeldFact, KindDeclaration, Part } from "../../kind.ts";
import { answerExample } from "./example.ts";
import { answerLayout } from "./layout.ts";
import { AnswerContent, AnswerDraft, type AnswerItem, OutcomeStated, type TypedItem } from "./schema.ts";

type Author = Static<typeof AgencyRef>;

const readDraft = readerOf(AnswerDraft);
const readContent = readerOf(AnswerContent);
const readOutcome = readerOf(OutcomeStated);

/** More is to come: the question stays open. */
const LEAVES_OPEN: readonly AnswerOutcome[] = ["interim", "extension"];

/** An answer: address, area and purpose come from the question. */
export const answer: KindDeclaration = {
  kind: "answer",
  act: "release",
  label: { en: "Answer", fr: "Réponse", hi: "उत्तर" },
  drafters: ["liaison", "duty_desk", "analyst"],
  reply: { need: "required", theirs: ["request"], ours: [] },
  asks: null,
  approval: "second_person",
  everyState: false,
  draft: AnswerDraft,
  content: AnswerContent,
  layout: answerLayout,
  readDraft: (value) => {
    const draft = alsoFaulty(readDraft(value), groundFaults(contentOf(value), "/content"));
    return draft.ok ? passed(readingOf(draft.value)) : draft;
  },
  readContent: (value) => alsoFaulty(readContent(value), groundFaults(value, "")),
  effects: (content) => {
    const read = readContent(content);
    return read.ok && !LEAVES_OPEN.includes(read.value.outcome) ? [{ effect: "closes" }] : [];
  },
  completeness: () => null,
  example: answerExample,
};

/** A refusal states its ground, and only a refusal has one (Directive (EU) 2023/977 article 6). */
function groundFaults(content: unknown, where: string): readonly Fault[] {
  const said = readOutcome(content);
  if (!said.ok || (said.value.outcome === "refused") === (said.value.ground !== null)) return [];
  return [{ code: "ground_and_outcome_differ", where: `${where}/ground` }];
}

function contentOf(draft: unknown): unknown {
  return typeof draft === "object" && draft !== null ? Reflect.get(draft, "content") : undefined;
}

function alsoFaulty<T>(read: Parsed<T>, faults: readonly Fault[]): Parsed<T> {
  return faults.length === 0 ? read : refused(...(read.ok ? [] : read.faults), ...faults);
}

function readingOf(draft: AnswerDraft): DraftReading {
  const { content } = draft;
  const parts = content.items.map((item, index) => partOf(item, `/items/${index}`));
  const covering: Part = {
    where: "",
    holding: null,
    categories: content.reveals,
    subject: { identified: false },
    removable: [],
  };
  return {
    ...draft,
    from: draft.from ?? null,
    to: null,
    area: null,
    purpose: null,
    parts: parts.length > 0 && content.reveals.length === 0 ? parts : [covering, ...parts],
    compose: (held, author) => compose(content, held, author),
  };
}

/** Free text cannot be divided: what a part holds goes whole or stays whole. */
function partOf(item: AnswerDraft["content"]["items"][number], where: string): Part {
  if ("holding" in item) {
    return { where, holding: item.holding, categories: [], subject: { identified: false }, removable: [] };
  }
  const { categories, about, marking } = item.typed;
  const removable = categories.map((category) => ({ pointer: where, category }));
  return { where, holding: null, categories, subject: about, removable, marking };
}

/** The covering text, when it reveals something, is the first part; the items follow. */
function compose(
  content: AnswerDraft["content"],
  held: readonly (HeldFact | null)[],
  author: Author,
): Content {
  const ofItems = held.slice(held.length - content.items.length);
  const items = content.items.map((item, index) =>
    "typed" in item ? typedItem(item.typed, author) : heldItem(ofItems[index] ?? null),
  );
  const { outcome, ground, text, data_current_to } = content;
  return { outcome, ground, text, data_current_to, items };
}

function typedItem(typed: TypedItem["typed"], author: Author): AnswerItem {
  const { categories, marking, text } = typed;
  return { holder: author, owner: null, owner_consent: "not_needed", categories, marking, text };
}

function heldItem(fact: HeldFact | null): AnswerItem {
  if (fact === null) throw new TypeError("an item taken from a holding is composed with its record");
  const { holder, owner, owner_consent, categories, marking, text } = fact;
  return { holder, owner, owner_consent, categories: [...categories], marking, text };
}
