import {
  ACTS,
  APPROVAL_ROLES,
  ASSURANCES,
  CATEGORIES,
  CHANNELS,
  CONSENTS,
  FUNCTIONS,
  GATE_URGENCIES,
  HANDLING_CODES,
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
import fc from "fast-check";
import type { Facts } from "../src/door.ts";

const AGENCIES = [
  ...["RCMP", "CSIS", "CSE", "CCCS", "CBSA", "IRCC", "FINTRAC", "HC", "DFO"].map((agency) => ({
    state: "CA",
    agency,
  })),
  ...["CERT-IN", "FIU-IND", "NCB", "CBN", "DRI", "CBI", "RAW"].map((agency) => ({ state: "IN", agency })),
  { state: "AU", agency: "AFP" },
];
const PARTIES: readonly (readonly string[])[] = [
  ["CA:*", "IN:*"],
  ["CA:*", "IN:*"],
  ["CA:CSIS", "IN:RAW"],
  ["CA:RCMP", "IN:NCB"],
];
const agency = fc.constantFrom(...AGENCIES);
const flag = fc.boolean();
const seldom = fc.integer({ min: 0, max: 7 }).map((n) => n === 0);
const person = fc.constantFrom("officer-1", "officer-2", "chief-1", "head-1");

const subject = fc.oneof(
  fc.constant({ identified: false as const }),
  fc.record({
    identified: fc.constant(true as const),
    nationality: fc.constantFrom("CA", "IN", "PK"),
    in_canada: seldom,
    status: fc.constantFrom(...STANDINGS),
    age_at_event: fc.constantFrom(15, 35),
    persecution_state: fc.constantFrom(null, "IN", "PK"),
    youth_access_period_open: flag,
  }),
);

const source = fc.record({
  method: fc.constantFrom(...SOURCE_METHODS),
  owner: fc.option(agency, { freq: 2 }),
  third_party_consent: fc.constantFrom(...CONSENTS),
  lawful_order: fc.option(flag),
  order_confirmed: fc.option(flag),
  order_age_working_days: fc.option(fc.integer({ min: 0, max: 10 })),
  mistreatment_likelihood: fc.constantFrom("none" as const, "none" as const, ...LIKELIHOODS),
});

const marking = fc.record({
  system: fc.constant(null),
  level: fc.constantFrom(null, null, null, "Protected B", "Restricted", "Secret"),
  tlp: fc.option(fc.constantFrom(...TLPS), { freq: 2 }),
  pap: fc.option(fc.constantFrom(...PAPS), { freq: 2 }),
  handling: fc.uniqueArray(fc.constantFrom(...HANDLING_CODES), { maxLength: 2 }),
  grade: fc.record({
    source: fc.constantFrom("A" as const, "B" as const, null),
    information: fc.constantFrom(1 as const, 2 as const, null),
  }),
});

const instrument = fc.record({
  id: fc.constant("instrument-1"),
  kind: fc.constantFrom(...INSTRUMENT_KINDS, "POLICE_ARRANGEMENT" as const, "MLAT" as const),
  parties: fc.constantFrom(...PARTIES).map((list) => [...list]),
  purposes: fc
    .constantFrom<readonly string[]>(PURPOSES, PURPOSES, ["drug_enforcement"])
    .map((list) => [...list]),
  in_force: seldom.map((no) => !no),
  valid_from: fc.constant("2026-03-01"),
  valid_to: fc.constantFrom(null, null, "2026-06-30"),
  verified: seldom.map((no) => !no),
});

const consignment = fc.record({
  substance_cas: fc.constant("41979-39-9"),
  substance_name: fc.constant("4-piperidone hydrochloride"),
  quantity_kg: fc.constant(25),
  class_ca: fc.constantFrom("A" as const, "B" as const, null),
  applicant_consent: flag,
  fields: fc.subarray(["substance", "quantity", "consignee_bank_account"]),
  full_days_since_notice: fc.integer({ min: 0, max: 10 }),
  objection_on_day: fc.option(fc.integer({ min: 0, max: 10 })),
});

/** Any approval, among them the author's own and late ones. */
export const anyApproval = fc.record({
  role: fc.constantFrom(...APPROVAL_ROLES),
  by: person,
  at: fc.constantFrom("2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z", "2026-11-23T11:00:00Z"),
});

/** Sound facts of every sort, most of them nonsense a good officer never writes: the gate must hold on all. */
export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  at: fc.constantFrom(
    "2026-11-22T12:00:00Z",
    "2026-11-22T12:00:00Z",
    "2024-05-01T00:00:00Z",
    "2021-01-01T00:00:00Z",
  ),
  act: fc.constantFrom("release" as const, "release" as const, ...ACTS),
  channel: fc.constantFrom(...CHANNELS),
  urgency: fc.constantFrom(...GATE_URGENCIES),
  holder: agency,
  recipient: fc.tuple(agency, fc.constantFrom(...FUNCTIONS)).map(([one, fn]) => ({ ...one, function: fn })),
  purpose: fc.constantFrom("life_safety", "drug_enforcement", ...PURPOSES),
  offence: fc.record({
    class: fc.constantFrom(...OFFENCE_CLASSES),
    political: seldom,
    military: seldom,
    death_exposed: seldom,
    max_years: fc.constantFrom(null, 10, 99),
  }),
  categories: fc.uniqueArray(fc.constantFrom(...CATEGORIES), { maxLength: 3 }).map((list) => [...list]),
  subject,
  source,
  marking,
  instruments: fc.array(instrument, { maxLength: 2 }),
  designations: fc.subarray(["CSE-45:IN:CERT-IN", "CSE-45:IN:NCB", "MLA_EXECUTED:sending_order"]),
  risk: fc.record({ mistreatment: fc.constantFrom("none" as const, "none" as const, ...MISTREATMENT_RISKS) }),
  author: fc.constant("officer-1"),
  approvals: fc.array(anyApproval, { maxLength: 4 }),
  assurances: fc.subarray([...ASSURANCES]),
  notes: fc.record({ necessity: flag, proportionality: flag, accuracy: flag, reasons: flag }),
  caveats_accepted: flag,
  evidential_use: seldom,
  consignment: fc.option(consignment, { freq: 3 }),
  incident: fc.option(
    fc.record({
      hours_since_noticed: fc.constantFrom(2, 6, 6.5, 30),
      cert_in_reported: flag,
      designated_cii: flag,
    }),
  ),
});
