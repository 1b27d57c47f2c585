import type { Health } from "@entente/contract";
import type { NodeConfig } from "./config.ts";
import {
  alarmsStanding,
  damageTold,
  type ExchangeParts,
  filesView,
  type OpenedExchange,
  phaseOf,
  queueOf,
  roomView,
} from "./exchange/door.ts";
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

/**
 * What a node says of itself to anybody who asks: no content, no names. A store that does not answer is an alarm and not a
 * fault: whoever watches over the node must hear of it from the node.
 */
export async function healthOf(
  config: NodeConfig,
  parts: ExchangeParts,
  exchange: OpenedExchange,
): Promise<Health> {
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
  const stopped = store.stopped();
  // Raised here and nowhere on the disk: a store that cannot write cannot keep an alarm either.
  const ofStore = stopped === null ? [] : [{ code: stopped.code, detail: BROKEN_STORE, since: clock.now() }];
  const kept = await alarmsStanding(store).catch(() => []);
  const phase = await phaseOf(store).catch(() => "none" as const);
  // Asked last: what the reads above met counts.
  const tables = kept.some(({ code }) => code === "row_damaged") ? [] : store.damaged();
  const ofRows =
    tables.length === 0 ? [] : [{ code: "row_damaged", detail: damageTold(tables), since: clock.now() }];
  const alarms = [...ofStore, ...ofRows, ...kept];
  const broken = alarms.some(({ code }) => BREAKING.includes(code));
  return {
    status: broken ? "broken" : phase === "none" ? "ready" : "recovering",
    party: config.party,
    node: config.node,
    realm: config.realm,
    version: VERSION,
    partners: [
      {
        party,
        reachable,
        queued: queue.queued,
        oldest_queued_seconds:
          queue.oldest === null ? null : Math.max(0, Math.floor((clock.now() - queue.oldest) / 1000)),
        reason: reason ?? queue.reason,
        witnessed_size: witnessed?.size ?? 0,
        log_size: head.size,
        unwitnessed_seconds: Math.floor(exchange.work.unwitnessed() / 1000),
        breaker: exchange.work.breaker().state,
        files,
      },
    ],
    alarms: alarms.map(({ code, detail, since }) => ({ code, detail, since: new Date(since).toISOString() })),
  };
}
