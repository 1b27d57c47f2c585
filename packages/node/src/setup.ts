import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeviceFile } from "@entente/contract";
import {
  AGREEMENT_TYPE,
  type Agreement,
  agreementPayload,
  base64Of,
  CARD_TYPE,
  cardPayload,
  type NodeCard,
  newSeed,
  parseAgreement,
  parseCard,
  signDocument,
  signingKeys,
} from "@entente/protocol";
import type { PartyCode, Realm } from "@entente/words";
import { loadConfig, type NodeConfig, replaceFile, SetupFault, saveConfig } from "./config.ts";
import { loadNodeKeys, type NodeKeys } from "./exchange/door.ts";
import { makeTlsIdentity } from "./exchange/line/door.ts";
import { openHoldings } from "./graph/door.ts";
import { loadNodeKey, saveNodeKey } from "./node-key.ts";
import { type NewOfficer, openPeople } from "./people/door.ts";
import { freshDevice, systemClock, systemRandom } from "./ports.ts";
import { saveSandboxDevices } from "./sandbox-devices.ts";
import { openSqliteStore, type Store } from "./store/door.ts";

/** The seeds of a party's offline root. They never enter the node's store. */
export interface RootSeeds {
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
}

/** Makes a node's data folder: node key, store, operational keys, and its card signed by a fresh root. */
export async function initNode(input: {
  readonly data: string;
  readonly party: PartyCode;
  readonly node: string;
  readonly realm?: Realm;
  readonly host: string;
  readonly userPort: number;
  readonly peerPort: number;
}): Promise<{ readonly card: Uint8Array; readonly rootSeeds: RootSeeds }> {
  const { data, party, node, host, realm = "live" } = input;
  await mkdir(data, { recursive: true, mode: 0o700 });
  if ((await readFile(join(data, "node.json")).catch(() => null)) !== null) {
    throw new SetupFault("this data folder already holds a node");
  }
  await saveNodeKey(data, newSeed());
  const rootSeeds = { ed25519: newSeed(), mldsa65: newSeed() };
  const root = signingKeys({ ed25519Seed: rootSeeds.ed25519, mldsa65Seed: rootSeeds.mldsa65 });
  const names = namesOf(party, node, realm);
  const keys = await withStore(data, (store) => loadNodeKeys(store.vault, names));
  const tls = await makeTlsIdentity({ seed: keys.tlsSeed, commonName: node });
  const payload = cardPayload(cardOf(party, node, root.publics, keys, tls.spkiSha256));
  if (!payload.ok) throw new SetupFault(`the card is not well formed: ${payload.faults[0]?.code ?? ""}`);
  const card = await signDocument(CARD_TYPE, payload.value, [{ party, keys: root }]);
  await replaceFile(join(data, "card.json"), card, 0o644);
  const config: NodeConfig = {
    version: 1,
    party,
    node,
    realm,
    host,
    user_port: input.userPort,
    peer_port: input.peerPort,
    partner_url: null,
  };
  await saveConfig(data, config);
  return { card, rootSeeds };
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

/** The agreement file of these parties' cards and terms, signed by every root. Throws SetupFault with every fault. */
export async function writeAgreement(input: {
  readonly terms: Omit<Agreement, "parties">;
  readonly members: readonly {
    readonly party: PartyCode;
    readonly card: Uint8Array;
    readonly rootSeeds: RootSeeds;
  }[];
}): Promise<Uint8Array> {
  const members = [...input.members].sort((a, b) => (a.party < b.party ? -1 : 1));
  const parties = await Promise.all(
    members.map(async ({ party, card }) => ({ party, card: await readCard(card) })),
  );
  const payload = agreementPayload({ ...input.terms, parties });
  if (!payload.ok)
    throw new SetupFault(payload.faults.map((fault) => `${fault.code} at ${fault.where}`).join(", "));
  const signers = members.map(({ party, rootSeeds }) => ({
    party,
    keys: signingKeys({ ed25519Seed: rootSeeds.ed25519, mldsa65Seed: rootSeeds.mldsa65 }),
  }));
  return signDocument(AGREEMENT_TYPE, payload.value, signers);
}

/** Takes a signed agreement into a node's data folder. Refuses one that names another card as this node's. */
export async function joinAgreement(input: {
  readonly data: string;
  readonly agreement: Uint8Array;
}): Promise<void> {
  const { data, agreement } = input;
  const config = await loadConfig(data);
  const parsed = await parseAgreement(agreement);
  if (!parsed.ok) throw new SetupFault(`the agreement does not verify: ${parsed.faults[0]?.code ?? ""}`);
  const own = parsed.value.agreement.parties.find((member) => member.party === config.party)?.card;
  const card = await readCard(new Uint8Array(await readFile(join(data, "card.json"))));
  if (JSON.stringify(own) !== JSON.stringify(card))
    throw new SetupFault("the agreement names another card as ours");
  await replaceFile(join(data, "agreement.json"), agreement, 0o644);
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

/** Makes a stopped node a sandbox's: its devices are its own, and whoever opens its page chooses an officer. */
export async function furnishSandbox(data: string, devices: readonly DeviceFile[]): Promise<void> {
  await saveSandboxDevices(data, devices);
  await saveConfig(data, { ...(await loadConfig(data)), sandbox: true });
}

/** Enrols officers on a stopped node. Tokens and device seeds are handed out once, here. */
export async function enrolOfficers(input: {
  readonly data: string;
  readonly officers: readonly Omit<NewOfficer, "devicePublicKey">[];
}): Promise<readonly { readonly id: string; readonly token: string; readonly deviceFile: DeviceFile }[]> {
  return withStore(input.data, async (store) => {
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
}): Promise<number> {
  const { party } = await loadConfig(input.data);
  return withStore(input.data, async (store) => {
    const holdings = openHoldings({ store, clock: systemClock.now, random: systemRandom });
    const report = await holdings.importRecords(input.records, { officer: "setup", party });
    const [refused] = report.refused;
    if (refused !== undefined)
      throw new SetupFault(`line ${refused.line}: ${refused.fault.code} at ${refused.fault.where}`);
    return report.imported;
  });
}

async function withStore<T>(data: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ folder: data, nodeKey: await loadNodeKey(data) });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function readCard(file: Uint8Array): Promise<NodeCard> {
  const card = await parseCard(file);
  if (!card.ok) throw new SetupFault(`a node card does not verify: ${card.faults[0]?.code ?? ""}`);
  return card.value.card;
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
