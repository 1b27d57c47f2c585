import {
  type AttachmentView,
  type DecisionView,
  type DeskCounts,
  type DispatchView,
  done,
  no,
  type QueueView,
  type RecoveryView,
  type ReleaseView,
  type Result,
  type WorkingCopy,
} from "@entente/contract";
import type { DeskRoom } from "../../src/desk/door.ts";
import type { Exchange, Standing } from "../../src/exchange/door.ts";
import type { Ledger } from "../../src/oversight/door.ts";
import type { Officer } from "../../src/people/door.ts";
import { agreementTwin } from "./agreement-twin.ts";
import { decidingTwin } from "./deciding-twin.ts";
import { stateTwin } from "./state-twin.ts";
import { triageTwin } from "./triage-twin.ts";

/** The one dispatch the twins know; every other id is unknown to them. */
export const KNOWN = "019aa000-0000-7000-8000-000000000001";
export const UNKNOWN = "019aa000-0000-7000-8000-000000000002";

export const STANDING: Standing = { id: KNOWN, thread: KNOWN, kind: "request", state: "draft" };

export const DECISION: DecisionView = {
  id: "019aa000-0000-7000-8000-0000000000d1",
  stage: "check",
  at: "2026-11-22T08:00:00.000Z",
  outcome: "needs",
  needs: ["CA-SUP"],
  conditions: ["no_onward"],
  strip: [],
  tasks: [],
  existence: "visible",
  cites: [
    {
      id: "inv-1",
      citation: "Invented Act s. 1",
      text: "An invented rule.",
      status: "ours",
      verified: false,
    },
  ],
  remedies: ["Ask CA-SUP for an approval."],
  packs: [{ id: "ca", version: "2026.1", sha256: "ab".repeat(32) }],
};
const CHECKED = { ...DECISION, open_roles: ["CA-SUP"], completeness: null };

const ENDS = { party: "CA", agency: "RCMP", desk: "ca-rcmp-liaison" };

const VIEW: DispatchView = {
  ...STANDING,
  state: "draft",
  direction: "ours",
  area: "drugs",
  urgency: "routine",
  reply_to: null,
  from: ENDS,
  to: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
  assignee: null,
  created_at: "2026-11-22T08:00:00.000Z",
  due: null,
  due_why: null,
  changed_by: null,
  version: 1,
  author: "CA-LO-1",
  body: null,
  body_sha256: null,
  decision: null,
  approvals: [],
  withheld: [],
  trail: {
    release_at: null,
    sent_at: null,
    stored_at: null,
    opened_at: null,
    answered_at: null,
    leaf: null,
    receipt_leaf: null,
    waiting: null,
  },
  ground: null,
};

const FILE: AttachmentView = {
  attachment: "ab".repeat(16),
  name: "Invented.html",
  media_type: "text/html",
  bytes: 31,
  sha256: "cd".repeat(32),
  state: "complete",
  held: 31,
  holding: null,
  reveals: [],
  reason: null,
};
/** What a hostile partner would send as a file. */
export const PAGE_OF_A_FILE: Uint8Array = new TextEncoder().encode("<script>alert('hi')</script>");

const EMPTY_QUEUE: QueueView = {
  partner: "IN",
  line: { state: "closed", failures: 0, next_try: null },
  lanes: [],
  items: [],
  files: { room_bytes: 0, promised_bytes: 0, without_room: 0, reason: null },
};

const NO_RECOVERY: RecoveryView = {
  phase: "none",
  backup_made_at: null,
  arrivals_asked_for: true,
  lost: [],
  beyond_recall: [],
};

const RELEASE: ReleaseView = {
  ...STANDING,
  state: "proposed",
  author: "CA-LO-1",
  to: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
  ours: {
    title: "Invented",
    marking: {
      system: null,
      level: null,
      tlp: null,
      pap: null,
      handling: ["H1"],
      grade: { source: null, information: null },
    },
    content: {},
  },
  hold_seconds: 2,
  history: { sent: 0, answered: 0 },
  body_base64: "e30=",
  body_sha256: "ab".repeat(32),
  withheld: [],
  decision: DECISION,
  approvals: [],
  open_roles: ["CA-SUP"],
  challenges: [],
};

/** What a twin was asked: the method, who asked, and what for. */
export interface Asked {
  readonly method: string;
  readonly officer: string | null;
  readonly args: readonly unknown[];
}

/** An Exchange in memory: knows one dispatch, remembers what it was asked, decides nothing. */
export function exchangeTwin(asked: Asked[]): Exchange {
  const note = (method: string, officer: Officer, ...args: readonly unknown[]) => {
    asked.push({ method, officer: officer.id, args });
  };
  const about = async <T>(
    method: string,
    officer: Officer,
    id: string,
    value: T,
    ...args: readonly unknown[]
  ): Promise<Result<T>> => {
    note(method, officer, id, ...args);
    return id === KNOWN ? done(value) : no("not_found");
  };
  return {
    async example(officer, kind, replyTo) {
      note("example", officer, kind, replyTo);
      return kind === "request" ? done({ kind, draft: { invented: true } }) : no("unknown_kind");
    },
    async draft(officer, kind, replyTo, draft) {
      note("draft", officer, kind, replyTo, draft);
      const faults = [{ code: "missing_field", where: "/draft/title" }];
      return kind === "faulty" ? no("malformed", { faults }) : done(STANDING);
    },
    replaceDraft: (officer, id, draft, version) =>
      about("replaceDraft", officer, id, STANDING, draft, version),
    check: (officer, id) => about("check", officer, id, CHECKED),
    async submit(officer, id) {
      note("submit", officer, id);
      return id === KNOWN ? no("release_forbidden", { decision: DECISION }) : no("not_found");
    },
    release: (officer, id) => about("release", officer, id, RELEASE),
    approve: (officer, id, act) => about("approve", officer, id, STANDING, act),
    refuse: (officer, id, ground, act) => about("refuse", officer, id, STANDING, ground, act),
    ...decidingTwin(note),
    async inbox(officer, page) {
      note("inbox", officer, page);
      return done({ items: [], next: null });
    },
    show: (officer, id) => about("show", officer, id, VIEW),
    ...triageTwin(about, STANDING),
    decline: (officer, id, reason) => about("decline", officer, id, STANDING, reason),
    erase: (officer, id, signed) => about("erase", officer, id, STANDING, signed),
    recall: (officer, id, reason) => about("recall", officer, id, STANDING, reason),
    ...operationTwin(note),
    ...filesTwin(about),
    async queue(officer) {
      note("queue", officer);
      return done(EMPTY_QUEUE);
    },
    async exportBag(officer, to) {
      note("exportBag", officer, to);
      return done({ format: "entente/bag/v1", from: "CA", to, known_size: 0, dispatches: [], receipts: [] });
    },
    async importBag(officer, bag) {
      note("importBag", officer, bag);
      return done({ items: [] });
    },
  };
}

type About = <T>(
  method: string,
  officer: Officer,
  id: string,
  value: T,
  ...args: readonly unknown[]
) => Promise<Result<T>>;

/** Files beside a dispatch and an auditor's sample, likewise. */
function filesTwin(about: About) {
  return {
    audit: (officer, id, reason) => about("audit", officer, id, VIEW, reason),
    beginAttachment: (officer, id, file) => about("beginAttachment", officer, id, FILE, file),
    appendAttachment: (officer, id, part) => about("appendAttachment", officer, id, FILE, part),
    finishAttachment: (officer, id, attachment) => about("finishAttachment", officer, id, FILE, attachment),
    removeAttachment: (officer, id, attachment) =>
      about("removeAttachment", officer, id, { attachment, state: "removed" }, attachment),
    attachments: (officer, id) => about("attachments", officer, id, { items: [FILE] }),
    attachmentPart: (officer, id, which) => about("attachmentPart", officer, id, PAGE_OF_A_FILE, which),
  } satisfies Partial<Exchange>;
}

type Note = (method: string, officer: Officer, ...args: readonly unknown[]) => void;

/** What an operator does, likewise. */
function operationTwin(
  note: Note,
): Pick<
  Exchange,
  "recovery" | "requestStream" | "openStream" | "clearAlarm" | "showKeys" | "requestKeys" | "applyKeys"
> &
  ReturnType<typeof agreementTwin> &
  ReturnType<typeof stateTwin> {
  return {
    ...agreementTwin(note),
    ...stateTwin(note),
    async recovery(officer) {
      note("recovery", officer);
      return done(NO_RECOVERY);
    },
    async requestStream(officer) {
      note("requestStream", officer);
      return done({ type: "entente/stream/v1", payload_base64: "e30=" });
    },
    async openStream(officer, document) {
      note("openStream", officer, document);
      return done({ stream: "ab".repeat(16), state: "open" });
    },
    async clearAlarm(officer, code, reason) {
      note("clearAlarm", officer, code, reason);
      return done({ alarm: code, state: "cleared" });
    },
    async showKeys(officer) {
      note("showKeys", officer);
      return done({ serial: 0, told: 0, pending: null, items: [] });
    },
    async requestKeys(officer, wish) {
      note("requestKeys", officer, wish);
      return done({ type: "entente/keys/v1", payload_base64: "e30=", serial: 1 });
    },
    async applyKeys(officer, signed) {
      note("applyKeys", officer, signed);
      return done({ serial: 1, state: "one_of_two" as const });
    },
  };
}

/** A Ledger in memory, likewise. */
export function ledgerTwin(asked: Asked[]): Ledger {
  const note = (method: string, officer: string | null, ...args: readonly unknown[]) => {
    asked.push({ method, officer, args });
  };
  return {
    async proof(officer, id) {
      note("proof", officer.id, id);
      return id === KNOWN ? done({ ...STANDING, proof_base64: "AAAA" }) : no("not_found");
    },
    async checkProof(officer, id) {
      note("checkProof", officer.id, id);
      const value = { id, proven: null, fault: { code: "unwitnessed", where: "checkpoint" } };
      return id === KNOWN ? done(value) : no("not_found");
    },
    async reads(wish) {
      note("reads", null, wish);
      return done({ items: [], next: null });
    },
    async witnessedCheckpoint() {
      note("witnessedCheckpoint", null);
      return done({ log: "invented.example/ca", size: 3, note_base64: "AAAA" });
    },
    async evidence() {
      note("evidence", null);
      return done({ items: [] });
    },
    async entries(from, count) {
      note("entries", null, from, count);
      return from > 9
        ? no("not_found")
        : done({ log: "invented.example/ca", from, entries_base64: ["AAAA"] });
    },
    async tile(level, index, width) {
      note("tile", null, level, index, width);
      return done({ hashes_base64: "AAAA" });
    },
  };
}

const NONE = { rows: 0, more: false };
const NO_COUNTS: DeskCounts = {
  unassigned: NONE,
  mine: NONE,
  waiting: NONE,
  to_release: NONE,
  overdue: NONE,
  all: NONE,
  snoozed: NONE,
  done: NONE,
  newest_arrival: null,
};

const FORM: WorkingCopy = { id: KNOWN, version: 1, changed_at: "2026-11-22T08:00:00.000Z", form: {} };

/** A DeskRoom in memory, likewise. */
export function deskTwin(asked: Asked[]): DeskRoom {
  const note = (method: string, officer: Officer, ...args: readonly unknown[]) => {
    asked.push({ method, officer: officer.id, args });
  };
  const about = async <T>(
    method: string,
    officer: Officer,
    id: string,
    value: T,
    ...args: readonly unknown[]
  ) => {
    note(method, officer, id, ...args);
    return id === KNOWN ? done(value) : no("not_found");
  };
  return {
    async list(officer, page) {
      note("desk", officer, page);
      return done({ items: [], next: null });
    },
    async counts(officer) {
      note("counts", officer);
      return done(NO_COUNTS);
    },
    thread: (officer, id) => about("thread", officer, id, { id, items: [] }),
    mark: (officer, id, change) =>
      about("mark", officer, id, { id, unread: false, done: false, snoozed_until: null }, change),
    accept: (officer, id) => about("accept", officer, id, STANDING),
    async directory(officer) {
      note("directory", officer);
      const none = { areas: [], purposes: [], desks: [], agreements: [], posts: [], colleagues: [] };
      return done({ party: "CA", partner: "IN", retention_days: 1, ...none });
    },
    async since(_officer, after) {
      return { cursor: after ?? "1.", events: [] };
    },
    working: {
      async list(officer) {
        note("working.list", officer);
        return done({ items: [] });
      },
      show: (officer, id) => about("working.show", officer, id, FORM),
      async create(officer, form) {
        note("working.create", officer, form);
        return done(FORM);
      },
      save: (officer, id, form, version) => about("working.save", officer, id, FORM, form, version),
      drop: (officer, id) => about("working.drop", officer, id, { id }),
    },
  };
}
