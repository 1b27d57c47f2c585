import type { Health } from "@entente/contract";
import {
  alarmsStanding,
  areasStanding,
  damageTold,
  type ExchangeParts,
  filesView,
  phaseOf,
  queueOf,
  roomView,
} from "./exchange/door.ts";
import type { RunningRelation } from "./open-relation.ts";
import { VERSION } from "./version.ts";

/** Alarms under which a node does not do its work. */
const BREAKING: readonly string[] = [
  "equivocation",
  "rolled_back",
  "row_damaged",
  "store_broken",
  "log_damaged",
];
const BROKEN_STORE =
  "nothing is written and nothing leaves any more: free or mend the disk, then start the node again";

/** Rows that do not stand are read by nobody, this report included; their alarm stands beside it. */
const UNREADABLE = { queued: 0, oldest: null, reason: "the queue cannot be read" };
const NO_FILES = { room_bytes: 0, promised_bytes: 0, without_room: 0, reason: "the files cannot be read" };

/** What a report is made from. */
type Reported = Pick<RunningRelation, "config" | "parts" | "opened">;

/** What one relation says of itself. */
interface Condition {
  readonly partner: Health["partners"][number];
  readonly alarms: Health["alarms"];
  readonly recovering: boolean;
}

/**
 * What a node says of itself to anybody who asks: no content, no names. A store that does not answer is an alarm and not a
 * fault: whoever watches over the node must hear of it from the node.
 */
export async function healthOf(relations: readonly [Reported, ...Reported[]]): Promise<Health> {
  const [{ config }, ...others] = relations;
  const conditions = await Promise.all(relations.map((relation) => conditionOf(relation, others.length > 0)));
  const alarms = conditions.flatMap((condition) => condition.alarms);
  const broken = alarms.some(({ code }) => BREAKING.includes(code));
  const recovering = conditions.some((condition) => condition.recovering);
  return {
    status: broken ? "broken" : recovering ? "recovering" : "ready",
    party: config.party,
    node: config.node,
    realm: config.realm,
    version: VERSION,
    partners: conditions.map(({ partner }) => partner),
    alarms,
  };
}

/** @param named whether its alarms say which agreement they are of: a node with one need not */
async function conditionOf({ parts, opened: exchange }: Reported, named: boolean): Promise<Condition> {
  const { store, treaty, clock } = parts;
  const party = treaty.partner.party;
  const [queue, head, witnessed, files] = await Promise.all([
    queueOf(store, party).catch(() => UNREADABLE),
    store.logs.head("exchange"),
    exchange.ownLog.witnessed().catch(() => null),
    roomView(parts)
      .then(filesView)
      .catch(() => NO_FILES),
  ]);
  const { reachable, reason } = exchange.work.line();
  const phase = await phaseOf(store).catch(() => "none" as const);
  const { oldest } = queue;
  return {
    recovering: phase !== "none",
    partner: {
      agreement: treaty.document.id,
      party,
      reachable,
      queued: queue.queued,
      oldest_queued_seconds: oldest === null ? null : Math.max(0, Math.floor((clock.now() - oldest) / 1000)),
      reason: reason ?? queue.reason,
      witnessed_size: witnessed?.size ?? 0,
      log_size: head.size,
      unwitnessed_seconds: Math.floor(exchange.work.unwitnessed() / 1000),
      breaker: exchange.work.breaker().state,
      files,
      narrowed: areasStanding(treaty).filter(({ narrowed_by: by }) => by.length > 0).length,
    },
    alarms: await alarmsOf(parts, named ? `${treaty.document.id}: ` : ""),
  };
}

async function alarmsOf({ store, clock }: ExchangeParts, whose: string): Promise<Health["alarms"]> {
  const stopped = store.stopped();
  // Raised here and nowhere on the disk: a store that cannot write cannot keep an alarm either.
  const ofStore = stopped === null ? [] : [{ code: stopped.code, detail: BROKEN_STORE, since: clock.now() }];
  const kept = await alarmsStanding(store).catch(() => []);
  // Asked last: what the reads before met counts.
  const tables = kept.some(({ code }) => code === "row_damaged") ? [] : store.damaged();
  const ofRows =
    tables.length === 0 ? [] : [{ code: "row_damaged", detail: damageTold(tables), since: clock.now() }];
  return [...ofStore, ...ofRows, ...kept].map(({ code, detail, since }) => ({
    code,
    detail: `${whose}${detail}`,
    since: new Date(since).toISOString(),
  }));
}
