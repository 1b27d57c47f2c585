import type { Packs } from "@entente/policy";
import type { Treaty } from "../agreement/door.ts";
import type { Holdings } from "../graph/door.ts";
import type { People } from "../people/door.ts";
import type { Store } from "../store/door.ts";
import type { NodeKeys } from "./keys.ts";

/** Unix milliseconds. Moves displays and due times; never decides security (design §5). */
export interface Clock {
  now(): number;
}

/** The line to the partner's door: mutual TLS with pinned keys. Rejects when the partner cannot be reached. */
export interface PeerLine {
  post(path: string, body: Uint8Array): Promise<{ readonly status: number; readonly body: Uint8Array }>;
  get(path: string): Promise<{ readonly status: number; readonly body: Uint8Array }>;
  /** a heartbeat cell: one fixed size there, one fixed size back */
  cell(body: Uint8Array): Promise<{ readonly status: number; readonly body: Uint8Array }>;
}

/** Everything the exchange is handed by `main`; nothing else is reachable from it. */
export interface ExchangeParts {
  readonly store: Store;
  readonly people: People;
  readonly holdings: Holdings;
  readonly treaty: Treaty;
  /** the packs of this moment; asked at every decision, so that an activation takes effect at once */
  readonly packs: () => Packs;
  readonly keys: NodeKeys;
  readonly clock: Clock;
  /** so many bytes of the platform's secure randomness */
  readonly random: (size: number) => Uint8Array;
  readonly line: PeerLine;
  /** how many proposals of one author those who release at a desk are asked in an hour; 30 where absent */
  readonly promptsPerHour?: number;
}
