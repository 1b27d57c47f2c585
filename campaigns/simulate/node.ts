import { join } from "node:path";
import type { Chance } from "../chance.ts";
import { type FoundNode, UNLIMITED } from "../nodes/found.ts";
import {
  assembleRooms,
  firstLeaf,
  LiveTreaty,
  loadNodeKey,
  openSqliteStore,
  type Ports,
  type Rooms,
  type Store,
  standingStates,
} from "../the-node.ts";
import { type Disk, failing } from "./faults.ts";
import type { Template } from "./template.ts";

/** A node of the simulation: the shipped rooms over a real SQLite file, with everything around them simulated. */
export interface SimulatedNode {
  readonly of: FoundNode;
  readonly disk: Disk;
  /** Unix milliseconds, moved by the simulation alone */
  now: number;
  /** null while it is down */
  rooms: Rooms | null;
  store: Store | null;
  /** Opens its folder as a start does. Rejects where the folder does not open. */
  start(): Promise<void>;
  /** As `kill -9`: whatever was not committed is gone. */
  kill(): Promise<void>;
}

/** A node over its folder, down. */
export function simulatedNode(given: {
  readonly of: FoundNode;
  readonly folder: string;
  readonly template: Template;
  readonly chance: Chance;
  readonly line: Ports["line"];
  readonly now: number;
}): SimulatedNode {
  const { of, template, chance, line } = given;
  const data = join(given.folder, of.party.toLowerCase());
  const node: SimulatedNode = {
    of,
    disk: { next: "none", skip: 0, dead: false },
    now: given.now,
    rooms: null,
    store: null,
    async start() {
      node.disk.next = "none";
      node.disk.dead = false;
      const nodeKey = await loadNodeKey(data);
      const store = await openSqliteStore({ folder: data, nodeKey, engine: failing(node.disk) });
      await firstLeaf(store, of.treaty);
      const treaty = LiveTreaty.of(of.treaty);
      treaty.stand(await standingStates(store, [treaty.us.party, treaty.partner.party]));
      const known = { treaty, keys: of.keys, packs: template.packs, promptsPerHour: UNLIMITED };
      const ports = {
        store,
        clock: { now: () => node.now },
        random: (size: number) => chance.bytes(size),
        line,
      };
      node.store = store;
      node.rooms = assembleRooms(known, ports);
    },
    async kill() {
      const { store } = node;
      node.rooms = null;
      node.store = null;
      node.disk.dead = true;
      await store?.close().catch(() => undefined);
    },
  };
  return node;
}
