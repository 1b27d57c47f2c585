import { percentile } from "../meter.ts";
import { figure, share, type Table } from "../table.ts";

/** Dispatches of one burst. */
export const COUNT = 1_024;
const AIM = 0.6;
const AIM_WITH_DECISIONS = 0.5;
const AIM_MS = 50;

/** What one burst of dispatches took, both nodes together, and what the crypto alone took right before and after. */
export interface Burst {
  readonly wallSeconds: number;
  readonly senderCpu: number;
  readonly receiverCpu: number;
  readonly decisions: number;
  readonly decidingCpu: number;
  /** CPU-seconds of one sign + seal + open + verify */
  readonly ceilingCpu: number;
}

/** Milliseconds of each request of an unloaded run. */
export interface Singles {
  readonly fromSent: readonly number[];
  readonly fromApproved: readonly number[];
}

/** The figures of some bursts against the fixed ceiling. */
export function rates(bursts: readonly Burst[], bodyBytes: number, idle: number): Table {
  const each = (of: (burst: Burst) => number) => median(bursts.map((burst) => of(burst) / COUNT));
  const ceiling = median(bursts.map((burst) => burst.ceilingCpu));
  const shares = {
    inside: bursts.map((burst) => (COUNT * burst.ceilingCpu) / cpuIn(burst)),
    apart: bursts.map((burst) => (COUNT * burst.ceilingCpu) / (cpuIn(burst) - burst.decidingCpu)),
  };
  const [inside, apart] = [median(shares.inside), median(shares.apart)];
  const row = (name: string, seconds: number, of: number | null) => [
    name,
    figure(1 / seconds),
    figure(seconds * 1e6, "µs"),
    of === null ? "" : share(of),
  ];
  const verdict = (reached: boolean) => (reached ? "reached" : "missed");
  const decisions = bursts[0]?.decisions ?? 0;
  const all = (values: readonly number[]) => values.map(share).join(", ");
  return {
    name: "end-to-end",
    about: `${COUNT} approved requests (body ${bodyBytes} bytes) whose hold ends at once, 64 in flight: decided again, signed, sealed, queued, posted over mutual TLS 1.3, opened, verified, filed, receipted, stored; durable on both nodes and in both logs. Two processes; median of ${bursts.length} bursts.`,
    columns: ["", "dispatches/cs, both nodes", "CPU each", "share of the ceiling"],
    rows: [
      row("fixed ceiling: sign + seal + open + verify in a loop", ceiling, 1),
      row("with the decisions inside", each(cpuIn), inside),
      row(
        "decisions apart",
        each((burst) => cpuIn(burst) - burst.decidingCpu),
        apart,
      ),
      ["of which the sender", "", figure(each((burst) => burst.senderCpu) * 1e6, "µs"), ""],
      ["of which the receiver", "", figure(each((burst) => burst.receiverCpu) * 1e6, "µs"), ""],
      [
        `of which ${decisions / COUNT} decisions`,
        "",
        figure(each((burst) => burst.decidingCpu) * 1e6, "µs"),
        "",
      ],
    ],
    notes: [
      `Aim: ≥ ${share(AIM)} of the ceiling, decisions apart: ${verdict(apart >= AIM)} (bursts: ${all(shares.apart)}); ≥ ${share(AIM_WITH_DECISIONS)} with decisions inside: ${verdict(inside >= AIM_WITH_DECISIONS)} (bursts: ${all(shares.inside)}).`,
      `The ceiling is measured right before and after each burst, on the same machine in the same minute.`,
      `Wall: ${bursts.map((burst) => figure(COUNT / burst.wallSeconds)).join(", ")} dispatches/s. Both nodes idle use ${figure(idle * 1_000, "ms")} CPU a second, which is inside the figures.`,
      `Decisions are the sender's second ones, at release: one a part of the request; the gate remembers answers, and all requests are alike.`,
    ],
  };
}

function cpuIn({ senderCpu, receiverCpu }: Burst): number {
  return senderCpu + receiverCpu;
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The times of single requests beside what they cannot do without. */
export function latency(singles: Singles, floor: readonly number[]): Table {
  const row = (name: string, times: readonly number[]) => [
    name,
    ...[0.5, 0.99, 1].map((p) => figure(percentile(times, p), "ms")),
  ];
  const p99 = percentile(singles.fromApproved, 0.99);
  return {
    name: "end-to-end, unloaded",
    about: `${singles.fromSent.length} requests one after the other, hold 0, until the receipt is stored and durable on the sender; looked for every millisecond. The limit is the same crypto and four synced commits of bare SQLite in one process, without network, in the same minute.`,
    columns: ["from", "p50", "p99", "longest"],
    rows: [
      row("approval answered", singles.fromApproved),
      row("approval sent", singles.fromSent),
      row("limit: crypto and four synced commits", floor),
    ],
    notes: [`Aim: p99 ≤ ${AIM_MS} ms: ${p99 <= AIM_MS ? "reached" : "missed"}.`],
  };
}
