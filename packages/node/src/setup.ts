import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeviceFile } from "@entente/contract";
import {
  type Agreement,
  base64Of,
  CARD_TYPE,
  cardPayload,
  countersign,
  draftAgreement,
  type NodeCard,
  newSeed,
  type RootSeeds,
  readUnsigned,
  signDocument,
  signingKeys,
} from "@entente/protocol";
import type { Parsed, PartyCode, Realm } from "@entente/words";
import {
  homeOf,
  loadConfig,
  type NodeConfig,
  readConfig,
  replaceFile,
  SetupFault,
  saveConfig,
} from "./config.ts";
import { loadNodeKeys, type NodeKeys } from "./exchange/door.ts";
import { makeTlsIdentity } from "./exchange/line/door.ts";
import { openHoldings } from "./graph/door.ts";
import { loadNodeKey, saveNodeKey } from "./node-key.ts";
import { type NewOfficer, openPeople } from "./people/door.ts";
import { freshDevice, systemClock, systemRandom } from "./ports.ts";
import { saveSandboxDevices } from "./sandbox-devices.ts";
import { openSqliteStore, type Store } from "./store/door.ts";

export type { RootSeeds } from "@entente/protocol";

/** What is secret about a node that is being made. */
export interface FreshSecrets {
  readonly rootSeeds: RootSeeds;
  /** 32 bytes */
  readonly nodeKey: Uint8Array;
}

/** What a card is made for. */
export interface Founding {
  readonly party: PartyCode;
  readonly node: string;
  readonly realm?: Realm;
  readonly host: string;
  readonly userPort: number;
  readonly peerPort: number;
  readonly sandbox?: true;
}

/**
 * Makes a node's data folder: store, operational keys, and its card signed by a fresh root. The card comes last: a
 * folder without it is no node.
 * @param input.keep takes the secrets away before anything of the node is written; a sandbox keeps the node key in its
 *   folder besides
 * @throws {SetupFault} where the folder holds a node already
 */
export async function initNode(
  input: Founding & { readonly data: string; readonly keep?: (secrets: FreshSecrets) => Promise<void> },
): Promise<{ readonly card: Uint8Array; readonly rootSeeds: RootSeeds }> {
  const { data, sandbox } = input;
  await freshFolder(data);
  const nodeKey = newSeed();
  const rootSeeds = { ed25519: newSeed(), mldsa65: newSeed() };
  await input.keep?.({ rootSeeds, nodeKey });
  if (sandbox === true) await saveNodeKey(data, nodeKey);
  const root = signingKeys({ ed25519Seed: rootSeeds.ed25519, mldsa65Seed: rootSeeds.mldsa65 });
  const payload = await foundFolder(input, data, nodeKey, root.publics);
  const card = await signDocument(CARD_TYPE, payload, [{ party: input.party, keys: root }]);
  await replaceFile(join(data, "card.json"), card, 0o644);
  return { card, rootSeeds };
}

/** Makes a folder that holds no node yet. Throws SetupFault where it does. */
export async function freshFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readFile(join(folder, "node.json")).catch(() => null)) !== null)
    throw new SetupFault("this data folder already holds a node", true);
}

/**
 * Makes the keys of a node, or of one more of its relations, in a fresh folder, and writes `node.json`.
 * @param root public keys of the root that is to sign the card
 * @returns the card's payload, which nobody has signed yet
 */
export async function foundFolder(
  { party, node, realm = "live", host, userPort, peerPort, sandbox }: Founding,
  folder: string,
  nodeKey: Uint8Array,
  root: { readonly ed25519: Uint8Array; readonly mldsa65: Uint8Array },
): Promise<Uint8Array> {
  const names = namesOf(party, node, realm);
  const keys = await withKey(folder, nodeKey, (store) => loadNodeKeys(store.vault, names));
  const tls = await makeTlsIdentity({ seed: keys.tlsSeed, commonName: node });
  const payload = theOne(cardPayload(cardOf(party, node, root, keys, tls.spkiSha256)));
  const config: NodeConfig = {
    version: 1,
    party,
    node,
    realm,
    host,
    user_port: userPort,
    peer_port: peerPort,
    partner_url: null,
    ...(sandbox === true ? { sandbox } : {}),
  };
  await saveConfig(folder, config);
  return payload;
}

/** The names a node's log and witness sign under (C2SP: schema-less URLs; they need not resolve). */
export function namesOf(
  party: string,
  node: string,
  realm: Realm,
): { readonly log: string; readonly witness: string } {
  const base = `entente.invalid/${realm}/${party.toLowerCase()}/${node}`;
  return { log: `${base}/exchange`, witness: `${base}/witness` };
}

/**
 * The agreement file of these parties' cards and terms, drafted once and signed by one root after the other, by somebody
 * who holds all of them: tests and campaigns. Throws SetupFault with every fault.
 */
export async function writeAgreement(input: {
  readonly terms: Omit<Agreement, "parties">;
  readonly members: readonly {
    readonly party: PartyCode;
    readonly card: Uint8Array;
    readonly rootSeeds: RootSeeds;
  }[];
}): Promise<Uint8Array> {
  const { terms, members } = input;
  const cards = members.map(({ card }) => card);
  let document = theOne(readUnsigned(theOne(await draftAgreement(terms, cards))));
  let file = new Uint8Array();
  for (const { party, rootSeeds } of members) {
    const keys = signingKeys({ ed25519Seed: rootSeeds.ed25519, mldsa65Seed: rootSeeds.mldsa65 });
    file = new Uint8Array(await countersign(document, { party, keys }));
    document = theOne(readUnsigned(file));
  }
  return file;
}

function theOne<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new SetupFault(parsed.faults.map((fault) => `${fault.code} at ${fault.where}`).join(", "));
}

/** Says where the doors of a stopped node are. */
export async function configureNode(
  data: string,
  doors: {
    readonly userPort: number;
    readonly peerPort: number;
    /** null where the partner cannot be called */
    readonly partnerUrl: string | null;
    /** who opens connections; `both` where absent */
    readonly line?: "both" | "ours" | "theirs";
    /** how many proposals of one author a desk's approvers are asked in an hour; stays where absent */
    readonly promptsPerHour?: number;
  },
): Promise<void> {
  const config = await loadConfig(data);
  await saveConfig(data, {
    ...config,
    user_port: doors.userPort,
    peer_port: doors.peerPort,
    partner_url: doors.partnerUrl,
    ...(doors.line === undefined ? {} : { line: doors.line }),
    ...(doors.promptsPerHour === undefined ? {} : { prompts_per_hour: doors.promptsPerHour }),
  });
}

/**
 * Says where the doors of a stopped node are, and where its partner's is; what is left out stays as it is.
 * @throws {SetupFault} where a value is not one `node.json` takes
 */
export async function addressNode(
  data: string,
  doors: {
    readonly host?: string | undefined;
    readonly userPort?: number | undefined;
    readonly peerPort?: number | undefined;
    /** https, with the port */
    readonly partnerUrl?: string | undefined;
  },
): Promise<NodeConfig> {
  const config = await loadConfig(data);
  const { host, userPort, peerPort, partnerUrl } = doors;
  const moved = {
    ...config,
    host: host ?? config.host,
    user_port: userPort ?? config.user_port,
    peer_port: peerPort ?? config.peer_port,
    partner_url: partnerUrl ?? config.partner_url,
  };
  if (moved.partner_url !== null && !URL.canParse(moved.partner_url))
    throw new SetupFault(`${moved.partner_url} is no address such as https://node.example:8441`);
  const read = readConfig(moved);
  if (!read.ok) throw new SetupFault(read.faults.map(({ code, where }) => `${code} at ${where}`).join(", "));
  await saveConfig(data, read.value);
  return read.value;
}

/** Makes a stopped node a sandbox's: its devices are its own, and whoever opens its page chooses an officer. */
export async function furnishSandbox(data: string, devices: readonly DeviceFile[]): Promise<void> {
  await saveSandboxDevices(data, devices);
  await saveConfig(data, { ...(await loadConfig(data)), sandbox: true });
}

/** Enrols officers on a stopped node. Tokens and device seeds are handed out once, here. */
export async function enrolOfficers(input: {
  readonly data: string;
  readonly officers: readonly Omit<NewOfficer, "devicePublicKey">[];
  /** paths of unlock shares; none on a sandbox */
  readonly unlock?: readonly string[];
}): Promise<readonly { readonly id: string; readonly token: string; readonly deviceFile: DeviceFile }[]> {
  return withStore(input.data, input.unlock, async (store) => {
    const people = openPeople({ store, clock: systemClock.now, random: systemRandom });
    const enrolled = [];
    for (const officer of input.officers) {
      const device = freshDevice();
      const { token, device: name } = await people.enrol({ ...officer, devicePublicKey: device.publicKey });
      const deviceFile: DeviceFile = {
        version: 1,
        device: name,
        officer: officer.id,
        algorithm: "ed25519",
        seed: base64Of(device.seed),
      };
      enrolled.push({ id: officer.id, token, deviceFile });
    }
    return enrolled;
  });
}

/** Takes records into the holdings of a stopped node. Throws SetupFault where one is refused. */
export async function importHoldings(input: {
  readonly data: string;
  readonly records: readonly unknown[];
  /** paths of unlock shares; none on a sandbox */
  readonly unlock?: readonly string[];
}): Promise<number> {
  const { party } = await loadConfig(input.data);
  return withStore(input.data, input.unlock, async (store) => {
    const holdings = openHoldings({ store, clock: systemClock.now, random: systemRandom });
    const report = await holdings.importRecords(input.records, { officer: "setup", party });
    const [refused] = report.refused;
    if (refused !== undefined)
      throw new SetupFault(`line ${refused.line}: ${refused.fault.code} at ${refused.fault.where}`);
    return report.imported;
  });
}

/** Opens the store of a stopped node for one piece of work. Throws SetupFault where the node stays locked. */
export async function withStore<T>(
  data: string,
  unlock: readonly string[] | undefined,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return withKey(data, await loadNodeKey(homeOf(data), unlock), work);
}

async function withKey<T>(data: string, nodeKey: Uint8Array, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ folder: data, nodeKey });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function cardOf(
  party: string,
  node: string,
  root: { readonly ed25519: Uint8Array; readonly mldsa65: Uint8Array },
  keys: NodeKeys,
  spki: Uint8Array,
): NodeCard {
  const { sign, opening, log, witness } = keys;
  return {
    party,
    node,
    root: { ed25519: base64Of(root.ed25519), mldsa65: base64Of(root.mldsa65) },
    sign: { ed25519: base64Of(sign.publics.ed25519), mldsa65: base64Of(sign.publics.mldsa65) },
    seal: { xwing: base64Of(opening.publicKey) },
    log: {
      origin: log.origin,
      ed25519: base64Of(log.publicKeys.ed25519),
      mldsa44: base64Of(log.publicKeys.mldsa44),
    },
    witness: {
      name: witness.name,
      ed25519: base64Of(witness.publicKeys.ed25519),
      mldsa44: base64Of(witness.publicKeys.mldsa44),
    },
    tls: { spki_sha256: base64Of(spki) },
  };
}
