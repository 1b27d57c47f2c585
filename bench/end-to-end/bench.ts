import { open, seal, signStatement } from "@entente/protocol";
import type { NodeProcess } from "../../campaigns/door.ts";
import { metered, perCpuSecond, percentile } from "../meter.ts";
import { dispatchKit } from "../sample.ts";
import { figure, share, type Table } from "../table.ts";
import { type Cost, costsOf, type Profile } from "./costs.ts";
import { allStored, approveMany, cpuOf, decidingOf, openTraffic, type Traffic } from "./traffic.ts";

const COUNT = 1_024;
const SINGLES = 300;
const HOLD_SECONDS = 7_200;
const AIM = 0.6;
const AIM_WITH_DECISIONS = 0.5;
const AIM_MS = 50;

/** What a burst of dispatches took, both nodes together. */
interface Burst {
  readonly count: number;
  readonly wallSeconds: number;
  readonly senderCpu: number;
  readonly receiverCpu: number;
  readonly decisions: number;
  readonly decidingCpu: number;
  readonly bodyBytes: number;
}

/** Released until the receipt is stored, in two real processes over mutual TLS, beside the crypto it cannot do without. */
export async function endToEndBench(): Promise<readonly Table[]> {
  const burst = await burstOf(COUNT, measured);
  const body = new Uint8Array(burst.bodyBytes).fill(0x20);
  const kit = await dispatchKit(body);
  const crypto = await metered(async () => {
    const signed = await signStatement(kit.statement, kit.signingKeys);
    await open(seal({ signed, body, to: kit.sealingKey }), kit.context);
  });
  const singles = await unloaded();
  return [rates(burst, perCpuSecond(crypto)), latency(singles)];
}

/** Where the time of such a burst goes beside cryptography: the largest costs of each node. */
export async function costsBench(): Promise<Table> {
  const [sender, receiver] = await burstOf(COUNT, profiled);
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

/** Approves so many on a node that holds them, ends the hold at once and hands over to `during`. */
async function burstOf<T>(
  count: number,
  during: (traffic: Traffic, count: number) => Promise<T>,
): Promise<T> {
  const traffic = await openTraffic(HOLD_SECONDS);
  try {
    // A burst of 64 first, so that what is compiled while it runs is compiled.
    await approveMany(traffic, 64);
    await letOut(traffic);
    await allStored(traffic, 64);
    await approveMany(traffic, count);
    await new Promise((done) => setTimeout(done, 1_000));
    return await during(traffic, 64 + count);
  } finally {
    await traffic.close();
  }
}

async function letOut({ ca, india }: Traffic): Promise<void> {
  const question = { question: "advance", milliseconds: (HOLD_SECONDS + 60) * 1_000 };
  await Promise.all([ca.ask(question), india.ask(question)]);
}

async function measured(traffic: Traffic, count: number): Promise<Burst> {
  const { ca, india, watch } = traffic;
  const before = { cpu: await both(traffic, cpuOf), deciding: await decidingOf(ca) };
  const from = performance.now();
  await letOut(traffic);
  await allStored(traffic, count);
  const wallSeconds = (performance.now() - from) / 1_000;
  const after = { cpu: await both(traffic, cpuOf), deciding: await decidingOf(ca) };
  const [row] = watch.rows("select length(sealed_body) as n from dispatch order by id desc limit 1");
  if (ca.ended() !== null || india.ended() !== null) throw new Error("a node ended");
  return {
    count: count - 64,
    wallSeconds,
    senderCpu: after.cpu[0] - before.cpu[0],
    receiverCpu: after.cpu[1] - before.cpu[1],
    decisions: after.deciding.decisions - before.deciding.decisions,
    decidingCpu: after.deciding.cpuSeconds - before.deciding.cpuSeconds,
    // The column holds nonce and tag beside the body: 12 and 16 bytes and a version byte.
    bodyBytes: Number(row?.n) - 29,
  };
}

async function profiled(traffic: Traffic, count: number): Promise<readonly [Profile, Profile]> {
  await both(traffic, (node) => node.ask({ question: "profile" }));
  await letOut(traffic);
  await allStored(traffic, count);
  return both(traffic, async (node) => readProfile(await node.ask({ question: "profiled" })));
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
async function unloaded(): Promise<{
  readonly fromSent: readonly number[];
  readonly fromApproved: readonly number[];
}> {
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

function rates(burst: Burst, ceiling: number): Table {
  const cpu = burst.senderCpu + burst.receiverCpu;
  const [inside, apart] = [burst.count / cpu, burst.count / (cpu - burst.decidingCpu)];
  const each = (seconds: number) => figure((seconds / burst.count) * 1e6, "µs");
  const verdict = (reached: boolean) => (reached ? "reached" : "missed");
  return {
    name: "end-to-end",
    about: `${burst.count} approved requests (body ${burst.bodyBytes} bytes) whose hold ends at once, 64 in flight: decided again, signed, sealed, queued, posted over mutual TLS 1.3, opened, verified, filed, receipted, stored; durable on both nodes and in both logs. Two processes.`,
    columns: ["", "dispatches/cs, both nodes", "CPU each", "share of the ceiling"],
    rows: [
      [
        "fixed ceiling: sign + seal + open + verify in a loop",
        figure(ceiling),
        figure(1e6 / ceiling, "µs"),
        share(1),
      ],
      ["with the decisions inside", figure(inside), each(cpu), share(inside / ceiling)],
      ["decisions apart", figure(apart), each(cpu - burst.decidingCpu), share(apart / ceiling)],
      ["of which the sender", "", each(burst.senderCpu), ""],
      ["of which the receiver", "", each(burst.receiverCpu), ""],
      [`of which ${burst.decisions} decisions`, "", each(burst.decidingCpu), ""],
    ],
    notes: [
      `Aim: ≥ ${share(AIM)} of the ceiling, decisions apart: ${verdict(apart / ceiling >= AIM)}; ≥ ${share(AIM_WITH_DECISIONS)} with decisions inside: ${verdict(inside / ceiling >= AIM_WITH_DECISIONS)}.`,
      `Wall: ${figure(burst.count / burst.wallSeconds)} dispatches/s (${figure(burst.wallSeconds, "s")}). Decisions are the sender's second ones, at release; a request's parts are decided one by one, and the gate remembers answers.`,
    ],
  };
}

function latency(singles: {
  readonly fromSent: readonly number[];
  readonly fromApproved: readonly number[];
}): Table {
  const row = (name: string, times: readonly number[]) => [
    name,
    ...[0.5, 0.99, 1].map((p) => figure(percentile(times, p), "ms")),
  ];
  const p99 = percentile(singles.fromApproved, 0.99);
  return {
    name: "end-to-end, unloaded",
    about: `${SINGLES} requests one after the other, hold 0, until the receipt is stored and durable on the sender; looked for every millisecond.`,
    columns: ["from", "p50", "p99", "longest"],
    rows: [row("approval answered", singles.fromApproved), row("approval sent", singles.fromSent)],
    notes: [`Aim: p99 ≤ ${AIM_MS} ms: ${p99 <= AIM_MS ? "reached" : "missed"}.`],
  };
}
