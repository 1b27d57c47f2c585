// Everything the campaigns and the benchmarks take from inside a node stands here, so that one look shows what an
// attacker who made the node himself can reach: its setup, its keys, its line and its start; never its rooms' code.

export {
  configureNode,
  enrolOfficers,
  importHoldings,
  initNode,
  joinAgreement,
  loadNodeKey,
  loadNodeKeys,
  makeTlsIdentity,
  type NodeKeys,
  namesOf,
  openSqliteStore,
  openTreaty,
  type PeerClient,
  peerClient,
  type RootSeeds,
  type RunningNode,
  readLawFolder,
  type Store,
  type Surroundings,
  startNode,
  type TlsIdentity,
  type Treaty,
  writeAgreement,
} from "@entente/node";
