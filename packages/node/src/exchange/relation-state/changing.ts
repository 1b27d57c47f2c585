import type { VerifyingKeys } from "@entente/protocol";
import type { LiveTreaty } from "../../agreement/door.ts";
import type { ExchangeParts } from "../parts.ts";

/** What a change of the relation's state needs beside the exchange's parts. */
export interface ChangingParts extends ExchangeParts {
  readonly treaty: LiveTreaty;
  /** Runs while nothing is decided, signed, verified or filed: each of these sees one state from beginning to end. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** the partner's signing keys in force: with these he suspends in an emergency */
  readonly partnerSigners: () => Promise<readonly VerifyingKeys[]>;
  /** wakes what tells the partner and what decides again */
  readonly changed: () => void;
}
