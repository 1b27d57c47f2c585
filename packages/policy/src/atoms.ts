// table: every plain fact a policy may ask for. A literal in a policy that is not here is a typing error that
// Cedar's own validation does not see, so the loader refuses it.
import {
  ACTS,
  APPROVAL_ROLES,
  ASSURANCES,
  CA_LEVELS,
  CATEGORIES,
  CHANNELS,
  CONSENTS,
  FUNCTIONS,
  HANDLING_CODES,
  IN_LEVELS,
  INSTRUMENT_KINDS,
  LIKELIHOODS,
  MISTREATMENT_RISKS,
  OFFENCE_CLASSES,
  PAPS,
  PURPOSES,
  SOURCE_METHODS,
  STANDINGS,
  TLPS,
} from "@entente/words";

/** States whose packs exist. Others have no pack, hence no basis of their own. */
export const PACK_STATES = ["CA", "IN"] as const;

/** Agencies with law of their own (reference page "decision-facts"); a policy may name no other. */
export const NAMED_AGENCIES = [
  "CA:RCMP",
  "CA:CSIS",
  "CA:CSE",
  "CA:CCCS",
  "CA:CBSA",
  "CA:IRCC",
  "CA:FINTRAC",
  "CA:HC",
  "IN:CERT-IN",
  "IN:FIU-IND",
  "IN:NCB",
  "IN:CBN",
  "IN:DRI",
] as const;

/** What a designation in the facts may stand for. */
export const DESIGNATIONS = ["CSE-45", "MLA_EXECUTED:sending_order"] as const;

/** The four records a release of personal data must carry. */
export const NOTE_WORDS = ["necessity", "proportionality", "accuracy", "reasons"] as const;

/** Facts that are either so or not. */
const FLAGS = [
  "foreign",
  "domestic",
  "life_threat_lane",
  "unknown_word",
  "nothing_left",
  "client_need_to_know",
  "offence_political",
  "offence_military",
  "death_exposed",
  "personal_data",
  "only_cyber_indicators",
  "identified",
  "canadian_person",
  "recipient_is_persecution_state",
  "youth_access_open",
  "owned_by_another",
  "owned_by_another_state",
  "lawful_order",
  "order_unconfirmed",
  "graded",
  "gsoia_in_force",
  "an_instrument_counts",
  "caveats_accepted",
  "evidential_use",
  "consignment",
  "applicant_consent",
  "objection_made",
  "cleared_early",
  "field_outside_whitelist",
  "incident",
  "cert_in_reported",
  "designated_cii",
] as const;

/** Facts with a value, written `name=value`. */
const VALUED: Readonly<Record<string, readonly string[]>> = {
  act: ACTS,
  channel: CHANNELS,
  held_in: PACK_STATES,
  going_to: PACK_STATES,
  holder: NAMED_AGENCIES,
  owner: NAMED_AGENCIES,
  recipient_function: FUNCTIONS,
  purpose: PURPOSES,
  offence: OFFENCE_CLASSES,
  category: CATEGORIES,
  status: STANDINGS,
  method: SOURCE_METHODS,
  consent: CONSENTS,
  likelihood: LIKELIHOODS,
  level: [...CA_LEVELS, ...IN_LEVELS],
  tlp: TLPS,
  pap: PAPS,
  handling: HANDLING_CODES,
  instrument: INSTRUMENT_KINDS,
  designated: DESIGNATIONS,
  risk: MISTREATMENT_RISKS,
  approved: APPROVAL_ROLES,
  assurance: ASSURANCES,
  note: NOTE_WORDS,
  class_ca: ["A", "B"],
};

/** Every atom there is. */
export const ATOMS: ReadonlySet<string> = new Set<string>([
  ...FLAGS,
  ...Object.entries(VALUED).flatMap(([name, values]) => values.map((value) => `${name}=${value}`)),
]);

/** Whole numbers a policy may compare; 0 where the facts state none (a flag says whether they do). */
export const NUMBERS = [
  "full_days_since_notice",
  "objection_day",
  "order_age_working_days",
  "incident_minutes",
] as const;
export type NumberName = (typeof NUMBERS)[number];

/** What policies see of one facts object. */
export interface LawRecord {
  readonly atoms: ReadonlySet<string>;
  readonly numbers: Readonly<Record<NumberName, number>>;
}
export type Flag = (typeof FLAGS)[number];
