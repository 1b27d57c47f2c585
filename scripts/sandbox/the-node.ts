// All that the sandbox and `entente init` take from the node's own code; everything else goes through its doors.
export {
  configureNode,
  enrolOfficers,
  type FolderLock,
  furnishSandbox,
  importHoldings,
  initNode,
  joinAgreement,
  lockFolder,
  readNodeKeyFile,
  restoreNode,
  SetupFault,
  writeAgreement,
} from "@entente/node";
