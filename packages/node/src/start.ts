import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ENTRY_KIND, entry } from "@entente/ledger";
import { loadPacks } from "@entente/policy";
import type { NodeCard } from "@entente/protocol";
import { openTreaty, type Treaty } from "./agreement/door.ts";
import { assembleRooms } from "./assemble.ts";
import { openBackups } from "./backup.ts";
import { loadConfig, type NodeConfig, SetupFault } from "./config.ts";
import type { DeskRoom } from "./desk/door.ts";
import {
  type Clock,
  type ExchangeParts,
  keysInForce,
  type NodeKeys,
  type OpenedExchange,
  recordRejection,
  replayChain,
} from "./exchange/door.ts";
import { type CollectorParts, type TlsIdentity, tlsPinOf } from "./exchange/line/door.ts";
import type { HoldingsRoom } from "./graph/door.ts";
import { healthOf } from "./health.ts";
import { CELL_REST, openHeartbeat } from "./heartbeat.ts";
import {
  answerCollected,
  type Collect,
  type DoorCode,
  type OpenPeerDoor,
  type PeerDoorOptions,
  peerDoor,
  type Rejections,
  sha256,
  userDoor,
} from "./http/door.ts";
import { readLawFolder } from "./law-folder.ts";
import { type LiveLine, openLineKeys } from "./line-keys.ts";
import { loadNodeKey } from "./node-key.ts";
import { anchorDomestic, openLedger } from "./oversight/door.ts";
import { openPartnerLine } from "./partner-line.ts";
import { systemPause, systemRandom } from "./ports.ts";
import { sandboxDesk } from "./sandbox-devices.ts";
import { namesOf } from "./setup.ts";
import { openSqliteStore, type Store } from "./store/door.ts";
import { VERSION } from "./version.ts";
import { readWebFolder } from "./web-folder.ts";

/** A node with both doors open. */
export interface RunningNode {
  readonly url: string;
  readonly peerUrl: string;
  close(): Promise<void>;
}

/** What the process around a node gives it. */
export interface Surroundings {
  readonly data: string;
  readonly clock: Clock;
  /** runs `work` again and again, `milliseconds` after the last run ended; the result stops it */
  readonly every: (milliseconds: number, work: () => Promise<void>) => () => void;
  /** one line for the operator; never content */
  readonly log: (line: Readonly<Record<string, string | number>>) => void;
}

const SHIPPED_LAW = join(import.meta.dirname, "../../../law");
/** Built by `npm start` and before the browser tests; absent = the API alone. */
const WEB = join(import.meta.dirname, "../../web/dist");
/** The partner holds a collecting request himself until he has something to ask. */
const COLLECT_EVERY = 100;
const RELEASE_EVERY = 100;
const LIFE_THREAT_EVERY = 500;
const ATTACHMENTS_EVERY = 200;
const GAPS_EVERY = 1_000;
const KEYS_EVERY = 1_000;
const WATCH_EVERY = 1_000;
const HOUR = 3_600_000;
/** Opens a node from its data folder: store, keys, agreement, packs, rooms, doors, and the work by the clock. */
export async function startNode(around: Surroundings): Promise<RunningNode> {
  const { data } = around;
  const config = await loadConfig(data);
  const store = await openSqliteStore({ folder: data, nodeKey: await loadNodeKey(data) });
  try {
    return await openRooms(around, config, store);
  } catch (fault) {
    await store.close();
    throw fault;
  }
}

async function openRooms(around: Surroundings, config: NodeConfig, store: Store): Promise<RunningNode> {
  const { clock } = around;
  const treaty = await treatyOf(around.data, config);
  const keys = await keysInForce(store, namesOf(config.party, config.node, config.realm));
  sameCard((await replayChain(store, treaty.us)).card, keys);
  await firstLeaf(store, treaty);
  const packs = await loadPacks(await readLawFolder(await lawFolder(around.data)));
  const { pins } = await replayChain(store, treaty.partner);
  const lineKeys = await openLineKeys([keys.tlsSeed, ...keys.tlsSeedsBefore], pins, config.node);
  const line = openPartnerLine(config, treaty, lineKeys);
  const ports = { store, clock, random: systemRandom, line: line.port, lineKeys };
  const { parts, exchange, holdings, desk } = assembleRooms({ treaty, keys, packs }, ports);
  const doors = await openDoors(around, config, parts, exchange, lineKeys, {
    holdings,
    desk,
    collect: line.collect,
  });
  const collecting = line.collecting?.(answeringAs(parts, exchange)) ?? null;
  const stop = schedule(around, store, exchange, collecting);
  return {
    url: doors.user.url,
    peerUrl: doors.peer.url,
    async close() {
      for (const end of stop) end();
      // What waits at the door for something to collect is sent away, so that the door can close.
      if (line.collect !== null) line.close();
      await Promise.all([doors.user.close(), doors.peer.close()]);
      line.close();
      await store.close();
    },
  };
}

async function treatyOf(data: string, config: NodeConfig): Promise<Treaty> {
  const file = await readFile(join(data, "agreement.json")).catch(() => null);
  if (file === null) throw new SetupFault("no agreement was joined yet");
  const treaty = await openTreaty(new Uint8Array(file), config);
  if (treaty.ok) return treaty.value;
  throw new SetupFault(
    `agreement.json: ${treaty.faults.map((fault) => `${fault.code} at ${fault.where}`).join(", ")}`,
  );
}

/**
 * The card in force, both roots' or of our newest key statement, must be the one our keys make: a swapped agreement or a
 * swapped store stops here.
 */
function sameCard(card: NodeCard, keys: NodeKeys): void {
  const pairs: readonly (readonly [string, Uint8Array])[] = [
    [card.sign.ed25519, keys.sign.publics.ed25519],
    [card.sign.mldsa65, keys.sign.publics.mldsa65],
    [card.seal.xwing, keys.opening.publicKey],
    [card.log.ed25519, keys.log.publicKeys.ed25519],
    [card.log.mldsa44, keys.log.publicKeys.mldsa44],
    [card.witness.ed25519, keys.witness.publicKeys.ed25519],
    [card.witness.mldsa44, keys.witness.publicKeys.mldsa44],
    [card.tls.spki_sha256, tlsPinOf(keys.tlsSeed)],
  ];
  const same = pairs.every(([named, held]) => Buffer.from(named, "base64").equals(held));
  if (!same) throw new SetupFault("the agreement's card is not the one of this node's keys");
}

/** The agreement's digest is the first leaf of the exchange log (design §5). */
export async function firstLeaf(store: Store, treaty: Treaty): Promise<void> {
  const head = await store.logs.head("exchange");
  const leaf = entry(ENTRY_KIND.agreement, treaty.digest);
  if (head.size === 0) {
    await store.commit({ appends: [{ log: "exchange", entry: leaf }], steps: [] });
    return;
  }
  const [first] = await store.logs.entries("exchange", 0, 1);
  if (first === undefined || !Buffer.from(first).equals(leaf))
    throw new SetupFault("the log begins with another agreement");
}

/** A state may keep law of its own beside its data; else the packs that were shipped. */
async function lawFolder(data: string): Promise<string> {
  const own = join(data, "law");
  return access(own).then(
    () => own,
    () => SHIPPED_LAW,
  );
}

async function openDoors(
  around: Surroundings,
  config: NodeConfig,
  parts: ExchangeParts,
  exchange: OpenedExchange,
  lineKeys: LiveLine,
  rooms: { readonly holdings: HoldingsRoom; readonly desk: DeskRoom; readonly collect: Collect | null },
) {
  const { clock, log } = around;
  const { treaty, store } = parts;
  const rejections: Rejections = ({ door, code, place, digest }) =>
    recordRejection(parts, { door, code, where: place, digest });
  const peer = await partnersDoor(around, config, lineKeys, {
    peer: exchange.peer,
    collect: rooms.collect,
    party: treaty.partner.party,
    rejections,
  });
  const forBrowsers = await servedToBrowsers(around, config, parts);
  const user = await closingOnFault(peer, () =>
    userDoor({
      node: { party: config.party, node: config.node, realm: config.realm },
      exchange: exchange.commands,
      ledger: openLedger({
        store,
        ownLog: exchange.ownLog,
        anchor: treaty.file,
        askWitness: exchange.work.askWitness,
      }),
      ...rooms,
      ...forBrowsers,
      backups: openBackups({
        data: around.data,
        store,
        node: { party: config.party, node: config.node, realm: config.realm },
        clock: clock.now,
      }),
      people: parts.people,
      health: () => healthOf(config, parts, exchange),
      version: VERSION,
      clock: clock.now,
      rejections,
      log: ({ method, route, status, ms }) => log({ event: "request", method, route, status, ms }),
      fault: (error) => log({ event: "fault", what: error instanceof Error ? error.name : "unknown" }),
      host: config.host,
      port: config.user_port,
    }),
  );
  return { peer, user };
}

/** The partner's door, which follows whatever changes in the line's keys. */
async function partnersDoor(
  { clock }: Surroundings,
  { host, peer_port }: NodeConfig,
  lineKeys: LiveLine,
  to: Pick<PeerDoorOptions, "peer" | "rejections"> & {
    readonly collect: Collect | null;
    readonly party: string;
  },
): Promise<OpenPeerDoor> {
  const { party, ...rest } = to;
  const opened = await peerDoor({
    ...rest,
    clock: clock.now,
    get tls() {
      return newestOf(lineKeys);
    },
    held: lineKeys.held,
    get partners() {
      return lineKeys.pins().map((spkiSha256) => ({ party, spkiSha256 }));
    },
    host,
    port: peer_port,
  });
  lineKeys.whenChanged(opened.show);
  return opened;
}

function newestOf(line: LiveLine): TlsIdentity {
  const [newest] = line.held();
  if (newest === undefined) throw new TypeError("a line has a TLS key");
  return newest;
}

/** What a node does with what it collects: as if the partner had asked at its door. */
function answeringAs(parts: ExchangeParts, exchange: OpenedExchange): Omit<CollectorParts, "post"> {
  const refuse = (code: DoorCode, where: string, digest: Uint8Array) =>
    recordRejection(parts, { door: "peer", code, where, digest });
  const asking = { peer: exchange.peer, partner: parts.treaty.partner.party, refuse };
  return {
    answer: (asked) => answerCollected(asking, asked),
    malformed: (body) => refuse("malformed_frame", "collect", sha256(body)),
  };
}

/** The built workspace, where it was built, and on a sandbox's node its invented officers and their devices. */
async function servedToBrowsers(around: Surroundings, config: NodeConfig, parts: ExchangeParts) {
  const sandbox = await sandboxDesk(around.data, config, parts.people);
  const web = await readWebFolder(WEB);
  return { web, ...(sandbox === null ? {} : { sandbox }) };
}

/** A node with one door open and no other keeps its process alive and answers nobody. */
async function closingOnFault<T>(opened: { close(): Promise<void> }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    await opened.close();
    throw fault;
  }
}

function schedule(
  around: Surroundings,
  store: Store,
  exchange: OpenedExchange,
  collecting: (() => Promise<void>) | null,
): readonly (() => void)[] {
  const { every, clock } = around;
  const heartbeat = openHeartbeat({ clock, ready: exchange.work.cell, pause: systemPause });
  return [
    every(RELEASE_EVERY, exchange.work.release),
    every(LIFE_THREAT_EVERY, exchange.work.lifeThreat),
    every(CELL_REST, heartbeat.beat),
    heartbeat.stop,
    every(GAPS_EVERY, exchange.work.gaps),
    every(KEYS_EVERY, exchange.work.keys),
    every(ATTACHMENTS_EVERY, exchange.work.attachments),
    every(WATCH_EVERY, exchange.work.watch),
    ...(collecting === null ? [] : [every(COLLECT_EVERY, collecting)]),
    every(HOUR, () => anchorDomestic({ store, random: systemRandom, now: clock.now })),
  ];
}
