import { type FoundNode, fresh, UNLIMITED } from "../nodes/found.ts";
import { PARTIES, type Party } from "../nodes/terms.ts";
import { openTemplate } from "../simulate/template.ts";
import {
  assembleRooms,
  firstLeaf,
  LINE_SIZES,
  type LineSizes,
  loadNodeKey,
  type OpenDoor,
  openSqliteStore,
  type PeerClient,
  peerClient,
  peerDoor,
  type Rooms,
  type Store,
} from "../the-node.ts";
import type { Flow } from "./attackers.ts";
import { type Recorder, recorderTo, type Seen } from "./recorder.ts";

/** One of the two nodes: shipped rooms over a real store, behind its real partner's door, with its real line. */
export interface TrafficNode {
  readonly of: FoundNode;
  readonly rooms: Rooms;
}

/** Two nodes of one process that speak mutual TLS through somebody who watches. */
export interface TrafficPair {
  readonly ca: TrafficNode;
  readonly india: TrafficNode;
  /** what was seen since the last call, in the order of time, `there` = from Canada to India */
  take(): Flow["seen"];
  /** how long a byte is on its way from now on, milliseconds, each way */
  delay(milliseconds: number): void;
  /** how many records were seen in all, both ways */
  count(): number;
  /** input that a door refused: an honest pair has none */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

/** Here years of heartbeats pass in minutes. */
const NO_QUOTA = { requests: 1e9, bytes: 1e15, cells: 1e9 };
/** The work a node does by its clock, at the node's own times; the heartbeat is the campaign's to strike. */
const TIMES = { release: 100, lifeThreat: 500, gaps: 1_000, watch: 1_000 } as const;

/**
 * Opens them.
 * @param sizes what frames are padded to; the campaign's control hands in sizes that pad nothing
 * @param cellAnswerMs shorter than a node's own, so that thousands of cells end in time: harder to keep, not easier
 */
export async function openTrafficPair(
  cellAnswerMs: number,
  sizes: LineSizes = LINE_SIZES,
): Promise<TrafficPair> {
  const template = await openTemplate(0);
  const copy = await template.copy();
  const refused: string[] = [];
  let delay = 0;
  const doors = new Map<Party, OpenDoor>();
  const recorders = new Map<Party, Recorder>();
  const ends: (() => Promise<void> | void)[] = [];
  for (const party of PARTIES)
    recorders.set(
      party,
      await recorderTo(
        () => doors.get(party)?.port ?? 0,
        () => delay,
      ),
    );
  const open = async (of: FoundNode, partner: FoundNode): Promise<TrafficNode> => {
    const store = await openSqliteStore({
      folder: `${copy.path}/${of.party.toLowerCase()}`,
      nodeKey: await loadNodeKey(of.data),
    });
    await firstLeaf(store, of.treaty);
    const client = clientOf(of, partner, recorders.get(partner.party)?.port ?? 0, sizes);
    const rooms = roomsOf(of, template.packs, store, client);
    doors.set(of.party, await doorOf(of, partner, rooms, { sizes, cellAnswerMs, refused }));
    const stops = Object.entries(TIMES).map(([name, every]) => repeat(every, rooms, name));
    ends.push(async () => {
      for (const stop of stops) stop();
      client.close();
      await doors.get(of.party)?.close();
      await store.close();
    });
    return { of, rooms };
  };
  const ca = await open(template.ca, template.india);
  const india = await open(template.india, template.ca);
  return {
    ca,
    india,
    refused,
    take: () => merged(recorders),
    delay(milliseconds) {
      delay = milliseconds;
    },
    count: () => [...recorders.values()].reduce((sum, one) => sum + one.count(), 0),
    async close() {
      for (const end of ends) await end();
      for (const recorder of recorders.values()) await recorder.close();
      await copy.remove();
      await template.remove();
    },
  };
}

function clientOf(of: FoundNode, partner: FoundNode, port: number, sizes: LineSizes): PeerClient {
  const { spkiSha256 } = partner.tls;
  const url = `https://localhost:${port}`;
  return peerClient({ tls: of.tls, partner: { party: partner.party, url, spkiSha256 }, sizes });
}

function roomsOf(
  of: FoundNode,
  packs: Parameters<typeof assembleRooms>[0]["packs"],
  store: Store,
  client: PeerClient,
): Rooms {
  const limits = { timeoutMs: 15_000 };
  return assembleRooms(
    { treaty: of.treaty, keys: of.keys, packs, promptsPerHour: UNLIMITED },
    {
      store,
      clock: { now: () => Date.now() },
      random: fresh,
      line: {
        post: (path, body) => client.post(path, body, limits),
        get: (path) => client.get(path, limits),
        cell: (body) => client.cell(body, limits),
      },
    },
  );
}

function doorOf(
  of: FoundNode,
  partner: FoundNode,
  rooms: Rooms,
  {
    refused,
    ...given
  }: { readonly sizes: LineSizes; readonly cellAnswerMs: number; readonly refused: string[] },
): Promise<OpenDoor> {
  return peerDoor({
    ...given,
    quota: NO_QUOTA,
    peer: rooms.exchange.peer,
    tls: of.tls,
    partners: [{ party: partner.party, spkiSha256: partner.tls.spkiSha256 }],
    host: "localhost",
    port: 0,
    clock: () => Date.now(),
    rejections: async ({ code, place }) => void refused.push(`${code} at ${place}`),
    fault: (fault) => refused.push(String(fault)),
  });
}

function repeat(every: number, rooms: Rooms, name: string): () => void {
  const { work } = rooms.exchange;
  const works = new Map<string, () => Promise<void>>([
    ["release", work.release],
    ["lifeThreat", work.lifeThreat],
    ["gaps", work.gaps],
    ["watch", work.watch],
  ]);
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const run = async () => {
    await works
      .get(name)?.()
      .catch(() => undefined);
    if (!stopped) timer = setTimeout(() => void run(), every);
  };
  timer = setTimeout(() => void run(), every);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Both recorders' records in one order; connections that India opened count from a thousand. */
function merged(recorders: ReadonlyMap<Party, Recorder>): readonly Seen[] {
  const toIndia = recorders.get("IN")?.take() ?? [];
  const toCanada = (recorders.get("CA")?.take() ?? []).map((one) => ({
    ...one,
    way: one.way === "there" ? ("back" as const) : ("there" as const),
    connection: one.connection + 1_000,
  }));
  return [...toIndia, ...toCanada].sort((a, b) => a.at - b.at);
}
