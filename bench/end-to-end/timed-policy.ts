// Stands between the exchange and the law gate while a benchmark runs (`policy-hook.ts` puts it there): the gate's own
// functions, with the CPU time of each decision counted.

import { decide as decideItself, type Facts, type Packs } from "@entente/policy";

export { type CombinedDecision, citesApart, combine } from "@entente/policy";

const spent = { decisions: 0, cpuMicroseconds: 0 };

export function decide(packs: Packs, facts: Facts): ReturnType<typeof decideItself> {
  const from = process.threadCpuUsage();
  const decision = decideItself(packs, facts);
  const { user, system } = process.threadCpuUsage(from);
  spent.decisions += 1;
  spent.cpuMicroseconds += user + system;
  return decision;
}

/** All since the process started. */
export function spentDeciding(): { readonly decisions: number; readonly cpuMicroseconds: number } {
  return { ...spent };
}
