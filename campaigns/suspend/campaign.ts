import type { Listener, Report } from "../campaign.ts";
import { openTemplate } from "../simulate/template.ts";
import { Tallies } from "../tallies.ts";
import { playSuspensions } from "./seed.ts";

/**
 * Random orders of suspending, winding down and resuming on both sides, in the whole and in one area, by the root and in
 * emergencies, with loss, repeats, cut lines, kills and clocks that jump: the shipped rooms of two nodes over real SQLite
 * files. Never does a log hold what a statement before it forbids; life-threat always arrives; and what waited leaves, or
 * says why not, once both have resumed. Seeds `seed` … `seed + n − 1`.
 */
export async function suspend(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const tallies = new Tallies("suspend", listener);
  const template = await openTemplate(2);
  const sums = { states: 0, requests: 0, lives: 0 };
  try {
    for (let one = seed; one < seed + n; one += 1) {
      const played = await playSuspensions(template, one).catch((fault: unknown) => String(fault));
      if (typeof played === "string") tallies.count(one, "played", played);
      else {
        for (const [kind, why] of Object.entries(played.verdicts)) tallies.count(one, kind, why);
        sums.states += played.states;
        sums.requests += played.requests;
        sums.lives += played.lives;
      }
      listener.progress?.(one - seed + 1, n, tallies.all.broken);
    }
  } finally {
    await template.remove();
  }
  process.stderr.write(
    `suspend: ${sums.states} statements in force, ${sums.requests} requests and ${sums.lives} life-threat approved\n`,
  );
  return tallies.report();
}
