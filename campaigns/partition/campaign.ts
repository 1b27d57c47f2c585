import type { Listener, Report } from "../campaign.ts";
import { chanceOf } from "../chance.ts";
import { openPair, settled } from "../endure/pair.ts";
import { PARTIES, type Party } from "../nodes/terms.ts";
import { Tallies } from "../tallies.ts";
import { configureNode } from "../the-node.ts";
import { type CutLine, cutLine } from "./proxy.ts";

/** All that waited is delivered so many seconds after the line is whole again (T03, T06). */
const HEALED_SECONDS = 60;
interface Options {
  readonly n: number;
  readonly seed: number;
}

const KINDS = ["both ways", "one way", "silent both ways", "silent one way"] as const;

/** Behind a gateway there is one line. */
const GATEWAY_KINDS = ["cut", "silent"] as const;

/** Real nodes, a real line that is cut while officers write: nothing lost, nothing twice, all there soon after. */
export function partition(options: Options, listener: Listener = {}): Promise<Report> {
  return cutAndMend("partition", options, listener);
}

/**
 * The same where India's node cannot be called: its door is shut from the first moment on, it calls out and collects
 * what Canada's has for it. Everything else is as in `partition`.
 */
export function pull(options: Options, listener: Listener = {}): Promise<Report> {
  return cutAndMend("pull", options, listener);
}

async function cutAndMend(
  name: "partition" | "pull",
  { n, seed }: Options,
  listener: Listener,
): Promise<Report> {
  const tallies = new Tallies(name, listener);
  const kinds = name === "pull" ? GATEWAY_KINDS : KINDS;
  const ports = new Map<Party, number>();
  const lines = new Map<Party, CutLine>();
  for (const party of PARTIES) lines.set(party, await cutLine(() => ports.get(party) ?? 0));
  const lineTo = (party: Party) => {
    const line = lines.get(party);
    if (line === undefined) throw new Error("there is a line to each");
    return line;
  };
  const pair = await openPair(async (nodes) => {
    for (const node of nodes) {
      const other: Party = node.party === "CA" ? "IN" : "CA";
      ports.set(node.party, Number(new URL(node.peerUrl).port));
      const url = `https://localhost:${lineTo(other).port}`;
      const outside = name === "pull" && node.party === "CA";
      await configureNode(node.data, {
        userPort: Number(new URL(node.url).port),
        peerPort: Number(new URL(node.peerUrl).port),
        partnerUrl: outside ? null : url,
        line: name === "partition" ? "both" : outside ? "theirs" : "ours",
      });
    }
  });
  if (name === "pull") lineTo("IN").cut(false);
  const approved = new Map<Party, string[]>(PARTIES.map((party) => [party, []]));
  try {
    for (let one = seed; one < seed + n; one += 1) {
      const chance = chanceOf(one);
      const kind = kinds[one % kinds.length] ?? "cut";
      const cut: readonly Party[] =
        name === "pull" ? ["CA"] : kind.endsWith("both ways") ? PARTIES : [chance.pick(PARTIES)];
      for (const party of cut) lineTo(party).cut(kind.startsWith("silent"));
      const until = performance.now() + chance.between(100, 2_000);
      while (performance.now() < until) {
        const party = chance.pick(PARTIES);
        approved.get(party)?.push(await pair.send(party));
      }
      for (const party of cut) lineTo(party).mend();
      tallies.count(one, kind, await settled(pair, approved, HEALED_SECONDS));
      listener.progress?.(tallies.all.tried, n, tallies.all.broken);
    }
  } finally {
    await pair.close();
    for (const line of lines.values()) await line.close();
  }
  return tallies.report();
}
