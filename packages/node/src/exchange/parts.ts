import type { Packs } from "@entente/policy";
import type { Treaty } from "../agreement/door.ts";
import type { Holdings } from "../graph/door.ts";
import type { People } from "../people/door.ts";
import type { Store } from "../store/door.ts";
import type { RoomLimits } from "./attachments/room.ts";
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

/** How the line shows itself and whom it lets in, while it stands. Absent where there is no line, in tests. */
export interface LineKeys {
  /** The seeds (32 bytes each) of the TLS keys that the door can prove from now on, the newest first. */
  hold(seeds: readonly Uint8Array[]): Promise<void>;
  /** Shows the key of this seed on connections that we open. */
  show(seed: Uint8Array): Promise<void>;
  /** Lets in, and reaches, only who proves one of these keys: SHA-256 of SubjectPublicKeyInfo, 32 bytes each. */
  trust(pins: readonly Uint8Array[]): void;
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
  /** what a partner may take of our disk; absent = ours */
  readonly room?: RoomLimits;
  readonly lineKeys?: LineKeys;
  /** how many proposals of one author those who release at a desk are asked in an hour; 30 where absent */
  readonly promptsPerHour?: () => number;
  /** how long an urgent arrival waits for somebody before it is put before the next, milliseconds; ten minutes where absent */
  readonly escalateAfter?: () => number;
}
