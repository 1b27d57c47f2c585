import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ENTRY_KIND, entry } from "@entente/ledger";
import { loadPacks } from "@entente/policy";
import { bytesOfBase64 } from "@entente/protocol";
import { openTreaty, type Treaty } from "./agreement/door.ts";
import { assembleRooms } from "./assemble.ts";
import { openBackups } from "./backup.ts";
import { loadConfig, type NodeConfig, SetupFault } from "./config.ts";
import type { DeskRoom } from "./desk/door.ts";
import {
  type Clock,
  type ExchangeParts,
  loadNodeKeys,
  type NodeKeys,
  type OpenedExchange,
  type RoomLimits,
  recordRejection,
} from "./exchange/door.ts";
import { type CollectorParts, makeTlsIdentity, type TlsIdentity } from "./exchange/line/door.ts";
import type { HoldingsRoom } from "./graph/door.ts";
import { healthOf } from "./health.ts";
import { CELL_REST, openHeartbeat } from "./heartbeat.ts";
import {
  answerCollected,
  type Collect,
  type DoorCode,
  OUR_QUOTA,
  peerDoor,
  type QuotaLimits,
  type Rejections,
  sha256,
  userDoor,
} from "./http/door.ts";
import { readLawFolder } from "./law-folder.ts";
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
const WATCH_EVERY = 1_000;
const SWEEP_LOOKS = 10_000;
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
  const keys = await loadNodeKeys(store.vault, namesOf(config.party, config.node, config.realm));
  const tls = await makeTlsIdentity({ seed: keys.tlsSeed, commonName: config.node });
  sameCard(treaty, keys, tls);
  await firstLeaf(store, treaty);
  const packs = await loadPacks(await readLawFolder(await lawFolder(around.data)));
  const line = openPartnerLine(config, treaty, tls);
  const ports = { store, clock, random: systemRandom, line: line.port };
  const { parts, exchange, holdings, desk } = assembleRooms(
    { treaty, keys, packs, ...roomOf(config) },
    ports,
  );
  const doors = await openDoors(around, config, parts, exchange, tls, {
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

const MIB = 1024 ** 2;

/** What the operator of this node lets a partner's files take; nothing where he says nothing. */
function roomOf({ attachment_room }: NodeConfig): { readonly room?: RoomLimits } {
  if (attachment_room === undefined) return {};
  const { partner_mib, dispatch_mib, spare_mib } = attachment_room;
  return { room: { partner: partner_mib * MIB, dispatch: dispatch_mib * MIB, spare: spare_mib * MIB } };
}

/** What the operator lets a partner ask in a minute; nothing where he says nothing. */
function quotaOf({ peer_quota }: NodeConfig): { readonly quota?: QuotaLimits } {
  if (peer_quota === undefined) return {};
  const { requests_per_minute: requests, mib_per_minute: mib } = peer_quota;
  return { quota: { ...OUR_QUOTA, requests, bytes: mib * MIB } };
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

/** The card both roots signed must be the one our keys make: a swapped agreement or a swapped store stops here. */
function sameCard(treaty: Treaty, keys: NodeKeys, tls: TlsIdentity): void {
  const { card } = treaty.us;
  const pairs: readonly (readonly [string, Uint8Array])[] = [
    [card.sign.ed25519, keys.sign.publics.ed25519],
    [card.sign.mldsa65, keys.sign.publics.mldsa65],
    [card.seal.xwing, keys.opening.publicKey],
    [card.log.ed25519, keys.log.publicKeys.ed25519],
    [card.log.mldsa44, keys.log.publicKeys.mldsa44],
    [card.witness.ed25519, keys.witness.publicKeys.ed25519],
    [card.witness.mldsa44, keys.witness.publicKeys.mldsa44],
    [card.tls.spki_sha256, tls.spkiSha256],
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
  tls: TlsIdentity,
  rooms: { readonly holdings: HoldingsRoom; readonly desk: DeskRoom; readonly collect: Collect | null },
) {
  const { clock, log } = around;
  const { treaty, store } = parts;
  const spkiSha256 = bytesOfBase64(treaty.partner.card.tls.spki_sha256) ?? new Uint8Array();
  const rejections: Rejections = ({ door, code, place, digest }) =>
    recordRejection(parts, { door, code, where: place, digest });
  const peer = await peerDoor({
    peer: exchange.peer,
    collect: rooms.collect,
    clock: clock.now,
    tls,
    partners: [{ party: treaty.partner.party, spkiSha256 }],
    host: config.host,
    port: config.peer_port,
    ...quotaOf(config),
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

/** A run that waits for the partner keeps no later one from being begun: it is the later one that would pass it by. */
function unawaited({ log }: Surroundings, work: () => Promise<void>): () => Promise<void> {
  const failed = (fault: unknown) =>
    log({ event: "work_failed", what: fault instanceof Error ? fault.name : "unknown" });
  return async () => void work().catch(failed);
}

/** Soon after the start and then once an hour; a clock that was set back does not put it off. */
export function onceAnHour(clock: Clock, work: () => Promise<void>): () => Promise<void> {
  let last: number | null = null;
  return async () => {
    const now = clock.now();
    if (last !== null && now >= last && now < last + HOUR) return;
    last = now;
    await work();
  };
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
    every(LIFE_THREAT_EVERY, unawaited(around, exchange.work.lifeThreat)),
    every(CELL_REST, heartbeat.beat),
    heartbeat.stop,
    every(GAPS_EVERY, exchange.work.gaps),
    every(ATTACHMENTS_EVERY, exchange.work.attachments),
    every(WATCH_EVERY, exchange.work.watch),
    every(SWEEP_LOOKS, onceAnHour(clock, exchange.work.sweep)),
    ...(collecting === null ? [] : [every(COLLECT_EVERY, collecting)]),
    every(HOUR, () => anchorDomestic({ store, random: systemRandom, now: clock.now })),
  ];
}
