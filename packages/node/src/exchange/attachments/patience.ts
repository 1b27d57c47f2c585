import { jittered, LONGEST_WAIT } from "../breaker.ts";
import type { ExchangeParts } from "../parts.ts";

const FIRST_WAIT = 1_000;

/** What this process has learned of the streams it sends; forgotten with it, since the partner knows. */
export interface Patience {
  /** Whether a stream that failed may be tried again now. */
  mayGo(row: string): boolean;
  /** What the partner held last of this very sealing; null = he is to be asked. */
  heldOf(row: string, sealing: string): number | null;
  moved(row: string, sealing: string, held: number): void;
  /** Tries again later, ever later, within half a minute; false, as nothing more may go at once. */
  backOff(row: string, reason?: string): false;
  /** Why it was put off, where the partner said why. */
  waiting(row: string): string | null;
  forget(row: string): void;
}

interface Progress {
  readonly sealing: string;
  readonly held: number | null;
  readonly failures: number;
  /** Unix milliseconds */
  readonly notBefore: number;
  readonly reason: string | null;
}

export function openPatience({ clock, random }: Pick<ExchangeParts, "clock" | "random">): Patience {
  const known = new Map<string, Progress>();
  return {
    mayGo(row) {
      const now = clock.now();
      const notBefore = known.get(row)?.notBefore ?? 0;
      // A due time further away than any wait of ours was set under another clock (T07).
      return notBefore <= now || notBefore > now + LONGEST_WAIT;
    },
    heldOf(row, sealing) {
      const progress = known.get(row);
      return progress?.sealing === sealing ? progress.held : null;
    },
    moved(row, sealing, held) {
      const before = known.get(row);
      // Hearing how much he holds is no progress: a file that fails at its first byte would never wait longer.
      const grew = before?.sealing === sealing && before.held !== null && held > before.held;
      known.set(row, {
        sealing,
        held,
        failures: grew ? 0 : (before?.failures ?? 0),
        notBefore: 0,
        reason: null,
      });
    },
    backOff(row, reason) {
      const failures = known.get(row)?.failures ?? 0;
      const wait = jittered(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failures, 5)), random);
      const notBefore = clock.now() + wait;
      known.set(row, { sealing: "", held: null, failures: failures + 1, notBefore, reason: reason ?? null });
      return false;
    },
    waiting: (row) => known.get(row)?.reason ?? null,
    forget: (row) => void known.delete(row),
  };
}
