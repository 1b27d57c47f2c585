// The protocol kit: what two nodes say to each other, byte for byte. Pure: no I/O, no clock.

export { agreementPayload, type ParsedAgreement, parseAgreement } from "./agreement.ts";
export { draftAgreement } from "./agreement-draft.ts";
export { type Agreement, AgreementSchema, type DirectoryEntry, type Instrument } from "./agreement-schema.ts";
export {
  type AgreementVersion,
  draftNextVersion,
  faultsOfNextVersion,
  parseNextVersion,
} from "./agreement-version.ts";
export { inPieces } from "./attachment-chunks.ts";
export {
  type AnnouncedAttachment,
  ATTACHMENT_CHUNK_BYTES,
  ATTACHMENT_HEADER_BYTES,
  type AttachmentHeader,
  attachmentChunkAt,
  attachmentLength,
  attachmentsDigest,
  readAttachmentHeader,
} from "./attachment-header.ts";
export {
  type AttachmentContext,
  type AttachmentOpening,
  admitAttachment,
  openAttachment,
} from "./attachment-open.ts";
export { type AttachmentSeal, beginAttachment, sealAttachment } from "./attachment-seal.ts";
export { base64Of, bytesOfBase64, bytesOfHex, hexOf, sameBytes } from "./bytes.ts";
export { canonicalJson } from "./canonical-json.ts";
export { cardFingerprint, cardPayload, type ParsedCard, parseCard, readCard } from "./card.ts";
export { type NodeCard, NodeCardSchema } from "./card-schema.ts";
export { isRefusalCode, REFUSAL_CODES, type RefusalCode } from "./codes.ts";
export { type Cover, readCover, sealedLength, splitSealed } from "./cover.ts";
export {
  AGREEMENT_TYPE,
  CARD_TYPE,
  type DocumentSigner,
  KEYS_TYPE,
  type OpenedDocument,
  openDocument,
  type PartySignature,
  type ReadDocument,
  readDocument,
  STATE_TYPE,
  STREAM_TYPE,
  signDocument,
} from "./document.ts";
export { countersign, readUnsigned, unsignedDocument } from "./document-signing.ts";
export { isUsableEd25519 } from "./ed25519-points.ts";
export {
  type KeyStatement,
  KeyStatementSchema,
  keyStatementPayload,
  type ParsedKeyStatement,
  parseKeyStatement,
} from "./key-statement.ts";
export {
  newSeed,
  type SigningKeys,
  type SignPublics,
  signingKeys,
  type VerifyingKeys,
  verifyingKeys,
} from "./keys.ts";
export type { NumberRule } from "./number-token.ts";
export {
  type Invalid,
  type KnownAgreement,
  type NotMine,
  type OpenContext,
  type Opened,
  type OpenResult,
  open,
} from "./open.ts";
export { type PayloadSigner, payloadSigners } from "./payload-signers.ts";
export { decodeReceipts, encodeReceipts, type ReceiptItem, type Receipts } from "./receipts.ts";
export {
  type ParsedRelationState,
  parseRelationState,
  type RelationState,
  RelationStateSchema,
  readStatePayload,
  relationStatePayload,
  type StateSigner,
} from "./relation-state.ts";
export {
  faultsOfGround,
  placeOfState,
  type StateGround,
  type StateLink,
  type StatePlace,
} from "./relation-state-chain.ts";
export { type Pending, type Root, readPending, signWithRoot } from "./root-signing.ts";
export { MAX_BODY, type SealInput, seal } from "./seal.ts";
export {
  ROOT_SHARE,
  readShare,
  SHARES,
  SHARES_NEEDED,
  type Share,
  type ShareFormat,
  UNLOCK_SHARE,
} from "./share-file.ts";
export {
  type JoinedNodeKey,
  type JoinedRoot,
  nodeKeyFingerprint,
  nodeKeyOfShares,
  type RootSeeds,
  rootFingerprint,
  rootOfShares,
  splitNodeKey,
  splitRoot,
} from "./shares.ts";
export {
  decodeStatement,
  deskDigest,
  encodeStatement,
  type LogView,
  nodeDigest,
  readSignedStatement,
  SIGNED_STATEMENT_BYTES,
  type SignedStatement,
  STATEMENT_BYTES,
  type Statement,
  SUITE,
  signStatement,
  statementDigest,
  type VerifiedStatement,
  verifyStatement,
} from "./statement.ts";
export {
  type ParsedStreamStatement,
  parseStreamStatement,
  readStreamPayload,
  type StreamStatement,
  StreamStatementSchema,
  streamStatementPayload,
} from "./stream-statement.ts";
export { type Json, type JsonObject, parseStrict, type StrictOptions } from "./strict-json.ts";
export { type OpeningKey, openingKey, type SealingKey, sealingKey } from "./xwing.ts";
