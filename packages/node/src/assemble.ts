import type { Packs } from "@entente/policy";
import type { Treaty } from "./agreement/door.ts";
import { type DeskRoom, openDesk } from "./desk/door.ts";
import {
  type Clock,
  type ExchangeParts,
  type NodeKeys,
  type OpenedExchange,
  openExchange,
  type PeerLine,
} from "./exchange/door.ts";
import { type HoldingsRoom, openHoldings } from "./graph/door.ts";
import { openPeople } from "./people/door.ts";
import type { Store } from "./store/door.ts";

/** Everything a node asks of the world around it. A simulator hands in its own. */
export interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  /** so many bytes of secure randomness */
  readonly random: (size: number) => Uint8Array;
  readonly line: PeerLine;
}

/** A node's rooms without its doors. */
export interface Rooms {
  readonly parts: ExchangeParts;
  readonly exchange: OpenedExchange;
  readonly holdings: HoldingsRoom;
  readonly desk: DeskRoom;
}

/** Builds the rooms over ports: the same way for a node that serves and for one that is simulated. */
export function assembleRooms(
  known: {
    readonly treaty: Treaty;
    readonly keys: NodeKeys;
    readonly packs: Packs;
    readonly promptsPerHour?: number;
  },
  ports: Ports,
): Rooms {
  const { store, clock, random, line } = ports;
  const rooms = { store, clock: clock.now, random };
  const holdings = openHoldings(rooms);
  const parts: ExchangeParts = {
    store,
    people: openPeople(rooms),
    holdings,
    treaty: known.treaty,
    packs: () => known.packs,
    keys: known.keys,
    clock,
    random,
    line,
    ...(known.promptsPerHour === undefined ? {} : { promptsPerHour: known.promptsPerHour }),
  };
  return { parts, exchange: openExchange(parts), holdings, desk: openDesk(parts) };
}
