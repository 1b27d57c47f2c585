/** What the sandbox, campaigns and benchmarks take from a node: its set-up and its start, never its rooms' code. */
export { LiveTreaty, openTreaty, type Treaty } from "./agreement/door.ts";
export { assembleRooms, type Ports, type Rooms } from "./assemble.ts";
export {
  addRelation,
  confirmCard,
  enrolFirst,
  type Handed,
  initParty,
  joinAgreement,
  type Refusal,
  SHARE_FOLDERS,
  takeAgreement,
  takeCard,
  type Verdict,
} from "./ceremony/door.ts";
export { SetupFault } from "./config.ts";
export { keysInForce, loadNodeKeys, type NodeKeys, standingStates } from "./exchange/door.ts";
export {
  LINE_SIZES,
  type LineSizes,
  makeTlsIdentity,
  type PeerClient,
  peerClient,
  type TlsIdentity,
} from "./exchange/line/door.ts";
export { type OpenDoor, peerDoor } from "./http/door.ts";
export { readLawFolder } from "./law-folder.ts";
export { joinNodeKey, loadNodeKey, readNodeKeyFile } from "./node-key.ts";
export { firstLeaf } from "./open-relation.ts";
export { restoreNode } from "./restore.ts";
export {
  addressNode,
  configureNode,
  enrolOfficers,
  furnishSandbox,
  importHoldings,
  initNode,
  namesOf,
  type RootSeeds,
  writeAgreement,
} from "./setup.ts";
export { type RunningNode, type Surroundings, startNode } from "./start.ts";
export {
  type FolderLock,
  lockFolder,
  openSqliteStore,
  type Sqlite,
  type Store,
  StoreFault,
} from "./store/door.ts";
