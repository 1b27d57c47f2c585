export {
  type AgreementChangeAct,
  AgreementChangeView,
  AgreementDraft,
  AgreementTerms,
  AgreementView,
  agreementChangeText,
  SignedAgreementChange,
} from "./agreement-change.ts";
export {
  APPROVAL_ACTIONS,
  ApprovalChallenge,
  approvalText,
  DEVICE_DOMAIN,
  DeviceFile,
  type Erasure,
  erasureText,
  type PasskeyClaim,
  passkeyText,
  readApprovalChallenge,
  readDeviceFile,
} from "./approval.ts";
export { type BatchRow, type BlockView, MOST_OF_A_BATCH, SignedAct } from "./approval-routes.ts";
export {
  ATTACHMENT_PIECE,
  ATTACHMENT_STATES,
  type Attachment,
  type AttachmentState,
  type AttachmentView,
  attachmentFaults,
  MOST_ATTACHMENT_BYTES,
  MOST_ATTACHMENTS,
  type NewAttachment,
  PIECES_OF_A_PART,
} from "./attachment.ts";
export type { ReadsWish, ReadView } from "./audit-routes.ts";
export { Bag, type BagReport, readBag } from "./bag.ts";
export { Address, DispatchBody, readDispatchBody } from "./body.ts";
export { CONTRACT_FAULTS, type Reader, readerOf, SCHEMA_FAULTS } from "./check.ts";
export {
  type ChangeEvent,
  DESK_VIEWS,
  type DeskCounts,
  type DeskMarks,
  type DeskPage,
  type DeskRow,
  type DeskView,
  type DirectoryView,
  EVENTS_PATH,
  type ProofCheck,
  type SandboxOfficer,
  type ThreadView,
  type ViewSize,
  type WorkingCopy,
} from "./desk.ts";
export { SANDBOX_ROUTE_NAMES } from "./desk-routes.ts";
export { AgencyRef, Grade, Marking, Notes, Offence, Risk, Subject } from "./fields.ts";
export { HoldingRecord, readHolding } from "./holding.ts";
export {
  KEY_REASONS,
  KEY_USES,
  type KeyChangeAct,
  type KeyChangeView,
  type KeysView,
  type KeyWish,
  keyChangeText,
  type SignedKeyChange,
} from "./key-change.ts";
export type {
  Content,
  DraftReading,
  ExampleSetting,
  HeldFact,
  KindDeclaration,
  Part,
  Removable,
} from "./kind.ts";
export { kindNamed } from "./kind-named.ts";
export {
  type ApprovalRule,
  type AskRule,
  type Completeness,
  EFFECTS,
  type Effect,
  type ReplyRule,
  type Targets,
  targets,
} from "./kind-rules.ts";
export { KINDS } from "./kinds/registry.ts";
export { type Codes, type Field, type Section, WIDGETS, type Widget } from "./layout.ts";
export { openApiDocument } from "./openapi.ts";
export {
  actsAtOnce,
  isPostOrder,
  OFFICER_STATES,
  type OfficerView,
  type OrderDone,
  type OrderView,
  PeopleOrder,
  peopleText,
} from "./people-order.ts";
export {
  faultsOfTerms,
  LONGEST_UNCONFIRMED,
  POST_ENDS,
  type PostEndWord,
  type PostOrder,
  PostView,
  WorkingHours,
} from "./post-record.ts";
export { exitCodeOf, PROBLEMS, Problem, type ProblemCode } from "./problem.ts";
export { NODE_PROCESS } from "./process.ts";
export { type NewToken, TOKEN_DAYS, type TokenView, tokenText } from "./program-token.ts";
export { done, no, type PolicyRefusal, type Refusal, type Result } from "./refusal.ts";
export { AGREEMENT_HEADER, type Route } from "./route.ts";
export { ROUTES, type RouteName } from "./routes.ts";
export type {
  DutyBoard,
  HandoverView,
  LeaveView,
  NewHandover,
  NewLeave,
  NewShift,
  ShiftView,
  UrgentItem,
} from "./shift.ts";
export {
  AreaStanding,
  Narrowing,
  SignedStateChange,
  type StateChangeAct,
  StateChangeView,
  StateDraft,
  StatesView,
  StateWish,
  stateChangeText,
} from "./state-change.ts";
export {
  CheckView,
  type DecisionView,
  type DispatchPage,
  type DispatchSummary,
  DispatchView,
  Health,
  type Me,
  type ProofView,
  type QueueView,
  type RecoveryView,
  ReleaseView,
  type WithheldView,
} from "./views.ts";
