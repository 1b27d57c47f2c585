import { clearAlarm, raiseAlarm } from "../alarms.ts";
import { actMark } from "../domestic.ts";
import type { ExchangeParts } from "../parts.ts";
import { dispatchById } from "../store.ts";
import {
  begun,
  type Escalation,
  ended,
  overdue,
  STEPS,
  settled,
  stepped,
  toldAgain,
  unanswered,
  unseen,
} from "./escalation-store.ts";

/** How long each step waits for somebody, milliseconds, where the node does not say otherwise. */
const WAIT = 600_000;
const AT_ONCE = 64;
const EVERYBODY = STEPS.length - 1;

/** How long a step waits, milliseconds. */
export function waitOf({ escalateAfter }: Pick<ExchangeParts, "escalateAfter">): number {
  return escalateAfter?.() ?? WAIT;
}

/**
 * One look over the urgent arrivals that are in nobody's hands: a new one is put before whoever is on duty, one that was
 * not acknowledged in time before the next. Everything it knows is in the rows, so that a restart forgets nothing; each
 * step and its leaf are one commit, so that none is taken twice.
 */
export async function escalate(parts: ExchangeParts): Promise<void> {
  const { store, clock } = parts;
  for (const one of await settled(store, AT_ONCE)) {
    const record = await dispatchById(store, one.dispatch);
    await store.commit({
      steps: [ended(one.dispatch, record?.assignee ?? record?.state ?? "", clock.now())],
    });
  }
  for (const { dispatch, desk } of await unseen(store, AT_ONCE))
    await take(parts, null, { dispatch, desk }, 0);
  for (const one of await overdue(store, clock.now(), waitOf(parts), AT_ONCE))
    await take(parts, one, one, one.step + 1);
  const detail = "a life-threat arrival is acknowledged by nobody: see `entente rota show`";
  if (await unanswered(store)) await raiseAlarm(parts, "life_threat_unacknowledged", detail);
  else await clearAlarm(parts, "life_threat_unacknowledged");
}

/** Puts it before the people of a step, or of the first later one that has any; everybody is last, even where nobody is. */
async function take(
  parts: ExchangeParts,
  before: Escalation | null,
  { dispatch, desk }: Pick<Escalation, "dispatch" | "desk">,
  wanted: number,
): Promise<void> {
  const { step, people } = await peopleFrom(parts, desk, wanted);
  const at = parts.clock.now();
  const next = { dispatch, desk, step, shownTo: people, at, dueAt: at + waitOf(parts), endedAt: null };
  const word = `${STEPS[step] ?? ""}: ${people.join(", ")}`;
  const mark = await actMark(parts, { act: "put_before", dispatch, officer: null, word });
  await parts.store.commit({
    appends: [mark.append],
    steps: [before === null ? begun(next) : stepped(before, next), toldAgain(dispatch, at), mark.step],
  });
}

async function peopleFrom({ people: { rota } }: ExchangeParts, desk: string, wanted: number) {
  const { officer, deputies } = await rota.onDuty(desk);
  const by = [officer === null ? [] : [officer], deputies.slice(0, 1), await rota.everybody(desk)];
  const step = by.findIndex((some, nth) => nth >= wanted && some.length > 0);
  const at = step < 0 ? EVERYBODY : step;
  return { step: at, people: by[at] ?? [] };
}
