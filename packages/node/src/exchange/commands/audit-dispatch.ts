import { type DispatchView, no, type Result } from "@entente/contract";
import { type Officer, stillInService } from "../../people/door.ts";
import { dispatchFor } from "../access.ts";
import { actMark } from "../domestic.ts";
import { itemsReadSince } from "../marks-store.ts";
import { recordRead } from "../read-mark.ts";
import { type ShowingParts, wholeOf } from "./show-dispatch.ts";

/** An auditor samples (users' page A1: 25 to 50 releases a week); who reads everything is no auditor. */
const MOST_SAMPLES = 50;
const WEEK = 7 * 24 * 3_600_000;

/**
 * One dispatch for an auditor. First his reason is on the domestic log, then the read, then it is served (T11). Nothing of
 * the dispatch changes and its sender is not told that it was opened.
 */
export async function auditDispatch(
  parts: ShowingParts,
  officer: Officer,
  id: string,
  reason: string,
): Promise<Result<DispatchView>> {
  const found = await dispatchFor(parts, officer, id, "sample");
  if (!found.ok) return found;
  const since = parts.clock.now() - WEEK;
  const sampled = await itemsReadSince(parts.store, officer.id, "audit", since, MOST_SAMPLES);
  if (sampled.length >= MOST_SAMPLES && !sampled.includes(id))
    return no("not_permitted", { detail: `${MOST_SAMPLES} dispatches in seven days are a sample; no more` });
  const why = await actMark(parts, { act: "audit", dispatch: id, officer: officer.id, word: reason });
  const steps = [stillInService(officer.id), why.step];
  const committed = await parts.store.commit({ appends: [why.append], steps });
  if (!committed.committed) return no("changed_meanwhile");
  await recordRead(parts, officer, id, "audit");
  return wholeOf(parts, found.value);
}
