import type {
  AgreementChangeView,
  AgreementDraft,
  AgreementView,
  AttachmentView,
  Bag,
  BagReport,
  BatchRow,
  BlockView,
  CheckView,
  DispatchPage,
  DispatchView,
  DutyBoard,
  KeyChangeView,
  KeysView,
  KeyWish,
  NewAttachment,
  PostView,
  QueueView,
  RecoveryView,
  ReleaseView,
  Result,
  SignedAct,
  SignedAgreementChange,
  SignedKeyChange,
  SignedStateChange,
  StateChangeView,
  StateDraft,
  StatesView,
  StateWish,
  UrgentItem,
} from "@entente/contract";
import type { DeclineCode, PartyCode, RefusalGround } from "@entente/words";
import type { Static } from "typebox";
import type { Officer } from "../people/door.ts";
import type { BatchItem } from "./commands/approve-batch.ts";
import type { SignedErasure } from "./commands/erase-dispatch.ts";
import type { KeyDraft } from "./key-change/request-keys.ts";

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
export interface DispatchCommands {
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
    /** nothing more of its author's is taken at this desk */
    block?: boolean,
  ): Promise<Result<Standing>>;
  /** Up to ten proposals of one rule, each with a signature of its own. */
  approveBatch(officer: Officer, items: readonly BatchItem[]): Promise<Result<{ items: BatchRow[] }>>;
  blocks(officer: Officer): Promise<Result<{ items: BlockView[] }>>;
  liftBlock(
    officer: Officer,
    block: { readonly author: string; readonly desk: string },
  ): Promise<Result<BlockView>>;
  inbox(
    officer: Officer,
    page: { readonly cursor: string | null; readonly limit: number },
  ): Promise<Result<DispatchPage>>;
  show(officer: Officer, id: string): Promise<Result<DispatchView>>;
  /** The same as an auditor's sample: the reason is on record first, and nobody is told. */
  audit(officer: Officer, id: string, reason: string): Promise<Result<DispatchView>>;
  assign(officer: Officer, id: string, to: string): Promise<Result<Standing>>;
  /** Who is on duty at the officer's desks, and what urgent is in nobody's hands there. */
  duty(officer: Officer): Promise<Result<DutyBoard>>;
  acknowledge(officer: Officer, id: string): Promise<Result<UrgentItem>>;
  /** Names a guest's post for the thread of an arrival from his state: he may read what comes in it. */
  nameGuest(officer: Officer, id: string, post: string): Promise<Result<PostView>>;
  /** The reason stays here; the code, `unstated` where none is given, is told to the sender. */
  decline(officer: Officer, id: string, reason: string, code?: DeclineCode): Promise<Result<Standing>>;
  /** Takes back what has not left: a proposal, or an approved dispatch in its hold. */
  recall(officer: Officer, id: string, reason: string): Promise<Result<Standing>>;
  /** Erases for good what is over; the officer's device signs it. */
  erase(officer: Officer, id: string, signed: SignedErasure): Promise<Result<Standing>>;
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
}

/** What concerns one line to one partner. */
export interface LineCommands {
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
  /** How our own keys stand. */
  showKeys(officer: Officer): Promise<Result<KeysView>>;
  /** New keys, not in use, and what the root must sign for them. */
  requestKeys(officer: Officer, wish: KeyWish): Promise<Result<KeyDraft>>;
  /** Puts them in force; the second of two persons. */
  applyKeys(officer: Officer, signed: SignedKeyChange): Promise<Result<KeyChangeView>>;
  /** The versions of the agreement, and how they stand. */
  showAgreement(officer: Officer): Promise<Result<AgreementView>>;
  /** The next version as both roots must sign it, from its terms. */
  draftAgreement(officer: Officer, terms: unknown): Promise<Result<AgreementDraft>>;
  /** Takes a version that both roots have signed; the second of two persons. */
  applyAgreement(officer: Officer, signed: SignedAgreementChange): Promise<Result<AgreementChangeView>>;
  /** How the relation stands, area by area, and what both sides have said of it. */
  showStates(officer: Officer): Promise<Result<StatesView>>;
  /** What the root, or in an emergency two devices, must sign. */
  draftState(officer: Officer, wish: StateWish): Promise<Result<StateDraft>>;
  /** Puts a signed state of our side in force. */
  applyState(officer: Officer, signed: SignedStateChange): Promise<Result<StateChangeView>>;
  /** What waits for a partner, to be carried by hand; it stays queued until a receipt proves its arrival. */
  exportBag(officer: Officer, to: PartyCode): Promise<Result<Bag>>;
  importBag(officer: Officer, bag: Bag): Promise<Result<BagReport>>;
}

/** All that officers do in one relation. */
export type Exchange = DispatchCommands & LineCommands;

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
  /** POST /peer/v1/agreement: a version of the agreement that stands on the partner's log. */
  takeAgreement(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** GET /peer/v1/agreement/N: a version of the agreement, for a partner who was restored. */
  readAgreement(partner: PartyCode, number: string): Promise<PeerAnswer>;
  /** POST /peer/v1/relation-state: the partner's next statement of the relation's state. */
  takeState(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
  /** POST /peer/v1/endings: an officer's post or access of the partner's ended, or the host sends one of ours away. */
  takeEnding(partner: PartyCode, body: Uint8Array): Promise<PeerAnswer>;
}
