import type { Clock } from "./exchange/door.ts";

/** How often a cell leaves, milliseconds: on the tens of the clock, so that no cell's content moves the next (T26). */
export const CELL_EVERY = 10_000;
/** The run begins so long after the last one ended, and has the rest of the ten seconds to make its cell ready. */
export const CELL_REST = 7_500;

/** What a heartbeat is opened over. */
export interface HeartbeatParts {
  readonly clock: Clock;
  /** makes a cell ready; the result sends it */
  readonly ready: () => Promise<() => Promise<void>>;
  /** resolves after so many milliseconds, rejects when the signal says so */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** One beat: ready before the time, sent on it. A node that stops sends no more. */
export interface Heartbeat {
  beat(): Promise<void>;
  stop(): void;
}

/** Opens the heartbeat; the caller says when each beat begins. */
export function openHeartbeat({ clock, ready, pause }: HeartbeatParts): Heartbeat {
  const stopped = new AbortController();
  return {
    async beat() {
      const due = untilDue(clock.now());
      const waited = pause(due, stopped.signal).then(
        () => true,
        () => false,
      );
      const send = await ready();
      if (await waited) await send();
    },
    stop: () => stopped.abort(),
  };
}

/** Milliseconds to the next ten seconds of the clock, 1 to 10,000: a clock that jumps delays one cell, and never more. */
export function untilDue(now: number): number {
  return CELL_EVERY - (((now % CELL_EVERY) + CELL_EVERY) % CELL_EVERY);
}
