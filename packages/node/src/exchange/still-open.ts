import type { Officer } from "../people/door.ts";
import { readDecision } from "./decision-reading.ts";
import { approvalsOf, newestDecision } from "./log-store.ts";
import { openRoles } from "./needs.ts";
import type { ExchangeParts } from "./parts.ts";
import { sha256 } from "./proposal.ts";
import { type DispatchRecord, placeOf } from "./record.ts";
import { dispatchesById } from "./store.ts";

/** What a proposal still waits for. */
export interface StillOpen {
  /** roles that must still approve; empty where nothing waits for an approval */
  readonly roles: readonly string[];
  /** officers who have approved exactly these bytes */
  readonly given: readonly string[];
}

const NOTHING: StillOpen = { roles: [], given: [] };

/**
 * Who must still approve a proposal, by the decision under which it was proposed: for a list, which shows many. Nobody
 * approves by it: the release screen and the approval decide anew (`proposal.ts`).
 */
export async function stillOpen(parts: ExchangeParts, record: DispatchRecord): Promise<StillOpen> {
  if (record.state !== "proposed" || record.sealed.body === null) return NOTHING;
  const key = await parts.store.vault.key(record.id);
  const decision = await newestDecision(parts.store, record.id);
  if (key === null || decision === null) return NOTHING;
  const digest = sha256(key.open(placeOf("body"), record.sealed.body));
  const approvals = await approvalsOf(parts.store, record.id, digest);
  const needs = readDecision(decision.decision).needs.filter(
    (role) => !approvals.some((approval) => approval.role === role),
  );
  return {
    roles: openRoles({ needs }, approvals, parts.treaty.us.party),
    given: approvals.map(({ officer }) => officer),
  };
}

/** Which of these proposals (at most 201) the officer could release: he holds a role still open, and neither wrote nor approved it. */
export async function releasableBy(
  parts: ExchangeParts,
  officer: Officer,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const records = await dispatchesById(parts.store, ids);
  const able = await Promise.all(
    records.map(async (record) => {
      const { roles, given } = await stillOpen(parts, record);
      const holds = roles.some((role) => officer.approvalRoles.some((held) => held === role));
      return holds && record.author !== officer.id && !given.includes(officer.id) ? [record.id] : [];
    }),
  );
  return new Set(able.flat());
}
