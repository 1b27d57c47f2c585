import {
  type ApprovalChallenge,
  approvalText,
  done,
  no,
  type ProblemCode,
  type Result,
  type SignedAct,
} from "@entente/contract";
import { ENTRY_KIND } from "@entente/ledger";
import { gateUrgency, type RefusalGround, timeOrderedId } from "@entente/words";
import type { Static } from "typebox";
import { type Officer, stillInService } from "../../people/door.ts";
import { oursFor } from "../access.ts";
import { approvalStands } from "../approval.ts";
import { actMark } from "../domestic.ts";
import { judge } from "../judge.ts";
import { domesticLeaf } from "../leaves.ts";
import { insertApproval } from "../log-store.ts";
import { openRoles } from "../needs.ts";
import type { ExchangeParts } from "../parts.ts";
import type { Standing } from "../port.ts";
import { standingOf } from "../present.ts";
import { insertBlock } from "../prompt-store.ts";
import { challengeFor, loadProposal, type Proposal, sha256 } from "../proposal.ts";
import type { ApprovalRecord, DispatchRecord } from "../record.ts";
import { recordRejection } from "../rejection.ts";
import { inDoubt, withdrawProposal } from "../release.ts";
import { changeDispatch } from "../store.ts";
import { APPROVAL_LIFE } from "./view-release.ts";

type Act = Static<typeof SignedAct>;

/**
 * A second person binds exactly these bytes (stage 5). Refused, in this order: not proposed; the author
 * himself; a role not held; no device signature; a challenge that is not the one of this moment.
 */
export async function approveRelease(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  act: Partial<Act>,
): Promise<Result<Standing>> {
  const found = await oursFor(parts, officer, id);
  if (!found.ok) return found;
  const bound = await boundAct(parts, officer, found.value, act, "release");
  return bound.ok ? record(parts, found.value, bound.value.proposal, bound.value.approval) : bound;
}

/**
 * Refuses a proposed dispatch with a ground, signed like an approval. Its author reads the ground; with `block` nothing
 * more of his is taken at this desk until somebody lifts it (T20).
 */
export async function refuseRelease(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  refusal: { readonly ground: RefusalGround; readonly signed: Act | null; readonly block: boolean },
): Promise<Result<Standing>> {
  const found = await oursFor(parts, officer, id);
  if (!found.ok) return found;
  const bound = await boundAct(parts, officer, found.value, refusal.signed ?? {}, "refuse");
  if (!bound.ok) return bound;
  const { at } = bound.value.approval;
  const { ground, block } = refusal;
  const act = block ? "refuse_and_block" : "refuse";
  const mark = await actMark(parts, { act, dispatch: id, officer: officer.id, word: ground });
  const change = { state: "refused", ground, release_at: null };
  const step = changeDispatch(id, { states: ["proposed"], version: found.value.version }, change, at);
  const { author, fromDesk: desk } = found.value;
  const blocked = block && author !== null ? [insertBlock({ author, desk, by: officer.id, at })] : [];
  const steps = [stillInService(officer.id), step, mark.step, ...blocked];
  const committed = await parts.store.commit({ appends: [mark.append], steps });
  return committed.committed ? done(standingOf(found.value, "refused")) : no("changed_meanwhile");
}

/** Refusals that an attacker meets and an honest officer hardly ever: they go on the record (T18). */
const RECORDED: readonly ProblemCode[] = [
  "author_is_approver",
  "same_person",
  "role_not_held",
  "device_needed",
  "device_refused",
  "approval_stale",
];

/** The proposal, and the act that binds it; what was refused as forged is recorded, whatever else was right. */
async function boundAct(
  parts: ExchangeParts,
  officer: Officer,
  dispatch: DispatchRecord,
  act: Partial<Act>,
  action: ApprovalChallenge["action"],
): Promise<Result<{ readonly proposal: Proposal; readonly approval: ApprovalRecord }>> {
  const at = parts.clock.now();
  const proposal = await proposalFor(parts, officer, dispatch, at);
  const signed = proposal.ok ? await signedAct(parts, officer, proposal.value, act, action, at) : proposal;
  if (proposal.ok && signed.ok) return done({ proposal: proposal.value, approval: signed.value });
  if (!signed.ok && RECORDED.includes(signed.refusal.problem)) {
    const digest = sha256(new TextEncoder().encode(JSON.stringify({ officer: officer.id, action, act })));
    await recordRejection(parts, { door: "user", code: signed.refusal.problem, where: dispatch.id, digest });
  }
  return signed.ok ? no("record_broken") : signed;
}

/** A proposal that this officer may decide on now, under a role of his; refused else. */
export async function proposalFor(
  parts: ExchangeParts,
  officer: Officer,
  record: DispatchRecord,
  at: number,
): Promise<Result<Proposal>> {
  if (record.state !== "proposed")
    return no("state_conflict", { detail: `it is ${record.state}, not proposed` });
  if (record.author === officer.id) return no("author_is_approver");
  const proposal = await loadProposal(parts, record, at);
  if (!proposal.ok) return proposal;
  if (await inDoubt(parts, proposal.value.matter.author, proposal.value.plan.madeAt)) {
    await withdrawProposal(parts, record, "author_revoked");
    return no("approval_stale", { detail: "its author was revoked: it is a draft again" });
  }
  if (proposal.value.judged.decision.outcome === "forbid") {
    await withdrawProposal(parts, record, "gate_forbids");
    return no("approval_stale", { detail: "the law gate forbids it now: it is a draft again" });
  }
  if (proposal.value.approvals.some((approval) => approval.officer === officer.id)) return no("same_person");
  const { openRoles: open } = proposal.value;
  const held = open.some((role) => officer.approvalRoles.some((mine) => mine === role));
  return held ? proposal : no("role_not_held", { detail: `open: ${open.join(", ")}` });
}

/** The signature must stand over the challenge of this moment, not over one the client made up. */
async function signedAct(
  parts: ExchangeParts,
  officer: Officer,
  proposal: Proposal,
  act: Partial<Act>,
  action: ApprovalChallenge["action"],
  at: number,
): Promise<Result<ApprovalRecord>> {
  const { challenge, device, signature } = act;
  if (challenge === undefined || device === undefined || signature === undefined) return no("device_needed");
  const role = proposal.openRoles.find((open) => open === challenge.role);
  if (role === undefined || !officer.approvalRoles.some((mine) => mine === role)) return no("role_not_held");
  const expected = challengeFor(parts, proposal, role, action, challenge.expires_at);
  if (approvalText(expected) !== approvalText(challenge)) return no("approval_stale");
  const expiresAt = Date.parse(challenge.expires_at);
  if (!(expiresAt > at && expiresAt <= at + APPROVAL_LIFE))
    return no("approval_stale", { detail: "the challenge has expired" });
  const approval = {
    officer: officer.id,
    role,
    device,
    at,
    expiresAt,
    bodyDigest: proposal.bodyDigest,
    challenge: approvalText(challenge),
    signature: Uint8Array.from(Buffer.from(signature, "base64")),
  };
  return (await approvalStands(parts.people, approval)) ? done(approval) : no("device_refused");
}

async function record(
  parts: ExchangeParts,
  dispatch: DispatchRecord,
  proposal: Proposal,
  approval: ApprovalRecord,
): Promise<Result<Standing>> {
  const { at } = approval;
  const approvals = [...proposal.matter.approvals, { officer: approval.officer, role: approval.role, at }];
  const { decision } = judge({ ...proposal.matter, approvals }, parts.treaty, parts.packs(), at);
  const complete =
    decision.outcome !== "forbid" && openRoles(decision, approvals, parts.treaty.us.party).length === 0;
  const state = complete ? "approved" : "proposed";
  const hold = parts.treaty.hold(gateUrgency(proposal.matter.reading.urgency.class));
  const leaf = domesticLeaf(ENTRY_KIND.approval, parts.random(32), {
    ...approval,
    signature: "",
    dispatch: dispatch.id,
  });
  const seal = (place: string, plain: Uint8Array) => proposal.opened.key.seal(place, plain);
  const id = timeOrderedId(at, parts.random(10));
  const step = insertApproval(seal, id, dispatch.id, approval, leaf, 0);
  const change = changeDispatch(
    dispatch.id,
    { states: ["proposed"], version: dispatch.version },
    { state, release_at: complete ? at + hold : null, ground: null },
    at,
  );
  const steps = [stillInService(approval.officer), change, step];
  const committed = await parts.store.commit({ appends: [leaf.append], steps });
  return committed.committed ? done(standingOf(dispatch, state)) : no("changed_meanwhile");
}
