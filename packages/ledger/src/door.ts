/**
 * Two tamper-evident logs, what a partner cosigns, and proofs a third party checks offline.
 * Formats: C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature, tlog-witness, tlog-proof;
 * hashing RFC 6962. Normative for us: spec/logs-and-proofs.md.
 */

export type { LogPath } from "./bundles.ts";
export { decodeEntryBundle, encodeEntryBundle, parseLogPath } from "./bundles.ts";
export type { CheckpointVerdict, LogVerifier, RawKeys, WitnessVerifier } from "./checkpoint.ts";
export { logVerifier, verifyCheckpoint, verifyCheckpointSync, witnessVerifier } from "./checkpoint.ts";
export type { ConsistencyClaim } from "./consistency.ts";
export { isWholeSubtree, rootsOfPath, verifyConsistency } from "./consistency.ts";
export type { EntryKind, LogEntry } from "./entry.ts";
export { ENTRY_KIND, entry, parseEntry, saltedDigest, saltedEntry } from "./entry.ts";
export type { Equivocation, EquivocationVerdict } from "./equivocation.ts";
export { encodeEquivocation, parseEquivocation, verifyEquivocation } from "./equivocation.ts";
export type { LedgerCode, LedgerFault, Outcome } from "./faults.ts";
export { LEDGER_CODES } from "./faults.ts";
export type { KeyLeaf } from "./key-leaf.ts";
export type { InclusionClaim, MerkleVerdict } from "./merkle.ts";
export { EMPTY_ROOT, leafHash, nodeHash, rootOf, verifyInclusion } from "./merkle.ts";
export type { Checkpoint, NoteSignature, SignedNote } from "./note.ts";
export { parseCheckpoint, parseNote } from "./note.ts";
export {
  encodeCheckpoint,
  encodeNote,
  signatureLine,
  withCosignatures,
} from "./note-writer.ts";
export { entriesPath, logPaths, tilePath } from "./paths.ts";
export type { DispatchProof, ReceiptProof } from "./proof.ts";
export { parseProof, parseReceiptProof } from "./proof.ts";
export { encodeProof, encodeReceiptProof } from "./proof-writer.ts";
export type { LogSigner, SeedPair, WitnessSigner } from "./signers.ts";
export { cosign, logSigner, signCheckpoint, witnessSigner } from "./signers.ts";
export type { TileReader } from "./tile-reader.ts";
export { TileMissing } from "./tile-reader.ts";
export type { ChangedTile, TreeGrowth, TreeState } from "./tree.ts";
export { appendLeaves, emptyTree, followState, rootOfState, treeAt } from "./tree.ts";
export { consistencyProof, inclusionProof, inclusionProofs, rootAt } from "./tree-proofs.ts";
export type { ProvenVersion } from "./verifier/agreement-history.ts";
export type { Anchor, AnchorNode } from "./verifier/anchor.ts";
export { parseAnchor } from "./verifier/anchor.ts";
export type { ProvenKeys } from "./verifier/key-history.ts";
export type { LogVerdict } from "./verifier/verify-log.ts";
export { verifyLog } from "./verifier/verify-log.ts";
export type { ProofVerdict } from "./verifier/verify-proof.ts";
export { verifyProof } from "./verifier/verify-proof.ts";
export type { VersionLeaf } from "./version-leaf.ts";
export type { AddCheckpoint, Judgement, TreeHead } from "./witness.ts";
export { encodeAddCheckpoint, judgeCheckpoint, parseAddCheckpoint } from "./witness.ts";
