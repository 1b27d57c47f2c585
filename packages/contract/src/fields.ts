import {
  AREAS,
  ASSURANCES,
  CA_LEVELS,
  CATEGORIES,
  CHANNELS,
  HANDLING_CODES,
  IN_LEVELS,
  LANGUAGES,
  MARKING_SYSTEMS,
  MISTREATMENT_RISKS,
  OFFENCE_CLASSES,
  PAPS,
  PURPOSES,
  RISK_LEVELS,
  SOURCE_GRADES,
  STANDINGS,
  TLPS,
  URGENCIES,
} from "@entente/words";
import { type Static, Type } from "typebox";

/** An object that refuses fields nobody declared. */
export const CLOSED = { additionalProperties: false } as const;

export const Line = Type.String({ minLength: 1, maxLength: 200 });
export const Prose = Type.String({ minLength: 1, maxLength: 20_000 });
export const Id = Type.String({
  pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
});
export const Desk = Type.String({ pattern: "^[a-z]{2,8}-[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 64 });
export const Party = Type.String({ pattern: "^[A-Z]{2,8}$" });
export const Agency = Type.String({ pattern: "^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$", maxLength: 32 });

/** A day of the calendar: as many days as the month has, February by the leap rule (RFC 3339 §5.7, appendix C). */
const DAY =
  "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))" +
  "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
export const Day = Type.String({ pattern: `^${DAY}$` });
/** RFC 3339, UTC, whole milliseconds; no leap second, which no clock here can keep. */
export const Instant = Type.String({
  pattern: `^${DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$`,
});

export const AgencyRef = Type.Object({ state: Party, agency: Agency }, CLOSED);

export const Grade = Type.Object(
  {
    source: Type.Union([Type.Null(), Type.Enum(SOURCE_GRADES)]),
    information: Type.Union([Type.Null(), Type.Integer({ minimum: 1, maximum: 6 })]),
  },
  CLOSED,
);

/** A level is a word of the state that wrote it; where no state is named, of either. */
const LEVEL_OF_SYSTEM = [
  { properties: { system: { const: null }, level: { enum: [...CA_LEVELS, ...IN_LEVELS, null] } } },
  { properties: { system: { const: "CA" }, level: { enum: [...CA_LEVELS, null] } } },
  { properties: { system: { const: "IN" }, level: { enum: [...IN_LEVELS, null] } } },
];

/** What the originator wrote on it. There is no unmarked dispatch: `handling` is never empty. */
export const Marking = Type.Object(
  {
    system: Type.Union([Type.Null(), Type.Enum(MARKING_SYSTEMS)]),
    level: Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 40 })]),
    tlp: Type.Union([Type.Null(), Type.Enum(TLPS)]),
    pap: Type.Union([Type.Null(), Type.Enum(PAPS)]),
    handling: Type.Array(Type.Enum(HANDLING_CODES), { minItems: 1, maxItems: 4, uniqueItems: true }),
    grade: Grade,
  },
  { ...CLOSED, anyOf: LEVEL_OF_SYSTEM },
);
export type Marking = Static<typeof Marking>;

export const Categories = Type.Array(Type.Enum(CATEGORIES), {
  maxItems: CATEGORIES.length,
  uniqueItems: true,
});

export const Offence = Type.Object(
  {
    class: Type.Enum(OFFENCE_CLASSES),
    political: Type.Boolean(),
    military: Type.Boolean(),
    death_exposed: Type.Boolean(),
    max_years: Type.Union([Type.Null(), Type.Integer({ minimum: 0, maximum: 99 })]),
    qualification: Type.Optional(Line),
  },
  CLOSED,
);

/** Who a fact is about, as the law gate asks it. */
export const Subject = Type.Union([
  Type.Object({ identified: Type.Literal(false) }, CLOSED),
  Type.Object(
    {
      identified: Type.Literal(true),
      nationality: Party,
      in_canada: Type.Boolean(),
      status: Type.Enum(STANDINGS),
      age_at_event: Type.Optional(Type.Integer({ minimum: 0, maximum: 150 })),
      persecution_state: Type.Optional(Type.Union([Type.Null(), Party])),
      youth_access_period_open: Type.Optional(Type.Boolean()),
    },
    CLOSED,
  ),
]);
export type Subject = Static<typeof Subject>;

export const Risk = Type.Object(
  {
    mistreatment: Type.Enum(MISTREATMENT_RISKS),
    baseline: Type.Optional(Type.Enum(RISK_LEVELS)),
    residual: Type.Optional(Type.Enum(RISK_LEVELS)),
  },
  CLOSED,
);

/** Who calls something urgent says why (reference page "forms-and-codes" §2.1). */
export const UrgencyStated = Type.Object(
  { class: Type.Enum(URGENCIES), reason: Type.Union([Type.Null(), Prose]) },
  {
    ...CLOSED,
    anyOf: [{ properties: { class: { const: "routine" } } }, { properties: { reason: { type: "string" } } }],
  },
);

/** Why it may go, in the officer's words; null = not written. */
export const Notes = Type.Object(
  {
    necessity: Type.Union([Type.Null(), Prose]),
    proportionality: Type.Union([Type.Null(), Prose]),
    accuracy: Type.Union([Type.Null(), Prose]),
    reasons: Type.Union([Type.Null(), Prose]),
  },
  CLOSED,
);

/** What every draft carries whatever its kind (reference page "forms-and-codes" §2.1). */
export const DRAFT_FIELDS = {
  /** left out = the author's first desk */
  from: Type.Optional(Desk),
  channel: Type.Enum(CHANNELS),
  urgency: UrgencyStated,
  language: Type.Enum(LANGUAGES),
  title: Line,
  marking: Marking,
  evidential_use: Type.Boolean(),
  offence: Offence,
  notes: Notes,
  risk: Risk,
  assurances: Type.Array(Type.Enum(ASSURANCES), { maxItems: ASSURANCES.length, uniqueItems: true }),
} as const;

/** Where a dispatch that answers nothing goes, and what for; an answer takes these from the question. */
export const ADDRESS_FIELDS = {
  to: Desk,
  area: Type.Enum(AREAS),
  purpose: Type.Enum(PURPOSES),
} as const;
