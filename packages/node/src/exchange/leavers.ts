import { type Leaver, recordSwept } from "../people/door.ts";
import { VaultFault } from "../store/door.ts";
import { actMark } from "./domestic.ts";
import { approvedSince, inState } from "./leavers-store.ts";
import type { ExchangeParts } from "./parts.ts";
import { loadProposal, type Proposal } from "./proposal.ts";
import type { DispatchRecord } from "./record.ts";
import { inDoubt, sendBack, withdrawProposal } from "./release.ts";
import { dispatchById } from "./store.ts";

const AT_ONCE = 16;
const MOST_DISPATCHES = 1_000;

/**
 * Goes through the work of whoever left service, once, so that people see at once what the release would find out when
 * its hold ends: what he approved and what has not left is proposed again; what he wrote while he was in doubt is a draft
 * again. What he approved in doubt and what has left is marked on the domestic log, one line a dispatch, for those who
 * must now ask the partner. A node that dies in between begins again: nothing here is done twice.
 * @param relations all of a node; officers are kept in the store of the first
 */
export async function sweepLeavers(relations: readonly [ExchangeParts, ...ExchangeParts[]]): Promise<void> {
  const [{ people, store, clock }] = relations;
  for (const leaver of await people.leavers(AT_ONCE)) {
    for (const parts of relations) await sweep(parts, leaver);
    await store.commit({ steps: [recordSwept(leaver.id, clock.now())] });
  }
}

async function sweep(parts: ExchangeParts, leaver: Leaver): Promise<void> {
  for (const id of await inState(parts.store, ["approved", "proposed"], MOST_DISPATCHES))
    await lookAt(parts, leaver, id);
  const { suspectSince } = leaver;
  const gone =
    suspectSince === null ? [] : await approvedSince(parts.store, leaver.id, suspectSince, MOST_DISPATCHES);
  for (const dispatch of gone) {
    const mark = await actMark(parts, { act: "left_in_doubt", dispatch, officer: leaver.id, word: "" });
    await parts.store.commit({ appends: [mark.append], steps: [mark.step] });
  }
}

async function lookAt(parts: ExchangeParts, leaver: Leaver, id: string): Promise<void> {
  const at = parts.clock.now();
  const record = await dispatchById(parts.store, id);
  if (record === null) return;
  const proposal = await proposalOf(parts, record, at);
  if (proposal === null) return;
  const { judged, matter, plan, opened } = proposal;
  const unapproved = proposal.struck.length > 0 && proposal.openRoles.length > 0;
  const doubted = matter.author === leaver.id && (await inDoubt(parts, leaver.id, plan.madeAt));
  if (record.state === "proposed") {
    if (doubted) await withdrawProposal(parts, record, "author_revoked");
  } else if (record.state === "approved" && (doubted || unapproved)) {
    const reason = doubted ? "author_revoked" : "approver_left";
    await sendBack(parts, record, { reason, judged, key: opened.key }, at);
  }
}

/** Null for what does not read: the release sets it aside, and its reader is told. */
async function proposalOf(
  parts: ExchangeParts,
  record: DispatchRecord,
  at: number,
): Promise<Proposal | null> {
  try {
    const proposal = await loadProposal(parts, record, at);
    return proposal.ok ? proposal.value : null;
  } catch (fault) {
    if (fault instanceof VaultFault || fault instanceof TypeError) return null;
    throw fault;
  }
}
