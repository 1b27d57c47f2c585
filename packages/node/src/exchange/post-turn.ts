import type { Clock } from "./parts.ts";

/** Longer than any post on a line that works; then a life counts more than the shape of the traffic. */
const LIFE_THREAT_PATIENCE = 1_500;

/** Whose turn it is on the line to one partner: his posts of dispatches follow each other. */
export interface PostTurn {
  /** Runs one post; `onLine` says which dispatches it carries once they are on their way. */
  run<T>(post: (onLine: (dispatches: readonly string[]) => void) => Promise<T>): Promise<T>;
  busy(): boolean;
  /** Whether the post under way takes so long that life-threat waits for it no more. */
  overdue(): boolean;
  /** Whether a dispatch is in the post that is on the line now. */
  carries(dispatch: string): boolean;
}

export function openPostTurn(clock: Clock): PostTurn {
  /** Unix milliseconds at which the post was begun, before it had the partner's log to itself */
  let since: number | null = null;
  let onLine: ReadonlySet<string> = new Set();
  return {
    async run(post) {
      since = clock.now();
      try {
        return await post((dispatches) => {
          onLine = new Set(dispatches);
        });
      } finally {
        since = null;
        onLine = new Set();
      }
    },
    busy: () => since !== null,
    overdue() {
      if (since === null) return false;
      const waited = clock.now() - since;
      // A clock that was set back says nothing of how long it was.
      return waited >= LIFE_THREAT_PATIENCE || waited < 0;
    },
    carries: (dispatch) => onLine.has(dispatch),
  };
}

/** How long the partner's door takes nothing of us but single dispatches. */
export interface Quiet {
  /** He asks for so many milliseconds of it from now on. */
  ask(milliseconds: number): void;
  lasts(): boolean;
}

const LONGEST_QUIET = 60_000;

export function openQuiet(clock: Clock): Quiet {
  let until = 0;
  return {
    ask(milliseconds) {
      until = clock.now() + milliseconds;
    },
    lasts() {
      const now = clock.now();
      // None is longer than the minute in which any quota fills, whatever the clock does (T07).
      return now < until && until <= now + LONGEST_QUIET;
    },
  };
}
