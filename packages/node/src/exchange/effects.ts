import { type Effect, type KindDeclaration, kindNamed, readDispatchBody, targets } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import type { Step, Store } from "../store/door.ts";
import { changedBy, extendDue, recalledThere, repliesBefore } from "./effects-store.ts";
import type { ExchangeParts } from "./parts.ts";
import { type DispatchRecord, placeOf } from "./record.ts";
import { answeredSteps, dispatchById, type NewDispatch } from "./store.ts";

/** What these bytes say they do to the dispatch they reply to; nothing where they do not read. */
export function effectsOf(body: Uint8Array, declaration: KindDeclaration): readonly Effect[] {
  const parsed = parseStrict(body);
  const read = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  return read.ok ? declaration.effects(read.value.content) : [];
}

/** What of a dispatch decides whether another may touch it. */
export type Target = Pick<DispatchRecord, "id" | "kind" | "direction">;

/**
 * The effects that a kind has on this target. A partner may say what he likes in his bytes (A4): only what both
 * declarations provide for is done, and nothing is closed by its own sender.
 * @param sender who sends the dispatch that has the effects
 */
export function effectsOn(
  target: Target,
  effects: readonly Effect[],
  declaration: Pick<KindDeclaration, "kind" | "reply">,
  sender: DispatchRecord["direction"],
): readonly Effect[] {
  const own = target.direction === sender;
  if (!targets(own ? declaration.reply.ours : declaration.reply.theirs, target.kind)) return [];
  const closedBy = kindNamed(target.kind)?.asks?.by ?? [];
  return effects.filter(({ effect }) => {
    if (OWN.includes(effect)) return own;
    return !own && (effect !== "closes" || closedBy.includes(declaration.kind));
  });
}

/**
 * The steps that do it, on either node alike.
 * @param by the dispatch that has the effects
 */
export function effectSteps(
  target: Target,
  effects: readonly Effect[],
  by: string,
  at: number,
): readonly Step[] {
  return effects.flatMap((effect) => stepsOf(target.id, effect, by, at));
}

function stepsOf(id: string, effect: Effect, by: string, at: number): readonly Step[] {
  switch (effect.effect) {
    case "closes":
      return answeredSteps(id, at);
    case "extends_due":
      return [extendDue(id, endOf(effect.until), effect.why, at)];
    case "recalls":
      return [changedBy(id, by, at), recalledThere(id, at)];
    case "corrects":
    case "narrows":
      return [changedBy(id, by, at)];
  }
}

/** Effects that only the sender of the target may have: on a dispatch of one's own. */
const OWN: readonly Effect["effect"][] = ["corrects", "narrows", "recalls"];

/** The last millisecond of a day, UTC: Unix milliseconds. */
function endOf(day: string): number {
  return Date.parse(`${day}T23:59:59.999Z`);
}

/** Whether an extension would leave its target due no later than it is: then it is none. */
export function extendsNothing(target: Pick<DispatchRecord, "dueAt">, effects: readonly Effect[]): boolean {
  return effects.some(
    (effect) =>
      effect.effect === "extends_due" && (target.dueAt === null || endOf(effect.until) <= target.dueAt),
  );
}

/** Whether a dispatch closes what it replies to by being of its kind: then it waits for nothing itself. */
export function closesByKind(target: Target | null, kind: string): boolean {
  return target !== null && (kindNamed(target.kind)?.asks?.by.includes(kind) ?? false);
}

/**
 * What an arrival replies to, as far as its sender may touch it: ours that went to the desk he writes from, or his own
 * that went from there to the desk he writes to; null for anything else.
 */
export async function targetOf(
  store: Store,
  { replyTo, from, to }: Pick<NewDispatch, "replyTo" | "from" | "to">,
): Promise<DispatchRecord | null> {
  const record = replyTo === null ? null : await dispatchById(store, replyTo);
  if (record === null) return null;
  const [asked, asker] = record.direction === "ours" ? [from, to] : [to, from];
  return record.toDesk === asked.desk && record.fromDesk === asker.desk ? record : null;
}

/**
 * What came before an arrival and replies to it: a recall may overtake what it recalls, since a gap in the stream delays
 * nothing behind it. Steps for the commit that files the arrival, behind its row.
 */
export async function earlierSteps(
  parts: Pick<ExchangeParts, "store">,
  arrival: Pick<NewDispatch, "id" | "kind" | "thread" | "direction" | "from" | "to">,
  at: number,
): Promise<readonly Step[]> {
  const ids = await repliesBefore(parts.store, arrival.thread, arrival.id);
  const steps = await Promise.all(ids.map((id) => earlierOf(parts, arrival, id, at)));
  return steps.flat();
}

async function earlierOf(
  { store }: Pick<ExchangeParts, "store">,
  arrival: Pick<NewDispatch, "id" | "kind" | "direction" | "from" | "to">,
  id: string,
  at: number,
): Promise<readonly Step[]> {
  const [reply, key] = [await dispatchById(store, id), await store.vault.key(id)];
  const declaration = reply === null ? null : kindNamed(reply.kind);
  if (reply === null || key === null || declaration === null || reply.sealed.body === null) return [];
  if (reply.fromDesk !== arrival.from.desk || reply.toDesk !== arrival.to.desk) return [];
  const effects = effectsOf(key.open(placeOf("body"), reply.sealed.body), declaration);
  return effectSteps(arrival, effectsOn(arrival, effects, declaration, "theirs"), id, at);
}
