import { mkdirSync, writeFileSync } from "node:fs";
import type { AllDoors } from "./doors.ts";
import type { Folder } from "./folder.ts";
import { type Handed, keepOfficers, officerId } from "./officers.ts";
import { AGREEMENT, HOLDINGS, LIAISON_DESKS, PARTIES, type Party, POSTS, ROLES } from "./story.ts";
import {
  configureNode,
  enrolOfficers,
  furnishSandbox,
  importHoldings,
  initNode,
  joinAgreement,
  writeAgreement,
} from "./the-node.ts";

/**
 * First trust in its sandbox form: both parties in one room. Each makes its root and its node's card, both roots
 * sign one agreement, each node takes it in, enrols its officers and its invented holdings. The roots stay in
 * the sandbox's own folder, where a real party's never are, so that a restored node can begin a new stream.
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
  const made = await initNode({ ...where, party, node });
  keepRoot(folder, party, made.rootSeeds);
  return { party, ...made };
}

/** As `entente init` writes a root: for `entente root sign`. */
function keepRoot(
  folder: Folder,
  party: Party,
  seeds: { readonly ed25519: Uint8Array; readonly mldsa65: Uint8Array },
) {
  mkdirSync(folder.at("roots"), { recursive: true, mode: 0o700 });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const root = {
    format: "entente/root/v1",
    party,
    ed25519: base64(seeds.ed25519),
    mldsa65: base64(seeds.mldsa65),
  };
  writeFileSync(folder.at("roots", `${party.toLowerCase()}.json`), `${JSON.stringify(root)}\n`, {
    mode: 0o600,
  });
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
  const handed = await enrolOfficers({ data, officers });
  await furnishSandbox(
    data,
    handed.map(({ deviceFile }) => deviceFile),
  );
  return handed;
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
