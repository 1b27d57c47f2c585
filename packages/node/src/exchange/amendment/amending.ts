import type { LiveTreaty } from "../../agreement/door.ts";
import type { ExchangeParts } from "../parts.ts";

/** What amending needs beside the exchange's parts. */
export interface AmendingParts extends ExchangeParts {
  readonly treaty: LiveTreaty;
  /** Runs while nothing is decided, signed, verified or filed: each of these sees one version from beginning to end. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** wakes what tells the partner */
  readonly amended: () => void;
}
