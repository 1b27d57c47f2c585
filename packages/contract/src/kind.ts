import type {
  Act,
  AnswerOutcome,
  Area,
  Assurance,
  Category,
  Channel,
  Consent,
  Language,
  Parsed,
  Purpose,
  RefusalGround,
  Urgency,
  Worded,
} from "@entente/words";
import type { Static, TSchema } from "typebox";
import type { AgencyRef, Marking, Notes, Offence, Risk, Subject } from "./fields.ts";

/** A JSON object as a kind's content travels. */
export type Content = Readonly<Record<string, unknown>>;

/** A field of the content that reveals a category and can be taken out alone; the pointer starts at the content. */
export interface Removable {
  readonly pointer: string;
  readonly category: Category;
}

/**
 * A piece of the content with facts of its own, judged by the gate on its own.
 * `holding` names the record the piece is taken from: then holder, owner, categories, subject, source, marking
 * and text come from that record and never from the officer; null = typed by hand, held by the author's agency.
 */
export interface Part {
  /** JSON pointer into the content; "" = the whole content */
  readonly where: string;
  readonly holding: string | null;
  readonly categories: readonly Category[];
  readonly subject: Subject;
  readonly removable: readonly Removable[];
  /** what the officer wrote on this piece alone; absent = the dispatch's own marking */
  readonly marking?: Marking;
}

/** What the exchange needs to know of a draft, whatever its kind. Null = take it from the question or the desk. */
export interface DraftReading {
  readonly from: string | null;
  readonly to: string | null;
  readonly area: Area | null;
  readonly purpose: Purpose | null;
  readonly channel: Channel;
  readonly urgency: { readonly class: Urgency; readonly reason: string | null };
  readonly language: Language;
  readonly title: string;
  readonly marking: Marking;
  readonly evidential_use: boolean;
  readonly offence: Static<typeof Offence>;
  readonly notes: Static<typeof Notes>;
  readonly risk: Static<typeof Risk>;
  readonly assurances: readonly Assurance[];
  readonly parts: readonly Part[];
  /**
   * The content as it would travel before redaction. `held` has one entry a part, in order: the record it is
   * taken from, null where the part is typed; `author` is the agency that holds what is typed.
   */
  readonly compose: (held: readonly (HeldFact | null)[], author: Static<typeof AgencyRef>) => Content;
}

/** What a composed content takes from a record of our holdings; the record's id and its source stay home. */
export interface HeldFact {
  readonly holder: Static<typeof AgencyRef>;
  readonly owner: Static<typeof AgencyRef> | null;
  readonly owner_consent: Consent;
  readonly categories: readonly Category[];
  readonly marking: Marking;
  readonly text: string;
}

/** What an arrived answer says about the question; null for kinds that answer nothing. */
export interface AnswerReading {
  readonly outcome: AnswerOutcome;
  readonly ground: RefusalGround | null;
}

/** Who writes an example: its own desk, the partner's desk, and a holding that exists on this node. */
export interface ExampleSetting {
  readonly party: string;
  readonly from: string;
  readonly to: string;
  readonly area: Area;
  readonly holding: string | null;
}

/**
 * One kind of dispatch, declared once: the API, the command line, the validator and the screens come from it.
 * `draft` is what an officer writes, `content` what travels in the body.
 */
export interface KindDeclaration {
  readonly kind: string;
  /** the gate's act */
  readonly act: Act;
  readonly label: Worded;
  /** whether it must, may or must not answer another dispatch */
  readonly reply: "required" | "none";
  /** whether the sender expects an answer: then the partner's clock runs from receipt */
  readonly expectsAnswer: boolean;
  readonly draft: TSchema;
  readonly content: TSchema;
  /** Reads what the officer wrote; every fault at once. */
  readonly readDraft: (value: unknown) => Parsed<DraftReading>;
  /** Reads the content of an arrived body; every fault at once. */
  readonly readContent: (value: unknown) => Parsed<Content>;
  /** What the content says as an answer. */
  readonly readAnswer: (content: Content) => AnswerReading | null;
  /** A complete draft with invented people that the law packs let through. */
  readonly example: (setting: ExampleSetting) => Content;
}
