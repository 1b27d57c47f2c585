/** All that the rooms of a node know of its store. */

export { type BackupFacts, inspectBackup } from "./backup.ts";
export type { BlobDisk, BlobFile } from "./blob-disk.ts";
export {
  STORE_CODES,
  type StoreCode,
  StoreFault,
  VAULT_CODES,
  type VaultCode,
  VaultFault,
} from "./faults.ts";
export { type FolderLock, lockFolder } from "./folder-lock.ts";
export { ownWordsKey, readWords, sealWords } from "./own-words.ts";
export type {
  Append,
  BlobAppended,
  Blobs,
  Commit,
  Committed,
  ItemKey,
  LeafIndex,
  LogName,
  Logs,
  Row,
  Step,
  Store,
  TreeHead,
  Value,
  Vault,
} from "./port.ts";
export { LOG_NAMES } from "./port.ts";
export { bytes, bytesOrNull, int, intOrNull, text, textOrNull } from "./row.ts";
export { SEAL_OVERHEAD } from "./seal.ts";
export type { Sqlite } from "./sqlite.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./sqlite-store.ts";
