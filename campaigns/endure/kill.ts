import type { Count, Listener, Report } from "../campaign.ts";
import { chanceOf } from "../chance.ts";
import { PARTIES, type Party } from "../nodes/terms.ts";
import { openPair, settled } from "./pair.ts";

const RESTART_MS = 5_000;
const HEALED_SECONDS = 60;
/** How many officers write at once while nodes die. */
const WRITERS = 3;

/**
 * `kill -9` of real node processes under load, at moments the seed draws. After each: the node is back within five
 * seconds. At the end: whatever a node acknowledged has arrived, once, with a receipt.
 */
export async function kill(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const chance = chanceOf(seed);
  const pair = await openPair();
  const approved = new Map<Party, string[]>(PARTIES.map((party) => [party, []]));
  const counts: Record<"kill", Count> = { kill: { tried: 0, held: 0, broken: 0 } };
  const seeds: number[] = [];
  let writing = true;
  const write = async (party: Party) => {
    while (writing) {
      // A node that dies in the middle acknowledges nothing; what it did acknowledge counts.
      const id = await pair.send(party).catch(() => null);
      if (id === null) await new Promise((done) => setTimeout(done, 50));
      else approved.get(party)?.push(id);
    }
  };
  const writers = Array.from({ length: WRITERS }, (_, nth) => write(PARTIES[nth % PARTIES.length] ?? "CA"));
  const broke = (why: string) => {
    counts.kill.broken += 1;
    seeds.push(seed);
    listener.broke?.(seed, "kill", why);
  };
  try {
    for (let nth = 0; nth < n; nth += 1) {
      await new Promise((done) => setTimeout(done, chance.between(20, 1_200)));
      counts.kill.tried += 1;
      const took = await pair.killAndStart(chance.pick(PARTIES));
      if (took <= RESTART_MS) counts.kill.held += 1;
      else broke(`a start took ${Math.round(took)} ms`);
      listener.progress?.(counts.kill.tried, n, counts.kill.broken);
    }
    writing = false;
    await Promise.all(writers);
    const wrong = await settled(pair, approved, HEALED_SECONDS);
    if (wrong !== "") {
      counts.kill.held -= 1;
      broke(wrong);
    }
  } finally {
    writing = false;
    await Promise.all(writers);
    await pair.close();
  }
  return { name: "kill", ...counts.kill, seeds, by_kind: counts };
}
