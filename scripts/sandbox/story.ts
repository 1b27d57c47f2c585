// table: the sandbox's agreement, officers and holdings. Every person, company, number and event is invented; the true
// workplan and arrangements between the two states are not public.
import type { HoldingRecord } from "@entente/contract";
import type { Agreement, DirectoryEntry, Instrument } from "@entente/protocol";
import { type ApprovalRole, AREAS, DEFAULT_CEILING, DEFAULT_CLOCKS, type Duty } from "@entente/words";

/** Since when the invented arrangements stand. */
const SINCE = "2026-03-01";

const STANDS = { in_force: true, valid_from: SINCE, valid_to: null, verified: true };

const INSTRUMENTS: Instrument[] = [
  {
    ...STANDS,
    id: "invented-police-arrangement-1",
    kind: "POLICE_ARRANGEMENT",
    parties: ["CA:RCMP", "IN:NCB"],
    purposes: ["drug_enforcement", "precursor_control", "org_crime", "life_safety"],
  },
  {
    ...STANDS,
    id: "invented-cert-arrangement-1",
    kind: "CERT_ARRANGEMENT",
    parties: ["CA:CCCS", "IN:CERT-IN"],
    purposes: ["cyber_defence", "ci_protection"],
  },
  {
    ...STANDS,
    id: "invented-fiu-mou-1",
    kind: "FIU_MOU",
    parties: ["CA:FINTRAC", "IN:FIU-IND"],
    purposes: ["ml_tf"],
  },
  {
    // The treaty is real (CTS 1995 No. 18); that these two nodes record it is invented.
    ...STANDS,
    id: "invented-record-of-mlat",
    kind: "MLAT",
    parties: ["CA:*", "IN:*"],
    purposes: [
      "evidence",
      "drug_enforcement",
      "precursor_control",
      "org_crime",
      "ml_tf",
      "counter_terrorism",
    ],
    valid_from: "1995-10-25",
  },
];

const DIRECTORY: DirectoryEntry[] = [
  {
    desk: "ca-rcmp-liaison",
    party: "CA",
    agency: "RCMP",
    function: "police",
    areas: ["drugs", "organised_crime", "counter_terrorism"],
    name: { en: "RCMP liaison desk", fr: "Bureau de liaison de la GRC", hi: "आरसीएमपी संपर्क डेस्क" },
  },
  {
    desk: "ca-cccs-watch",
    party: "CA",
    agency: "CCCS",
    function: "cert",
    areas: ["cyber", "emerging_threats"],
    name: { en: "Cyber Centre watch", fr: "Veille du Centre pour la cybersécurité", hi: "साइबर केंद्र निगरानी" },
  },
  {
    desk: "ca-hc-precursors",
    party: "CA",
    agency: "HC",
    function: "cna",
    areas: ["drugs"],
    name: { en: "Health Canada precursors", fr: "Précurseurs, Santé Canada", hi: "हेल्थ कनाडा प्रीकर्सर" },
  },
  {
    desk: "ca-fintrac-exchange",
    party: "CA",
    agency: "FINTRAC",
    function: "fiu",
    areas: ["money"],
    name: { en: "FINTRAC exchange", fr: "Échanges de CANAFE", hi: "फिनट्रैक विनिमय" },
  },
  {
    desk: "in-ncb-liaison",
    party: "IN",
    agency: "NCB",
    function: "police",
    areas: ["drugs", "organised_crime", "counter_terrorism"],
    name: { en: "NCB liaison desk", fr: "Bureau de liaison du NCB", hi: "एनसीबी संपर्क डेस्क" },
  },
  {
    desk: "in-cert-watch",
    party: "IN",
    agency: "CERT-IN",
    function: "cert",
    areas: ["cyber", "emerging_threats"],
    name: { en: "CERT-In watch", fr: "Veille de CERT-In", hi: "सर्ट-इन निगरानी" },
  },
  {
    desk: "in-cbn-precursors",
    party: "IN",
    agency: "CBN",
    function: "cna",
    areas: ["drugs"],
    name: { en: "CBN precursors", fr: "Précurseurs, CBN", hi: "सीबीएन प्रीकर्सर" },
  },
  {
    desk: "in-fiu-exchange",
    party: "IN",
    agency: "FIU-IND",
    function: "fiu",
    areas: ["money"],
    name: { en: "FIU-IND exchange", fr: "Échanges de FIU-IND", hi: "एफआईयू-इंडिया विनिमय" },
  },
];

/** The agreement without the parties' cards: the ceremony adds them and both roots sign. */
export const AGREEMENT: Omit<Agreement, "parties"> = {
  id: "ca-in-sandbox",
  version: 1,
  realm: "live",
  suite_min: 1,
  areas: AREAS.map((id) => ({ id, status: id === "fraud" || id === "immigration" ? "suspended" : "active" })),
  purposes: [
    "drug_enforcement",
    "precursor_control",
    "ml_tf",
    "cyber_defence",
    "ci_protection",
    "counter_terrorism",
    "org_crime",
    "life_safety",
    "evidence",
  ],
  instruments: INSTRUMENTS,
  designations: [],
  directory: DIRECTORY,
  clocks: DEFAULT_CLOCKS,
  hold_seconds: { routine: 2, life_threat: 0 },
  ceiling: DEFAULT_CEILING,
  match: { daily: 500, batch: 50 },
  retention_days: 1_825,
  valid_from: SINCE,
  valid_to: null,
};

/** The parties of the sandbox in the order of the `--ports` flag. */
export const PARTIES = ["CA", "IN"] as const;
export type Party = (typeof PARTIES)[number];

export const ROLES = [
  "lo",
  "duty",
  "analyst",
  "authority",
  "head",
  "legal",
  "auditor",
  "coordinator",
  "operator",
  "operator2",
] as const;
export type Role = (typeof ROLES)[number];

/** An officer before the enrolment gives him a token and a device. */
export interface Post {
  readonly name: string;
  readonly agency: string;
  readonly duties: readonly Duty[];
  readonly approvalRoles: readonly ApprovalRole[];
  /** null = the liaison desk; the others stand in no directory, so nothing is ever addressed to them */
  readonly desk: string | null;
}

export const LIAISON_DESKS: Readonly<Record<Party, string>> = {
  CA: "ca-rcmp-liaison",
  IN: "in-ncb-liaison",
};

const RELEASES: readonly Duty[] = ["release_authority"];

export const POSTS: Readonly<Record<Party, Readonly<Record<Role, Post>>>> = {
  CA: {
    lo: post("Odile Marchbanks", "RCMP", ["liaison"]),
    duty: post("Tobias Quennell", "RCMP", ["duty_desk"]),
    analyst: post("Priscille Aubertin-Roe", "RCMP", ["analyst"]),
    authority: post("Hollis Verreau", "RCMP", RELEASES, ["CA-SUP"]),
    head: post("Solange Whitcombe", "RCMP", RELEASES, ["CA-DH"]),
    legal: post("Bram Desrosières", "JUS", RELEASES, ["CA-MIN-JUS"]),
    auditor: { ...post("Ingrid Falardeau", "NSIRA", ["auditor"]), desk: "ca-oversight" },
    coordinator: { ...post("Cormac Lethbridge", "NSIA", ["coordinator"]), desk: "ca-coordination" },
    operator: { ...post("Yvette Pomerleau", "RCMP", ["operator"]), desk: "ca-operations" },
    operator2: { ...post("Alban Trescothick", "RCMP", ["operator"]), desk: "ca-operations" },
  },
  IN: {
    lo: post("Anirvan Chitrakoot", "NCB", ["liaison"]),
    duty: post("Meher Talwandi", "NCB", ["duty_desk"]),
    analyst: post("Revathi Neelambari", "NCB", ["analyst"]),
    authority: post("Jaideep Marwal", "NCB", RELEASES, ["IN-SUP"]),
    head: post("Sharmistha Kolhatkar", "MHA", RELEASES, ["IN-HS"]),
    legal: post("Devnath Ullal", "MHA", RELEASES, ["IN-MHA"]),
    auditor: { ...post("Kaveri Bhadauria", "CAG", ["auditor"]), desk: "in-oversight" },
    coordinator: { ...post("Zubin Contractor-Rao", "NSCS", ["coordinator"]), desk: "in-coordination" },
    operator: { ...post("Lalitha Pampapathi", "NCB", ["operator"]), desk: "in-operations" },
    operator2: { ...post("Nirupama Sengodan", "NCB", ["operator"]), desk: "in-operations" },
  },
};

function post(
  name: string,
  agency: string,
  duties: readonly Duty[],
  approvalRoles: readonly ApprovalRole[] = [],
): Post {
  return { name: `${name} (invented)`, agency, duties, approvalRoles, desk: null };
}

const OWN_WORK = { method: "own", mistreatment_likelihood: "none" } as const;
const MARKED = {
  system: null,
  level: null,
  tlp: "AMBER",
  pap: "AMBER",
  handling: ["H1"],
  grade: { source: "B", information: 2 },
} as const;

/** What each node holds that answers the other's example request. */
export const HOLDINGS: Readonly<Record<Party, readonly HoldingRecord[]>> = {
  IN: [
    {
      id: "invented-ncb-0001",
      holder: { state: "IN", agency: "NCB" },
      owner: null,
      categories: ["contact", "customs"],
      subject: { identified: false },
      source: { ...OWN_WORK },
      marking: { ...MARKED, handling: ["H1"] },
      text: "Invented: Invented Blue Kite Forwarding gave an invented godown at Nhava Sheva as its address; a visit in September found the shutters down and a notice with the number +91 00 0000 0117.",
    },
    {
      id: "invented-ncb-0002",
      holder: { state: "IN", agency: "NCB" },
      owner: null,
      categories: ["identity", "contact"],
      subject: {
        identified: true,
        nationality: "IN",
        in_canada: false,
        status: "other",
        age_at_event: 41,
        persecution_state: null,
      },
      source: { ...OWN_WORK },
      marking: { ...MARKED, handling: ["H1"] },
      text: "Invented: the number +91 00 0000 0117 was registered to the invented person Harshad Bhimrao Velankar, clerk of the forwarder, until August.",
    },
    {
      id: "invented-ncb-0003",
      holder: { state: "IN", agency: "NCB" },
      owner: null,
      categories: ["precursor_trade"],
      subject: { identified: false },
      source: { ...OWN_WORK },
      marking: { ...MARKED, handling: ["H1"] },
      text: "Invented: no licence for a controlled precursor was ever granted to Invented Blue Kite Forwarding.",
    },
  ],
  CA: [
    {
      id: "invented-rcmp-0001",
      holder: { state: "CA", agency: "RCMP" },
      owner: null,
      categories: ["contact", "customs"],
      subject: { identified: false },
      source: { ...OWN_WORK },
      marking: { ...MARKED, handling: ["H1"] },
      text: "Invented: Invented Blue Kite Forwarding rented a mailbox in an invented town in Ontario; the form gives +1 000 555 0142 and no person.",
    },
    {
      id: "invented-rcmp-0002",
      holder: { state: "CA", agency: "RCMP" },
      owner: null,
      categories: ["precursor_trade"],
      subject: { identified: false },
      source: { ...OWN_WORK },
      marking: { ...MARKED, handling: ["H1"] },
      text: "Invented: a second consignment under the booking BK-0042-INVENTED was announced for December and cancelled the same day.",
    },
  ],
};
