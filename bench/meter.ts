/** What some work used. */
export interface Used {
  readonly runs: number;
  /** user and system time of all threads of this process */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

const ENOUGH_CPU_SECONDS = 2;
const WARM_UP_SECONDS = 0.3;

/** Runs work again and again until it has used two CPU-seconds, after a warm-up that is not counted. */
export async function metered(
  work: () => unknown,
  enough: { readonly cpuSeconds?: number } = {},
): Promise<Used> {
  const most = enough.cpuSeconds ?? ENOUGH_CPU_SECONDS;
  for (const until = performance.now() + WARM_UP_SECONDS * 1_000; performance.now() < until; ) await work();
  const stop = stopwatch();
  let runs = 0;
  while (stop().cpuSeconds < most) {
    await work();
    runs += 1;
  }
  return { runs, ...stop() };
}

/** Starts counting; each call says what was used since. */
export function stopwatch(): () => Omit<Used, "runs"> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - wall) / 1_000 };
  };
}

export function perCpuSecond({ runs, cpuSeconds }: Used): number {
  return runs / cpuSeconds;
}

/** The value below which the share `p` of the values lies; NaN of none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN;
}
