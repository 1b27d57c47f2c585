import { done, no, type Result } from "@entente/contract";
import type { DeclineCode } from "@entente/words";
import { may, type Officer, stillInService } from "../../people/door.ts";
import { sealWords } from "../../store/door.ts";
import { arrivalFor } from "../access.ts";
import { actMark, type Marked, saidMark } from "../domestic.ts";
import { declinedEvent } from "../events.ts";
import type { ExchangeParts } from "../parts.ts";
import type { Standing } from "../port.ts";
import { standingOf } from "../present.ts";
import { placeOf } from "../record.ts";
import { type Change, changeDispatch } from "../store.ts";

/** Gives an arrival to an officer of its desk who may act on it (stage 12). */
export async function assignDispatch(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  to: string,
): Promise<Result<Standing>> {
  const found = await arrivalFor(parts, officer, id);
  if (!found.ok) return found;
  const assignee = await parts.people.officer(to);
  if (assignee === null || !assignee.desks.includes(found.value.toDesk) || !may(assignee, "contribute")) {
    return no("malformed", { faults: [{ code: "not_of_this_desk", where: "/to" }] });
  }
  const mark = await actMark(parts, { act: "assign", dispatch: id, officer: officer.id, word: to });
  return triage(parts, officer, id, { state: "assigned", assignee: to }, mark);
}

/**
 * Declines an arrival. The officer's own words stay here: they passed no gate. Its sender is told the code, with a leaf
 * in our exchange log that binds it.
 */
export async function declineDispatch(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  why: { readonly reason: string; readonly code: DeclineCode },
): Promise<Result<Standing>> {
  const found = await arrivalFor(parts, officer, id);
  if (!found.ok) return found;
  const { reason, code } = why;
  // Behind the leaf of the act.
  const event = await declinedEvent(parts, found.value, code, { leafOf: 1, at: parts.clock.now() });
  const key = await parts.store.vault.key(id);
  if (key === null) return no("state_conflict", { detail: "it was erased" });
  const mark = await saidMark(
    parts,
    { act: "decline", dispatch: id, officer: officer.id, word: reason },
    key,
  );
  const change = { state: "declined", sealed_ground: sealWords(key, placeOf("ground"), reason) };
  return triage(parts, officer, id, change, mark, event);
}

async function triage(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  change: Change & { readonly state: string },
  mark: Marked,
  event: Marked | null = null,
): Promise<Result<Standing>> {
  const found = await arrivalFor(parts, officer, id);
  if (!found.ok) return found;
  const at = parts.clock.now();
  const step = changeDispatch(id, { states: ["filed", "assigned"] }, change, at);
  const committed = await parts.store.commit({
    appends: [mark.append, ...(event === null ? [] : [event.append])],
    steps: [stillInService(officer.id), step, mark.step, ...(event === null ? [] : [event.step])],
  });
  if (committed.committed) return done(standingOf(found.value, change.state));
  return no("state_conflict", { detail: `it is ${found.value.state}` });
}
