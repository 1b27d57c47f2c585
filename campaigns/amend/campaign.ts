import type { Listener, Report } from "../campaign.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { openPair, type Pair, settled } from "../endure/pair.ts";
import { writing } from "../endure/writing.ts";
import type { FoundNode } from "../nodes/found.ts";
import { PARTIES, type Party } from "../nodes/terms.ts";
import { provenAll } from "../rotate/proofs.ts";
import { Tallies } from "../tallies.ts";
import {
  inForceAt,
  MOMENTS,
  type Moment,
  nextVersion,
  retentionOf,
  type SignedVersion,
  takeVersion,
} from "./amending.ts";

const HEALED_SECONDS = 120;
const FORCE_MS = 60_000;
const EVERY_FOURTH = 4;
const MOST_SAID = 1_000;

/**
 * `n` versions of the agreement on two real node processes under load; within every fourth a node dies by `kill -9` while it
 * or its partner takes the version. Each must be in force on both before the next. At the end everything that was
 * acknowledged has arrived once with a receipt, and the proof of every dispatch verifies offline on both sides against the
 * first version.
 */
export async function amend(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const tallies = new Tallies("amend", listener);
  const pair = await openPair();
  const approved = new Map<Party, string[]>(PARTIES.map((party) => [party, []]));
  const load = writing(pair, approved);
  try {
    for (let nth = 0; nth < n; nth += 1) {
      const kills = nth % EVERY_FOURTH === EVERY_FOURTH - 1;
      const why = await amendOnce(pair, nth + 2, chanceOf(seed + nth), kills).catch(String);
      tallies.count(seed + nth, kills ? "with a kill" : "whole", why);
      listener.progress?.(nth + 1, n, tallies.all.broken);
    }
    await load.stop();
    const wrong = await settled(pair, approved, HEALED_SECONDS);
    tallies.count(seed, "nothing lost or doubled", wrong.slice(0, MOST_SAID));
    tallies.count(seed, "each version once on each log", onceLogged(pair, n));
    const ids = [...approved.values()].flat();
    const { verified, versions, faults } = await provenAll(pair, ids);
    process.stderr.write(
      `amend: ${ids.length} dispatches, ${verified} proofs verified offline, under ${versions.size} versions\n`,
    );
    tallies.count(seed, "every proof verifies", faults.slice(0, 5).join("; "));
  } finally {
    await load.stop();
    await pair.close();
  }
  return tallies.report();
}

/** "" where the version is in force on both nodes at the end. */
async function amendOnce(pair: Pair, version: number, chance: Chance, kills: boolean): Promise<string> {
  const [first, second] = chance.between(0, 1) === 0 ? pair.nodes : [...pair.nodes].reverse();
  if (first === undefined || second === undefined) throw new Error("there are two nodes");
  const signed = await nextVersion(first, pair.nodes, version);
  if (kills) await cutOff(pair, chance.between(0, 1) === 0 ? [first] : [first, second], signed, chance);
  for (const node of [first, second]) await takeVersion(node, signed);
  return bothAt(pair, version);
}

/** Runs the taking into a kill at a moment the seed draws; both nodes run again afterwards. */
async function cutOff(
  pair: Pair,
  takers: readonly FoundNode[],
  signed: SignedVersion,
  chance: Chance,
): Promise<void> {
  const moment: Moment = chance.pick(MOMENTS);
  const taker = takers.at(-1);
  if (taker === undefined) throw new Error("somebody takes it");
  const other: Party = taker.party === "CA" ? "IN" : "CA";
  const dies = chance.between(0, 3) === 0 ? other : taker.party;
  const wait = chance.between(0, moment === "read" ? 5 : 60);
  const kills: Promise<number>[] = [];
  for (const before of takers.slice(0, -1)) await takeVersion(before, signed);
  await takeVersion(taker, signed, async (now) => {
    if (now !== moment) return;
    await new Promise((done) => setTimeout(done, wait));
    const back = pair.killAndStart(dies);
    kills.push(back);
    await back;
    if (dies === taker.party) throw new Error("killed here");
  }).catch(() => undefined);
  if (kills.length === 0) throw new Error(`the moment ${moment} never came`);
  await Promise.all(kills);
}

async function bothAt(pair: Pair, version: number): Promise<string> {
  for (const end = Date.now() + FORCE_MS; ; ) {
    const said = await Promise.all(pair.nodes.map(inForceAt));
    if (said.every((one) => one.version === version && one.retention === retentionOf(version))) return "";
    if (Date.now() > end) return `version ${version} is not in force on both: ${JSON.stringify(said)}`;
    await new Promise((done) => setTimeout(done, 100));
  }
}

function onceLogged(pair: Pair, n: number): string {
  const faults = pair.nodes.map(({ party }) => {
    const rows = pair.rows(
      party,
      "select version from agreement_version where leaf is not null order by version",
    );
    const logged = rows.map((row) => Number(row.version)).join(" ");
    const wanted = Array.from({ length: n }, (_, nth) => nth + 2).join(" ");
    return logged === wanted ? "" : `${party} has ${logged} on its log`;
  });
  return faults.filter((why) => why !== "").join("; ");
}
