import { REFUSAL_GROUNDS } from "@entente/words";
import { Type } from "typebox";
import { ApprovalChallenge } from "./approval.ts";
import { ATTACHMENT_ROUTES } from "./attachment-routes.ts";
import { Bag, BagReport } from "./bag.ts";
import { DESK_ROUTES } from "./desk-routes.ts";
import { CLOSED, Id, Instant, Line, Party } from "./fields.ts";
import { PEOPLE_ROUTES } from "./people-routes.ts";
import type { Route } from "./route.ts";
import {
  CheckpointView,
  DecisionView,
  DispatchPage,
  DispatchView,
  EntriesView,
  EvidenceView,
  Health,
  HoldingPage,
  Imported,
  Me,
  ProofView,
  QueueView,
  RecoveryView,
  ReleaseView,
} from "./views.ts";

const IdOnly = Type.Object({
  id: Type.String(),
  thread: Type.String(),
  kind: Type.String(),
  state: Type.String(),
});
const Drafting = Type.Object(
  { kind: Type.String({ maxLength: 40 }), reply_to: Type.Optional(Id), draft: Type.Unknown() },
  CLOSED,
);
const Cursor = Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 400 })]));
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200 }));

/** A signature of an enrolled device over a challenge (see `approvalText`). */
export const SignedAct = Type.Object(
  {
    challenge: ApprovalChallenge,
    device: Type.String({ minLength: 1, maxLength: 64 }),
    /** base64: 64 bytes of an Ed25519 device, or a passkey's assertion as JSON */
    signature: Type.String({ maxLength: 8_000 }),
  },
  CLOSED,
);

/** The node's API, whole. `web` and `cli` know nothing else of a node. */
export const ROUTES = {
  health: {
    method: "GET",
    path: "/health",
    summary: "Whether the node works, and how its lines stand",
    right: null,
    body: null,
    answer: Health,
  },
  me: {
    method: "GET",
    path: "/api/me",
    summary: "Who is signed in",
    right: "signed_in",
    body: null,
    answer: Me,
  },
  exampleDraft: {
    method: "POST",
    path: "/api/examples",
    summary: "A complete draft with invented people; nothing is stored",
    right: "signed_in",
    body: Type.Object({ kind: Type.String({ maxLength: 40 }), reply_to: Type.Optional(Id) }, CLOSED),
    answer: Type.Object({ kind: Type.String(), draft: Type.Unknown() }),
  },
  draftDispatch: {
    method: "POST",
    path: "/api/drafts",
    summary: "Store a draft",
    right: "contribute",
    body: Drafting,
    answer: IdOnly,
  },
  replaceDraft: {
    method: "PUT",
    path: "/api/drafts/:id",
    summary: "Replace a stored draft",
    right: "contribute",
    body: Type.Object({ draft: Type.Unknown(), version: Type.Integer({ minimum: 1 }) }, CLOSED),
    answer: IdOnly,
  },
  checkDraft: {
    method: "POST",
    path: "/api/drafts/:id/check",
    summary: "What the law gate would say now",
    right: "contribute",
    body: null,
    answer: DecisionView,
  },
  submitDraft: {
    method: "POST",
    path: "/api/drafts/:id/submit",
    summary: "Fix the bytes and propose them",
    right: "contribute",
    body: null,
    answer: IdOnly,
  },
  release: {
    method: "GET",
    path: "/api/releases/:id",
    summary: "What they will see, and what to sign",
    right: "read",
    body: null,
    answer: ReleaseView,
  },
  approveRelease: {
    method: "POST",
    path: "/api/releases/:id/approve",
    summary: "Approve exactly these bytes",
    right: "release",
    body: Type.Partial(SignedAct, CLOSED),
    answer: IdOnly,
  },
  refuseRelease: {
    method: "POST",
    path: "/api/releases/:id/refuse",
    summary: "Refuse with a ground",
    right: "release",
    body: Type.Object({ ground: Type.Enum(REFUSAL_GROUNDS), signed: Type.Optional(SignedAct) }, CLOSED),
    answer: IdOnly,
  },
  recallRelease: {
    method: "POST",
    path: "/api/releases/:id/recall",
    summary: "Take back what has not left yet; nothing of it will",
    right: "read",
    body: Type.Object({ reason: Line }, CLOSED),
    answer: IdOnly,
  },
  eraseDispatch: {
    method: "POST",
    path: "/api/dispatches/:id/erase",
    summary: "Erase for good what is over: its key is destroyed; a device signs it",
    right: "read",
    body: Type.Object(
      {
        reason: Line,
        version: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
        expires_at: Instant,
        device: Type.String({ minLength: 1, maxLength: 64 }),
        signature: Type.String({ pattern: "^[A-Za-z0-9+/]{86}==$" }),
      },
      CLOSED,
    ),
    answer: IdOnly,
  },
  listInbox: {
    method: "POST",
    path: "/api/inbox",
    summary: "Arrivals of the officer's desks, and what awaits his release",
    right: "read",
    body: Type.Object({ cursor: Cursor, limit: Limit }, CLOSED),
    answer: DispatchPage,
  },
  showDispatch: {
    method: "GET",
    path: "/api/dispatches/:id",
    summary: "One dispatch; reading is recorded",
    right: "read",
    body: null,
    answer: DispatchView,
  },
  assignDispatch: {
    method: "POST",
    path: "/api/dispatches/:id/assign",
    summary: "Give it to an officer of the desk",
    right: "assign",
    body: Type.Object({ to: Type.String({ minLength: 1, maxLength: 64 }) }, CLOSED),
    answer: IdOnly,
  },
  declineDispatch: {
    method: "POST",
    path: "/api/dispatches/:id/decline",
    summary: "Decline an arrival with a reason",
    right: "assign",
    body: Type.Object({ reason: Line }, CLOSED),
    answer: IdOnly,
  },
  importHoldings: {
    method: "POST",
    path: "/api/holdings/import",
    summary: "Take records into the node's holdings",
    right: "import_holding",
    body: Type.Object({ records: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 500 }) }, CLOSED),
    answer: Imported,
  },
  searchHoldings: {
    method: "POST",
    path: "/api/holdings/search",
    summary: "Plain lookup in the node's own holdings",
    right: "contribute",
    body: Type.Object({ query: Type.String({ minLength: 1, maxLength: 200 }), limit: Limit }, CLOSED),
    answer: HoldingPage,
  },
  queue: {
    method: "GET",
    path: "/api/queue",
    summary: "What waits for the partner, since when and why; never content",
    right: "signed_in",
    body: null,
    answer: QueueView,
  },
  makeBackup: {
    method: "POST",
    path: "/api/backups",
    summary: "Make a backup of the running node, read it back and keep it for fetching",
    right: "operate",
    body: Type.Object({}, CLOSED),
    answer: Type.Object({
      backup: Type.String(),
      bytes: Type.Integer(),
      parts: Type.Integer(),
      sha256: Type.String(),
      made_at: Type.String(),
      exchange_size: Type.Integer(),
      domestic_size: Type.Integer(),
    }),
  },
  fetchBackup: {
    method: "POST",
    path: "/api/backups/part",
    summary: "One part of a backup, still encrypted",
    right: "operate",
    body: Type.Object(
      { backup: Type.String({ pattern: "^[0-9a-f]{32}$" }), part: Type.Integer({ minimum: 0 }) },
      CLOSED,
    ),
    answer: Type.Object({ data_base64: Type.String() }),
  },
  recovery: {
    method: "GET",
    path: "/api/recovery",
    summary: "Where a restore stands, and what it did not bring back",
    right: "signed_in",
    body: null,
    answer: RecoveryView,
  },
  requestStream: {
    method: "GET",
    path: "/api/recovery/stream",
    summary: "What the root must sign so that a restored node may number anew",
    right: "operate",
    body: null,
    answer: Type.Object({ type: Type.String(), payload_base64: Type.String() }),
  },
  openStream: {
    method: "POST",
    path: "/api/recovery/stream",
    summary: "Begin the stream that the root has signed",
    right: "operate",
    body: Type.Object({ document_base64: Type.String({ maxLength: 100_000 }) }, CLOSED),
    answer: Type.Object({ stream: Type.String(), state: Type.String() }),
  },
  clearAlarm: {
    method: "POST",
    path: "/api/alarms/clear",
    summary: "Say that people have looked into an alarm, with the reason",
    right: "operate",
    body: Type.Object({ code: Type.String({ pattern: "^[a-z_]{1,40}$" }), reason: Line }, CLOSED),
    answer: Type.Object({ alarm: Type.String(), state: Type.String() }),
  },
  exportBag: {
    method: "POST",
    path: "/api/bags/export",
    summary: "What waits for a partner, sealed, to be carried as a file",
    right: "carry",
    body: Type.Object({ to: Party }, CLOSED),
    answer: Bag,
  },
  importBag: {
    method: "POST",
    path: "/api/bags/import",
    summary: "Take a bag; every piece is verified on its own",
    right: "carry",
    body: Bag,
    answer: BagReport,
  },
  proof: {
    method: "GET",
    path: "/api/ledger/proofs/:id",
    summary: "The offline proof of one dispatch",
    right: "signed_in",
    body: null,
    answer: ProofView,
  },
  checkpoint: {
    method: "GET",
    path: "/api/ledger/checkpoint",
    summary: "The newest witnessed checkpoint of the exchange log",
    right: "signed_in",
    body: null,
    answer: CheckpointView,
  },
  evidence: {
    method: "GET",
    path: "/api/ledger/evidence",
    summary: "Evidence against the partner's log that a third party can check, newest first",
    right: "signed_in",
    body: null,
    answer: EvidenceView,
  },
  entries: {
    method: "POST",
    path: "/api/ledger/entries",
    summary: "Entries of the exchange log, in order",
    right: "signed_in",
    body: Type.Object(
      { from: Type.Integer({ minimum: 0 }), count: Type.Integer({ minimum: 1, maximum: 4096 }) },
      CLOSED,
    ),
    answer: EntriesView,
  },
  tile: {
    method: "POST",
    path: "/api/ledger/tile",
    summary: "One Merkle tile of the exchange log (C2SP tlog-tiles)",
    right: "signed_in",
    body: Type.Object(
      {
        level: Type.Integer({ minimum: 0, maximum: 6 }),
        index: Type.Integer({ minimum: 0 }),
        width: Type.Integer({ minimum: 1, maximum: 256 }),
      },
      CLOSED,
    ),
    answer: Type.Object({ hashes_base64: Type.String() }),
  },
  ...ATTACHMENT_ROUTES,
  ...DESK_ROUTES,
  ...PEOPLE_ROUTES,
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof ROUTES;
