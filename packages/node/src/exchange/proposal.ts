import { createHash } from "node:crypto";
import { type ApprovalChallenge, done, no, type Result } from "@entente/contract";
import { hexOf } from "@entente/protocol";
import type { Officer } from "../people/door.ts";
import type { Matter, RecordedApproval } from "./facts.ts";
import { type Judged, judge } from "./judge.ts";
import { approvalsOf } from "./log-store.ts";
import { matterOf, type OpenedDraft, openDraft } from "./matter.ts";
import { goesAlone, openRoles } from "./needs.ts";
import type { ExchangeParts } from "./parts.ts";
import { planOf } from "./plan-reading.ts";
import { type ApprovalRecord, type DispatchRecord, type PlanRecord, placeOf } from "./record.ts";

/** A proposed or approved dispatch with everything that stands around its bytes, decided at `at`. */
export interface Proposal {
  readonly opened: OpenedDraft;
  readonly matter: Matter;
  /** the exact bytes fixed at submission */
  readonly body: Uint8Array;
  readonly bodyDigest: Uint8Array;
  readonly plan: PlanRecord;
  readonly approvals: readonly ApprovalRecord[];
  /** approvals of officers who have left since: they count for nothing any more */
  readonly struck: readonly ApprovalRecord[];
  readonly judged: Judged;
  /** roles still open; empty = everybody who must has approved */
  readonly openRoles: readonly string[];
}

/** Loads a proposal and decides it anew: what a column says about an earlier decision is not believed. */
export async function loadProposal(
  parts: ExchangeParts,
  record: DispatchRecord,
  at: number,
): Promise<Result<Proposal>> {
  const opened = await openDraft(parts, record);
  const plan = opened === null ? null : planOf(opened.key, record);
  if (opened === null || record.sealed.body === null || plan === null) return no("record_broken");
  const body = opened.key.open(placeOf("body"), record.sealed.body);
  const bodyDigest = sha256(body);
  const given = await approvalsOf(parts.store, record.id, bodyDigest);
  const left = await Promise.all(
    given.map(async ({ officer }) => (await parts.people.service(officer)).left),
  );
  const approvals = given.filter((_, nth) => left[nth] === false);
  const struck = given.filter((_, nth) => left[nth] === true);
  const matter = await matterOf(parts, opened, approvals.map(recordedApproval));
  if (!matter.ok) return matter;
  const judged = judge(matter.value, parts.treaty, parts.packs(), at);
  const open = openRoles(judged.decision, approvals, parts.treaty.us.party, goesAlone(matter.value, judged));
  const proposal = { opened, matter: matter.value, body, bodyDigest, plan, approvals, struck, judged };
  return done({ ...proposal, openRoles: open });
}

/**
 * What an officer would sign to approve these bytes under one role, until `expiresAt`.
 * @param agreement hex digest of the version it is approved under: the one in force where nothing else is said
 */
export function challengeFor(
  parts: ExchangeParts,
  proposal: Pick<Proposal, "opened" | "bodyDigest" | "judged">,
  role: string,
  action: ApprovalChallenge["action"],
  expiresAt: string,
  agreement: string = parts.treaty.digestHex,
): ApprovalChallenge {
  const { treaty } = parts;
  return {
    domain: "entente/approval/v1",
    realm: treaty.realm,
    dispatch: proposal.opened.record.id,
    body_sha256: hexOf(proposal.bodyDigest),
    recipient_party: treaty.partner.party,
    recipient_node: treaty.partner.node,
    recipient_desk: proposal.opened.record.toDesk,
    agreement_sha256: agreement,
    packs_sha256: proposal.judged.decision.packs.map((pack) => pack.sha256),
    role,
    action,
    expires_at: expiresAt,
  };
}

/** The open roles an officer may fill: one he holds, on bytes he neither wrote nor approved. */
export function rolesFor(officer: Officer, proposal: Proposal): readonly string[] {
  if (officer.id === proposal.matter.author) return [];
  if (proposal.approvals.some((approval) => approval.officer === officer.id)) return [];
  return proposal.openRoles.filter((role) => officer.approvalRoles.some((held) => held === role));
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

function recordedApproval({ officer, role, at }: ApprovalRecord): RecordedApproval {
  return { officer, role, at };
}
