// All that the sandbox and `entente init` take from the node's own code; everything else goes through its doors.
export { SetupFault } from "../../packages/node/src/config.ts";
export {
  configureNode,
  enrolOfficers,
  importHoldings,
  initNode,
  joinAgreement,
  writeAgreement,
} from "../../packages/node/src/setup.ts";
export { type FolderLock, lockFolder } from "../../packages/node/src/store/folder-lock.ts";
