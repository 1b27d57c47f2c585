import { readFileSync, writeFileSync } from "node:fs";
import type { Folder } from "./folder.ts";
import { exactPort, freePort } from "./free-port.ts";
import type { Options } from "./options.ts";
import type { Party } from "./story.ts";

/** The ports of a node's two doors. */
export interface Doors {
  readonly user: number;
  readonly peer: number;
}

/** Two doors for each party. */
export type AllDoors = Readonly<Record<Party, Doors>>;

const USUAL_PORTS = [8401, 8402] as const;

/** Asked for, or those of last time where nobody has taken them meanwhile, or any free ones. */
export async function chooseDoors(folder: Folder, asked: Options["ports"]): Promise<AllDoors> {
  const file = folder.at("ports.json");
  const [ca, india] = lastPorts(file);
  const user = asked === null ? await freePort(ca) : await exactPort(asked[0]);
  const other = asked === null ? await freePort(india) : await exactPort(asked[1]);
  const doors = { CA: { user, peer: await freePort(0) }, IN: { user: other, peer: await freePort(0) } };
  writeFileSync(file, `${JSON.stringify([user, other])}\n`);
  return doors;
}

function lastPorts(file: string): readonly [number, number] {
  try {
    const read: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (Array.isArray(read)) return [Number(read[0]), Number(read[1])];
  } catch {
    // the first start
  }
  return USUAL_PORTS;
}

/** What others are told of a node. */
export interface Reach {
  readonly url: string;
  readonly peer_url: string;
}

/** URLs by name: passkeys refuse addresses in digits. */
export function reachOf(doors: AllDoors): Readonly<Record<Party, Reach>> {
  const of = ({ user, peer }: Doors) => ({
    url: `http://localhost:${user}`,
    peer_url: `https://localhost:${peer}`,
  });
  return { CA: of(doors.CA), IN: of(doors.IN) };
}
