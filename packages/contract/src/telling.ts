import {
  type Act,
  type Category,
  type Duty,
  type Fault,
  type Purpose,
  passed,
  refused,
  type Urgency,
  type Worded,
} from "@entente/words";
import { type Static, type TProperties, Type } from "typebox";
import { lateReaderOf } from "./check.ts";
import { ADDRESS_FIELDS, Categories, CLOSED, DRAFT_FIELDS, Prose, Subject } from "./fields.ts";
import type { Content, DraftReading, ExampleSetting, KindDeclaration, Part } from "./kind.ts";
import type { ApprovalRule, AskRule, Effect, ReplyRule } from "./kind-rules.ts";
import type { Section } from "./layout.ts";
import { recognised } from "./recognised.ts";
import { envelopeExample, forTheGate } from "./telling-envelope.ts";

/**
 * A kind whose content is told by an officer and taken from no record: everything in it is held by his agency. What is
 * left out is as for most kinds.
 */
export interface Telling {
  readonly kind: string;
  readonly act: Act;
  readonly label: Worded;
  /** left out = everybody who writes */
  readonly drafters?: readonly Duty[];
  readonly reply: ReplyRule;
  /** left out = it waits for nothing */
  readonly asks?: AskRule;
  /** left out = a second person */
  readonly approval?: ApprovalRule;
  /** left out = false */
  readonly everyState?: boolean;
  /** the one urgency and the one purpose it is written under; left out = any */
  readonly envelope?: { readonly urgency: Urgency; readonly purpose: Purpose };
  /** the members of the content */
  readonly fields: TProperties;
  /** their layout; what the gate is told stands below it */
  readonly sections: readonly Section[];
  /** what two members say of each other; pointers from the content */
  readonly faults?: (content: Content) => readonly Fault[];
  readonly effects?: (content: Content) => readonly Effect[];
  /** the content's own members and the title of an example */
  readonly example: (setting: ExampleSetting) => { readonly title: string; readonly content: Content };
}

/** Beside its own members: what the text reveals, which travels, and whom it is about, which stays home. */
const Revealing = { reveals: Categories };
const Gate = { ...Revealing, about: Type.Array(Subject, { maxItems: 20 }) };

const MAYBE_ADDRESS = {
  to: Type.Optional(ADDRESS_FIELDS.to),
  area: Type.Optional(ADDRESS_FIELDS.area),
  purpose: Type.Optional(ADDRESS_FIELDS.purpose),
};
const EnvelopeShape = Type.Object({ ...MAYBE_ADDRESS, ...DRAFT_FIELDS, content: Type.Object(Gate) });
type Envelope = Static<typeof EnvelopeShape>;
/** Reads what all told kinds have in common, once a kind's own schema has read the whole. */
const readEnvelope = lateReaderOf(EnvelopeShape);

/** The declaration of a told kind. */
export function tellingKind(told: Telling): KindDeclaration {
  const draft = Type.Object(
    {
      ...envelopeOf(told),
      content: Type.Object({ ...told.fields, ...Gate }, CLOSED),
    },
    CLOSED,
  );
  const content = Type.Object({ ...told.fields, ...Revealing }, CLOSED);
  const [readShape, readContent] = [lateReaderOf(draft), lateReaderOf(content)];
  const faultsOf = told.faults ?? (() => []);
  return {
    kind: told.kind,
    act: told.act,
    label: told.label,
    drafters: told.drafters ?? ["liaison", "duty_desk", "analyst"],
    reply: told.reply,
    asks: told.asks ?? null,
    approval: told.approval ?? "second_person",
    everyState: told.everyState ?? false,
    draft,
    content,
    layout: [...told.sections, forTheGate],
    readDraft: (value) => {
      const shape = readShape(value);
      if (!shape.ok) return shape;
      const read = readEnvelope(value);
      if (!read.ok) return read;
      const inside = [...faultsOf(read.value.content), ...unidentified(read.value.content)];
      const faults = inside.map((fault) => ({ ...fault, where: `/content${fault.where}` }));
      return faults.length > 0 ? refused(...faults) : passed(readingOf(read.value, told));
    },
    readContent: (value) => {
      const read = readContent(value);
      const faults = read.ok ? faultsOf(read.value) : [];
      return faults.length > 0 ? refused(...faults) : read;
    },
    effects: (value) => {
      const read = readContent(value);
      return read.ok && faultsOf(read.value).length === 0 ? (told.effects?.(read.value) ?? []) : [];
    },
    completeness: () => null,
    example: (setting) => envelopeExample(told, setting),
  };
}

function addressOf(need: ReplyRule["need"]): TProperties {
  if (need === "none") return ADDRESS_FIELDS;
  return need === "required" ? {} : MAYBE_ADDRESS;
}

/** What is written under one urgency and one purpose is written under no other: of a lane nobody makes a short cut. */
function envelopeOf({ envelope, reply }: Telling): TProperties {
  const address = addressOf(reply.need);
  if (envelope === undefined) return { ...address, ...DRAFT_FIELDS };
  const purpose = Type.Literal(envelope.purpose);
  return {
    ...address,
    ...DRAFT_FIELDS,
    urgency: Type.Object({ class: Type.Literal(envelope.urgency), reason: Prose }, CLOSED),
    ...(reply.need === "none"
      ? { purpose }
      : reply.need === "optional"
        ? { purpose: Type.Optional(purpose) }
        : {}),
  };
}

/** Whoever reveals an identity says whose: the rules that protect persons are not passed by leaving it empty. */
function unidentified({ reveals, about }: Envelope["content"]): readonly Fault[] {
  const hidden = reveals.includes("identity") && !about.some(({ identified }) => identified);
  return hidden ? [{ code: "person_not_identified", where: "/about" }] : [];
}

function readingOf(draft: Envelope, { envelope }: Telling): DraftReading {
  const { about, ...content } = draft.content;
  const categories = [
    ...new Set<Category>([
      ...content.reveals,
      ...recognised([content, draft.title, draft.urgency.reason, draft.offence.qualification]),
    ]),
  ];
  const subjects = about.length === 0 ? [{ identified: false as const }] : about;
  const parts = subjects.map((subject): Part => {
    return { where: "", holding: null, categories, subject, removable: [] };
  });
  return {
    ...draft,
    from: draft.from ?? null,
    to: draft.to ?? null,
    area: draft.area ?? null,
    purpose: draft.purpose ?? null,
    ...(envelope === undefined ? {} : { fixedPurpose: envelope.purpose }),
    parts,
    compose: () => ({ ...content, reveals: categories }),
  };
}
