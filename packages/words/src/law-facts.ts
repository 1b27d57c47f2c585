// table: the closed word lists of the law gate's fact format (reference page "decision-facts").
import type { WordOf } from "./code-list.ts";

/** What is about to happen to a fact. */
export const ACTS = [
  "release",
  "request",
  "onward",
  "use",
  "use_active",
  "use_in_court",
  "match",
  "notice",
  "export",
] as const;
export type Act = WordOf<typeof ACTS>;

export const CHANNELS = ["liaison", "central_authority", "fiu", "cert", "pen"] as const;
export type Channel = WordOf<typeof CHANNELS>;

/** The gate's three grades; the desk's finer tests of "urgent" are in `urgency.ts`. */
export const GATE_URGENCIES = ["routine", "urgent", "life_threat"] as const;
export type GateUrgency = WordOf<typeof GATE_URGENCIES>;

/** What the recipient is for. Any other word is decided as forbid, not refused. */
export const FUNCTIONS = [
  "police",
  "prosecutor",
  "fiu",
  "customs",
  "immigration",
  "cert",
  "cna",
  "intel",
  "court",
  "operator",
] as const;
export type AgencyFunction = WordOf<typeof FUNCTIONS>;

/** Any other purpose is unknown: forbid. */
export const PURPOSES = [
  "drug_enforcement",
  "precursor_control",
  "ml_tf",
  "cyber_defence",
  "ci_protection",
  "immigration_enforcement",
  "fraud",
  "counter_terrorism",
  "org_crime",
  "life_safety",
  "extradition",
  "evidence",
  "tax",
] as const;
export type Purpose = WordOf<typeof PURPOSES>;

export const OFFENCE_CLASSES = [
  "none",
  "drug",
  "ml",
  "tf",
  "sanctions",
  "terrorism",
  "fraud",
  "extortion",
  "robbery",
  "homicide",
  "cyber",
  "immigration",
  "public_order",
  "tax",
  "other",
] as const;
export type OffenceClass = WordOf<typeof OFFENCE_CLASSES>;

/** What kind of fact it is. Any other word is decided as forbid. */
export const CATEGORIES = [
  "identity",
  "contact",
  "location",
  "travel",
  "biometric",
  "immigration_file",
  "asylum",
  "youth_record",
  "criminal_record",
  "financial_intel",
  "intercept_content",
  "intercept_metadata",
  "customs",
  "passenger",
  "precursor_trade",
  "cyber_indicator",
  "incident_victim",
  "vulnerability",
  "human_source",
  "classified_method",
  "health",
  "advocacy",
] as const;
export type Category = WordOf<typeof CATEGORIES>;

/** Categories that are not personal data by themselves. */
export const IMPERSONAL_CATEGORIES = [
  "customs",
  "precursor_trade",
  "cyber_indicator",
  "vulnerability",
  "classified_method",
] as const satisfies readonly Category[];

/** Standing in Canada. */
export const STANDINGS = ["citizen", "pr", "claimant", "protected", "refused", "other"] as const;
export type Standing = WordOf<typeof STANDINGS>;

export const SOURCE_METHODS = [
  "own",
  "interception",
  "visa_application",
  "border",
  "human",
  "technical",
  "open",
] as const;
export type SourceMethod = WordOf<typeof SOURCE_METHODS>;

export const CONSENTS = ["not_needed", "not_asked", "given", "refused"] as const;
export type Consent = WordOf<typeof CONSENTS>;

export const LIKELIHOODS = ["none", "possible", "likely"] as const;
export type Likelihood = WordOf<typeof LIKELIHOODS>;

export const MISTREATMENT_RISKS = [
  "none",
  "mitigable",
  "undetermined",
  "unmitigable",
  "not_assessed",
] as const;
export type MistreatmentRisk = WordOf<typeof MISTREATMENT_RISKS>;

export const RISK_LEVELS = ["none", "low", "medium", "substantial"] as const;
export type RiskLevel = WordOf<typeof RISK_LEVELS>;

export const INSTRUMENT_KINDS = [
  "MLAT",
  "EXTRADITION",
  "POLICE_ARRANGEMENT",
  "CUSTOMS_ARRANGEMENT",
  "IMMIGRATION_ARRANGEMENT",
  "FRAUD_ARRANGEMENT",
  "FIU_MOU",
  "CERT_ARRANGEMENT",
  "CSIS_17_1_B",
  "GSOIA",
] as const;
export type InstrumentKind = WordOf<typeof INSTRUMENT_KINDS>;

export const ASSURANCES = [
  "no_death_penalty",
  "no_mistreatment",
  "use_limit",
  "no_onward",
  "return_or_destroy",
  "speciality",
  "taint_stated",
] as const;
export type Assurance = WordOf<typeof ASSURANCES>;

/** Fields a pre-export notice may carry (SOR/2002-359; UN 1988 article 12(10)(a)). */
export const NOTICE_FIELDS = [
  "exporter",
  "importer",
  "consignee",
  "substance",
  "quantity",
  "entry_point",
  "dispatch_date",
] as const;
export type NoticeField = WordOf<typeof NOTICE_FIELDS>;

/** Who must have approved; `ORIGINATOR` is the owner's consent, no role of a node. */
export const APPROVAL_ROLES = [
  "CA-SUP",
  "CA-DH",
  "CA-HC",
  "CA-MIN-PS",
  "CA-MIN-JUS",
  "CA-MIN-IRCC",
  "IN-SUP",
  "IN-MHA",
  "IN-HS",
  "IN-NC",
  "IN-CERT",
  "IN-NCIIPC",
  "ORIGINATOR",
] as const;
export type ApprovalRole = WordOf<typeof APPROVAL_ROLES>;

export const OUTCOMES = ["permit", "conditions", "needs", "forbid"] as const;
export type Outcome = WordOf<typeof OUTCOMES>;

/** Conditions a decision may put on what leaves. */
export const CONDITIONS = [
  "use_limit",
  "no_onward",
  "accuracy_note",
  "life_safety_only",
  "return_or_destroy",
  "no_death_penalty",
  "H1",
  "H2",
  "H3",
] as const;
export type Condition = WordOf<typeof CONDITIONS>;

export const TASKS = [
  "hold_export_until_no_objection_or_7_days",
  "destroy_within_2_working_days",
  "draft_mla_request",
  "review_within_24h",
  "cert_in_report_overdue",
  "notify_review_body",
  "privacy_commissioner_notice",
] as const;
export type Task = WordOf<typeof TASKS>;

export const EXISTENCES = ["open", "protected"] as const;
export type Existence = WordOf<typeof EXISTENCES>;

export const PROVISION_STATUSES = ["law", "direction", "treaty", "ours"] as const;
export type ProvisionStatus = WordOf<typeof PROVISION_STATUSES>;
