import { writeFileSync } from "node:fs";
import { sep } from "node:path";
import {
  addRelation,
  addressNode,
  confirmCard,
  enrolFirst,
  initParty,
  joinAgreement,
  joinNodeKey,
  readNodeKeyFile,
  restoreNode,
  SetupFault,
  SHARE_FOLDERS,
  takeCard,
} from "@entente/node";
import { cardFingerprint, type Json, parseCard } from "@entente/protocol";
import { isWordOf, type Parsed, REALMS } from "@entente/words";
import type { Refused, Told } from "./telling.ts";

/** What an act was asked with; paths are absolute. */
export interface Asked {
  readonly data: string;
  /** a path in the data folder */
  readonly at: (part: string) => string;
  readonly party?: string | undefined;
  readonly node?: string | undefined;
  readonly realm?: string | undefined;
  readonly shares?: string | undefined;
  readonly relation?: string | undefined;
  readonly out?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly officer: readonly string[];
  readonly unlock: readonly string[];
  readonly file?: string | undefined;
  readonly "node-key"?: string | undefined;
  readonly "partner-url"?: string | undefined;
  readonly host?: string | undefined;
  readonly "user-port"?: string | undefined;
  readonly "peer-port"?: string | undefined;
  /** of `file` */
  readonly bytes: () => Uint8Array;
  readonly json: () => Parsed<Json>;
  /** Unix milliseconds */
  readonly now: number;
}

/** One act on the folder of a stopped node. Throws SetupFault where the folder or its lock stands against it. */
export type Act = (asked: Asked) => Promise<Told | Refused>;

const USER_PORT = 8401;
const PEER_PORT = 8441;

/** Every act by the name the command line calls it. */
export const ACTS: Readonly<Record<string, Act>> = {
  init,
  confirm,
  join,
  enrol,
  address,
  restore,
  "relation-add": relationAdd,
  "relation-card": relationCard,
};

async function init(asked: Asked): Promise<Told> {
  const { data, party = "", shares, realm } = asked;
  const node = asked.node ?? `${party.toLowerCase()}-1`;
  if (shares !== undefined && `${shares}${sep}`.startsWith(`${data}${sep}`))
    throw new SetupFault("--shares lies in the node's own data folder, where shares protect nothing");
  const { card, rootShares, unlockShares } = await initParty({
    data,
    party,
    node,
    ...(isWordOf(REALMS, realm) ? { realm } : {}),
    host: "localhost",
    userPort: USER_PORT,
    peerPort: PEER_PORT,
    shares: {
      root: shares ?? asked.at(SHARE_FOLDERS.root),
      unlock: shares ?? asked.at(SHARE_FOLDERS.unlock),
    },
  });
  const parsed = await parseCard(card);
  if (!parsed.ok) throw new Error("the card just made does not verify");
  const fingerprint = cardFingerprint(parsed.value);
  const made = { party, node, data, card: asked.at("card.json"), fingerprint };
  return {
    how: "done",
    json: { ...made, root_shares: rootShares, unlock_shares: unlockShares },
    page: [
      `node ${node} is made`,
      `its card, to be sent by note: ${made.card}`,
      `fingerprint, to be read aloud: ${fingerprint}`,
      "three shares of the root, each for another custodian; two of them sign:",
      ...rootShares.map((path) => `  ${path}`),
      "three shares of the node's key, each for another custodian; two of them start the node:",
      ...unlockShares.map((path) => `  ${path}`),
      "Every share must leave this computer now. There is no other copy.",
    ],
  };
}

async function confirm({
  data,
  bytes,
  officer,
  fingerprint = "",
  unlock,
  now,
}: Asked): Promise<Told | Refused> {
  const done = await confirmCard({ data, card: bytes(), officers: officer, fingerprint, unlock, now });
  if (!done.ok) return done;
  const { party, officers } = done.value;
  return {
    how: "done",
    json: { ...done.value, state: "confirmed" },
    page: [
      `the card of ${party} is confirmed by ${officers.join(" and ")}`,
      `on record as leaf ${done.value.leaf} of the domestic log`,
    ],
  };
}

async function join({ data, bytes, unlock }: Asked): Promise<Told | Refused> {
  const done = await joinAgreement({ data, agreement: bytes(), unlock });
  if (!done.ok) return done;
  const { id, partner, digest } = done.value;
  return {
    how: "done",
    json: { ...done.value, state: "joined" },
    page: [
      `agreement ${id} with ${partner} is joined`,
      `digest ${digest}: the first leaf of both exchange logs`,
    ],
  };
}

async function enrol({ data, json, unlock, now }: Asked): Promise<Told | Refused> {
  const officers = json();
  if (!officers.ok) return { how: "malformed", faults: officers.faults };
  const done = await enrolFirst({ data, officers: officers.value, unlock, now });
  if (!done.ok) return done;
  return {
    how: "done",
    json: { officers: done.value },
    page: [
      "tokens, shown this once; each to its officer alone:",
      ...done.value.map(({ id, token, device }) => `  ${id}  ${token}  device ${device}`),
    ],
  };
}

async function address(asked: Asked): Promise<Told> {
  const config = await addressNode(asked.data, {
    partnerUrl: asked["partner-url"],
    host: asked.host,
    userPort: portOf(asked["user-port"]),
    peerPort: portOf(asked["peer-port"]),
  });
  const { host, user_port, peer_port, partner_url } = config;
  return {
    how: "done",
    json: { host, user_port, peer_port, partner_url },
    page: [
      `officers' door: ${host}:${user_port}, partner's door: ${host}:${peer_port}`,
      `the partner: ${partner_url ?? "cannot be called"}`,
    ],
  };
}

async function relationAdd(asked: Asked): Promise<Told> {
  const { data, relation: name = "", realm, unlock, out = "" } = asked;
  const peerPort = portOf(asked["peer-port"]) ?? PEER_PORT + 1;
  const live = isWordOf(REALMS, realm) ? { realm } : {};
  const { folder, unsigned } = await addRelation({ data, name, peerPort, unlock, ...live });
  writeFileSync(out, unsigned);
  return {
    how: "done",
    json: { relation: name, data: folder, out, state: "unsigned" },
    page: [
      `relation ${name} is made: ${folder}`,
      `its card, to be signed where the root is (entente root sign): ${out}`,
      "then: entente relation card FILE, and the ceremony as for any partner, with --data on that folder",
    ],
  };
}

async function relationCard({ data, relation: name = "", bytes }: Asked): Promise<Told | Refused> {
  const taken = await takeCard({ data, name, card: bytes() });
  if (!taken.ok) return taken;
  const fingerprint = cardFingerprint(taken.value);
  return {
    how: "done",
    json: { relation: name, node: taken.value.card.node, fingerprint, state: "signed" },
    page: [`the card of relation ${name} is in place`, `fingerprint, to be read aloud: ${fingerprint}`],
  };
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535) throw new SetupFault(`${text} is no port`);
  return Number(text);
}

async function restore({ data, file = "", unlock, "node-key": nodeKeyFile }: Asked): Promise<Told> {
  if (unlock.length > 0 && nodeKeyFile !== undefined)
    throw new SetupFault("either unlock shares or, for a sandbox's node, a key file");
  const key =
    nodeKeyFile === undefined
      ? { nodeKey: (await joinNodeKey(unlock, null)).key, from: "shares" as const }
      : { nodeKey: await readNodeKeyFile(nodeKeyFile), from: "file" as const };
  const { party, node, made_at, exchange } = await restoreNode({ file, data, ...key });
  const backup_made_at = new Date(made_at).toISOString();
  return {
    how: "done",
    json: { party, node, data, backup_made_at, exchange_size: exchange.size },
    page: [
      `node ${node} is restored from its backup of ${backup_made_at}`,
      "start it: it asks its partner what it has signed since, and takes what it missed",
      "then let it out again: entente stream request, root sign (where the root is), stream open",
    ],
  };
}
