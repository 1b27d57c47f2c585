import type { Packs } from "@entente/policy";
import { LiveTreaty, type Treaty } from "./agreement/door.ts";
import { type DeskLists, type DeskRoom, openDesk, openDeskLists } from "./desk/door.ts";
import {
  type Clock,
  type ExchangeParts,
  type LineKeys,
  type NodeKeys,
  type OpenedExchange,
  openExchange,
  type PeerLine,
  type RoomLimits,
} from "./exchange/door.ts";
import { type HoldingsRoom, openHoldings } from "./graph/door.ts";
import { openPeople, type People } from "./people/door.ts";
import type { Store } from "./store/door.ts";

/** Everything a node asks of the world around it. A simulator hands in its own. */
export interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  /** so many bytes of secure randomness */
  readonly random: (size: number) => Uint8Array;
  readonly line: PeerLine;
  /** where the line's own keys can change */
  readonly lineKeys?: LineKeys;
}

/** What all relations of a node share: its officers, and what it holds. */
export interface Home {
  readonly people: People;
  readonly holdings: HoldingsRoom;
}

/** The rooms of one relation without its doors. */
export interface Rooms extends Home {
  readonly parts: ExchangeParts;
  readonly exchange: OpenedExchange;
  readonly desk: DeskRoom;
  readonly lists: DeskLists;
}

/** Opens officers and holdings over the node's own store. */
export function openHome({ store, clock, random }: Pick<Ports, "store" | "clock" | "random">): Home {
  const rooms = { store, clock: clock.now, random };
  return { people: openPeople(rooms), holdings: openHoldings(rooms) };
}

/**
 * Builds the rooms of a relation over ports: the same way for a node that serves and for one that is simulated. Officers
 * and holdings lie in the same store where no others are given.
 */
export function assembleRooms(
  known: {
    readonly treaty: Treaty;
    readonly keys: NodeKeys;
    readonly packs: Packs;
    /** absent = the program's own */
    readonly room?: RoomLimits;
    /** absent = the program's own */
    readonly promptsPerHour?: number;
    /** absent = the program's own */
    readonly escalateAfter?: number;
  },
  ports: Ports,
  { people, holdings }: Home = openHome(ports),
): Rooms {
  const { store, clock, random, line, lineKeys } = ports;
  const { promptsPerHour, escalateAfter } = known;
  const parts: ExchangeParts = {
    store,
    people,
    holdings,
    treaty: LiveTreaty.of(known.treaty),
    packs: () => known.packs,
    keys: known.keys,
    clock,
    random,
    line,
    ...(known.room === undefined ? {} : { room: known.room }),
    ...(lineKeys === undefined ? {} : { lineKeys }),
    ...(promptsPerHour === undefined ? {} : { promptsPerHour: () => promptsPerHour }),
    ...(escalateAfter === undefined ? {} : { escalateAfter: () => escalateAfter }),
  };
  return {
    parts,
    people,
    holdings,
    exchange: openExchange(parts),
    desk: openDesk(parts),
    lists: openDeskLists(parts),
  };
}
