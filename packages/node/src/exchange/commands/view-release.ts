import { done, KINDS, no, type ReleaseView, type Result } from "@entente/contract";
import { hexOf } from "@entente/protocol";
import { gateUrgency } from "@entente/words";
import { may, type Officer } from "../../people/door.ts";
import { oursFor } from "../access.ts";
import { heldFact } from "../compile.ts";
import type { Matter } from "../facts.ts";
import type { ExchangeParts } from "../parts.ts";
import { addressOf, approvalView, decisionView, withheldView } from "../present.ts";
import { challengeFor, loadProposal, rolesFor } from "../proposal.ts";
import { recordRead } from "../read-mark.ts";
import { historyWith } from "../store.ts";

/** What a desk of the partner's answers for: its record of these is shown to who releases to it. */
const ANSWERED = KINDS.filter(({ asks }) => asks?.clock === "answer").map(({ kind }) => kind);

/** How long a signature over a challenge may be used: an approval is for now, not for later (T18). */
export const APPROVAL_LIFE = 10 * 60_000;

/** "What they will see": the exact bytes, and one challenge for each open role the officer may fill. */
export async function viewRelease(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
): Promise<Result<ReleaseView>> {
  const found = await oursFor(parts, officer, id);
  if (!found.ok) return found;
  const { record, at } = { record: found.value, at: parts.clock.now() };
  if (record.sealed.body === null)
    return no("state_conflict", { detail: `it is ${record.state}: nothing was proposed` });
  const proposal = await loadProposal(parts, record, at);
  if (!proposal.ok) return proposal;
  await recordRead(parts, officer, id, "release");
  const { judged, approvals, body, bodyDigest, plan, openRoles } = proposal.value;
  const roles =
    record.state === "proposed" && may(officer, "release") ? rolesFor(officer, proposal.value) : [];
  const expires = new Date(at + APPROVAL_LIFE).toISOString();
  return done({
    id,
    thread: record.thread,
    kind: record.kind,
    state: record.state,
    author: record.author ?? "",
    to: addressOf(parts.treaty, record.toParty, record.toDesk),
    ours: oursOf(proposal.value.matter),
    hold_seconds: Math.round(
      parts.treaty.hold(gateUrgency(proposal.value.matter.reading.urgency.class)) / 1000,
    ),
    history: await historyWith(parts.store, record.toDesk, ANSWERED),
    body_base64: Buffer.from(body).toString("base64"),
    body_sha256: hexOf(bodyDigest),
    withheld: withheldView(plan.withheld),
    decision: decisionView(record.decision ?? "", "submit", at, judged.decision),
    approvals: approvals.map(approvalView),
    open_roles: [...openRoles],
    challenges: roles.map((role) => challengeFor(parts, proposal.value, role, "release", expires)),
  });
}

/** What our side says before anything is withheld: composed as the bytes were, so that both can be compared. */
function oursOf({ reading, records, fromDesk }: Matter): ReleaseView["ours"] {
  const held = records.map((record) => (record === null ? null : heldFact(record)));
  const author = { state: fromDesk.party, agency: fromDesk.agency };
  return { title: reading.title, marking: reading.marking, content: reading.compose(held, author) };
}
