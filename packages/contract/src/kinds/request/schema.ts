import { CHECKS, OTHER_CHANNELS, PERSON_STATUSES } from "@entente/words";
import { type Static, Type } from "typebox";
import { ADDRESS_FIELDS, Categories, CLOSED, Day, DRAFT_FIELDS, Line, Prose, Subject } from "../../fields.ts";

/** What identifies a subject, and so what the question reveals. */
export const IDENTIFIER_TYPES = [
  "phone",
  "email",
  "handle",
  "address",
  "passport",
  "account",
  "vehicle",
  "company_number",
  "consignment",
  "internet_address",
] as const;

const Identifier = Type.Object({ type: Type.Enum(IDENTIFIER_TYPES), value: Line }, CLOSED);

/** A person, an organisation or somebody unknown. A person is typed by status or cannot be sent. */
const RequestSubject = Type.Object(
  {
    ref: Type.String({ pattern: "^S[1-9][0-9]?$" }),
    type: Type.Enum(["person", "organisation", "unknown"] as const),
    status: Type.Enum(PERSON_STATUSES),
    name: Type.Optional(Line),
    /** the link between the purpose and this subject (Directive (EU) 2023/977 article 4) */
    link: Prose,
    about: Subject,
    identifiers: Type.Array(Identifier, { maxItems: 50 }),
  },
  CLOSED,
);

/** The part of a request that travels (reference page "forms-and-codes" §2.2). */
export const RequestContent = Type.Object(
  {
    facts: Prose,
    /** objective reason to believe that the other side holds it */
    grounds: Prose,
    /** categories the free text reveals beyond the fields below */
    reveals: Categories,
    subjects: Type.Array(RequestSubject, { maxItems: 50 }),
    checks: Type.Array(Type.Enum(CHECKS), { minItems: 1, maxItems: CHECKS.length, uniqueItems: true }),
    respond_by: Type.Union([Type.Null(), Day]),
    also_asked_via: Type.Array(Type.Object({ channel: Type.Enum(OTHER_CHANNELS), reference: Line }, CLOSED), {
      maxItems: 10,
    }),
  },
  CLOSED,
);
export type RequestContent = Static<typeof RequestContent>;

export const RequestDraft = Type.Object(
  { ...ADDRESS_FIELDS, ...DRAFT_FIELDS, content: RequestContent },
  CLOSED,
);
export type RequestDraft = Static<typeof RequestDraft>;
