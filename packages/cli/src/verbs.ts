// table: every verb of the command line, where its code is, and the ones this version does not have yet.
import { FLAGS, type FlagName, REPEATED } from "./arguments.ts";
import type { Act } from "./call.ts";
import { AGREEMENT_VERBS } from "./verbs-agreement.ts";
import { AUDIT_VERBS } from "./verbs-audit.ts";
import { CEREMONY_VERBS } from "./verbs-ceremony.ts";
import { KEY_VERBS } from "./verbs-keys.ts";
import { PEOPLE_VERBS } from "./verbs-people.ts";
import { POST_VERBS } from "./verbs-posts.ts";
import { STATE_VERBS } from "./verbs-states.ts";

export interface Verb {
  readonly name: string;
  /** how its words are written in the usage line */
  readonly words: string;
  readonly least: number;
  readonly most: number;
  /** flags besides the global ones; the first `required` of them must be given */
  readonly flags: readonly FlagName[];
  readonly required: number;
  readonly says: string;
  /** loaded only when called, so that every verb starts fast */
  readonly load: () => Promise<Act>;
}

export const VERBS: readonly Verb[] = [
  ...CEREMONY_VERBS,
  ...PEOPLE_VERBS,
  ...POST_VERBS,
  ...AUDIT_VERBS,
  {
    name: "draft",
    words: "KIND FILE|-",
    least: 1,
    most: 2,
    flags: ["example", "reply-to"],
    required: 0,
    says: "store a draft; with --example only print a complete one, ready to be fed back",
    load: async () => (await import("./officer/drafting.ts")).draft,
  },
  {
    name: "attachment add",
    words: "DRAFT FILE",
    least: 2,
    most: 2,
    flags: ["holding", "reveals", "type"],
    required: 0,
    says: "put a file of any size on a draft of yours; called again it goes on where it was cut off",
    load: async () => (await import("./officer/attachment-add.ts")).attachmentAdd,
  },
  {
    name: "attachment list",
    words: "ID",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "the files of a dispatch and how far each of them is",
    load: async () => (await import("./officer/attachment-get.ts")).attachmentList,
  },
  {
    name: "attachment get",
    words: "ID ATTACHMENT",
    least: 2,
    most: 2,
    flags: ["out"],
    required: 1,
    says: "fetch a file that has come whole; called again it goes on where it was cut off",
    load: async () => (await import("./officer/attachment-get.ts")).attachmentGet,
  },
  {
    name: "answer",
    words: "ID FILE|-",
    least: 2,
    most: 2,
    flags: [],
    required: 0,
    says: "store a draft answer to a dispatch",
    load: async () => (await import("./officer/drafting.ts")).answer,
  },
  {
    name: "submit",
    words: "ID",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "fix the bytes of a draft and propose them",
    load: async () => (await import("./officer/drafting.ts")).submit,
  },
  {
    name: "approve",
    words: "ID",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "approve exactly the proposed bytes; needs --device",
    load: async () => (await import("./officer/releasing.ts")).approve,
  },
  {
    name: "refuse",
    words: "ID",
    least: 1,
    most: 1,
    flags: ["ground", "block-author"],
    required: 1,
    says: "refuse a proposed release, or all further ones of its author here; needs --device",
    load: async () => (await import("./officer/releasing.ts")).refuse,
  },
  {
    name: "passkey vouch",
    words: "P-ID",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "let a passkey of yours sign approvals too; needs --device",
    load: async () => (await import("./officer/passkey.ts")).passkeyVouch,
  },
  {
    name: "dispatch erase",
    words: "ID",
    least: 1,
    most: 1,
    flags: ["reason", "at-version"],
    required: 1,
    says: "erase for good what is over; needs --device; with --at-version also what is not yours to read",
    load: async () => (await import("./officer/erasing.ts")).dispatchErase,
  },
  {
    name: "recall",
    words: "ID",
    least: 1,
    most: 1,
    flags: ["reason"],
    required: 1,
    says: "take back what has not left yet",
    load: async () => (await import("./officer/reading.ts")).recall,
  },
  {
    name: "show",
    words: "ID",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "read one dispatch; reading is recorded",
    load: async () => (await import("./officer/reading.ts")).show,
  },
  {
    name: "assign",
    words: "ID",
    least: 1,
    most: 1,
    flags: ["to"],
    required: 1,
    says: "give an arrival to an officer of its desk",
    load: async () => (await import("./officer/reading.ts")).assign,
  },
  {
    name: "inbox",
    words: "",
    least: 0,
    most: 0,
    flags: ["cursor", "limit"],
    required: 0,
    says: "arrivals of your desks, and what awaits your release",
    load: async () => (await import("./officer/reading.ts")).inbox,
  },
  {
    name: "queue",
    words: "",
    least: 0,
    most: 0,
    flags: [],
    required: 0,
    says: "what waits for the partner, since when and why",
    load: async () => (await import("./officer/queue.ts")).queue,
  },
  {
    name: "alarm clear",
    words: "CODE",
    least: 1,
    most: 1,
    flags: ["reason"],
    required: 1,
    says: "say that people have looked into an alarm",
    load: async () => (await import("./officer/queue.ts")).alarmClear,
  },
  {
    name: "holding import",
    words: "FILE|-",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "take records into the node's holdings, one JSON object a line",
    load: async () => (await import("./officer/holding-import.ts")).holdingImport,
  },
  {
    name: "ledger proof",
    words: "ID",
    least: 1,
    most: 1,
    flags: ["out"],
    required: 1,
    says: "write the offline proof of a dispatch to a file",
    load: async () => (await import("./officer/ledger-proof.ts")).ledgerProof,
  },
  {
    name: "ledger export",
    words: "",
    least: 0,
    most: 0,
    flags: ["out"],
    required: 1,
    says: "write the exchange log as its partner last witnessed it to a folder",
    load: async () => (await import("./tools/ledger-export.ts")).ledgerExport,
  },
  {
    name: "ledger evidence",
    words: "",
    least: 0,
    most: 0,
    flags: ["out"],
    required: 1,
    says: "write the evidence against the partner's log, if there is any, to a folder",
    load: async () => (await import("./officer/ledger-evidence.ts")).ledgerEvidence,
  },
  {
    name: "ledger verify",
    words: "P|DIR",
    least: 1,
    most: 1,
    flags: ["anchor"],
    required: 1,
    says: "check a proof, an exported log or evidence offline against the agreement",
    load: async () => (await import("./tools/ledger-verify.ts")).ledgerVerify,
  },
  {
    name: "policy decide",
    words: "FILE|-",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "what the law packs say about one facts object, offline",
    load: async () => (await import("./tools/policy.ts")).policyDecide,
  },
  {
    name: "policy test",
    words: "DIR",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "run every worked case of a folder; exit code 1 if any differs",
    load: async () => (await import("./tools/policy.ts")).policyTest,
  },
  {
    name: "policy explain",
    words: "FILE|-",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "the same decision in plain words, with its provisions and remedies",
    load: async () => (await import("./tools/policy.ts")).policyExplain,
  },
  {
    name: "backup",
    words: "",
    least: 0,
    most: 0,
    flags: ["out"],
    required: 1,
    says: "write an encrypted backup of the running node to a file, read back before it counts",
    load: async () => (await import("./officer/backup.ts")).backup,
  },
  {
    name: "recovery show",
    words: "",
    least: 0,
    most: 0,
    flags: [],
    required: 0,
    says: "where a restore stands, and what it did not bring back",
    load: async () => (await import("./officer/recovery.ts")).recoveryShow,
  },
  {
    name: "stream request",
    words: "",
    least: 0,
    most: 0,
    flags: ["out"],
    required: 1,
    says: "write what the root must sign so that a restored node may number anew",
    load: async () => (await import("./officer/recovery.ts")).streamRequest,
  },
  {
    name: "stream open",
    words: "F",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "begin the stream that the root has signed",
    load: async () => (await import("./officer/recovery.ts")).streamOpen,
  },
  {
    name: "dispatch export",
    words: "",
    least: 0,
    most: 0,
    flags: ["to", "out"],
    required: 2,
    says: "what waits for a partner as one sealed file, for a bag or an air gap",
    load: async () => (await import("./officer/carrying.ts")).dispatchExport,
  },
  {
    name: "dispatch import",
    words: "FILE|-",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "take such a file; every piece is verified on its own",
    load: async () => (await import("./officer/carrying.ts")).dispatchImport,
  },
  {
    name: "doctor",
    words: "",
    least: 0,
    most: 0,
    flags: [],
    required: 0,
    says: "what works and what does not: this computer, the node, you",
    load: async () => (await import("./officer/doctor.ts")).doctor,
  },
  ...KEY_VERBS,
  ...AGREEMENT_VERBS,
  ...STATE_VERBS,
];

/** Fixed by the interface and not built yet: said in the help, refused with exit code 2. */
export const NOT_YET: readonly string[] = ["policy diff", "taxii consumer add"];

/** How a verb is called. */
export function usageOf(verb: Verb): string {
  const flags = verb.flags.map((name, at) => {
    const value = FLAGS[name];
    const once = value === null ? `--${name}` : `--${name} ${value}`;
    const written = REPEATED.includes(name) ? `${once} …` : once;
    return at < verb.required ? written : `[${written}]`;
  });
  return ["entente", verb.name, verb.words, ...flags].filter((part) => part !== "").join(" ");
}

/** The verb a command line starts with: the longest name that fits; null when there is none. */
export function verbOf(words: readonly string[]): Verb | null {
  return longest(VERBS, (verb) => verb.name, words);
}

/** The name of a verb of a later version that a command line starts with. */
export function notYet(words: readonly string[]): string | null {
  return longest(NOT_YET, (name) => name, words);
}

function longest<T>(all: readonly T[], nameOf: (one: T) => string, words: readonly string[]): T | null {
  const fits = all.filter((one) => nameOf(one) === words.slice(0, nameOf(one).split(" ").length).join(" "));
  return fits.sort((a, b) => nameOf(b).length - nameOf(a).length)[0] ?? null;
}
