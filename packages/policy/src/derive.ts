import {
  CATEGORIES,
  FUNCTIONS,
  IMPERSONAL_CATEGORIES,
  isWordOf,
  NOTICE_FIELDS,
  PURPOSES,
  type Tlp,
} from "@entente/words";
import { type Flag, type LawRecord, NAMED_AGENCIES, NOTE_WORDS, PACK_STATES } from "./atoms.ts";
import type { Facts } from "./facts.ts";
import { gsoiaInForce, kindsThatCount } from "./instruments.ts";

/** Categories whose items travel under the Traffic Light Protocol even where nobody wrote a colour. */
const CYBER_CATEGORIES: readonly string[] = ["cyber_indicator", "incident_victim", "vulnerability"];

/**
 * Works out the plain facts that policies ask for. No rule of law lives here: only set membership, dates and
 * definitions of the fact format ("foreign", "owned by another", "instrument that counts" …).
 * @param nothingLeft whether stripping took out all there was; what was empty from the start is judged as it is
 */
export function derive(facts: Facts, nothingLeft = false): LawRecord {
  const atoms = new Set<string>([
    ...valuesOf(facts),
    ...flagsOf(facts, nothingLeft),
    ...subjectAtoms(facts.subject, facts.recipient.state),
    ...ownerAtoms(facts),
    ...instrumentAtoms(facts),
  ]);
  return { atoms, numbers: numbersOf(facts) };
}

function valuesOf(facts: Facts): readonly string[] {
  const { marking, source } = facts;
  return [
    `act=${facts.act}`,
    `channel=${facts.channel}`,
    ...known(PACK_STATES, "held_in", facts.holder.state),
    ...known(PACK_STATES, "going_to", facts.recipient.state),
    ...known(NAMED_AGENCIES, "holder", `${facts.holder.state}:${facts.holder.agency}`),
    ...known(FUNCTIONS, "recipient_function", facts.recipient.function),
    ...known(PURPOSES, "purpose", facts.purpose),
    `offence=${facts.offence.class}`,
    ...facts.categories.flatMap((category) => known(CATEGORIES, "category", category)),
    `method=${source.method}`,
    `likelihood=${source.mistreatment_likelihood}`,
    ...(marking.level === null ? [] : [`level=${marking.level}`]),
    ...tlpAtoms(facts),
    ...(marking.pap === null ? [] : [`pap=${marking.pap}`]),
    ...marking.handling.map((code) => `handling=${code}`),
    ...designationAtoms(facts),
    `risk=${facts.risk.mistreatment}`,
    ...facts.assurances.map((assurance) => `assurance=${assurance}`),
    ...NOTE_WORDS.filter((note) => facts.notes[note]).map((note) => `note=${note}`),
    ...(facts.consignment?.class_ca ? [`class_ca=${facts.consignment.class_ca}`] : []),
  ];
}

function known(list: readonly string[], name: string, value: string): readonly string[] {
  return list.includes(value) ? [`${name}=${value}`] : [];
}

function flagsOf(facts: Facts, nothingLeft: boolean): readonly Flag[] {
  const foreign = facts.holder.state !== facts.recipient.state;
  const { consignment, incident, source, marking, offence } = facts;
  const flags: readonly (readonly [Flag, boolean])[] = [
    ["foreign", foreign],
    ["domestic", !foreign],
    ["life_threat_lane", facts.urgency === "life_threat" && facts.purpose === "life_safety"],
    ["unknown_word", hasUnknownWord(facts)],
    ["nothing_left", nothingLeft],
    ["client_need_to_know", facts.relationship === "client_need_to_know"],
    ["offence_political", offence.political],
    ["offence_military", offence.military],
    ["death_exposed", offence.death_exposed],
    ["personal_data", hasPersonalData(facts)],
    ["only_cyber_indicators", isOnlyIndicators(facts)],
    ["lawful_order", source.lawful_order === true],
    ["order_unconfirmed", source.order_confirmed === false],
    ["graded", (marking.grade?.source ?? null) !== null && (marking.grade?.information ?? null) !== null],
    ["gsoia_in_force", gsoiaInForce(facts)],
    ["caveats_accepted", facts.caveats_accepted],
    ["evidential_use", facts.evidential_use],
    ["consignment", consignment !== null],
    ["applicant_consent", consignment?.applicant_consent === true],
    ["objection_made", (consignment?.objection_on_day ?? null) !== null],
    ["cleared_early", consignment?.no_objection_on_day !== undefined],
    ["field_outside_whitelist", fieldsOutsideWhitelist(facts).length > 0],
    ["incident", incident !== null],
    ["cert_in_reported", incident?.cert_in_reported === true],
    ["designated_cii", incident?.designated_cii === true],
  ];
  return flags.filter(([, holds]) => holds).map(([flag]) => flag);
}

function hasUnknownWord(facts: Facts): boolean {
  return !(
    isWordOf(PURPOSES, facts.purpose) &&
    isWordOf(FUNCTIONS, facts.recipient.function) &&
    facts.categories.every((category) => isWordOf(CATEGORIES, category))
  );
}

/** Whether a category by itself tells something about a person. Unknown words are taken to. */
export function isPersonal(category: string): boolean {
  return !isWordOf(IMPERSONAL_CATEGORIES, category);
}

function hasPersonalData(facts: Facts): boolean {
  return facts.subject.identified || facts.categories.some(isPersonal);
}

function isOnlyIndicators(facts: Facts): boolean {
  const only = facts.categories.every((category) => category === "cyber_indicator");
  return only && facts.categories.length > 0 && !facts.subject.identified;
}

/** Consignment fields a pre-export notice may not carry (UN 1988 Convention article 12(10)(a)). */
export function fieldsOutsideWhitelist(facts: Facts): readonly string[] {
  return facts.consignment?.fields.filter((field) => !isWordOf(NOTICE_FIELDS, field)) ?? [];
}

/** No colour on a cyber item reads as AMBER+STRICT (ours): silence must not widen an audience. */
function tlpAtoms(facts: Facts): readonly string[] {
  const isCyber = facts.categories.some((category) => CYBER_CATEGORIES.includes(category));
  const tlp: Tlp | null = facts.marking.tlp ?? (isCyber ? "AMBER+STRICT" : null);
  return tlp === null ? [] : [`tlp=${tlp}`];
}

function instrumentAtoms(facts: Facts): readonly string[] {
  const kinds = Array.from(kindsThatCount(facts), (kind) => `instrument=${kind}`);
  return kinds.length === 0 ? [] : ["an_instrument_counts", ...kinds];
}

function designationAtoms(facts: Facts): readonly string[] {
  const recipient = `CSE-45:${facts.recipient.state}:${facts.recipient.agency}`;
  return [
    ...(facts.designations.includes(recipient) ? ["designated=CSE-45"] : []),
    ...(facts.designations.includes("MLA_EXECUTED:sending_order")
      ? ["designated=MLA_EXECUTED:sending_order"]
      : []),
  ];
}

function subjectAtoms(subject: Facts["subject"], recipientState: string): readonly string[] {
  if (!subject.identified) return [];
  const resident = subject.status === "citizen" || subject.status === "pr";
  const canadian = subject.nationality === "CA" || resident || subject.in_canada;
  return [
    "identified",
    `status=${subject.status}`,
    ...(canadian ? ["canadian_person"] : []),
    ...(subject.persecution_state === recipientState ? ["recipient_is_persecution_state"] : []),
    ...(subject.youth_access_period_open === true ? ["youth_access_open"] : []),
  ];
}

/** `not_needed` beside another owner reads as not asked: nobody but the owner can waive his consent. */
function ownerAtoms(facts: Facts): readonly string[] {
  const { owner, third_party_consent: stated } = facts.source;
  const another =
    owner !== null && (owner.state !== facts.holder.state || owner.agency !== facts.holder.agency);
  if (owner === null || !another) return [`consent=${stated}`];
  return [
    "owned_by_another",
    ...(owner.state === facts.holder.state ? [] : ["owned_by_another_state"]),
    ...known(NAMED_AGENCIES, "owner", `${owner.state}:${owner.agency}`),
    `consent=${stated === "not_needed" ? "not_asked" : stated}`,
  ];
}

function numbersOf(facts: Facts): LawRecord["numbers"] {
  return {
    full_days_since_notice: facts.consignment?.full_days_since_notice ?? 0,
    objection_day: facts.consignment?.objection_on_day ?? 0,
    order_age_working_days: facts.source.order_age_working_days ?? 0,
    // Rounded up, so that a second beyond the sixth hour is beyond it.
    incident_minutes: Math.ceil((facts.incident?.hours_since_noticed ?? 0) * 60),
  };
}
