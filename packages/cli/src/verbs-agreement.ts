// table: the verbs that amend the agreement of a running node.
import type { Verb } from "./verbs.ts";

export const AGREEMENT_VERBS: readonly Verb[] = [
  {
    name: "agreement versions",
    words: "",
    least: 0,
    most: 0,
    flags: ["out"],
    required: 0,
    says: "how the versions of the agreement stand; --out writes the one that waits for two operators",
    load: async () => (await import("./officer/agreement.ts")).agreementVersions,
  },
  {
    name: "agreement amend",
    words: "TERMS",
    least: 1,
    most: 1,
    flags: ["out"],
    required: 1,
    says: "put the terms of the next version into the document both roots must sign; every fault at once",
    load: async () => (await import("./officer/agreement.ts")).agreementAmend,
  },
  {
    name: "agreement apply",
    words: "F",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "take the version both roots have signed; two operators, each with a device",
    load: async () => (await import("./officer/agreement.ts")).agreementApply,
  },
];
