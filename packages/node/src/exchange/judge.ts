import { type CombinedDecision, combine, decide, type Facts, type Packs } from "@entente/policy";
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

/** What of a decision must not change between approval and release. */
export function sameGate(a: CombinedDecision, b: CombinedDecision): boolean {
  return digestOf(a) === digestOf(b);
}

function digestOf({ outcome, conditions, strip, packs, parts }: CombinedDecision): string {
  const strips = parts.map((part) => [...part.strip].sort());
  return JSON.stringify([
    outcome,
    [...conditions].sort(),
    [...strip].sort(),
    packs.map((pack) => pack.sha256),
    strips,
  ]);
}
