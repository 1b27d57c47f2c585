import { type BatchRow, done, no, type Result, type SignedAct } from "@entente/contract";
import type { Static } from "typebox";
import type { Officer } from "../../people/door.ts";
import { oursFor } from "../access.ts";
import type { ExchangeParts } from "../parts.ts";
import type { Proposal } from "../proposal.ts";
import { approveRelease, proposalFor } from "./approve-release.ts";

/** One row of a batch: a proposal and the signature over its own challenge. */
export interface BatchItem {
  readonly id: string;
  readonly signed: Static<typeof SignedAct>;
}

/**
 * Approves proposals that are alike in everything an approver weighs: the decision with its rules and packs, kind, area,
 * urgency, recipient. Whoever signs ten unlike ones in a row reads the first (T20). Nothing is approved where one row
 * differs, is there twice, or is not this officer's to decide; a row whose own signature does not stand is refused alone.
 */
export async function approveBatch(
  parts: ExchangeParts,
  officer: Officer,
  items: readonly BatchItem[],
): Promise<Result<{ items: BatchRow[] }>> {
  if (new Set(items.map(({ id }) => id)).size !== items.length)
    return no("malformed", { faults: [{ code: "twice", where: "/items" }] });
  const rules = new Set<string>();
  for (const { id } of items) {
    const found = await oursFor(parts, officer, id);
    if (!found.ok) return found;
    const proposal = await proposalFor(parts, officer, found.value, parts.clock.now());
    if (!proposal.ok) return proposal;
    rules.add(ruleOf(proposal.value));
  }
  if (rules.size > 1) return no("batch_mixed");
  const rows: BatchRow[] = [];
  for (const { id, signed } of items) rows.push(rowOf(id, await approveRelease(parts, officer, id, signed)));
  return done({ items: rows });
}

function rowOf(id: string, result: Result<{ readonly state: string }>): BatchRow {
  return result.ok
    ? { id, state: result.value.state, problem: null }
    : { id, state: null, problem: result.refusal.problem };
}

/** What was decided and for whom, without what is in it: two proposals of one rule have the same. */
function ruleOf({ judged, opened }: Proposal): string {
  const { outcome, needs, conditions, strip, tasks, existence, cites, packs } = judged.decision;
  const { kind, area, urgency, toDesk } = opened.record;
  return JSON.stringify([
    [kind, area, urgency, toDesk],
    [outcome, needs, conditions, strip, tasks, existence],
    cites.map((cite) => cite.id),
    packs.map((pack) => pack.sha256),
  ]);
}
