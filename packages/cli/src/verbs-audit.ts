// table: verbs of whoever audits.
import type { Verb } from "./verbs.ts";

export const AUDIT_VERBS: readonly Verb[] = [
  {
    name: "audit show",
    words: "ID",
    least: 1,
    most: 1,
    flags: ["reason"],
    required: 1,
    says: "one dispatch as an auditor's sample; the reason is recorded with the read",
    load: async () => (await import("./officer/audit.ts")).auditShow,
  },
  {
    name: "audit reads",
    words: "",
    least: 0,
    most: 0,
    flags: ["officer", "dispatch", "from", "to", "cursor", "limit"],
    required: 0,
    says: "who read what and when, of one officer or of one dispatch, newest first; never content",
    load: async () => (await import("./officer/audit.ts")).auditReads,
  },
];
