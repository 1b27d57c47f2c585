import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ENTRY_KIND, entry } from "@entente/ledger";
import type { Packs } from "@entente/policy";
import type { NodeCard } from "@entente/protocol";
import { LiveTreaty, openTreaty, type Treaty } from "./agreement/door.ts";
import { assembleRooms, type Home, openHome, type Rooms } from "./assemble.ts";
import { loadConfig, type NodeConfig, SetupFault } from "./config.ts";
import {
  type Clock,
  type ExchangeParts,
  isKept,
  keysInForce,
  type NodeKeys,
  type OpenedExchange,
  type RoomLimits,
  recordRejection,
  replayChain,
  standingStates,
  treatyInForce,
} from "./exchange/door.ts";
import { type CollectorParts, type TlsIdentity, tlsPinOf } from "./exchange/line/door.ts";
import { CELL_REST, openHeartbeat } from "./heartbeat.ts";
import {
  answerCollected,
  type DoorCode,
  OUR_QUOTA,
  peerDoor,
  type QuotaLimits,
  type Rejections,
  sha256,
} from "./http/door.ts";
import { type LiveLine, openLineKeys } from "./line-keys.ts";
import { anchorDomestic, openLedger } from "./oversight/door.ts";
import { openPartnerLine, type PartnerLine } from "./partner-line.ts";
import { besideOfficers } from "./people/door.ts";
import { systemPause, systemRandom } from "./ports.ts";
import type { Relation } from "./relations/door.ts";
import { namesOf } from "./setup.ts";
import type { Surroundings } from "./start.ts";
import { openSqliteStore, type Store } from "./store/door.ts";

/** A relation at work: its partner's door stands open and its work goes by the clock. */
export interface RunningRelation extends Relation {
  readonly folder: string;
  readonly config: NodeConfig;
  readonly parts: ExchangeParts;
  readonly opened: OpenedExchange;
  readonly home: Home;
  readonly peerUrl: string;
  readonly rejections: Rejections;
  /** resolves once nothing is under way here that asked after an officer before (`besideOfficers`) */
  readonly settled: () => Promise<void>;
  /** what is asked to end first: the doors close only when nothing waits at them */
  readonly stop: () => void;
  /** closes its door, its line and its store */
  readonly close: () => Promise<void>;
}

/** Officers and holdings that are kept in the store of another relation. */
export interface HomeOfAnother {
  readonly rooms: Home;
  /** where a commit asks whether an officer is in service */
  readonly officers: Store;
}

/** The partner holds a collecting request himself until he has something to ask. */
const COLLECT_EVERY = 100;
const RELEASE_EVERY = 100;
const LIFE_THREAT_EVERY = 500;
const ATTACHMENTS_EVERY = 200;
const GAPS_EVERY = 1_000;
const KEYS_EVERY = 1_000;
const ENDINGS_EVERY = 500;
const SHIFTS_EVERY = 1_000;
const WATCH_EVERY = 1_000;
const SWEEP_LOOKS = 10_000;
const HOUR = 3_600_000;

/**
 * Opens what one agreement brings, from the folder that holds it: store, keys, agreement, rooms, the partner's door, and
 * the work by the clock. Rejects with SetupFault, and leaves nothing open, where the folder is not one to start from.
 * @param home officers and holdings of the node; null = they lie in this relation's own store
 */
export async function openRelation(
  around: Surroundings,
  folder: string,
  known: {
    readonly nodeKey: Uint8Array;
    readonly packs: Packs;
    readonly home: HomeOfAnother | null;
  },
): Promise<RunningRelation> {
  const config = await loadConfig(folder);
  const engine = around.engine === undefined ? {} : { engine: around.engine };
  const store = await openSqliteStore({ folder, nodeKey: known.nodeKey, ...engine });
  return closingOnFault(store, () => overStore(around, folder, { ...known, config, store }));
}

async function overStore(
  around: Surroundings,
  folder: string,
  known: {
    readonly packs: Packs;
    readonly home: HomeOfAnother | null;
    readonly config: NodeConfig;
    readonly store: Store;
  },
): Promise<RunningRelation> {
  const { config, store } = known;
  const { clock } = around;
  const first = await treatyOf(folder, config);
  const treaty = LiveTreaty.of(await treatyInForce(store, first));
  treaty.stand(await standingStates(store, [first.us.party, first.partner.party]));
  const keys = await keysInForce(store, namesOf(config.party, config.node, config.realm));
  sameCard((await replayChain(store, treaty.us)).card, keys);
  await firstLeaf(store, first);
  const { pins } = await replayChain(store, treaty.partner);
  const lineKeys = await openLineKeys([keys.tlsSeed, ...keys.tlsSeedsBefore], pins, config.node);
  const line = openPartnerLine(config, treaty, lineKeys);
  const beside = known.home === null ? null : besideOfficers(known.home.officers, store);
  const ports = { store: beside?.store ?? store, clock, random: systemRandom, line: line.port, lineKeys };
  const rooms = assembleRooms(
    { treaty, keys, packs: known.packs, ...limitsOf(config) },
    ports,
    known.home?.rooms ?? openHome(ports),
  );
  const { parts, exchange } = rooms;
  const rejections: Rejections = ({ door, code, place, digest }) =>
    recordRejection(parts, { door, code, where: place, digest });
  const peer = await openPeerDoor(around, config, rooms, line, lineKeys, rejections);
  lineKeys.whenChanged(peer.show);
  const collecting = line.collecting?.(answeringAs(parts, exchange)) ?? null;
  const ends = schedule(around, store, exchange, collecting);
  return {
    ...running(rooms),
    folder,
    config,
    home: { people: rooms.people, holdings: rooms.holdings },
    settled: beside?.settled ?? (async () => undefined),
    peerUrl: peer.url,
    rejections,
    stop() {
      for (const end of ends) end();
      // What waits at the door for something to collect is sent away, so that the door can close.
      if (line.collect !== null) line.close();
    },
    async close() {
      await peer.close();
      line.close();
      await store.close();
    },
  };
}

function running({ parts, exchange, desk, lists }: Rooms) {
  const { treaty, store } = parts;
  const anchor = treaty.file;
  const { ownLog, work } = exchange;
  return {
    treaty,
    parts,
    opened: exchange,
    exchange: exchange.commands,
    ledger: openLedger({ store, ownLog, anchor, askWitness: work.askWitness }),
    desk,
    lists,
    holds: (id: string) => isKept(store, id),
  };
}

function openPeerDoor(
  { clock }: Surroundings,
  config: NodeConfig,
  { parts, exchange }: Rooms,
  { collect }: PartnerLine,
  lineKeys: LiveLine,
  rejections: Rejections,
) {
  const { party } = parts.treaty.partner;
  return peerDoor({
    peer: exchange.peer,
    collect,
    clock: clock.now,
    get tls() {
      return newestOf(lineKeys);
    },
    held: lineKeys.held,
    get partners() {
      return lineKeys.pins().map((spkiSha256) => ({ party, spkiSha256 }));
    },
    host: config.host,
    port: config.peer_port,
    ...quotaOf(config),
    rejections,
  });
}

function newestOf(line: LiveLine): TlsIdentity {
  const [newest] = line.held();
  if (newest === undefined) throw new TypeError("a line has a TLS key");
  return newest;
}

const MIB = 1024 ** 2;

/** What the operator of this node allows where he says so: how much a partner's files may take, how often may be asked. */
function limitsOf(config: NodeConfig) {
  const { attachment_room: room, prompts_per_hour: promptsPerHour, escalation_minutes: minutes } = config;
  return {
    ...(minutes === undefined ? {} : { escalateAfter: minutes * 60_000 }),
    ...(room === undefined ? {} : { room: roomOf(room) }),
    ...(promptsPerHour === undefined ? {} : { promptsPerHour }),
  };
}

/** What the operator lets a partner ask in a minute; nothing where he says nothing. */
function quotaOf({ peer_quota }: NodeConfig): { readonly quota?: QuotaLimits } {
  if (peer_quota === undefined) return {};
  const { requests_per_minute: requests, mib_per_minute: mib } = peer_quota;
  return { quota: { ...OUR_QUOTA, requests, bytes: mib * MIB } };
}

function roomOf({
  partner_mib,
  dispatch_mib,
  spare_mib,
}: NonNullable<NodeConfig["attachment_room"]>): RoomLimits {
  return { partner: partner_mib * MIB, dispatch: dispatch_mib * MIB, spare: spare_mib * MIB };
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
  const leaf = entry(ENTRY_KIND.agreement, treaty.firstDigest);
  if (head.size === 0) {
    await store.commit({ appends: [{ log: "exchange", entry: leaf }], steps: [] });
    return;
  }
  const [first] = await store.logs.entries("exchange", 0, 1);
  if (first === undefined || !Buffer.from(first).equals(leaf))
    throw new SetupFault("the log begins with another agreement");
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

/** What was opened is closed where the work over it fails: a node half open keeps its process alive and answers nobody. */
export async function closingOnFault<T>(
  opened: { close(): Promise<void> },
  work: () => Promise<T>,
): Promise<T> {
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
    every(KEYS_EVERY, exchange.work.keys),
    every(ENDINGS_EVERY, exchange.work.endings),
    every(SHIFTS_EVERY, exchange.work.shifts),
    every(ATTACHMENTS_EVERY, exchange.work.attachments),
    every(WATCH_EVERY, exchange.work.watch),
    every(SWEEP_LOOKS, onceAnHour(clock, exchange.work.sweep)),
    ...(collecting === null ? [] : [every(COLLECT_EVERY, collecting)]),
    every(HOUR, () => anchorDomestic({ store, random: systemRandom, now: clock.now })),
  ];
}
