import type { EnrolContext } from "./commands/enrol-officer.ts";
import { lastSeen, officerSeen } from "./store.ts";

/** Nobody who works here stays away so long; a sign-in that nobody uses is one that nobody misses when it is stolen. */
const DORMANT_MS = 90 * 86_400_000;
/** How exactly "last seen" is kept: a write for every request would cost more than the request. */
const TOUCH_MS = 3_600_000;

/** After how many milliseconds without a sign-in an officer is closed for it. */
export function dormantAfter({ dormantMs }: Pick<EnrolContext, "dormantMs">): number {
  return dormantMs ?? DORMANT_MS;
}

/**
 * Whether an officer may still sign in: he did so lately, or two operators opened him again.
 * @param touch whether this is he himself; a program that asks in his name does not keep him awake
 */
export async function isAwake(context: EnrolContext, officer: string, touch: boolean): Promise<boolean> {
  const seen = await lastSeen(context.store, officer);
  const at = context.clock();
  if (seen === null || at - seen > dormantAfter(context)) return false;
  if (touch && at - seen > TOUCH_MS) await context.store.commit({ steps: [officerSeen(officer, at)] });
  return true;
}

/** The same of a record, as of now. */
export function isDormant(
  context: Pick<EnrolContext, "clock" | "dormantMs">,
  record: { readonly seenAt: number | null; readonly enrolledAt: number },
): boolean {
  return context.clock() - (record.seenAt ?? record.enrolledAt) > dormantAfter(context);
}
