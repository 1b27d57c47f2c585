import { APPROVAL_ROLES, AREAS, CONDITIONS, DUTIES, LANGUAGES, REALMS } from "@entente/words";
import { type Static, Type } from "typebox";
import { Marking } from "./fields.ts";
import { PostView } from "./post-record.ts";
import { AreaStanding } from "./state-change.ts";
import { DispatchSummary } from "./views.ts";

const Nullable = Type.Null();
const Time = Type.Union([Nullable, Type.String()]);

/**
 * What a list of the desk is asked for; each view is a question about states and marks, never about content. What is due
 * first stands first, what is not due behind it, newest first; `done` begins with what was put away last, `snoozed` with
 * what comes back first.
 */
export const DESK_VIEWS = [
  "unassigned",
  "mine",
  "waiting",
  "to_release",
  "overdue",
  "all",
  "snoozed",
  "done",
] as const;
export type DeskView = (typeof DESK_VIEWS)[number];

/**
 * One row of the desk: what an officer of its desk may know before he opens it. Its title and marking are on the
 * domestic log as read once he saw them; null where its content cannot be shown (quarantined, erased, a draft
 * of another).
 */
export const DeskRow = Type.Object({
  ...DispatchSummary.properties,
  version: Type.Integer(),
  author: Type.Union([Nullable, Type.String()]),
  title: Type.Union([Nullable, Type.String()]),
  language: Type.Union([Nullable, Type.Enum(LANGUAGES)]),
  marking: Type.Union([Nullable, Marking]),
  caveats: Type.Array(Type.Enum(CONDITIONS)),
  /** roles that must still approve it; empty where it waits for no approval */
  open_roles: Type.Array(Type.String()),
  /** the officer has not looked at it yet */
  unread: Type.Boolean(),
  /** he has taken the caveats on himself: only then does the content unfold */
  accepted: Type.Boolean(),
  done: Type.Boolean(),
  snoozed_until: Time,
  release_at: Time,
  sent_at: Time,
  stored_at: Time,
  opened_at: Time,
  answered_at: Time,
});
export type DeskRow = Static<typeof DeskRow>;

/** A page may be shorter than asked, and empty, and still have a next: hidden rows end it where it costs too much. */
export const DeskPage = Type.Object({
  items: Type.Array(DeskRow),
  next: Type.Union([Nullable, Type.String()]),
});
export type DeskPage = Static<typeof DeskPage>;

/**
 * How many rows a view has, as far as they were counted: at most 99. `more` = there are, or may be, others: where an
 * officer put much away, the node stops looking sooner, so that no count reads a whole table.
 */
export const ViewSize = Type.Object({ rows: Type.Integer(), more: Type.Boolean() });
export type ViewSize = Static<typeof ViewSize>;

/** How many rows each view has, and when something last arrived at the officer's desks. */
export const DeskCounts = Type.Object({
  unassigned: ViewSize,
  mine: ViewSize,
  waiting: ViewSize,
  to_release: ViewSize,
  overdue: ViewSize,
  all: ViewSize,
  snoozed: ViewSize,
  done: ViewSize,
  newest_arrival: Time,
});
export type DeskCounts = Static<typeof DeskCounts>;

/** A question and everything said to it, oldest first. */
export const ThreadView = Type.Object({ id: Type.String(), items: Type.Array(DeskRow) });
export type ThreadView = Static<typeof ThreadView>;

/** What an officer keeps to himself about one dispatch; nobody else sees it, and each of it can be undone. */
export const DeskMarks = Type.Object({
  id: Type.String(),
  unread: Type.Boolean(),
  done: Type.Boolean(),
  snoozed_until: Time,
});
export type DeskMarks = Static<typeof DeskMarks>;

const Named = Type.Object({ en: Type.String(), fr: Type.String(), hi: Type.String() });

const Areas = Type.Array(AreaStanding);
const Desks = Type.Array(
  Type.Object({
    desk: Type.String(),
    party: Type.String(),
    agency: Type.String(),
    function: Type.String(),
    areas: Type.Array(Type.Enum(AREAS)),
    name: Named,
  }),
);

/** What one agreement says: with whom, about what, between which desks. */
const AgreementTerms = Type.Object({
  /** the agreement's id */
  agreement: Type.String(),
  partner: Type.String(),
  realm: Type.Enum(REALMS),
  areas: Areas,
  purposes: Type.Array(Type.String()),
  retention_days: Type.Integer(),
  desks: Desks,
});

/**
 * Desks one may write to, and the officers one may give something to. `partner`, `areas`, `purposes` and `retention_days`
 * are those of the node's first agreement; `desks` are of all of them, each once; `agreements` has every one in full.
 */
export const DirectoryView = Type.Object({
  party: Type.String(),
  partner: Type.String(),
  areas: Areas,
  purposes: Type.Array(Type.String()),
  retention_days: Type.Integer(),
  desks: Desks,
  agreements: Type.Array(AgreementTerms),
  /** posts of our officers abroad that stand or are coming */
  posts: Type.Array(PostView),
  colleagues: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      duties: Type.Array(Type.Enum(DUTIES)),
      may_contribute: Type.Boolean(),
      approval_roles: Type.Array(Type.Enum(APPROVAL_ROLES)),
    }),
  ),
});
export type DirectoryView = Static<typeof DirectoryView>;

/** A form that is not a draft yet: the officer's own, stored sealed so that nothing typed is ever lost. */
export const WorkingCopy = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  changed_at: Type.String(),
  form: Type.Unknown(),
});
export type WorkingCopy = Static<typeof WorkingCopy>;

/** What a proof that verifies proves, and as of when. */
export const Proven = Type.Object({
  /** release: the sender logged that it sent this; stored: the receiver logged that it has this */
  kind: Type.Enum(["release", "stored"] as const),
  from: Type.String(),
  to: Type.String(),
  /** of the exact bytes, hex */
  body_sha256: Type.String(),
  index: Type.Integer(),
  origin: Type.String(),
  witnessed_by: Type.Array(Type.String()),
  /** when the log signed the state that the witness countersigned, by the log's own clock */
  signed_at: Type.String(),
  /** whether the receiver's own entry is in the proof too */
  receipted: Type.Boolean(),
});
export type Proven = Static<typeof Proven>;

/** What the node found when it verified a proof against the agreement, as an outsider would. */
export const ProofCheck = Type.Object({
  id: Type.String(),
  /** null where it does not verify */
  proven: Type.Union([Nullable, Proven]),
  /** where it does not verify and why; null where it does */
  fault: Type.Union([Nullable, Type.Object({ code: Type.String(), where: Type.String() })]),
});
export type ProofCheck = Static<typeof ProofCheck>;

/** An invented officer of the sandbox, as its sign-in page offers him. */
export const SandboxOfficer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  agency: Type.String(),
  duties: Type.Array(Type.Enum(DUTIES)),
  approval_roles: Type.Array(Type.Enum(APPROVAL_ROLES)),
});
export type SandboxOfficer = Static<typeof SandboxOfficer>;

/** Where a browser listens for changes (server-sent events), and what one event says: never content. */
export const EVENTS_PATH = "/api/events";
export interface ChangeEvent {
  readonly id: string;
  readonly thread: string;
  readonly kind: string;
  readonly state: string;
}
