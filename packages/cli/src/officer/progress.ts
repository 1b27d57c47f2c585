import type { Call } from "../call.ts";

/** Nobody needs to be told of what is over sooner; and no oftener. Milliseconds. */
const EVERY = 2_000;
const MIB = 1_048_576;

/** Says on standard error how far a long piece of work is. */
export interface Progress {
  /** `done` of the bytes it was made for */
  at(done: number): void;
}

/**
 * A line after two seconds and every two seconds then; none with `--json`, whose standard error is for problems.
 * @param clock milliseconds of any origin
 */
export function progressOf(
  call: Pick<Call, "flags" | "world">,
  what: string,
  total: number,
  clock: () => number = () => performance.now(),
): Progress {
  let told = clock();
  return {
    at(done) {
      const now = clock();
      if (call.flags.has("json") || now - told < EVERY) return;
      told = now;
      call.world.stderr(`${what}: ${inMib(done)} of ${inMib(total)} MiB\n`);
    },
  };
}

function inMib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}
