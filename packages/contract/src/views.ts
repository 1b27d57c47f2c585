import { AREAS, DIRECTIONS, DISPATCH_STATES } from "@entente/words";
import { type Static, Type } from "typebox";
import { ApprovalChallenge } from "./approval.ts";
import { Address, DispatchBody } from "./body.ts";
import { Id, Marking } from "./fields.ts";

const Nullable = Type.Null();
const Time = Type.Union([Nullable, Type.String()]);

/** One line of a list: no content, no title of what the reader has not opened. */
export const DispatchSummary = Type.Object({
  id: Type.String(),
  thread: Type.String(),
  kind: Type.String(),
  state: Type.Enum(DISPATCH_STATES),
  direction: Type.Enum(DIRECTIONS),
  area: Type.Enum(AREAS),
  urgency: Type.String(),
  reply_to: Type.Union([Nullable, Type.String()]),
  from: Address,
  to: Address,
  assignee: Type.Union([Nullable, Type.String()]),
  created_at: Type.String(),
  due: Time,
  /** why it is due later than the agreement's clock says (an extension); null = as the clock says */
  due_why: Type.Union([Type.Null(), Type.String()]),
  /** the later dispatch of its sender that corrected, narrowed or recalled it last; null = none */
  changed_by: Type.Union([Type.Null(), Id]),
});
export type DispatchSummary = Static<typeof DispatchSummary>;

export const DispatchPage = Type.Object({
  items: Type.Array(DispatchSummary),
  next: Type.Union([Nullable, Type.String()]),
});
export type DispatchPage = Static<typeof DispatchPage>;

export const DecisionView = Type.Object({
  id: Type.String(),
  stage: Type.String(),
  at: Type.String(),
  outcome: Type.String(),
  needs: Type.Array(Type.String()),
  conditions: Type.Array(Type.String()),
  strip: Type.Array(Type.String()),
  tasks: Type.Array(Type.String()),
  existence: Type.String(),
  cites: Type.Array(
    Type.Object({
      id: Type.String(),
      citation: Type.String(),
      text: Type.String(),
      status: Type.String(),
      verified: Type.Boolean(),
    }),
  ),
  remedies: Type.Array(Type.String()),
  packs: Type.Array(Type.Object({ id: Type.String(), version: Type.String(), sha256: Type.String() })),
});
export type DecisionView = Static<typeof DecisionView>;

/** What the gate would say of a draft, and which roles would have to approve it before it leaves. */
export const CheckView = Type.Object({
  ...DecisionView.properties,
  open_roles: Type.Array(Type.String()),
  /** how far a request says what its receiver needs, and by pointer what is missing; null for kinds that count nothing */
  completeness: Type.Union([
    Type.Null(),
    Type.Object({ score: Type.Integer({ minimum: 0, maximum: 100 }), missing: Type.Array(Type.String()) }),
  ]),
});
export type CheckView = Static<typeof CheckView>;

export const ApprovalView = Type.Object({
  officer: Type.String(),
  role: Type.String(),
  at: Type.String(),
  body_sha256: Type.String(),
});

/** What of the draft does not leave, and why. */
export const WithheldView = Type.Object({
  pointer: Type.String(),
  category: Type.String(),
  rule: Type.String(),
  law: Type.String(),
});
export type WithheldView = Static<typeof WithheldView>;

/** Everything an officer with the right to read sees of one dispatch. */
export const DispatchView = Type.Object({
  ...DispatchSummary.properties,
  version: Type.Integer(),
  author: Type.Union([Nullable, Type.String()]),
  draft: Type.Optional(Type.Unknown()),
  body: Type.Union([Nullable, DispatchBody]),
  body_sha256: Type.Union([Nullable, Type.String()]),
  decision: Type.Union([Nullable, DecisionView]),
  approvals: Type.Array(ApprovalView),
  withheld: Type.Array(WithheldView),
  trail: Type.Object({
    release_at: Time,
    sent_at: Time,
    stored_at: Time,
    opened_at: Time,
    answered_at: Time,
    leaf: Type.Union([Nullable, Type.Integer()]),
    receipt_leaf: Type.Union([Nullable, Type.Integer()]),
    waiting: Type.Union([Nullable, Type.String()]),
  }),
  ground: Type.Union([Nullable, Type.String()]),
});
export type DispatchView = Static<typeof DispatchView>;

/** "What they will see": the exact bytes, what was withheld, and what an approver would sign. */
export const ReleaseView = Type.Object({
  id: Type.String(),
  thread: Type.String(),
  kind: Type.String(),
  state: Type.Enum(DISPATCH_STATES),
  author: Type.String(),
  to: Address,
  /** what the draft says before anything is withheld, as far as it would travel; never a note for the gate */
  ours: Type.Object({ title: Type.String(), marking: Marking, content: Type.Unknown() }),
  /** how long it waits after the last approval */
  hold_seconds: Type.Integer(),
  /** of the last requests to this desk, how many it has and how many were answered */
  history: Type.Object({ sent: Type.Integer(), answered: Type.Integer() }),
  body_base64: Type.String(),
  body_sha256: Type.String(),
  withheld: Type.Array(WithheldView),
  decision: DecisionView,
  approvals: Type.Array(ApprovalView),
  /** roles still open, in the order they are named by the decision */
  open_roles: Type.Array(Type.String()),
  /** one for each open role that the asking officer holds */
  challenges: Type.Array(ApprovalChallenge),
});
export type ReleaseView = Static<typeof ReleaseView>;

export const Me = Type.Object({
  officer: Type.String(),
  name: Type.String(),
  agency: Type.String(),
  desks: Type.Array(Type.String()),
  duties: Type.Array(Type.String()),
  approval_roles: Type.Array(Type.String()),
  party: Type.String(),
  node: Type.String(),
  realm: Type.String(),
});
export type Me = Static<typeof Me>;

/** What a partner's files take of this node's disk before an officer takes them, bytes of sealed streams. */
const FilesRoom = Type.Object({
  room_bytes: Type.Integer(),
  /** of that, promised to files that came or may come now */
  promised_bytes: Type.Integer(),
  /** announced and not asked for yet, at most 200 looked at */
  without_room: Type.Integer(),
  /** of the one that has waited longest: dispatch_room, partner_room or disk_room */
  reason: Type.Union([Nullable, Type.String()]),
});

export const Health = Type.Object({
  status: Type.Enum(["ready", "starting", "recovering", "broken"] as const),
  party: Type.String(),
  node: Type.String(),
  realm: Type.String(),
  version: Type.String(),
  partners: Type.Array(
    Type.Object({
      /** the agreement's id */
      agreement: Type.String(),
      party: Type.String(),
      reachable: Type.Boolean(),
      queued: Type.Integer(),
      oldest_queued_seconds: Type.Union([Nullable, Type.Integer()]),
      reason: Type.Union([Nullable, Type.String()]),
      witnessed_size: Type.Integer(),
      log_size: Type.Integer(),
      /** how long our log has waited for his cosignature */
      unwitnessed_seconds: Type.Integer(),
      /** closed = the line works, open = it is left alone for a while, half_open = it is being tried */
      breaker: Type.Enum(["closed", "open", "half_open"] as const),
      files: FilesRoom,
      /** how many areas one of the two states has narrowed; which, the directory says to who has signed in */
      narrowed: Type.Integer(),
    }),
  ),
  /** what people must look at, by code */
  alarms: Type.Array(Type.Object({ code: Type.String(), detail: Type.String(), since: Type.String() })),
});
export type Health = Static<typeof Health>;

/** Where the restore of a node stands, and what it did not bring back. */
export const RecoveryView = Type.Object({
  /** log = it asks what it once signed; stream = it waits for a root-signed stream; none = it works */
  phase: Type.Enum(["none", "log", "stream"] as const),
  backup_made_at: Time,
  arrivals_asked_for: Type.Boolean(),
  /** our dispatches that the partner holds and this database does not */
  lost: Type.Array(
    Type.Object({
      id: Type.String(),
      sequence: Type.Integer(),
      desk: Type.Union([Nullable, Type.String()]),
      made_at: Type.String(),
    }),
  ),
  beyond_recall: Type.Array(Type.String()),
});
export type RecoveryView = Static<typeof RecoveryView>;

/** What waits for the partner, and why. `items` are of the asking officer's desks. */
export const QueueView = Type.Object({
  partner: Type.String(),
  line: Type.Object({
    state: Type.Enum(["closed", "open", "half_open"] as const),
    failures: Type.Integer(),
    next_try: Time,
  }),
  lanes: Type.Array(
    Type.Object({
      lane: Type.String(),
      queued: Type.Integer(),
      oldest_seconds: Type.Integer(),
      next_try: Time,
      reason: Type.Union([Nullable, Type.String()]),
    }),
  ),
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      thread: Type.String(),
      kind: Type.String(),
      state: Type.String(),
      lane: Type.String(),
      waiting_seconds: Type.Integer(),
      attempts: Type.Integer(),
      next_try: Time,
      reason: Type.Union([Nullable, Type.String()]),
    }),
  ),
  files: FilesRoom,
});
export type QueueView = Static<typeof QueueView>;

/** A proof as bytes (a C2SP tlog-proof file). */
export const ProofView = Type.Object({
  id: Type.String(),
  thread: Type.String(),
  kind: Type.String(),
  state: Type.String(),
  proof_base64: Type.String(),
});
export type ProofView = Static<typeof ProofView>;

export const CheckpointView = Type.Object({
  log: Type.String(),
  size: Type.Integer(),
  note_base64: Type.String(),
});
/** Evidence that convinces a third party with the agreement alone (`entente ledger verify`). */
export const EvidenceView = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.String(),
      origin: Type.String(),
      at: Type.String(),
      file_base64: Type.String(),
    }),
  ),
});
export const EntriesView = Type.Object({
  log: Type.String(),
  from: Type.Integer(),
  entries_base64: Type.Array(Type.String()),
});

/** A holding as its own officers find it: never its source, its marking or whom it is about. */
export const HoldingSummary = Type.Object({
  id: Type.String(),
  holder: Type.Object({ state: Type.String(), agency: Type.String() }),
  categories: Type.Array(Type.String()),
  text: Type.String(),
});
export const HoldingPage = Type.Object({
  items: Type.Array(HoldingSummary),
  next: Type.Union([Nullable, Type.String()]),
});
export const Imported = Type.Object({
  imported: Type.Integer(),
  refused: Type.Array(Type.Object({ line: Type.Integer(), pointer: Type.String(), code: Type.String() })),
});
