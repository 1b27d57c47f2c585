import type { Count, Listener, Report } from "../campaign.ts";
import { playSeed } from "./seed.ts";
import { openTemplate } from "./template.ts";

/** One seed in so many is played twice: the same seed must tell the same story, byte for byte. */
const TWICE_EVERY = 25;

/**
 * Deterministic simulation: the shipped exchange, ledger, policy and store code of two nodes on real SQLite files, with
 * clock, network, randomness and disk handed in through the ports the product itself uses. Seeds `seed` … `seed + n − 1`.
 */
export async function simulate(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const template = await openTemplate(2);
  const counts: Record<"simulated" | "same story twice", Count> = {
    simulated: { tried: 0, held: 0, broken: 0 },
    "same story twice": { tried: 0, held: 0, broken: 0 },
  };
  const seeds: number[] = [];
  const count = (kind: keyof typeof counts, one: number, why: string) => {
    counts[kind].tried += 1;
    if (why === "") counts[kind].held += 1;
    else {
      counts[kind].broken += 1;
      seeds.push(one);
      listener.broke?.(one, kind, why);
    }
  };
  try {
    for (let one = seed; one < seed + n; one += 1) {
      const played = await playSeed(template, one).catch((fault: unknown) => ({
        why: String(fault),
        events: [],
      }));
      count("simulated", one, played.why);
      if (one % TWICE_EVERY === 0) {
        const again = await playSeed(template, one).catch(() => ({ events: ["fault"] }));
        const same = again.events.join("\n") === played.events.join("\n");
        count("same story twice", one, same ? "" : firstDifference(played.events, again.events));
      }
      listener.progress?.(counts.simulated.tried, n, seeds.length);
    }
  } finally {
    await template.remove();
  }
  const { simulated, "same story twice": twice } = counts;
  return {
    name: "simulate",
    tried: simulated.tried + twice.tried,
    held: simulated.held + twice.held,
    broken: simulated.broken + twice.broken,
    seeds,
    by_kind: counts,
  };
}

function firstDifference(a: readonly string[], b: readonly string[]): string {
  const at = a.findIndex((line, nth) => line !== b[nth]);
  return `line ${at}: "${a[at]}" against "${b[at]}"`;
}
