// Everything the campaigns and the benchmarks take from inside a node stands here, so that one look shows what an
// attacker who made the node himself can reach: its setup, its keys, its line and its start; never its rooms' code.

export { openTreaty, type Treaty } from "../packages/node/src/agreement/door.ts";
export { loadNodeKeys, type NodeKeys } from "../packages/node/src/exchange/door.ts";
export {
  makeTlsIdentity,
  type PeerClient,
  peerClient,
  type TlsIdentity,
} from "../packages/node/src/exchange/line/door.ts";
export { readLawFolder } from "../packages/node/src/law-folder.ts";
export { loadNodeKey } from "../packages/node/src/node-key.ts";
export {
  configureNode,
  enrolOfficers,
  importHoldings,
  initNode,
  joinAgreement,
  namesOf,
  type RootSeeds,
  writeAgreement,
} from "../packages/node/src/setup.ts";
export { type RunningNode, type Surroundings, startNode } from "../packages/node/src/start.ts";
export { openSqliteStore, type Store } from "../packages/node/src/store/door.ts";
