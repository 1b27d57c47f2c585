import { writeFileSync } from "node:fs";
import {
  configureNode,
  enrolOfficers,
  importHoldings,
  initNode,
  joinAgreement,
  writeAgreement,
} from "../../packages/node/src/setup.ts";
import type { Folder } from "./folder.ts";
import { type Handed, keepOfficers, officerId } from "./officers.ts";
import { AGREEMENT, HOLDINGS, LIAISON_DESKS, PARTIES, type Party, POSTS, ROLES } from "./story.ts";

/** Where a node's two doors are. */
export interface Doors {
  readonly user: number;
  readonly peer: number;
}

/** Two doors for each party. */
export type AllDoors = Readonly<Record<Party, Doors>>;

/**
 * First trust in its sandbox form: both parties in one room. Each makes its root and its node's card, both roots
 * sign one agreement, each node takes it in, enrols its officers and its invented holdings. The roots are then
 * forgotten: nothing in the sandbox ever changes a key.
 */
export async function holdCeremony(folder: Folder, doors: AllDoors): Promise<void> {
  const [ca, india] = [await found(folder, "CA", doors), await found(folder, "IN", doors)];
  const agreement = await writeAgreement({ terms: AGREEMENT, members: [ca, india] });
  writeFileSync(folder.at("agreement.json"), agreement);
  const handed = { CA: await furnish(folder, "CA", agreement), IN: await furnish(folder, "IN", agreement) };
  keepOfficers(folder, handed);
}

async function found(folder: Folder, party: Party, doors: AllDoors) {
  const { user, peer } = doors[party];
  const node = `${party.toLowerCase()}-sandbox`;
  const made = await initNode({ data: folder.nodeData(party), party, node, host: "localhost", userPort: user, peerPort: peer });
  return { party, ...made };
}

async function furnish(folder: Folder, party: Party, agreement: Uint8Array): Promise<readonly Handed[]> {
  const data = folder.nodeData(party);
  await joinAgreement({ data, agreement });
  await importHoldings({ data, records: HOLDINGS[party] });
  const officers = ROLES.map((role) => {
    const { name, agency, duties, approvalRoles, liaison } = POSTS[party][role];
    const desks = liaison ? [LIAISON_DESKS[party]] : [];
    return { id: officerId(party, role), name, agency, duties, approvalRoles, desks };
  });
  return enrolOfficers({ data, officers });
}

/** Tells both nodes where their doors are this time. */
export async function openDoors(folder: Folder, doors: AllDoors): Promise<void> {
  for (const party of PARTIES) {
    const partner: Party = party === "CA" ? "IN" : "CA";
    const { user: userPort, peer: peerPort } = doors[party];
    const partnerUrl = `https://localhost:${doors[partner].peer}`;
    await configureNode(folder.nodeData(party), { userPort, peerPort, partnerUrl });
  }
}
