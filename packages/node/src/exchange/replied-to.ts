import { type DraftReading, done, type KindDeclaration, no, type Result, targets } from "@entente/contract";
import type { Officer } from "../people/door.ts";
import { dispatchFor } from "./access.ts";
import type { ExchangeParts } from "./parts.ts";
import type { DispatchRecord } from "./record.ts";

/** What of the partner's may be replied to, and what of ours: that has left. */
const STANDING: Readonly<Record<DispatchRecord["direction"], readonly string[]>> = {
  theirs: ["filed", "assigned", "answered"],
  ours: ["queued", "sent", "stored", "opened", "answered", "refused"],
};

/**
 * The dispatch that a draft of this kind replies to; null where it begins a thread. Refused where the kind's own rule
 * does not have it (`ReplyRule`).
 */
export async function repliedTo(
  parts: ExchangeParts,
  officer: Officer,
  { kind, reply }: Pick<KindDeclaration, "kind" | "reply">,
  replyTo: string | null,
): Promise<Result<DispatchRecord | null>> {
  if (replyTo === null) return reply.need === "required" ? no("nothing_to_answer") : done(null);
  if (reply.need === "none")
    return no("malformed", { faults: [{ code: "answers_nothing", where: "/reply_to" }] });
  const found = await dispatchFor(parts, officer, replyTo);
  if (!found.ok) return found.refusal.problem === "not_found" ? no("nothing_to_answer") : found;
  const { direction, kind: of, state } = found.value;
  if (!targets(reply[direction], of))
    return no("nothing_to_answer", { detail: `${kind}: replies to no ${of} of ${direction}` });
  return STANDING[direction].includes(state)
    ? found
    : no("state_conflict", { detail: `a dispatch that is ${state} is not replied to` });
}

/** The desks of a reply, the other way round where it answers; null where it begins a thread. */
export function replyDesks(
  target: DispatchRecord | null,
): { readonly from: string; readonly to: string } | null {
  if (target === null) return null;
  const { fromDesk, toDesk } = target;
  return target.direction === "theirs" ? { from: toDesk, to: fromDesk } : { from: fromDesk, to: toDesk };
}

/** A reply takes its address from what it replies to, anything else has one of its own. */
export function addressFaults(reading: DraftReading, target: DispatchRecord | null) {
  const own = { to: reading.to, area: reading.area, purpose: reading.purpose };
  return Object.entries(own)
    .filter(([, value]) => (value === null) === (target === null))
    .map(([name]) => ({ code: target === null ? "missing_field" : "address_fixed", where: `/${name}` }));
}
