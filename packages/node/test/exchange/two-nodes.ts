import { createHash, createPrivateKey, sign } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ApprovalChallenge,
  approvalText,
  DEVICE_DOMAIN,
  type DeviceFile,
  type Erasure,
  erasureText,
  kindNamed,
} from "@entente/contract";
import { ENTRY_KIND, entry } from "@entente/ledger";
import { loadPacks, type Packs } from "@entente/policy";
import { type Agreement, base64Of } from "@entente/protocol";
import { openTreaty, type Treaty } from "../../src/agreement/door.ts";
import { takeAgreement } from "../../src/ceremony/join-agreement.ts";
import { OUR_ROOM, type RoomLimits } from "../../src/exchange/attachments/room.ts";
import {
  keysInForce,
  type NodeKeys,
  type OpenedExchange,
  openExchange,
  type PeerAnswer,
} from "../../src/exchange/door.ts";
import { type HoldingsRoom, openHoldings } from "../../src/graph/door.ts";
import { readLawFolder } from "../../src/law-folder.ts";
import { loadNodeKey } from "../../src/node-key.ts";
import { openLedger } from "../../src/oversight/door.ts";
import { deviceIdOf, type Officer, openPeople, type People } from "../../src/people/door.ts";
import { freshDevice, systemRandom } from "../../src/ports.ts";
import {
  enrolOfficers,
  importHoldings,
  initNode,
  namesOf,
  type RootSeeds,
  writeAgreement,
} from "../../src/setup.ts";
import { openSqliteStore, type Store } from "../../src/store/door.ts";
import { bothDuties, idOf, officersOf, type Role } from "./posts.ts";
import { TEST_TERMS } from "./terms.ts";

export type { Role } from "./posts.ts";

/** A whole node without its doors: real store, keys, packs; only the line to the partner is the test's. */
export interface TestNode {
  readonly party: "CA" | "IN";
  readonly data: string;
  readonly store: Store;
  readonly people: People;
  readonly exchange: OpenedExchange;
  readonly ledger: ReturnType<typeof openLedger>;
  readonly holdings: HoldingsRoom;
  /** the node's own signing and opening keys: what a partner who turned hostile holds of himself */
  readonly keys: NodeKeys;
  readonly treaty: Treaty;
  readonly agreement: Uint8Array;
  officer(role: Role): Promise<Officer>;
  device(role: Role): DeviceFile;
  /** a fresh device for an officer of a test's own */
  freshDevice(officer: string): { readonly publicKey: Uint8Array; readonly file: DeviceFile };
}

/** Everything a test may turn: the clock, the line, the packs, the areas. */
export interface Dials {
  now: number;
  /** false = the partner cannot be reached */
  line: boolean;
  packs: Packs;
  /** areas that an amendment has suspended since the nodes were opened */
  readonly suspended: Set<string>;
  /** what the partner may take of each node's disk, bytes */
  readonly room: { -readonly [limit in keyof RoomLimits]: number };
  /** how many proposals of one author are taken in an hour: many, where nothing says that a test is about that */
  promptsPerHour: number;
  /** sees every body on its way and may change it; null = lost */
  tap: (from: string, path: string, body: Uint8Array) => Uint8Array | null;
  /** sees every answer on its way back to `to` and may change it; null = lost after the partner has acted */
  back: (to: string, path: string, answer: PeerAnswer) => PeerAnswer | null | Promise<PeerAnswer | null>;
}

export interface TwoNodes {
  readonly ca: TestNode;
  readonly in: TestNode;
  /** Opens a node whose store was closed again on its folder, as a restart does; the old rooms are dead. */
  reopen(party: "CA" | "IN"): Promise<void>;
  readonly dials: Dials;
  /** the parties' offline roots, which no node holds */
  readonly roots: Readonly<Record<"CA" | "IN", RootSeeds>>;
  /** Lets out, carries, has witnessed and tells until nothing moves. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

let loaded: Promise<Packs> | null = null;
/** The shipped packs, loaded once a test process. */
export function shippedPacks(): Promise<Packs> {
  loaded ??= readLawFolder(join(import.meta.dirname, "../../../../law")).then((sources) =>
    loadPacks(sources),
  );
  return loaded;
}

/** The terms with a hold before anything leaves, so that a test can act between approval and release. */
export function withHold(seconds: number): (terms: Omit<Agreement, "parties">) => Omit<Agreement, "parties"> {
  return (terms) => ({ ...terms, hold_seconds: { routine: seconds, life_threat: 0 } });
}

/** Two nodes that have signed the test agreement. Close them. */
export async function twoNodes(
  change: (terms: Omit<Agreement, "parties">) => Omit<Agreement, "parties"> = (terms) => terms,
): Promise<TwoNodes> {
  const folder = await mkdtemp(join(tmpdir(), "entente-two-"));
  const dials: Dials = {
    now: Date.parse("2026-11-22T12:00:00Z"),
    line: true,
    packs: await shippedPacks(),
    suspended: new Set(),
    room: { ...OUR_ROOM, spare: 0 },
    promptsPerHour: 1_000,
    tap: (_from, _path, body) => body,
    back: (_to, _path, answer) => answer,
  };
  const made = await Promise.all(
    (["CA", "IN"] as const).map(async (party) => ({ party, ...(await made1(folder, party)) })),
  );
  const agreement = await writeAgreement({ terms: change(TEST_TERMS), members: made });
  const nodes = new Map<string, TestNode>();
  const devices = new Map<string, ReadonlyMap<string, DeviceFile>>();
  const open = async (party: "CA" | "IN") => {
    const found = { party, data: join(folder, party.toLowerCase()), agreement };
    nodes.set(
      party,
      await openNode(found, devices.get(party) ?? new Map(), dials, (other) => nodes.get(other)),
    );
  };
  for (const { party, data } of made) {
    await takeAgreement({ data, agreement });
    const enrolled = await enrolOfficers({ data, officers: officersOf(party) });
    devices.set(party, new Map(enrolled.map((one) => [one.id, one.deviceFile])));
    await open(party);
    await nodes.get(party)?.store.commit(bothDuties(party));
  }
  const of = (party: "CA" | "IN") => there(nodes.get(party) ?? null, "node");
  const round = async (node: TestNode) => {
    await node.exchange.work.keys();
    await node.exchange.work.release();
    await node.exchange.work.witness();
  };
  return {
    get ca() {
      return of("CA");
    },
    get in() {
      return of("IN");
    },
    dials,
    roots: { CA: there(rootOf(made, "CA"), "root"), IN: there(rootOf(made, "IN"), "root") },
    reopen: open,
    async settle() {
      for (let turn = 0; turn < 3; turn++) for (const node of nodes.values()) await round(node);
    },
    async close() {
      for (const node of nodes.values()) await node.store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function rootOf(made: readonly { readonly party: string; readonly rootSeeds: RootSeeds }[], party: string) {
  return made.find((one) => one.party === party)?.rootSeeds ?? null;
}

async function made1(folder: string, party: "CA" | "IN") {
  const data = join(folder, party.toLowerCase());
  const { card, rootSeeds } = await initNode({
    data,
    party,
    node: `${party.toLowerCase()}-1`,
    host: "localhost",
    userPort: 0,
    peerPort: 0,
    sandbox: true,
  });
  await importHoldings({ data, records: [holdingOf(party)] });
  return { data, card, rootSeeds };
}

async function openNode(
  found: { readonly party: "CA" | "IN"; readonly data: string; readonly agreement: Uint8Array },
  devices: ReadonlyMap<string, DeviceFile>,
  dials: Dials,
  other: (party: string) => TestNode | undefined,
): Promise<TestNode> {
  const { party, data, agreement } = found;
  const store = await openSqliteStore({ folder: data, nodeKey: await loadNodeKey(data) });
  const clock = { now: () => dials.now };
  const people = openPeople({ store, clock: clock.now, random: systemRandom });
  const holdings = openHoldings({ store, clock: clock.now, random: systemRandom });
  const node = `${party.toLowerCase()}-1`;
  const treaty = await openTreaty(agreement, { party, node });
  if (!treaty.ok) throw new Error(treaty.faults[0]?.code ?? "treaty");
  const amended: Treaty = {
    ...treaty.value,
    area: (area) => (dials.suspended.has(area) ? "suspended" : treaty.value.area(area)),
  };
  const keys = await keysInForce(store, namesOf(party, node, "live"));
  const first = { log: "exchange", entry: entry(ENTRY_KIND.agreement, treaty.value.digest) } as const;
  if ((await store.logs.head("exchange")).size === 0) await store.commit({ appends: [first], steps: [] });
  const exchange = openExchange({
    store,
    people,
    holdings,
    treaty: amended,
    packs: () => dials.packs,
    promptsPerHour: () => dials.promptsPerHour,
    keys,
    clock,
    random: systemRandom,
    room: dials.room,
    line: lineOf(party, dials, other),
  });
  const ledger = openLedger({
    store,
    ownLog: exchange.ownLog,
    anchor: treaty.value.file,
    askWitness: exchange.work.witness,
  });
  return {
    party,
    data,
    store,
    people,
    exchange,
    ledger,
    holdings,
    keys,
    treaty: amended,
    agreement,
    officer: async (role) => there(await people.officer(idOf(party, role)), "officer"),
    device: (role) => there(devices.get(idOf(party, role)) ?? null, "device"),
    freshDevice: deviceOf,
  };
}

/** A device that nobody has yet, as its officer keeps it. */
function deviceOf(officer: string): { readonly publicKey: Uint8Array; readonly file: DeviceFile } {
  const { seed, publicKey } = freshDevice();
  const device = deviceIdOf(publicKey);
  return { publicKey, file: { version: 1, device, officer, algorithm: "ed25519", seed: base64Of(seed) } };
}

function there<T>(found: T | null, what: string): T {
  if (found === null) throw new Error(`no such ${what}`);
  return found;
}

function lineOf(party: "CA" | "IN", dials: Dials, other: (party: string) => TestNode | undefined) {
  return {
    post: (path: string, body: Uint8Array) => carry(party, path, body, dials, other),
    get: (path: string) => carry(party, path, null, dials, other),
    cell: (body: Uint8Array) => carry(party, "/peer/v1/cell", body, dials, other),
  };
}

async function carry(
  from: "CA" | "IN",
  path: string,
  body: Uint8Array | null,
  dials: Dials,
  other: (party: string) => TestNode | undefined,
) {
  const to = other(from === "CA" ? "IN" : "CA");
  const bytes = dials.tap(from, path, body ?? new Uint8Array());
  if (!dials.line || to === undefined || bytes === null) throw new Error("the partner cannot be reached");
  const { peer } = to.exchange;
  const doors: Record<string, (partner: string, body: Uint8Array) => Promise<PeerAnswer>> = {
    "/peer/v1/dispatches": peer.takeDispatches,
    "/peer/v1/events": peer.takeEvents,
    "/peer/v1/cell": peer.takeCell,
    "/peer/v1/witness/add-checkpoint": peer.addCheckpoint,
    "/peer/v1/gaps": peer.answerGaps,
    "/peer/v1/keys": peer.takeKeys,
    "/peer/v1/endings": peer.takeEnding,
    "/peer/v1/recovery": peer.tellHeld,
    "/peer/v1/stream": peer.takeStream,
    "/peer/v1/attachments": peer.takeAttachment,
  };
  const door = body === null ? readingDoor(to, path) : doors[path];
  if (door === undefined) throw new Error(`no such door: ${path}`);
  const answer = await dials.back(from, path, await door(from, bytes));
  if (answer === null) throw new Error("the line broke before the answer came");
  return answer;
}

function readingDoor(to: TestNode, path: string) {
  const { peer } = to.exchange;
  const [, of, rest] = /^\/peer\/v1\/(log|mirror)\/(.+)$/.exec(path) ?? [];
  if (rest === undefined) return undefined;
  return (partner: string) => (of === "log" ? peer.readLog(partner, rest) : peer.readMirror(partner, rest));
}

/** One invented record that answers the example request. */
export function holdingOf(party: "CA" | "IN") {
  return {
    id: `${party}-H-1`,
    holder: { state: party, agency: party === "CA" ? "RCMP" : "NCB" },
    owner: null,
    categories: ["contact", "customs"],
    subject: { identified: false },
    source: { method: "own", mistreatment_likelihood: "none" },
    marking: {
      system: null,
      level: null,
      tlp: "AMBER",
      pap: "AMBER",
      handling: ["H1"],
      grade: { source: "B", information: 2 },
    },
    text: "Invented record: Invented Blue Kite Forwarding lists the number +91 00 0000 0117 for delivery.",
  };
}

/** The example request of a node. */
export function exampleRequest(party: "CA" | "IN"): unknown {
  const [from, to] =
    party === "CA" ? ["ca-rcmp-liaison", "in-ncb-liaison"] : ["in-ncb-liaison", "ca-rcmp-liaison"];
  return kindNamed("request")?.example({ party, from, to, area: "drugs", holding: null });
}

/** Signs a challenge as the officer's device does. */
export function signChallenge(
  device: DeviceFile,
  challenge: ApprovalChallenge,
): { challenge: ApprovalChallenge; device: string; signature: string } {
  return { challenge, device: device.device, signature: signText(device, approvalText(challenge)) };
}

/** Signs an erasure as the officer's device does. */
export function signErasure(device: DeviceFile, erasure: Erasure) {
  const { reason, version, expires_at } = erasure;
  const signature = signText(device, erasureText(erasure));
  return { reason, version, expires_at, device: device.device, signature };
}

/** Signs a text as the officer's device does. */
export function signText(device: DeviceFile, text: string): string {
  const key = createPrivateKey({
    key: Buffer.from(device.seed, "base64"),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
  const digest = createHash("sha256").update(text, "utf8").digest();
  return sign(null, Buffer.concat([Buffer.from(DEVICE_DOMAIN, "utf8"), digest]), key).toString("base64");
}

/** Unwraps a result that the test expects to stand. */
export function must<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly refusal: { readonly problem: string } },
): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

/** The code a result was refused with; throws where it was not. */
export function refusalOf(result: {
  readonly ok: boolean;
  readonly refusal?: { readonly problem: string };
}): string {
  if (result.ok || result.refusal === undefined) throw new Error("it was not refused");
  return result.refusal.problem;
}

/** Drafts, submits and approves a dispatch; its id. */
export async function approved(
  node: TestNode,
  kind: string,
  replyTo: string | null,
  draft: unknown,
  author: Role = "lo",
): Promise<string> {
  const officer = await node.officer(author);
  const { id } = must(await node.exchange.commands.draft(officer, kind, replyTo, draft));
  must(await node.exchange.commands.submit(officer, id));
  await approve(node, id);
  return id;
}

/** Approves a proposed dispatch with the authority's device. */
export async function approve(node: TestNode, id: string, role: Role = "authority"): Promise<void> {
  const authority = await node.officer(role);
  const view = must(await node.exchange.commands.release(authority, id));
  const [challenge] = view.challenges;
  if (challenge === undefined) throw new Error("there is nothing to sign");
  must(await node.exchange.commands.approve(authority, id, signChallenge(node.device(role), challenge)));
}
