import type { Listener, Report } from "../campaign.ts";
import { PARTIES, type Party } from "../nodes/terms.ts";
import { openPair, type Pair, settled } from "./pair.ts";
import { type Resident, residentOf } from "./resident.ts";

const A_MINUTE = 200;
const SAMPLE_MS = 10_000;
/** Caches fill and code is compiled before a slope means anything. */
const WARM_MINUTES = 10;
const MOST_SLOPE = 1;
const HEALED_SECONDS = 60;

interface Sample extends Resident {
  readonly minute: number;
}

/** How the memory of one node grew after the caches had filled: MiB in ten minutes, and MiB at the end. */
export interface Growth {
  readonly slope: Resident;
  readonly end: Resident;
}

export type SoakReport = Report & { readonly memory: Readonly<Partial<Record<Party, Growth>>> };

/**
 * `n` minutes of 200 dispatches a minute between two real nodes: nothing lost, and the memory of neither grows by more
 * than 1 MiB in ten minutes (least squares over the resident set, after the first ten minutes).
 */
export async function soak(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<SoakReport> {
  const pair = await openPair();
  const memory: Partial<Record<Party, Growth>> = {};
  const approved = new Map<Party, string[]>(PARTIES.map((party) => [party, []]));
  const samples = new Map<Party, Sample[]>(PARTIES.map((party) => [party, []]));
  const faults: string[] = [];
  let sent = 0;
  try {
    const began = performance.now();
    const minutes = () => (performance.now() - began) / 60_000;
    let next = 0;
    while (minutes() < n) {
      if (minutes() * 60_000 >= next) {
        sample(pair, minutes(), samples);
        next += SAMPLE_MS;
        listener.progress?.(sent, n * A_MINUTE, faults.length);
      }
      const party = PARTIES[sent % PARTIES.length] ?? "CA";
      const id = await pair.send(party).catch((fault: unknown) => {
        faults.push(String(fault));
        return null;
      });
      if (id !== null) approved.get(party)?.push(id);
      sent += 1;
      const due = began + (sent * 60_000) / A_MINUTE - performance.now();
      if (due > 0) await new Promise((done) => setTimeout(done, due));
    }
    const wrong = await settled(pair, approved, HEALED_SECONDS);
    if (wrong !== "") faults.push(wrong);
    for (const party of PARTIES) {
      const warm = (samples.get(party) ?? []).filter(({ minute }) => minute >= Math.min(WARM_MINUTES, n / 3));
      const growth = growthIn(warm);
      memory[party] = growth;
      const slope = growth.slope.all;
      const last = growth.end.all;
      process.stderr.write(
        `soak: ${party} ${slope.toFixed(2)} MiB in ten minutes, ${last.toFixed(0)} MiB at the end, ${sent} sent\n`,
      );
      if (n >= 2 * WARM_MINUTES && slope > MOST_SLOPE)
        faults.push(`${party} grows by ${slope.toFixed(2)} MiB in ten minutes`);
    }
  } finally {
    await pair.close();
  }
  for (const fault of faults) listener.broke?.(seed, "soak", fault);
  const broken = faults.length;
  const count = { tried: sent, held: sent - Math.min(sent, broken), broken };
  return { name: "soak", ...count, seeds: broken === 0 ? [] : [seed], by_kind: { soak: count }, memory };
}

function sample(pair: Pair, minute: number, samples: ReadonlyMap<Party, Sample[]>): void {
  for (const party of PARTIES) {
    samples.get(party)?.push({ minute, ...residentOf(pair.process(party).pid) });
  }
}

function growthIn(samples: readonly Sample[]): Growth {
  const { minute: _, ...end } = samples.at(-1) ?? { minute: 0, all: 0, malloc: 0, anonymous: 0, files: 0 };
  const slope = (of: keyof Resident) => 10 * slopeOf(samples, of);
  return {
    slope: {
      all: slope("all"),
      malloc: slope("malloc"),
      anonymous: slope("anonymous"),
      files: slope("files"),
    },
    end,
  };
}

/** MiB a minute, by least squares. */
function slopeOf(samples: readonly Sample[], of: keyof Resident): number {
  const mean = (value: (one: Sample) => number) =>
    samples.reduce((sum, one) => sum + value(one), 0) / samples.length;
  const [minute, mib] = [mean((one) => one.minute), mean((one) => one[of])];
  const spread = samples.reduce((sum, one) => sum + (one.minute - minute) ** 2, 0);
  return samples.reduce((sum, one) => sum + (one.minute - minute) * (one[of] - mib), 0) / spread;
}
