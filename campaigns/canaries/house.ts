import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Officer, officerAt } from "../doors/officer.ts";
import { type PartnersDoor, partnersDoor } from "../doors/partners-door.ts";
import { type Said, type UsersDoor, usersDoor } from "../doors/users-door.ts";
import { type Enrolled, type Founded, type FoundNode, foundNodes } from "../nodes/found.ts";
import { type NodeProcess, startProcess } from "../nodes/process.ts";
import type { Role } from "../nodes/terms.ts";
import { type Hand, handOf } from "../partner/hand.ts";

/** One of the two nodes, and what an officer or its partner can do at its doors. */
export interface Place {
  readonly node: FoundNode;
  readonly door: UsersDoor;
  officer(who: Role | Enrolled): Officer;
  token(who: Role): string;
  /** the hand and the line of the node's partner, who has all his keys */
  readonly partner: { readonly hand: Hand; readonly line: PartnersDoor };
}

/** Two real nodes whose every file and word is kept in one folder, for the search. */
export interface House {
  readonly founded: Founded;
  readonly places: readonly [Place, Place];
  /** everything both processes said on their streams so far */
  said(): Buffer;
  /** keeps a file as somebody was handed it */
  handOut(name: string, bytes: Uint8Array): Promise<void>;
  /** ends both processes by a signal */
  fall(signal: "SIGKILL" | "SIGABRT"): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Makes and starts both, each with a working and temporary folder of its own beside its data. */
export async function openHouse(): Promise<House> {
  const founded = await foundNodes(0);
  const heard: Buffer[] = [];
  const running: NodeProcess[] = [];
  const nodes = [founded.ca, founded.india] as const;
  const start = async () => {
    for (const node of nodes) {
      const folder = join(founded.folder, `beside-${node.party}`);
      await mkdir(folder, { recursive: true });
      const keep = (bytes: Uint8Array) => heard.push(Buffer.from(bytes));
      running.push(await startProcess(node, { folder, heard: keep }));
    }
  };
  const ended = async (end: (one: NodeProcess) => Promise<void>) => {
    await Promise.all(running.splice(0).map(end));
  };
  const places = [placeOf(founded.ca, founded.india), placeOf(founded.india, founded.ca)] as const;
  const house: House = {
    founded,
    places,
    said: () => Buffer.concat(heard),
    async handOut(name, bytes) {
      await mkdir(join(founded.folder, "handed-out"), { recursive: true });
      await writeFile(join(founded.folder, "handed-out", name), bytes);
    },
    fall: (signal) => ended((one) => one.kill(signal)),
    start,
    async close() {
      for (const { door, partner } of places) {
        door.close();
        partner.line.close();
      }
      await ended((one) => one.stop());
      await rm(founded.folder, { recursive: true, force: true });
    },
  };
  try {
    await start();
  } catch (error) {
    await house.close();
    throw error;
  }
  return house;
}

/** The doors of one node, as its officers and its partner use them. */
export function placeOf(node: FoundNode, partner: FoundNode): Place {
  const door = usersDoor(node.url);
  return {
    node,
    door,
    officer: (who) => officerAt(door, node, who),
    token: (who) => node.officers[who].token,
    partner: { hand: handOf(partner, node), line: partnersDoor(partner, node) },
  };
}

/** An answer that must be a yes; throws where it is not, or the canaries of what was sent would prove nothing. */
export function stood(said: Said, what: string): Said {
  if (said.status === 200) return said;
  throw new Error(`${what} was refused: ${said.status} ${JSON.stringify(said.json)}`);
}
