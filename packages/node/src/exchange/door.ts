export { type ExchangeWork, type OpenedExchange, openExchange } from "./exchange.ts";
export { loadNodeKeys, type NodeKeys } from "./keys.ts";
export { queueOf } from "./outbox-store.ts";
export type { OwnLog, SignedHead } from "./own-log.ts";
export type { Clock, ExchangeParts, PeerLine } from "./parts.ts";
export type { Exchange, PeerAnswer, PeerDoor, Standing } from "./port.ts";
export { type Rejection, recordRejection } from "./rejection.ts";
