import { access, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { loadPacks } from "@entente/policy";
import { type Kept, openBackups } from "./backup.ts";
import { refuseSharesIn } from "./ceremony/door.ts";
import { isRelationName, loadConfig, RELATIONS, SetupFault } from "./config.ts";
import { type Clock, type ExchangeParts, sweepLeavers } from "./exchange/door.ts";
import { healthOf } from "./health.ts";
import { type OpenDoor, userDoor } from "./http/door.ts";
import { readLawFolder } from "./law-folder.ts";
import { loadNodeKey } from "./node-key.ts";
import { closingOnFault, openRelation, type RunningRelation } from "./open-relation.ts";
import { settling } from "./people/door.ts";
import { chosen, deskOver, exchangeOver, proofsOver } from "./relations/door.ts";
import { sandboxDesk } from "./sandbox-devices.ts";
import { VERSION } from "./version.ts";
import { readWebFolder } from "./web-folder.ts";

/** A node with both doors open. */
export interface RunningNode {
  readonly url: string;
  /** the door of the first relation's partner */
  readonly peerUrl: string;
  close(): Promise<void>;
}

/** What the process around a node gives it. */
export interface Surroundings {
  readonly data: string;
  /** paths of unlock shares; none on a sandbox */
  readonly unlock?: readonly string[];
  readonly clock: Clock;
  /** runs `work` again and again, `milliseconds` after the last run ended; the result stops it */
  readonly every: (milliseconds: number, work: () => Promise<void>) => () => void;
  /** one line for the operator; never content */
  readonly log: (line: Readonly<Record<string, string | number>>) => void;
}

const SHIPPED_LAW = join(import.meta.dirname, "../../../law");
/** Built by `npm start` and before the browser tests; absent = the API alone. */
const WEB = join(import.meta.dirname, "../../web/dist");

const LEAVERS_EVERY = 1_000;

type Running = readonly [RunningRelation, ...RunningRelation[]];

/** Opens a node from its data folder: every relation it has, then the users' door over all of them. */
export async function startNode(around: Surroundings): Promise<RunningNode> {
  const { data } = around;
  const config = await loadConfig(data);
  if (config.sandbox !== true) await refuseSharesIn(data);
  const nodeKey = await loadNodeKey(data, around.unlock);
  const packs = await loadPacks(await readLawFolder(await lawFolder(data)));
  const first = await openRelation(around, data, { nodeKey, packs, home: null });
  const relations: [RunningRelation, ...RunningRelation[]] = [first];
  const all = { close: () => closeAll(relations) };
  return closingOnFault(all, async () => {
    for (const folder of await furtherRelations(data))
      relations.push(
        await openRelation(around, folder, {
          nodeKey,
          packs,
          home: { rooms: first.home, officers: first.parts.store },
        }),
      );
    const user = await openUserDoor(around, relations, nodeKey);
    const leavers = around.every(LEAVERS_EVERY, () => sweepLeavers(partsOf(relations)));
    return {
      url: user.url,
      peerUrl: first.peerUrl,
      async close() {
        leavers();
        for (const relation of relations) relation.stop();
        await user.close();
        await closeAll(relations);
      },
    };
  });
}

/** The first last: officers and holdings lie in its store. */
async function closeAll(relations: Running): Promise<void> {
  for (const relation of relations.toReversed()) {
    relation.stop();
    await relation.close();
  }
}

/** The folders of further relations, in the order of their names. Rejects with SetupFault for a name that is none. */
export async function furtherRelations(data: string): Promise<readonly string[]> {
  const folder = join(data, RELATIONS);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const odd = names.find((name) => !isRelationName(name));
  if (odd !== undefined)
    throw new SetupFault(`${RELATIONS}/${odd}: a relation is named by small letters, digits and -`);
  return names.toSorted().map((name) => join(folder, name));
}

/** A state may keep law of its own beside its data; else the packs that were shipped. */
async function lawFolder(data: string): Promise<string> {
  const own = join(data, "law");
  return access(own).then(
    () => own,
    () => SHIPPED_LAW,
  );
}

function partsOf([first, ...others]: Running): readonly [ExchangeParts, ...ExchangeParts[]] {
  return [first.parts, ...others.map(({ parts }) => parts)];
}

function keptOf([first, ...others]: Running): readonly [Kept, ...Kept[]] {
  const kept = ({ folder, parts }: RunningRelation, name: string | null) => ({
    name,
    folder,
    store: parts.store,
  });
  return [kept(first, null), ...others.map((relation) => kept(relation, basename(relation.folder)))];
}

async function openUserDoor(
  around: Surroundings,
  relations: Running,
  nodeKey: Uint8Array,
): Promise<OpenDoor> {
  const { clock, log, data } = around;
  const [first, ...others] = relations;
  const { config, home } = first;
  const node = { party: config.party, node: config.node, realm: config.realm };
  const sandbox = await sandboxDesk(data, config, home.people);
  return userDoor({
    node,
    ...home,
    people: settling(
      home.people,
      async () => void (await Promise.all(relations.map((one) => one.settled()))),
    ),
    ...(others.length === 0
      ? { exchange: first.exchange, desk: first.desk, proofs: first.ledger }
      : { exchange: exchangeOver(relations), desk: deskOver(relations), proofs: proofsOver(relations) }),
    relation: (wish) => chosen(relations, wish),
    web: await readWebFolder(WEB),
    ...(sandbox === null ? {} : { sandbox }),
    backups: openBackups({ data, kept: keptOf(relations), nodeKey, node, clock: clock.now }),
    health: () => healthOf(relations),
    version: VERSION,
    clock: clock.now,
    rejections: first.rejections,
    log: ({ method, route, status, ms }) => log({ event: "request", method, route, status, ms }),
    fault: (error) => log({ event: "fault", what: error instanceof Error ? error.name : "unknown" }),
    host: config.host,
    port: config.user_port,
  });
}
