import type { KeyWish } from "@entente/contract";
import type { Listener, Report } from "../campaign.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { openPair, type Pair, settled } from "../endure/pair.ts";
import { writing } from "../endure/writing.ts";
import type { FoundNode } from "../nodes/found.ts";
import { PARTIES, type Party } from "../nodes/terms.ts";
import { Tallies } from "../tallies.ts";
import { changeKeys, MOMENTS, type Moment, standingOf } from "./change.ts";
import { provenAll } from "./proofs.ts";

const HEALED_SECONDS = 120;
const EVERY_FOURTH = 4;
const MOST_SAID = 1_000;
const USES = ["sign", "seal", "tls"] as const;

/**
 * `n` changes of keys on two real node processes under load, in turns, some of them revocations; within every fourth a
 * node dies by `kill -9`, the one whose keys change or its partner. At the end everything that was acknowledged has
 * arrived once with a receipt, both know each other's newest keys, and the proof of every dispatch, of before and after
 * each change, verifies offline on both sides.
 */
export async function rotate(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const tallies = new Tallies("rotate", listener);
  const pair = await openPair();
  const approved = new Map<Party, string[]>(PARTIES.map((party) => [party, []]));
  const load = writing(pair, approved);
  try {
    for (let nth = 0; nth < n; nth += 1) {
      const kills = nth % EVERY_FOURTH === EVERY_FOURTH - 1;
      const kind = kills ? "with a kill" : "whole";
      tallies.count(seed + nth, kind, await changeOnce(pair, nth, chanceOf(seed + nth), kills).catch(String));
      listener.progress?.(nth + 1, n, tallies.all.broken);
    }
    await load.stop();
    const wrong = await settled(pair, approved, HEALED_SECONDS);
    tallies.count(seed, "nothing lost or doubled", wrong.slice(0, MOST_SAID));
    tallies.count(seed, "every change is known", await known(pair));
    const ids = [...approved.values()].flat();
    const { verified, revokedSince, faults } = await provenAll(pair, ids);
    process.stderr.write(
      `rotate: ${ids.length} dispatches, ${verified} proofs verified offline, ${revokedSince} of them under a key revoked since\n`,
    );
    tallies.count(seed, "every proof verifies", faults.slice(0, 5).join("; "));
  } finally {
    await load.stop();
    await pair.close();
  }
  return tallies.report();
}

/** "" where the change is in force at the end. */
async function changeOnce(pair: Pair, nth: number, chance: Chance, kills: boolean): Promise<string> {
  const party = PARTIES[nth % PARTIES.length] ?? "CA";
  const node = there(pair, party);
  const wish = wishOf(chance);
  const { serial } = await standingOf(node);
  const to = serial + 1;
  if (kills) await cutOff(pair, node, wish, to, chance);
  await changeKeys(node, wish, to);
  const after = await standingOf(node);
  return after.serial === to ? "" : `${party} is at ${after.serial} and not at ${to}`;
}

/** Runs a change into a kill at a moment the seed draws; both nodes run again afterwards. */
async function cutOff(pair: Pair, node: FoundNode, wish: KeyWish, to: number, chance: Chance): Promise<void> {
  const moment: Moment = chance.pick(MOMENTS);
  const other: Party = node.party === "CA" ? "IN" : "CA";
  const dies = chance.between(0, 3) === 0 ? other : node.party;
  const wait = chance.between(0, moment === "requested" ? 5 : 60);
  const kills: Promise<number>[] = [];
  await changeKeys(node, wish, to, async (now) => {
    if (now !== moment) return;
    await new Promise((done) => setTimeout(done, wait));
    const back = pair.killAndStart(dies);
    kills.push(back);
    await back;
    if (dies === node.party) throw new Error("killed here");
  }).catch(() => undefined);
  if (kills.length === 0) throw new Error(`the moment ${moment} never came`);
  await Promise.all(kills);
}

function wishOf(chance: Chance): KeyWish {
  const some = USES.filter(() => chance.between(0, 1) === 1);
  const reason = chance.between(0, 3) === 0 ? "compromise" : "rotation";
  return { uses: some.length === 0 ? ["sign"] : some, reason };
}

/** Each partner has acknowledged the other's newest statement, within a minute. */
async function known(pair: Pair): Promise<string> {
  for (const end = Date.now() + 60_000; ; ) {
    const standings = await Promise.all(pair.nodes.map(standingOf));
    const late = standings.findIndex(({ serial, told }) => told < serial);
    if (late < 0) return "";
    if (Date.now() > end)
      return `${pair.nodes[late]?.party} told ${standings[late]?.told} of ${standings[late]?.serial}`;
    await new Promise((done) => setTimeout(done, 250));
  }
}

function there(pair: Pair, party: Party): FoundNode {
  const found = pair.nodes.find((node) => node.party === party);
  if (found === undefined) throw new Error(`no node of ${party}`);
  return found;
}
