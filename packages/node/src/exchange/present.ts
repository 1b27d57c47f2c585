import type { DecisionView, DispatchSummary, DispatchView, WithheldView } from "@entente/contract";
import type { Decision } from "@entente/policy";
import { AREAS } from "@entente/words";
import type { Treaty } from "../agreement/door.ts";
import type { Standing } from "./port.ts";
import type { ApprovalRecord, DispatchRecord } from "./record.ts";

/** The allow-list of a command's answer. */
export function standingOf(record: Pick<DispatchRecord, "id" | "thread" | "kind">, state: string): Standing {
  return { id: record.id, thread: record.thread, kind: record.kind, state };
}

/** One line of a list: never a title, never content. */
export function summaryOf(record: DispatchRecord, treaty: Treaty): DispatchSummary {
  return {
    id: record.id,
    thread: record.thread,
    kind: record.kind,
    state: record.state,
    direction: record.direction,
    area: areaOf(record.area),
    urgency: record.urgency,
    reply_to: record.replyTo,
    from: addressOf(treaty, record.fromParty, record.fromDesk),
    to: addressOf(treaty, record.toParty, record.toDesk),
    assignee: record.assignee,
    created_at: timeOf(record.createdAt) ?? "",
    due: timeOf(record.dueAt),
    due_why: record.dueWhy,
    changed_by: record.changedBy,
  };
}

/** A decision as its author, the release authority and the auditor see it. */
export function decisionView(id: string, stage: string, at: number, decision: Decision): DecisionView {
  const { outcome, needs, conditions, strip, tasks, existence, cites, remedies, packs } = decision;
  return {
    id,
    stage,
    at: timeOf(at) ?? "",
    outcome,
    needs: [...needs],
    conditions: [...conditions],
    strip: [...strip],
    tasks: [...tasks],
    existence,
    cites: cites.map((cite) => ({ ...cite })),
    remedies: [...remedies],
    packs: packs.map((pack) => ({ ...pack })),
  };
}

/** When each mark of the trail was made. */
export function trailOf(record: DispatchRecord, waiting: string | null): DispatchView["trail"] {
  return {
    release_at: timeOf(record.releaseAt),
    sent_at: timeOf(record.sentAt),
    stored_at: timeOf(record.storedAt),
    opened_at: timeOf(record.openedAt),
    answered_at: timeOf(record.answeredAt),
    leaf: record.leaf,
    receipt_leaf: record.receiptLeaf,
    waiting,
  };
}

export function approvalView({ officer, role, at, bodyDigest }: ApprovalRecord) {
  return { officer, role, at: timeOf(at) ?? "", body_sha256: Buffer.from(bodyDigest).toString("hex") };
}

export function withheldView(withheld: readonly WithheldView[]): WithheldView[] {
  return withheld.map(({ pointer, category, rule, law }) => ({ pointer, category, rule, law }));
}

/** RFC 3339 in UTC; null stays null. */
export function timeOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

/** A desk as a view names it. */
export function addressOf(treaty: Treaty, party: string, desk: string) {
  return { party, agency: treaty.desk(desk)?.agency ?? "UNKNOWN", desk };
}

function areaOf(area: string): DispatchSummary["area"] {
  const known = AREAS.find((word) => word === area);
  if (known === undefined) throw new TypeError("a stored area is no word of ours");
  return known;
}
