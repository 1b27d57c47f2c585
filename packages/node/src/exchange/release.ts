import { approvalText } from "@entente/contract";
import { ENTRY_KIND } from "@entente/ledger";
import { sameBytes } from "@entente/protocol";
import { timeOrderedId } from "@entente/words";
import { type ItemKey, VaultFault } from "../store/door.ts";
import { approvalStands } from "./approval.ts";
import { compileBody } from "./compile.ts";
import { actMark } from "./domestic.ts";
import type { Matter } from "./facts.ts";
import { decisionApart, type Judged } from "./judge.ts";
import { domesticLeaf } from "./leaves.ts";
import { insertDecision } from "./log-store.ts";
import type { ExchangeParts } from "./parts.ts";
import { challengeFor, loadProposal, type Proposal, sha256 } from "./proposal.ts";
import type { ApprovalRecord, DispatchRecord } from "./record.ts";
import { redactionPlan } from "./redaction.ts";
import { crosses } from "./relation-state/suspended.ts";
import { changeDispatch } from "./store.ts";

/** Known in this file alone: `private` stops the compiler, this stops a cast or Reflect at run time. */
const MAKER = Symbol("decideAgain");

/**
 * A dispatch that may leave at this very moment (stage 6). It lives inside one call: no row, no message and no
 * cast makes one, since only `decideAgain` can fill the private field.
 */
export class Releasable {
  readonly #content: ReleasableContent;
  private constructor(maker: symbol, content: ReleasableContent) {
    if (maker !== MAKER) throw new TypeError("only decideAgain makes what may leave");
    this.#content = content;
  }

  /** What may leave; throws TypeError for anything `decideAgain` did not make. */
  static contentOf(value: Releasable): ReleasableContent {
    if (!(#content in value)) throw new TypeError("not releasable");
    return value.#content;
  }

  /** @internal the one way in */
  static #make(content: ReleasableContent): Releasable {
    return new Releasable(MAKER, content);
  }

  /** Decides again under the packs of this moment and compares everything an approver bound. */
  static async decideAgain(
    parts: ExchangeParts,
    record: DispatchRecord,
    at: number,
  ): Promise<Releasable | SentBack> {
    const proposal = await openProposal(parts, record, at);
    if ("reason" in proposal) return proposal;
    const reason = await differenceOf(parts, proposal);
    if (reason !== null) return { reason, judged: proposal.judged, key: proposal.opened.key };
    const { body, bodyDigest, approvals, judged, matter, opened, plan } = proposal;
    const bound = { body, bodyDigest, approvals, judged, matter, madeAt: plan.madeAt };
    return Releasable.#make({ record, key: opened.key, ...bound });
  }
}

interface ReleasableContent {
  readonly record: DispatchRecord;
  readonly key: ItemKey;
  readonly body: Uint8Array;
  readonly bodyDigest: Uint8Array;
  readonly approvals: readonly ApprovalRecord[];
  readonly judged: Judged;
  readonly matter: Matter;
  /** when the bytes were fixed, Unix milliseconds */
  readonly madeAt: number;
}

/** Why an approved dispatch went back to its author (design §4, stage 6). */
export const SENT_BACK = [
  "record_broken",
  "area_suspended",
  "agreement_expired",
  "gate_forbids",
  "author_revoked", // written when its author was not to be trusted any more
  "approver_left", // approved by somebody who has left since: proposed again, another may approve it
  "approval_missing",
  "approval_invalid",
  "approval_stale",
  "bytes_changed",
] as const;

/** Back to stage 3, with the reason and the decision of this moment where one could be made. */
export interface SentBack {
  readonly reason: (typeof SENT_BACK)[number];
  readonly judged: Judged | null;
  readonly key: ItemKey | null;
}

async function openProposal(
  parts: ExchangeParts,
  record: DispatchRecord,
  at: number,
): Promise<Proposal | SentBack> {
  try {
    const proposal = await loadProposal(parts, record, at);
    return proposal.ok ? proposal.value : { reason: "record_broken", judged: null, key: null };
  } catch (fault) {
    // Bytes changed on disk: an administrator of our own node is an adversary too (A3).
    if (fault instanceof VaultFault || fault instanceof TypeError)
      return { reason: "record_broken", judged: null, key: null };
    throw fault;
  }
}

/** The first thing that is not as it was approved; null when all is. */
async function differenceOf(parts: ExchangeParts, proposal: Proposal): Promise<SentBack["reason"] | null> {
  const { judged, matter, openRoles, approvals, plan } = proposal;
  if (!parts.treaty.inForce(parts.clock.now())) return "agreement_expired";
  if (!crosses(parts.treaty, { ...proposal.opened.record, area: matter.area })) return "area_suspended";
  if (judged.decision.outcome === "forbid") return "gate_forbids";
  if (await inDoubt(parts, matter.author, plan.madeAt)) return "author_revoked";
  if (openRoles.length > 0) return proposal.struck.length > 0 ? "approver_left" : "approval_missing";
  if (new Set(approvals.map((approval) => approval.officer)).size !== approvals.length)
    return "approval_invalid";
  for (const approval of approvals) {
    if (approval.officer === matter.author || !(await approvalStands(parts.people, approval)))
      return "approval_invalid";
    if (!expectedChallenges(parts, proposal, approval).includes(approval.challenge)) return "approval_stale";
  }
  return sameBytes(sha256(recompiled(parts, proposal)), proposal.bodyDigest) ? null : "bytes_changed";
}

/** Whether an officer was revoked back to before a moment at which he did something (T15). */
export async function inDoubt(parts: ExchangeParts, officer: string, at: number): Promise<boolean> {
  const { suspectSince } = await parts.people.service(officer);
  return suspectSince !== null && at >= suspectSince;
}

/**
 * What an approver may have signed. Under a version that was superseded since, his approval stands where the newest law
 * gives the same bytes and asks for nobody else: all of that was decided again before this is asked.
 */
function expectedChallenges(
  parts: ExchangeParts,
  proposal: Proposal,
  { expiresAt, role }: ApprovalRecord,
): readonly string[] {
  const expires = new Date(expiresAt).toISOString();
  const { treaty, clock } = parts;
  return treaty
    .taken(clock.now())
    .map((agreement) => approvalText(challengeFor(parts, proposal, role, "release", expires, agreement)));
}

/** The bytes made anew from draft, records and the decision of this moment. */
function recompiled(parts: ExchangeParts, proposal: Proposal): Uint8Array {
  const { opened, matter, judged, plan } = proposal;
  const { id, thread, replyTo } = opened.record;
  const categories = judged.facts.map((facts) => facts.categories);
  const { forPartner, forPlan } = decisionApart(judged.decision, parts.packs());
  const { withheld } = redactionPlan(matter.reading.parts, categories, forPlan);
  return compileBody(
    { id, thread, replyTo, madeAt: plan.madeAt },
    matter,
    forPartner,
    withheld,
    parts.treaty,
  );
}

/** Puts a dispatch that may not leave back into its author's hands, or its approvers'; the reason stands on it. */
export async function sendBack(
  parts: ExchangeParts,
  record: DispatchRecord,
  back: SentBack,
  at: number,
): Promise<void> {
  const mark = await actMark(parts, {
    act: "sent_back",
    dispatch: record.id,
    officer: null,
    word: back.reason,
  });
  const change = backWith(back.reason);
  const step = changeDispatch(record.id, { states: ["approved"], version: record.version }, change, at);
  const decided =
    back.judged === null || back.key === null ? null : decisionStep(parts, record, back.judged, back.key, at);
  await parts.store.commit({
    appends: [mark.append, ...(decided === null ? [] : [decided.leaf.append])],
    steps: [step, mark.step, ...(decided === null ? [] : [decided.step])],
  });
}

/** A row that cannot be read any more goes back as it stands, with the reason on it. */
export async function setAside(parts: ExchangeParts, id: string, at: number): Promise<void> {
  const mark = await actMark(parts, { act: "sent_back", dispatch: id, officer: null, word: "record_broken" });
  const step = changeDispatch(id, { states: ["approved"] }, backWith("record_broken"), at);
  await parts.store.commit({ appends: [mark.append], steps: [step, mark.step] });
}

/** A proposal that the gate has come to forbid is its author's again: he reads why and may submit anew. */
export async function withdrawProposal(
  parts: ExchangeParts,
  record: DispatchRecord,
  reason: SentBack["reason"],
): Promise<void> {
  const mark = await actMark(parts, { act: "sent_back", dispatch: record.id, officer: null, word: reason });
  const from = { states: ["proposed"], version: record.version };
  const step = changeDispatch(record.id, from, backWith(reason), parts.clock.now());
  await parts.store.commit({ appends: [mark.append], steps: [step, mark.step] });
}

/**
 * A draft again: the fixed bytes are dropped, and with them every approval. Where only an approver is gone the bytes are
 * as good as they were, and wait for another's approval.
 */
function backWith(reason: SentBack["reason"]) {
  if (reason === "approver_left") return { state: "proposed", release_at: null, ground: reason };
  return { state: "draft", release_at: null, sealed_body: null, sealed_plan: null, ground: reason };
}

/** The step and leaf that keep the decision made at release; it is the second append of its commit. */
export function decisionStep(
  parts: ExchangeParts,
  record: DispatchRecord,
  judged: Judged,
  key: ItemKey,
  at: number,
) {
  const id = timeOrderedId(at, parts.random(10));
  const leaf = domesticLeaf(ENTRY_KIND.decision, parts.random(32), { id, dispatch: record.id, judged });
  const seal = (place: string, plain: Uint8Array) => key.seal(place, plain);
  return {
    leaf,
    step: insertDecision(seal, { id, dispatch: record.id, stage: "release", at, judged, leaf }, 1),
  };
}
