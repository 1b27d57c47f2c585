// table: every reason this kit refuses something for; a code is never renamed or reused.
import { isWordOf } from "@entente/words";

/** Why hostile or broken input is refused. The comment beside each says what `where` points at. */
export const REFUSAL_CODES = [
  // Strict I-JSON (RFC 7493; spec/sealed-dispatch.md §1). where = JSON pointer, or `@byte` for broken text
  "oversized", // more bytes than the boundary allows
  "not_utf8",
  "not_json",
  "too_deep",
  "too_many_keys",
  "string_too_long",
  "duplicate_key",
  "forbidden_key", // `__proto__`
  "bad_number", // not an integer in its one spelling, or does not survive the round trip
  "bad_character", // lone surrogate or noncharacter
  // Documents (spec/trust-ceremony.md)
  "not_canonical", // the same meaning has one spelling, and this is not it
  "wrong_type", // another document type than the one asked for
  "unknown_signer", // signed by somebody who is not asked to
  "missing_signature",
  "schema", // unknown, missing or wrong field
  "bad_key", // bytes that are no usable public key
  "bad_agreement", // fields that contradict each other
  "bad_card",
  "bad_state", // a statement of the relation's state that contradicts the agreement, or does not follow
  // Cover of a sealed dispatch (spec/sealed-dispatch.md §6). where = `@byte`
  "malformed_cover",
  "unknown_suite",
  "suite_mismatch", // not the suite of the agreement, or below the minimum
  "wrong_realm",
  "unknown_agreement",
  "not_recipient",
  "unknown_sender",
  "unknown_seal_key",
  "bucket",
  "chunk_count",
  "truncated",
  "trailing_bytes",
  // Seal and payload. where = `chunk n`, or `@byte` of the payload
  "seal_broken",
  "payload_malformed",
  "padding",
  // Attachments (spec/attachments.md). where = `@byte` of the stream, or the name of a field
  "malformed_header",
  "attachment_mismatch", // the header is of another attachment than the one that was announced
  "attachment_digest", // what was opened is not what the signed body says
  "attachment_malformed", // a part of a stream that cannot be one
  "unknown_attachment", // no stored dispatch announces it
  // Statement. where = `@byte` of the signed statement, or the name of a field
  "statement_malformed",
  "statement_mismatch", // cover and statement disagree
  "body_digest",
  "signature_ed25519",
  "signature_mldsa65",
  "revoked_key", // signed by a key its root has revoked, and not stored before that
  // Said by the receiving node about a dispatch that opened
  "replayed",
  "sequence_reused",
  "post_ended", // made by an officer's post after it was over
  "unknown_stream", // neither the first stream of its sender nor one that its root announced
  "unmarked",
  "unknown_kind",
  "unknown_desk",
  "area_suspended", // the relation's state does not let this cross now
  "busy",
  "erased", // it was taken once and its receiver has erased it since: nothing of it is taken again
  // Receipts (spec/receipts.md)
  "receipt_malformed",
  "receipt_count",
] as const;

/** One word of the closed list. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Whether a fault's code is one of this kit's. */
export function isRefusalCode(word: unknown): word is RefusalCode {
  return isWordOf(REFUSAL_CODES, word);
}
