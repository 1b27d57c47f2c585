// table: every reason this package gives for not believing bytes. A code is never reused for another meaning.

/** The closed list of fault codes; spec/logs-and-proofs.md §9 says what each one means. */
export const LEDGER_CODES = [
  // text and notes (C2SP signed-note)
  "too_large",
  "bad_text",
  "bad_note",
  "bad_signature_line",
  "not_canonical",
  // checkpoints and cosignatures (C2SP tlog-checkpoint, tlog-cosignature)
  "bad_checkpoint",
  "extension_lines",
  "wrong_origin",
  "signature_missing",
  "signature_unknown",
  "signature_order",
  "signature_length",
  "signature_invalid",
  "bad_timestamp",
  "unwitnessed",
  // trees (RFC 6962 §2.1)
  "hash_length",
  "index_out_of_range",
  "old_size_zero",
  "tree_shrank",
  "proof_length",
  "root_mismatch",
  "equivocation",
  // entries and bundles (C2SP tlog-tiles)
  "entry_length",
  "entry_version",
  "entry_kind",
  "bundle_length",
  // dispatch proofs (C2SP tlog-proof) and signed statements
  "bad_proof",
  "bad_extra",
  "statement_length",
  "statement_layout",
  "statement_reserved",
  "statement_suite",
  "statement_signature",
  "wrong_agreement",
  "wrong_realm",
  "unknown_node",
  "wrong_statement",
  // the sender's key statements in a proof
  "key_statement",
  "key_order",
  "key_signature",
  "key_not_in_force",
  // versions of the agreement in a proof
  "version_order",
  "version_differs",
  "version_not_in_force",
  // the anchor
  "bad_anchor",
  "anchor_signature",
  // an exported log
  "file_missing",
  "file_unexpected",
  "tile_length",
  "tile_mismatch",
  "entry_mismatch",
  "first_leaf",
  // add-checkpoint (C2SP tlog-witness)
  "bad_request",
] as const;

/** One word of {@link LEDGER_CODES}. */
export type LedgerCode = (typeof LEDGER_CODES)[number];

/**
 * A fault with a code of this package: the `Fault` of `@entente/words`, narrowed. It is spelt out here because
 * the offline verifier must be readable, and runnable, with nothing but this package; a test pins the fit.
 */
export interface LedgerFault {
  readonly code: LedgerCode;
  readonly where: string;
  readonly detail?: string;
}

/** A value, or why there is none. Fits `Parsed<T>` of `@entente/words`. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: LedgerFaults };

/** At least one. */
export type LedgerFaults = readonly [LedgerFault, ...LedgerFault[]];
