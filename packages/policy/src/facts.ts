import {
  ACTS,
  APPROVAL_ROLES,
  ASSURANCES,
  CHANNELS,
  CONSENTS,
  GATE_URGENCIES,
  HANDLING_CODES,
  INFORMATION_GRADES,
  INSTRUMENT_KINDS,
  LIKELIHOODS,
  MARKING_SYSTEMS,
  MISTREATMENT_RISKS,
  OFFENCE_CLASSES,
  PAPS,
  RISK_LEVELS,
  SOURCE_GRADES,
  SOURCE_METHODS,
  STANDINGS,
  TLPS,
} from "@entente/words";
import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { isDay, isInstant } from "./instants.ts";

/**
 * Roles an approval may be recorded under. The releasing officers' own roles are recorded too and satisfy no
 * rule of law.
 */
const RECORDED_ROLES = [...APPROVAL_ROLES, "CA-RO", "IN-RO"] as const;
/** Nobody states more than this; a longer list is an attack on the decider's time, not a fact. */
const MANY = 1000;

const closed = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const listOf = <S extends TSchema>(schema: S) => Type.Array(schema, { maxItems: MANY });
const Word = Type.String({ minLength: 1, maxLength: 200 });
const Whole = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
const Quantity = Type.Number({ minimum: 0, maximum: 1_000_000_000 });
const Instant = Type.Refine(Type.String(), isInstant);
const Day = Type.Refine(Type.String(), isDay);

/** `CA:RCMP`; `CA:*` for every agency of the state. */
const InstrumentParty = Type.String({ pattern: "^[^:*]{1,40}:([^:*]{1,80}|\\*)$" });

const AgencyOfState = closed({ state: Word, agency: Word });

/** Someone identified: who he is decides which law protects him. */
const IdentifiedSubject = closed({
  identified: Type.Literal(true),
  nationality: Word,
  in_canada: Type.Boolean(),
  status: Type.Enum(STANDINGS),
  age_at_event: Type.Optional(Whole),
  persecution_state: Type.Optional(orNull(Word)),
  youth_access_period_open: Type.Optional(Type.Boolean()),
});
const UnidentifiedSubject = closed({ identified: Type.Literal(false) });

const Source = closed({
  method: Type.Enum(SOURCE_METHODS),
  owner: orNull(AgencyOfState),
  third_party_consent: Type.Enum(CONSENTS),
  lawful_order: orNull(Type.Boolean()),
  order_confirmed: orNull(Type.Boolean()),
  order_age_working_days: orNull(Whole),
  mistreatment_likelihood: Type.Enum(LIKELIHOODS),
});

const Marking = closed({
  system: orNull(Type.Enum(MARKING_SYSTEMS)),
  level: orNull(Word),
  tlp: orNull(Type.Enum(TLPS)),
  pap: orNull(Type.Enum(PAPS)),
  handling: listOf(Type.Enum(HANDLING_CODES)),
  grade: orNull(
    closed({
      source: orNull(Type.Enum(SOURCE_GRADES)),
      information: orNull(Type.Enum(INFORMATION_GRADES)),
    }),
  ),
});

const Instrument = closed({
  id: Word,
  kind: Type.Enum(INSTRUMENT_KINDS),
  parties: listOf(InstrumentParty),
  purposes: listOf(Word),
  in_force: Type.Boolean(),
  valid_from: Day,
  valid_to: orNull(Day),
  verified: Type.Boolean(),
});

const Consignment = closed({
  substance_cas: Word,
  substance_name: Word,
  quantity_kg: Quantity,
  class_ca: orNull(Type.Enum(["A", "B"])),
  applicant_consent: Type.Boolean(),
  fields: listOf(Word),
  full_days_since_notice: Whole,
  objection_on_day: orNull(Whole),
  no_objection_on_day: Type.Optional(Whole),
});

/**
 * The fact format of the law gate: one object says everything a decision may rest on. Categories, purposes and
 * recipient functions are open here on purpose: an unknown word is a decision (forbid), not a malformed input.
 */
export const FactsSchema = closed({
  at: Instant,
  act: Type.Enum(ACTS),
  channel: Type.Enum(CHANNELS),
  urgency: Type.Enum(GATE_URGENCIES),
  holder: AgencyOfState,
  recipient: closed({ state: Word, agency: Word, function: Word }),
  relationship: Type.Optional(Type.Enum(["client_need_to_know"])),
  purpose: Word,
  offence: closed({
    class: Type.Enum(OFFENCE_CLASSES),
    political: Type.Boolean(),
    military: Type.Boolean(),
    death_exposed: Type.Boolean(),
    max_years: orNull(Whole),
  }),
  categories: listOf(Word),
  subject: Type.Union([IdentifiedSubject, UnidentifiedSubject]),
  source: Source,
  marking: Marking,
  instruments: listOf(Instrument),
  designations: listOf(Word),
  risk: closed({
    mistreatment: Type.Enum(MISTREATMENT_RISKS),
    baseline: Type.Optional(Type.Enum(RISK_LEVELS)),
    residual: Type.Optional(Type.Enum(RISK_LEVELS)),
  }),
  author: Word,
  approvals: listOf(closed({ role: Type.Enum(RECORDED_ROLES), by: Word, at: Instant })),
  assurances: listOf(Type.Enum(ASSURANCES)),
  notes: closed({
    necessity: Type.Boolean(),
    proportionality: Type.Boolean(),
    accuracy: Type.Boolean(),
    reasons: Type.Boolean(),
  }),
  caveats_accepted: Type.Boolean(),
  evidential_use: Type.Boolean(),
  consignment: orNull(Consignment),
  incident: orNull(
    closed({
      hours_since_noticed: Quantity,
      cert_in_reported: Type.Boolean(),
      designated_cii: Type.Boolean(),
    }),
  ),
});

/** Facts that passed `parseFacts`. */
export type Facts = Static<typeof FactsSchema>;
export type InstrumentFact = Static<typeof Instrument>;
export type ApprovalFact = Facts["approvals"][number];
