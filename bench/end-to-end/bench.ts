import { open, seal, signStatement } from "@entente/protocol";
import type { NodeProcess } from "../../campaigns/door.ts";
import { metered } from "../meter.ts";
import { dispatchKit } from "../sample.ts";
import { figure, share, type Table } from "../table.ts";
import { type Cost, costsOf, type Profile } from "./costs.ts";
import { latencyFloor } from "./floor.ts";
import { type Burst, COUNT, latency, rates, type Singles } from "./tables.ts";
import { allStored, approveMany, cpuOf, decidingOf, openTraffic, type Traffic } from "./traffic.ts";

const ROUNDS = 3;
const WARM_UP = 64;
const SINGLES = 300;
const HOLD_SECONDS = 7_200;

/** Released until the receipt is stored, in two real processes over mutual TLS, beside the crypto it cannot do without. */
export async function endToEndBench(): Promise<readonly Table[]> {
  const traffic = await openTraffic(HOLD_SECONDS);
  try {
    await warmUp(traffic);
    const bodyBytes = bodyBytesIn(traffic);
    const bursts: Burst[] = [];
    for (let nth = 1; nth <= ROUNDS; nth += 1) {
      await approveMany(traffic, COUNT);
      bursts.push(await measured(traffic, WARM_UP + nth * COUNT, bodyBytes));
    }
    const idle = await idleOf(traffic);
    return [rates(bursts, bodyBytes, idle), latency(await unloaded(), await latencyFloor(bodyBytes))];
  } finally {
    await traffic.close();
  }
}

/** Where the time of such a burst goes beside cryptography: the largest costs of each node. */
export async function costsBench(): Promise<Table> {
  const [sender, receiver] = await profiled();
  const rows = (name: string, profile: Profile) => {
    const costs = costsOf(profile);
    const all = costs.reduce((sum, cost) => sum + cost.milliseconds, 0);
    const rest = costs.filter((cost) => !cost.crypto);
    return [
      [name, "all of the main thread", figure(all, "ms"), share(1)],
      [name, "cryptography in the main thread", figure(all - sum(rest), "ms"), share(1 - sum(rest) / all)],
      ...rest
        .slice(0, 12)
        .map((cost) => [name, cost.place, figure(cost.milliseconds, "ms"), share(cost.milliseconds / all)]),
    ];
  };
  return {
    name: "costs",
    about: `Where the main threads of both nodes were while ${COUNT} dispatches crossed, sampled; each line is a function of ours with what it called itself.`,
    columns: ["node", "place", "time", "of its thread"],
    rows: [...rows("sender", sender), ...rows("receiver", receiver)],
    notes: ["What runs in the platform's thread pool (ML-DSA) stands in no profile."],
  };
}

function sum(costs: readonly Cost[]): number {
  return costs.reduce((total, cost) => total + cost.milliseconds, 0);
}

/** A first burst, so that what is compiled while it runs is compiled. */
async function warmUp(traffic: Traffic): Promise<void> {
  await approveMany(traffic, WARM_UP);
  await letOut(traffic);
  await allStored(traffic, WARM_UP);
}

/** Ends the hold of everything that waits, at once. */
async function letOut({ ca, india }: Traffic): Promise<void> {
  const question = { question: "advance", milliseconds: (HOLD_SECONDS + 60) * 1_000 };
  await Promise.all([ca.ask(question), india.ask(question)]);
}

async function measured(traffic: Traffic, count: number, bodyBytes: number): Promise<Burst> {
  const { ca, india } = traffic;
  const cryptoBefore = await ceilingOf(bodyBytes);
  const before = { cpu: await both(traffic, cpuOf), deciding: await decidingOf(ca) };
  const from = performance.now();
  await letOut(traffic);
  await allStored(traffic, count);
  const wallSeconds = (performance.now() - from) / 1_000;
  const after = { cpu: await both(traffic, cpuOf), deciding: await decidingOf(ca) };
  if (ca.ended() !== null || india.ended() !== null) throw new Error("a node ended");
  return {
    wallSeconds,
    senderCpu: after.cpu[0] - before.cpu[0],
    receiverCpu: after.cpu[1] - before.cpu[1],
    decisions: after.deciding.decisions - before.deciding.decisions,
    decidingCpu: after.deciding.cpuSeconds - before.deciding.cpuSeconds,
    ceilingCpu: (cryptoBefore + (await ceilingOf(bodyBytes))) / 2,
  };
}

/** CPU-seconds of one hybrid sign, seal, open and hybrid verify, over a body of so many bytes. */
async function ceilingOf(bodyBytes: number): Promise<number> {
  const body = new Uint8Array(bodyBytes).fill(0x20);
  const kit = await dispatchKit(body);
  const crypto = await metered(
    async () => {
      const signed = await signStatement(kit.statement, kit.signingKeys);
      await open(seal({ signed, body, to: kit.sealingKey }), kit.context);
    },
    { cpuSeconds: 1 },
  );
  return crypto.cpuSeconds / crypto.runs;
}

function bodyBytesIn({ watch }: Traffic): number {
  const [row] = watch.rows(
    "select length(sealed_body) as n from dispatch where sealed_body is not null limit 1",
  );
  // The column holds a version byte, a nonce and a tag beside the body.
  return Number(row?.n) - 29;
}

/** CPU-seconds both nodes use in a second in which nothing happens. */
async function idleOf(traffic: Traffic): Promise<number> {
  await new Promise((done) => setTimeout(done, 1_000));
  const before = await both(traffic, cpuOf);
  await new Promise((done) => setTimeout(done, 3_000));
  const after = await both(traffic, cpuOf);
  return (after[0] + after[1] - before[0] - before[1]) / 3;
}

async function profiled(): Promise<readonly [Profile, Profile]> {
  const traffic = await openTraffic(HOLD_SECONDS);
  try {
    await warmUp(traffic);
    await approveMany(traffic, COUNT);
    await both(traffic, (node) => node.ask({ question: "profile" }));
    await letOut(traffic);
    await allStored(traffic, WARM_UP + COUNT);
    return await both(traffic, async (node) => readProfile(await node.ask({ question: "profiled" })));
  } finally {
    await traffic.close();
  }
}

function readProfile(answer: unknown): Profile {
  const [nodes, samples, timeDeltas]: readonly unknown[] = ["nodes", "samples", "timeDeltas"].map(
    (name): unknown => Reflect.get(Object(answer), name),
  );
  if (!Array.isArray(nodes) || !Array.isArray(samples) || !Array.isArray(timeDeltas))
    throw new Error("no profile");
  return { nodes, samples, timeDeltas };
}

function both<T>({ ca, india }: Traffic, ask: (node: NodeProcess) => Promise<T>): Promise<[T, T]> {
  return Promise.all([ask(ca), ask(india)]);
}

/** One at a time with nothing else to do: from the last approval sent until its receipt stands on the sender's disk. */
async function unloaded(): Promise<Singles> {
  const traffic = await openTraffic(0);
  try {
    const [fromSent, fromApproved]: [number[], number[]] = [[], []];
    for (let nth = 0; nth < SINGLES + 20; nth += 1) {
      const { lo, authority, draft, watch } = traffic;
      const id = await lo.draft("request", draft);
      await lo.submit(id);
      const act = await authority.signed(id);
      const sent = performance.now();
      await authority.send(id, act);
      const approved = performance.now();
      const stored = () =>
        watch.rows("select 1 from dispatch where id = ? and stored_at is not null", id).length > 0;
      while (!stored()) await new Promise((done) => setTimeout(done, 1));
      const now = performance.now();
      if (nth < 20) continue;
      fromSent.push(now - sent);
      fromApproved.push(now - approved);
    }
    return { fromSent, fromApproved };
  } finally {
    await traffic.close();
  }
}
