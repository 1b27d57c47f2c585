/** Every reason the store gives for not serving. A code is never reused for another meaning. */
export const STORE_CODES = [
  "bad_parameter", // a value that is not text, a safe whole number, null or bytes; or one too few or too many
  "bad_statement", // SQL the engine does not understand, or a read that would write
  "blob_failed", // the disk refuses bytes of a blob; what was acknowledged before is still there
  "blob_missing", // no such blob, or it ends too early
  "column_type", // a column holds something else than its reader expects
  "constraint", // a unique, foreign-key, not-null or type rule of the schema
  "database_newer", // the database was written by a later version of this program
  "folder_locked", // another process holds the folder
  "log_damaged", // head, tiles and entries of a log do not agree
  "migration_changed", // a migration that was applied no longer has the recorded digest
  "migration_missing", // a migration that was applied is not in this program, or one was skipped
  "row_damaged", // a row was changed outside this program: it is served to nobody
  "schema_changed", // tables, indexes, triggers or views of the file are not those of this program
  "query_too_long", // a search of too many words
  "store_broken", // I/O error, full disk, damaged file: nothing is written any more
  "store_busy", // another program holds the database; nothing changed, try again
  "store_closed",
] as const;
export type StoreCode = (typeof STORE_CODES)[number];

/** Broken machinery or a programming error, never a decision. `message` names tables and columns, not content. */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  readonly code: StoreCode;

  constructor(code: StoreCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export const VAULT_CODES = [
  "bad_item", // an item name that is empty, ill-formed or holds NUL
  "node_key", // not 32 bytes, or not the key this folder was sealed under
  "sealed_damaged", // changed, moved, cut or sealed under another key
  "secret_length", // a secret that is not 32 bytes
] as const;
export type VaultCode = (typeof VAULT_CODES)[number];

/** Sealed content that does not open. `message` never repeats content. */
export class VaultFault extends Error {
  override readonly name = "VaultFault";
  readonly code: VaultCode;

  constructor(code: VaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
