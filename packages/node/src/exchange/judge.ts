import { type CombinedDecision, citesApart, combine, decide, type Facts, type Packs } from "@entente/policy";
import type { Treaty } from "../agreement/door.ts";
import { factsOfMatter, type Matter } from "./facts.ts";

/** A decision with the facts it rests on, part by part: enough to replay it under the law of its date. */
export interface Judged {
  readonly facts: readonly Facts[];
  readonly decision: CombinedDecision;
}

/** Asks the law gate about every part of a matter at one moment. The only place of the exchange that decides. */
export function judge(matter: Matter, treaty: Treaty, packs: Packs, at: number): Judged {
  const facts = factsOfMatter(matter, treaty, at);
  return { facts, decision: combine(facts.map((part) => decide(packs, part))) };
}

/**
 * A decision for two pairs of eyes. The body that leaves names only why it may go; a provision that keeps
 * something home would tell the partner that there is something, and what (design §6, existence).
 */
export function decisionApart(
  decision: CombinedDecision,
  packs: Packs,
): { readonly forPartner: CombinedDecision; readonly forPlan: CombinedDecision } {
  const { open, withholding } = citesApart(packs, decision.cites);
  return { forPartner: { ...decision, cites: open }, forPlan: { ...decision, cites: withholding } };
}
