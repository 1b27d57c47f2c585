import type { LiveTreaty } from "../../agreement/door.ts";
import type { ExchangeParts } from "../parts.ts";

/** What amending needs beside the exchange's parts. */
export interface AmendingParts extends ExchangeParts {
  readonly treaty: LiveTreaty;
  /**
   * Runs while nothing is let out or filed: what is decided again and signed, and what is verified and filed, sees one
   * version from beginning to end. A draft or an approval may see two; before anything leaves all of it is decided again.
   */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** wakes what tells the partner */
  readonly amended: () => void;
}
