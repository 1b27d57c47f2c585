// table: outcome and refusal codes of answers (reference page "forms-and-codes" §2.3).
import type { WordOf } from "./code-list.ts";

export const ANSWER_OUTCOMES = [
  "full",
  "partial",
  "interim",
  "nothing_held",
  "hit_confirmed",
  "hit_refused_detail",
  "refused",
  "transferred",
  "needs_mla",
  "extension",
] as const;
export type AnswerOutcome = WordOf<typeof ANSWER_OUTCOMES>;

/** Directive (EU) 2023/977 article 6, and ours after `third_party_consent_missing`. */
export const REFUSAL_GROUNDS = [
  "not_available_here",
  "form_not_met",
  "judicial_authorisation_denied",
  "category_not_allowed",
  "data_inaccurate",
  "national_security",
  "endangers_investigation_or_person",
  "harms_legal_person",
  "offence_threshold",
  "third_party_consent_missing",
  "mistreatment_risk",
  "death_penalty_assurance_missing",
  "political_character",
  "privileged_material",
  "disproportionate_volume",
] as const;
export type RefusalGround = WordOf<typeof REFUSAL_GROUNDS>;

/**
 * Why an arrival is declined at triage. Of form alone: a ground that says anything of what is held, or of whom, is an
 * answer, and answers pass the law gate and a release.
 */
export const DECLINE_CODES = ["unstated", "wrong_desk", "form_not_met", "duplicate", "out_of_scope"] as const;
export type DeclineCode = WordOf<typeof DECLINE_CODES>;

/** What a request may ask to be looked up. */
export const CHECKS = [
  "identity",
  "criminal_record",
  "address",
  "phone_subscriber",
  "vehicle",
  "company",
  "travel",
  "financial",
  "chemical_licence",
  "seizure",
  "open_case",
] as const;
export type Check = WordOf<typeof CHECKS>;

/** Other channels the same question went through. */
export const OTHER_CHANNELS = ["interpol", "egmont", "treaty", "pen_online"] as const;
export type OtherChannel = WordOf<typeof OTHER_CHANNELS>;

/** What a clarification finds missing or unclear in what was asked or said. */
export const UNCLEAR = [
  "identity",
  "period",
  "place",
  "offence",
  "purpose_link",
  "grounds",
  "checks",
  "authority",
  "language",
  "attachment",
  "other",
] as const;
export type Unclear = WordOf<typeof UNCLEAR>;

/** What the sender of a tip hopes for. */
export const ACTIONS_EXPECTED = ["none", "assess", "act"] as const;
export type ActionExpected = WordOf<typeof ACTIONS_EXPECTED>;

/** What became of what was told. */
export const USES = [
  "in_use",
  "led_to_measure",
  "led_to_seizure",
  "led_to_arrest",
  "already_known",
  "not_usable",
  "too_late",
] as const;
export type Use = WordOf<typeof USES>;

/** The one reason for which a time to answer may be passed (Directive (EU) 2023/977 article 5). */
export const EXTENSION_REASONS = ["judicial_authorisation"] as const;
export type ExtensionReason = WordOf<typeof EXTENSION_REASONS>;

/** Where the number came from that was called back. */
export const NUMBER_SOURCES = ["directory", "earlier_dispatch", "exchange_operator", "other"] as const;
export type NumberSource = WordOf<typeof NUMBER_SOURCES>;

/** Where something was said by word of mouth. */
export const OCCASIONS = ["meeting", "call"] as const;
export type Occasion = WordOf<typeof OCCASIONS>;

/** Why what has left is asked back. */
export const RECALL_REASONS = [
  "sent_in_error",
  "wrong_recipient",
  "source_at_risk",
  "inaccurate",
  "consent_withdrawn",
  "court_order",
] as const;
export type RecallReason = WordOf<typeof RECALL_REASONS>;

/** What a receiver says of a correction, a narrowing or a recall. */
export const ACKNOWLEDGEMENTS = ["done", "done_and_passed_on", "held_no_more", "kept_by_law"] as const;
export type Acknowledgement = WordOf<typeof ACKNOWLEDGEMENTS>;

/** What leave is asked for, of whom a dispatch came from (originator control). */
export const PERMISSION_USES = ["onward", "evidence", "court", "action", "other_purpose"] as const;
export type PermissionUse = WordOf<typeof PERMISSION_USES>;

export const PERMISSION_DECISIONS = ["granted", "granted_with_conditions", "refused"] as const;
export type PermissionDecision = WordOf<typeof PERMISSION_DECISIONS>;
