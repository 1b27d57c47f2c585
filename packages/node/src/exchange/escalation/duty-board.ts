import { type DutyBoard, done, no, type Result, type UrgentItem } from "@entente/contract";
import { type Officer, stillInService } from "../../people/door.ts";
import { arrivalFor } from "../access.ts";
import { actMark } from "../domestic.ts";
import type { ExchangeParts } from "../parts.ts";
import { timeOf } from "../present.ts";
import { escalate } from "./escalate.ts";
import { type Escalation, ended, escalationOfOne, running, STEPS } from "./escalation-store.ts";

const MOST = 64;

/** Who is on duty at an officer's desks, and what urgent is in nobody's hands there. */
export async function dutyBoard(parts: ExchangeParts, officer: Officer): Promise<Result<DutyBoard>> {
  const { rota } = parts.people;
  const on_duty = await Promise.all(
    officer.desks.map(async (desk) => {
      const { officer: one, deputies } = await rota.onDuty(desk);
      return { desk, officer: one, deputies: [...deputies] };
    }),
  );
  const urgent = (await running(parts.store, MOST)).filter(({ desk }) =>
    officer.desks.some((own) => own === desk),
  );
  return done({ on_duty, shifts: [...(await rota.shifts(officer))], urgent: urgent.map(itemOf) });
}

/**
 * An officer says that an urgent arrival is in his hands. He must see it himself; it stays in nobody's name, so that
 * whoever works on it may still be given it.
 */
export async function acknowledge(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
): Promise<Result<UrgentItem>> {
  const found = await arrivalFor(parts, officer, id);
  if (!found.ok) return found;
  if ((await escalationOfOne(parts.store, id)) === null) await escalate(parts);
  const open = await escalationOfOne(parts.store, id);
  if (open === null || open.endedAt !== null)
    return no("state_conflict", { detail: "nothing urgent of it waits for anybody" });
  const at = parts.clock.now();
  const mark = await actMark(parts, { act: "acknowledge", dispatch: id, officer: officer.id, word: "" });
  const committed = await parts.store.commit({
    appends: [mark.append],
    steps: [stillInService(officer.id), ended(id, officer.id, at), mark.step],
  });
  if (!committed.committed) return no("changed_meanwhile");
  await escalate(parts);
  return done({ ...itemOf(open), next_at: null });
}

function itemOf({ dispatch, desk, step, shownTo, at, dueAt }: Escalation): UrgentItem {
  const last = step >= STEPS.length - 1;
  return {
    id: dispatch,
    desk,
    step: STEPS[step] ?? "everybody",
    shown_to: [...shownTo],
    since: timeOf(at) ?? "",
    next_at: last ? null : timeOf(dueAt),
  };
}
