import { alarmsStanding, clearedAlarm, raisedAlarm, type StandingAlarm } from "./alarm-store.ts";
import { actMark, saidMark } from "./domestic.ts";
import type { ExchangeParts } from "./parts.ts";

/** Everything that people must look at. A code is never reused for another meaning. */
export const ALARM_CODES = [
  "equivocation", // the partner's log has two histories; the evidence is kept
  "rolled_back", // the partner has witnessed more of our log than we hold: an older copy was put back
  "mirror_differs", // the partner's entries do not make the tree he signed
  "row_damaged", // a stored row was changed outside the node: it is served to nobody, a restore brings it back
  "keys_untold", // keys of ours changed, and the partner has not acknowledged it yet
  "keys_refused", // the partner refuses our key statement: he holds us for another
  "agreement_refused", // the partner refuses a version of the agreement that stands on our log
  "state_untold", // the partner has not acknowledged what we say of the relation's state
  "state_refused", // the partner refuses what we say of the relation's state
  "state_unconfirmed", // two operators have suspended, and the root has not said so in 72 hours
  "unwitnessed", // our log has waited for the partner's cosignature longer than the agreement says
  "life_threat_unacknowledged", // it was put before everybody of its desk, and is in nobody's hands
  "end_unconfirmed", // one person ended something at once, and no second has said for 72 hours that it was right
] as const;
export type AlarmCode = (typeof ALARM_CODES)[number];

type Parts = Pick<ExchangeParts, "store" | "clock" | "random">;

/** Raises an alarm, on the domestic log too; one that stands already is left as it is. Whether it is new. */
export async function raiseAlarm(parts: Parts, code: AlarmCode, detail: string): Promise<boolean> {
  const mark = await actMark(parts, { act: "alarm_raised", dispatch: "", officer: null, word: code });
  const step = raisedAlarm({ code, detail, since: parts.clock.now() });
  return (await parts.store.commit({ appends: [mark.append], steps: [step, mark.step] })).committed;
}

/** Clears an alarm whose cause is gone, or that somebody has looked into. Whether it stood. */
export async function clearAlarm(
  parts: Parts,
  code: AlarmCode,
  by: { readonly officer: string | null; readonly word: string } = { officer: null, word: "" },
): Promise<boolean> {
  const act = { act: "alarm_cleared", dispatch: "", officer: by.officer };
  const mark =
    by.word === ""
      ? await actMark(parts, { ...act, word: code })
      : await saidMark(parts, { ...act, word: `${code}: ${by.word}` }, null);
  const step = clearedAlarm(code, parts.clock.now());
  return (await parts.store.commit({ appends: [mark.append], steps: [step, mark.step] })).committed;
}

/** The alarms that stand. */
export async function standingAlarms(parts: Pick<ExchangeParts, "store">): Promise<readonly StandingAlarm[]> {
  return alarmsStanding(parts.store);
}
