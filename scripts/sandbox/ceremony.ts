import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cardFingerprint, draftAgreement, parseCard, rootOfShares, signWithRoot } from "@entente/protocol";
import type { Parsed } from "@entente/words";
import type { AllDoors } from "./doors.ts";
import { SandboxFailure } from "./failure.ts";
import type { Folder } from "./folder.ts";
import { type Handed, keepOfficers, officerId } from "./officers.ts";
import { AGREEMENT, HOLDINGS, LIAISON_DESKS, PARTIES, type Party, POSTS, ROLES } from "./story.ts";
import {
  configureNode,
  confirmCard,
  enrolOfficers,
  furnishSandbox,
  importHoldings,
  initParty,
  joinAgreement,
  type Verdict,
} from "./the-node.ts";

/** A party as the ceremony leaves it. */
interface Founded {
  readonly party: Party;
  readonly card: Uint8Array;
  readonly rootShares: readonly string[];
}

/**
 * First trust as two states hold it (docs/ceremony.md), only that here both parties are in one room: each makes its root,
 * in three shares, and its node's card; two officers a side confirm the other's card; two shares a side sign one
 * agreement; each node joins it. The shares stay in the sandbox's own folder, where a real party's never are, so that a
 * restored node can begin a new stream.
 */
export async function holdCeremony(folder: Folder): Promise<void> {
  const [ca, india] = [await found(folder, "CA"), await found(folder, "IN")];
  const handed = { CA: await enrol(folder, "CA"), IN: await enrol(folder, "IN") };
  await confirm(folder, "CA", india.card);
  await confirm(folder, "IN", ca.card);
  const agreement = await signAll(must(await draftAgreement(AGREEMENT, [ca.card, india.card])), [ca, india]);
  writeFileSync(folder.at("agreement.json"), agreement);
  for (const party of PARTIES) await furnish(folder, party, agreement, handed[party]);
  keepOfficers(folder, handed);
}

/** The doors are told at each start, by `openDoors`. */
async function found(folder: Folder, party: Party): Promise<Founded> {
  const node = `${party.toLowerCase()}-sandbox`;
  const where = { data: folder.nodeData(party), host: "localhost", userPort: 0, peerPort: 0 };
  mkdirSync(folder.at("roots"), { recursive: true, mode: 0o700 });
  const root = folder.at("roots", party.toLowerCase());
  const made = await initParty({ ...where, party, node, sandbox: true, shares: { root, unlock: root } });
  return { party, card: made.card, rootShares: made.rootShares };
}

/** In the sandbox the fingerprint is read off the card that was just made: there is nobody in between. */
async function confirm(folder: Folder, party: Party, card: Uint8Array): Promise<void> {
  const fingerprint = cardFingerprint(must(await parseCard(card)));
  const officers = [officerId(party, "coordinator"), officerId(party, "head")];
  const data = folder.nodeData(party);
  settled(await confirmCard({ data, card, officers, fingerprint, now: Date.now() }));
}

async function signAll(draft: Uint8Array, parties: readonly Founded[]): Promise<Uint8Array> {
  let file = draft;
  for (const { rootShares } of parties) {
    const shares = rootShares.slice(0, 2).map((path) => new Uint8Array(readFileSync(path)));
    file = must(await signWithRoot(file, must(await rootOfShares(shares)))).file;
  }
  return file;
}

async function enrol(folder: Folder, party: Party): Promise<readonly Handed[]> {
  const officers = ROLES.map((role) => {
    const { name, agency, duties, approvalRoles, desk } = POSTS[party][role];
    const desks = [desk ?? LIAISON_DESKS[party]];
    return { id: officerId(party, role), name, agency, duties, approvalRoles, desks };
  });
  return enrolOfficers({ data: folder.nodeData(party), officers });
}

async function furnish(
  folder: Folder,
  party: Party,
  agreement: Uint8Array,
  handed: readonly Handed[],
): Promise<void> {
  const data = folder.nodeData(party);
  settled(await joinAgreement({ data, agreement }));
  await importHoldings({ data, records: HOLDINGS[party] });
  await furnishSandbox(
    data,
    handed.map(({ deviceFile }) => deviceFile),
  );
}

function settled(verdict: Verdict<unknown>): void {
  if (!verdict.ok) throw new SandboxFailure(`the ceremony failed: ${JSON.stringify(verdict.faults)}`);
}

function must<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new SandboxFailure(`the ceremony failed: ${JSON.stringify(parsed.faults)}`);
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
