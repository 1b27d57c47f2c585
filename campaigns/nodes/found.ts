import { randomBytes } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeviceFile } from "@entente/contract";
import {
  configureNode,
  enrolOfficers,
  initNode,
  loadNodeKey,
  loadNodeKeys,
  makeTlsIdentity,
  type NodeKeys,
  namesOf,
  openSqliteStore,
  openTreaty,
  type RootSeeds,
  type TlsIdentity,
  type Treaty,
  takeAgreement,
  writeAgreement,
} from "../the-node.ts";
import { AGENCY, PARTIES, type Party, POSTS, ROLES, type Role, SUPERVISOR, termsWith } from "./terms.ts";

/** An officer as he can be played: his bearer token and his device key. */
export interface Enrolled {
  readonly id: string;
  readonly token: string;
  readonly device: DeviceFile;
}

/** A node that was made here, so that all its secrets are known: what its owner, turned hostile, holds. */
export interface FoundNode {
  readonly party: Party;
  readonly node: string;
  readonly data: string;
  readonly url: string;
  readonly peerUrl: string;
  readonly keys: NodeKeys;
  readonly tls: TlsIdentity;
  readonly treaty: Treaty;
  readonly rootSeeds: RootSeeds;
  readonly officers: Readonly<Record<Role, Enrolled>>;
}

/** Two nodes that have signed one agreement, on disk, neither started. */
export interface Founded {
  readonly folder: string;
  readonly agreement: Uint8Array;
  readonly ca: FoundNode;
  readonly india: FoundNode;
}

/**
 * Makes two nodes in a fresh folder through the same setup an operator uses, and keeps every secret for the
 * attacks. Nothing listens yet.
 * @param hold seconds between approval and release
 * @param promptsPerHour how many proposals of one author are taken in an hour
 */
export async function foundNodes(hold: number, promptsPerHour: number = UNLIMITED): Promise<Founded> {
  const folder = await mkdtemp(join(tmpdir(), "entente-campaign-"));
  const made = await Promise.all(PARTIES.map((party) => makeNode(folder, party)));
  const agreement = await writeAgreement({ terms: termsWith(hold), members: made });
  await writeFile(join(folder, "agreement.json"), agreement);
  const [ca, india] = await Promise.all(made.map((node) => furnish(node, agreement)));
  if (ca === undefined || india === undefined) throw new Error("both nodes were made");
  await Promise.all([point(ca, india, promptsPerHour), point(india, ca, promptsPerHour)]);
  return { folder, agreement, ca, india };
}

async function makeNode(folder: string, party: Party) {
  const data = join(folder, party.toLowerCase());
  const node = `${party.toLowerCase()}-1`;
  const ports = { userPort: await freePort(), peerPort: await freePort() };
  const made = await initNode({ data, party, node, host: "localhost", ...ports, sandbox: true });
  return { party, node, data, ...ports, ...made };
}

async function furnish(made: Awaited<ReturnType<typeof makeNode>>, agreement: Uint8Array) {
  const { party, node, data, rootSeeds } = made;
  await takeAgreement({ data, agreement });
  const officers = await enrolAll(data, party);
  const keys = await keysOf(data, party, node);
  const treaty = await openTreaty(agreement, { party, node });
  if (!treaty.ok) throw new Error(`the agreement does not open: ${treaty.faults[0]?.code ?? ""}`);
  return {
    party,
    node,
    data,
    url: `http://localhost:${made.userPort}`,
    peerUrl: `https://localhost:${made.peerPort}`,
    keys,
    tls: await makeTlsIdentity({ seed: keys.tlsSeed, commonName: node }),
    treaty: treaty.value,
    rootSeeds,
    officers,
  };
}

async function enrolAll(data: string, party: Party): Promise<Readonly<Record<Role, Enrolled>>> {
  const handed = await enrolOfficers({
    data,
    officers: ROLES.map((role) => ({
      id: `${party.toLowerCase()}-${role}`,
      name: `Invented ${role}`,
      agency: AGENCY[party],
      desks: [POSTS[role].desk[party]],
      duties: POSTS[role].duties.slice(-1),
      approvalRoles: POSTS[role].releases ? [SUPERVISOR[party]] : [],
    })),
  });
  await bothDuties(data, party);
  const one = (role: Role): Enrolled => {
    const found = handed.find(({ id }) => id === `${party.toLowerCase()}-${role}`);
    if (found === undefined) throw new Error(`${role} was not enrolled`);
    return { id: found.id, token: found.token, device: found.deviceFile };
  };
  return {
    lo: one("lo"),
    analyst: one("analyst"),
    authority: one("authority"),
    second: one("second"),
    stranger: one("stranger"),
    operator: one("operator"),
    operator2: one("operator2"),
  };
}

/** Duties that nobody is given together, put past every rule. */
async function bothDuties(data: string, party: Party): Promise<void> {
  const store = await openSqliteStore({ folder: data, nodeKey: await loadNodeKey(data) });
  const steps = ROLES.filter((role) => POSTS[role].duties.length > 1).map((role) => ({
    sql: "update officer set duties = ? where id = ?",
    params: [JSON.stringify(POSTS[role].duties), `${party.toLowerCase()}-${role}`],
    changes: 1,
  }));
  await store.commit({ steps });
  await store.close();
}

async function keysOf(data: string, party: Party, node: string): Promise<NodeKeys> {
  const store = await openSqliteStore({ folder: data, nodeKey: await loadNodeKey(data) });
  try {
    return await loadNodeKeys(store.vault, namesOf(party, node, "live"));
  } finally {
    await store.close();
  }
}

async function point(us: FoundNode, partner: FoundNode, promptsPerHour: number): Promise<void> {
  const port = (url: string) => Number(new URL(url).port);
  await configureNode(us.data, {
    userPort: port(us.url),
    peerPort: port(us.peerUrl),
    partnerUrl: partner.peerUrl,
    promptsPerHour,
  });
}

/** One invented officer writes for a whole campaign. */
export const UNLIMITED = 1_000_000;

/** A port that nobody listens on now. */
function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(0, "localhost", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

/** Secure randomness for keys and salts of the hostile side; never drawn from a seed. */
export function fresh(count: number): Uint8Array {
  return new Uint8Array(randomBytes(count));
}
