import type {
  AttachmentView,
  Bag,
  BagReport,
  CheckView,
  DispatchPage,
  DispatchView,
  NewAttachment,
  QueueView,
  RecoveryView,
  ReleaseView,
  Result,
  SignedAct,
} from "@entente/contract";
import type { PartyCode, RefusalGround } from "@entente/words";
import type { Static } from "typebox";
import type { Officer } from "../people/door.ts";
import type { SignedErasure } from "./commands/erase-dispatch.ts";

/** The four fields every command answers with at least. */
export interface Standing {
  readonly id: string;
  readonly thread: string;
  readonly kind: string;
  readonly state: string;
}

/** Pieces of a file from an offset on, each 64 KiB in base64, the last of the file shorter. */
export interface UploadPart {
  readonly attachment: string;
  readonly offset: number;
  readonly pieces_base64: readonly string[];
}

/** What officers do with dispatches. Rights by duty are checked before; desks and states here. */
export interface Exchange {
  example(
    officer: Officer,
    kind: string,
    replyTo: string | null,
  ): Promise<Result<{ readonly kind: string; readonly draft: unknown }>>;
  draft(officer: Officer, kind: string, replyTo: string | null, draft: unknown): Promise<Result<Standing>>;
  replaceDraft(officer: Officer, id: string, draft: unknown, version: number): Promise<Result<Standing>>;
  check(officer: Officer, id: string): Promise<Result<CheckView>>;
  submit(officer: Officer, id: string): Promise<Result<Standing>>;
  release(officer: Officer, id: string): Promise<Result<ReleaseView>>;
  approve(officer: Officer, id: string, act: Partial<Static<typeof SignedAct>>): Promise<Result<Standing>>;
  refuse(
    officer: Officer,
    id: string,
    ground: RefusalGround,
    act: Static<typeof SignedAct> | null,
  ): Promise<Result<Standing>>;
  inbox(
    officer: Officer,
    page: { readonly cursor: string | null; readonly limit: number },
  ): Promise<Result<DispatchPage>>;
  show(officer: Officer, id: string): Promise<Result<DispatchView>>;
  assign(officer: Officer, id: string, to: string): Promise<Result<Standing>>;
  decline(officer: Officer, id: string, reason: string): Promise<Result<Standing>>;
  /** Takes back what has not left: a proposal, or an approved dispatch in its hold. */
  recall(officer: Officer, id: string, reason: string): Promise<Result<Standing>>;
  /** Erases for good what is over; the officer's device signs it. */
  erase(officer: Officer, id: string, signed: SignedErasure): Promise<Result<Standing>>;
  /** What waits for a partner, to be carried by hand; it stays queued until a receipt proves its arrival. */
  /** What waits for the partner, since when and why. */
  queue(officer: Officer): Promise<Result<QueueView>>;
  /** Where a restore stands, and what it lost. */
  recovery(officer: Officer): Promise<Result<RecoveryView>>;
  /** What the root must sign so that a restored node may number anew. */
  requestStream(
    officer: Officer,
  ): Promise<Result<{ readonly type: string; readonly payload_base64: string }>>;
  openStream(
    officer: Officer,
    documentBase64: string,
  ): Promise<Result<{ readonly stream: string; readonly state: string }>>;
  /** Somebody has looked into an alarm. */
  clearAlarm(
    officer: Officer,
    code: string,
    reason: string,
  ): Promise<Result<{ readonly alarm: string; readonly state: string }>>;
  /** Files beside a dispatch: announced, sent in parts, whole only after their digest was checked. */
  beginAttachment(officer: Officer, draft: string, file: NewAttachment): Promise<Result<AttachmentView>>;
  appendAttachment(officer: Officer, draft: string, part: UploadPart): Promise<Result<AttachmentView>>;
  finishAttachment(officer: Officer, draft: string, attachment: string): Promise<Result<AttachmentView>>;
  removeAttachment(
    officer: Officer,
    draft: string,
    attachment: string,
  ): Promise<Result<{ readonly attachment: string; readonly state: string }>>;
  attachments(officer: Officer, dispatch: string): Promise<Result<{ items: AttachmentView[] }>>;
  attachmentPart(
    officer: Officer,
    dispatch: string,
    which: { readonly attachment: string; readonly part: number },
  ): Promise<Result<Uint8Array>>;
  exportBag(officer: Officer, to: PartyCode): Promise<Result<Bag>>;
  importBag(officer: Officer, bag: Bag): Promise<Result<BagReport>>;
}

/** An answer of the partner's door: bytes as they go on the wire. */
export interface PeerAnswer {
  readonly status: number;
  readonly type: "application/octet-stream" | "text/plain; charset=utf-8" | "application/json";
  readonly body: Uint8Array;
}

/** What the partner's node may call, over mutual TLS; `partner` is whose pinned key the connection proved. */
export interface PeerDoor {
  /** POST /peer/v1/dispatches: up to 64 sealed dispatches; the answer is one receipts structure. */
  takeDispatches(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** POST /peer/v1/events: opened and answered receipts. */
  takeEvents(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** POST /peer/v1/cell: a heartbeat cell, with whatever has no hurry (spec/line.md). */
  takeCell(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** POST /peer/v1/witness/add-checkpoint (C2SP tlog-witness). */
  addCheckpoint(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** GET /peer/v1/log/…: the exchange log in C2SP tlog-tiles, `path` after `log/`. */
  readLog(partner: PartyCode, path: string): Promise<PeerAnswer>;
  /** POST /peer/v1/gaps: places of our stream that the partner misses. */
  answerGaps(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** POST /peer/v1/recovery: which of the asking partner's dispatches this node holds. */
  tellHeld(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** POST /peer/v1/stream: the partner's root begins a new stream. */
  takeStream(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** GET /peer/v1/mirror/…: the asking partner's own log as this node holds it; `path` after `mirror/`. */
  readMirror(partner: PartyCode, path: string): Promise<PeerAnswer>;
  /** POST /peer/v1/attachments: a part of a sealed stream that a stored dispatch announced. */
  takeAttachment(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** POST /peer/v1/keys: the next key statement of the partner's root. */
  takeKeys(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
}
