import type { DraftReading, HoldingRecord, KindDeclaration, Part, Subject } from "@entente/contract";
import type { Facts } from "@entente/policy";
import { APPROVAL_ROLES, type Area, type Category, gateUrgency, type Purpose } from "@entente/words";
import type { Desk, Treaty } from "../agreement/door.ts";
import type { AttachedFile } from "./attachments/record.ts";
import { revealedUnder } from "./attachments/standing-under.ts";

/** An approval as it lies in the record. */
export interface RecordedApproval {
  readonly officer: string;
  readonly role: string;
  /** Unix milliseconds */
  readonly at: number;
}

/** What the record says around a draft; nothing here is the author's wish. */
export interface Matter {
  readonly declaration: KindDeclaration;
  readonly reading: DraftReading;
  readonly author: string;
  /** the post under which he works towards the partner; null, or left out, where he has none */
  readonly post?: string | null;
  readonly fromDesk: Desk;
  readonly toDesk: Desk;
  readonly area: Area;
  readonly purpose: Purpose;
  /** the record each part is taken from, in order; null where typed by hand */
  readonly records: readonly (HoldingRecord | null)[];
  readonly approvals: readonly RecordedApproval[];
  /** the partner has opened something of ours in this thread */
  readonly caveatsAccepted: boolean;
  /** the caveats of the question this answers; empty where it answers nothing */
  readonly question: QuestionMark | null;
  /** files of ours that are whole; what they reveal counts in the parts they stand under */
  readonly attachments: readonly AttachedFile[];
}

/** What an answer inherits from the question. */
export interface QuestionMark {
  readonly marking: DraftReading["marking"];
}

/** The facts of every part, in order: one object each, as the law gate wants them. */
export function factsOfMatter(matter: Matter, treaty: Treaty, at: number): readonly Facts[] {
  return matter.reading.parts.map((part, index) =>
    factsOfPart(part, matter.records[index] ?? null, matter, treaty, at),
  );
}

function factsOfPart(
  part: Part,
  record: HoldingRecord | null,
  matter: Matter,
  treaty: Treaty,
  at: number,
): Facts {
  const { reading, fromDesk, toDesk } = matter;
  return {
    at: new Date(at).toISOString(),
    act: matter.declaration.act,
    channel: reading.channel,
    urgency: gateUrgency(reading.urgency.class),
    // Who holds the fact comes from the record; what is typed by hand the author's agency holds (design §6).
    holder: record?.holder ?? { state: fromDesk.party, agency: fromDesk.agency },
    recipient: { state: toDesk.party, agency: toDesk.agency, function: toDesk.function },
    purpose: matter.purpose,
    offence: gateOffence(reading.offence),
    categories: categoriesOf(record?.categories ?? part.categories, revealedUnder(part, matter.attachments)),
    subject: subjectOf(record?.subject ?? part.subject),
    source: sourceOf(record),
    marking: markingOf(record?.marking ?? part.marking ?? reading.marking),
    ...instrumentsOf(treaty),
    risk: reading.risk,
    author: matter.author,
    approvals: matter.approvals.map(approvalFact),
    assurances: [...reading.assurances],
    notes: notesOf(reading.notes),
    caveats_accepted: matter.caveatsAccepted,
    evidential_use: reading.evidential_use,
    consignment: null,
    incident: null,
  };
}

/** A file reveals at least what it stands under, and what its officer says beyond that. */
function categoriesOf(own: readonly Category[], revealed: readonly Category[]): Category[] {
  return [...new Set([...own, ...revealed])];
}

function gateOffence({
  class: offence,
  political,
  military,
  death_exposed,
  max_years,
}: DraftReading["offence"]): Facts["offence"] {
  return { class: offence, political, military, death_exposed, max_years };
}

function subjectOf(subject: Subject): Facts["subject"] {
  return subject.identified ? { ...subject } : { identified: false };
}

function markingOf(marking: DraftReading["marking"]): Facts["marking"] {
  const { system, level, tlp, pap, handling, grade } = marking;
  return {
    system,
    level,
    tlp,
    pap,
    handling: [...handling],
    grade: { source: grade.source, information: gradeOf(grade.information) },
  };
}

function gradeOf(grade: number | null): 1 | 2 | 3 | 4 | 5 | 6 | null {
  return ([1, 2, 3, 4, 5, 6] as const).find((known) => known === grade) ?? null;
}

function sourceOf(record: HoldingRecord | null): Facts["source"] {
  const source = record?.source;
  return {
    method: source?.method ?? "own",
    owner: record?.owner ?? source?.owner ?? null,
    third_party_consent: source?.third_party_consent ?? "not_needed",
    lawful_order: source?.lawful_order ?? null,
    order_confirmed: source?.order_confirmed ?? null,
    order_age_working_days: source?.order_age_working_days ?? null,
    mistreatment_likelihood: source?.mistreatment_likelihood ?? "none",
  };
}

function instrumentsOf(treaty: Treaty): Pick<Facts, "instruments" | "designations"> {
  const { instruments, designations } = treaty.document;
  return {
    instruments: instruments.map((instrument) => ({
      ...instrument,
      parties: [...instrument.parties],
      purposes: [...instrument.purposes],
    })),
    designations: [...designations],
  };
}

function approvalFact(approval: RecordedApproval): Facts["approvals"][number] {
  const role = APPROVAL_ROLES.find((known) => known === approval.role);
  if (role === undefined)
    throw new TypeError(`an approval under the unknown role ${approval.role} stands in the record`);
  return { role, by: approval.officer, at: new Date(approval.at).toISOString() };
}

function notesOf(notes: DraftReading["notes"]): Facts["notes"] {
  return {
    necessity: notes.necessity !== null,
    proportionality: notes.proportionality !== null,
    accuracy: notes.accuracy !== null,
    reasons: notes.reasons !== null,
  };
}
