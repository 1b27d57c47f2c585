import type {
  Act,
  Area,
  Assurance,
  Category,
  Channel,
  Consent,
  Duty,
  Language,
  Parsed,
  Purpose,
  Urgency,
  Worded,
} from "@entente/words";
import type { Static, TSchema } from "typebox";
import type { AgencyRef, Marking, Notes, Offence, Risk, Subject } from "./fields.ts";
import type { ApprovalRule, AskRule, Completeness, Effect, ReplyRule } from "./kind-rules.ts";
import type { Section } from "./layout.ts";

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
  /** the purpose of its kind, also where it replies; left out = as it says, or as what it replies to */
  readonly fixedPurpose?: Purpose;
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

/** Who writes an example: its own desk, the partner's desk, and a holding that exists on this node. */
export interface ExampleSetting {
  readonly party: string;
  readonly from: string;
  readonly to: string;
  readonly area: Area;
  readonly holding: string | null;
  /** it replies to something, and so takes its address from there; left out = it begins a thread where it may */
  readonly replies?: boolean;
}

/**
 * One kind of dispatch, declared once: the API, the command line, the validator and the screens come from it
 * (`decisions/0030`). `draft` is what an officer writes, `content` what travels in the body.
 */
export interface KindDeclaration {
  readonly kind: string;
  /** the gate's act */
  readonly act: Act;
  readonly label: Worded;
  /** whose duty it is to write it: one of these is enough */
  readonly drafters: readonly Duty[];
  readonly reply: ReplyRule;
  /** what the sender waits for: then the partner's clock runs from receipt; null = for nothing */
  readonly asks: AskRule | null;
  readonly approval: ApprovalRule;
  /** leaves in every state of the relation, and whatever else waits: it undoes harm (design §1) */
  readonly everyState: boolean;
  readonly draft: TSchema;
  readonly content: TSchema;
  /** how draft and content are written and shown: every member once, in the order of a screen */
  readonly layout: readonly Section[];
  /** Reads what the officer wrote; every fault at once. */
  readonly readDraft: (value: unknown) => Parsed<DraftReading>;
  /** Reads the content of an arrived body; every fault at once. */
  readonly readContent: (value: unknown) => Parsed<Content>;
  /** What it does to the dispatch it replies to; nothing where the content does not read. */
  readonly effects: (content: Content) => readonly Effect[];
  /** How far a draft says what its receiver needs; null where the kind counts nothing, or the draft does not read. */
  readonly completeness: (draft: unknown) => Completeness | null;
  /** A complete draft with invented people that the law packs let through. */
  readonly example: (setting: ExampleSetting) => Content;
}
