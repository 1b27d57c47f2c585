import { writeFileSync } from "node:fs";
import type { AllDoors } from "./doors.ts";
import type { Folder } from "./folder.ts";
import { type Handed, keepOfficers, officerId } from "./officers.ts";
import { AGREEMENT, HOLDINGS, LIAISON_DESKS, PARTIES, type Party, POSTS, ROLES } from "./story.ts";
import {
  configureNode,
  enrolOfficers,
  importHoldings,
  initNode,
  joinAgreement,
  writeAgreement,
} from "./the-node.ts";

/**
 * First trust in its sandbox form: both parties in one room. Each makes its root and its node's card, both roots
 * sign one agreement, each node takes it in, enrols its officers and its invented holdings. The roots are then
 * forgotten: nothing in the sandbox ever changes a key.
 */
export async function holdCeremony(folder: Folder): Promise<void> {
  const [ca, india] = [await found(folder, "CA"), await found(folder, "IN")];
  const agreement = await writeAgreement({ terms: AGREEMENT, members: [ca, india] });
  writeFileSync(folder.at("agreement.json"), agreement);
  const handed = { CA: await furnish(folder, "CA", agreement), IN: await furnish(folder, "IN", agreement) };
  keepOfficers(folder, handed);
}

/** The doors are told at each start, by `openDoors`. */
async function found(folder: Folder, party: Party) {
  const node = `${party.toLowerCase()}-sandbox`;
  const where = { data: folder.nodeData(party), host: "localhost", userPort: 0, peerPort: 0 };
  return { party, ...(await initNode({ ...where, party, node })) };
}

async function furnish(folder: Folder, party: Party, agreement: Uint8Array): Promise<readonly Handed[]> {
  const data = folder.nodeData(party);
  await joinAgreement({ data, agreement });
  await importHoldings({ data, records: HOLDINGS[party] });
  const officers = ROLES.map((role) => {
    const { name, agency, duties, approvalRoles, desk } = POSTS[party][role];
    const desks = [desk ?? LIAISON_DESKS[party]];
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
