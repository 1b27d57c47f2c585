export { alarmsStanding, type StandingAlarm } from "./alarm-store.ts";
export { evidenceKept } from "./evidence-store.ts";
export { type ExchangeWork, type OpenedExchange, openExchange } from "./exchange.ts";
export { loadNodeKeys, type NodeKeys } from "./keys.ts";
export type { OwnLog, SignedHead } from "./own-log.ts";
export type { Clock, ExchangeParts, PeerLine } from "./parts.ts";
export type { Exchange, PeerAnswer, PeerDoor, Standing } from "./port.ts";
export { queueByLane, queueOf } from "./queue-view-store.ts";
export { type Rejection, recordRejection } from "./rejection.ts";
