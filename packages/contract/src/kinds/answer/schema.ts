import { ANSWER_OUTCOMES, CONSENTS, REFUSAL_GROUNDS } from "@entente/words";
import { type Static, Type } from "typebox";
import { AgencyRef, Categories, CLOSED, Day, DRAFT_FIELDS, Marking, Prose, Subject } from "../../fields.ts";

/** A record of our holdings by its id: everything the gate asks comes from the record. */
const HeldItem = Type.Object({ holding: Type.String({ minLength: 1, maxLength: 80 }) }, CLOSED);

/** Typed by hand: the author's agency is its holder. */
export const TypedItem = Type.Object(
  {
    typed: Type.Object({ text: Prose, categories: Categories, about: Subject, marking: Marking }, CLOSED),
  },
  CLOSED,
);

export type TypedItem = Static<typeof TypedItem>;

const Outcome = {
  outcome: Type.Enum(ANSWER_OUTCOMES),
  ground: Type.Union([Type.Null(), Type.Enum(REFUSAL_GROUNDS)]),
  text: Prose,
  data_current_to: Type.Union([Type.Null(), Day]),
} as const;

/** What an answer says in a word, whatever else stands around it. */
export const OutcomeStated = Type.Object({ outcome: Outcome.outcome, ground: Outcome.ground });

export const AnswerDraft = Type.Object(
  {
    ...DRAFT_FIELDS,
    content: Type.Object(
      {
        ...Outcome,
        reveals: Categories,
        items: Type.Array(Type.Union([HeldItem, TypedItem]), { maxItems: 100 }),
      },
      CLOSED,
    ),
  },
  CLOSED,
);
export type AnswerDraft = Static<typeof AnswerDraft>;

/** One item as it travels: whose it is, what it is, how good it is; never the record's own id or its source. */
export const AnswerItem = Type.Object(
  {
    holder: AgencyRef,
    owner: Type.Union([Type.Null(), AgencyRef]),
    owner_consent: Type.Enum(CONSENTS),
    categories: Categories,
    marking: Marking,
    text: Prose,
  },
  CLOSED,
);
export type AnswerItem = Static<typeof AnswerItem>;

export const AnswerContent = Type.Object(
  { ...Outcome, items: Type.Array(AnswerItem, { maxItems: 100 }) },
  CLOSED,
);
export type AnswerContent = Static<typeof AnswerContent>;
