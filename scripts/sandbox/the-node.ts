// All that the sandbox takes from the node's own code; everything else goes through its doors.
export {
  configureNode,
  confirmCard,
  enrolOfficers,
  type FolderLock,
  furnishSandbox,
  importHoldings,
  initParty,
  joinAgreement,
  lockFolder,
  type Verdict,
} from "@entente/node";
