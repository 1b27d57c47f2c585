import type { StoreFault } from "./faults.ts";
import type { Tombstones } from "./tombstones.ts";

/** What a column can hold. Whole numbers only; a Date or a plain object is refused before it can bind as NULL. */
export type Value = string | number | null | Uint8Array;

/** Stands for the log index that the n-th append of the same commit receives. */
export interface LeafIndex {
  readonly leafOf: number;
}

/**
 * One write. `?` are the parameters, in order.
 * `changes`: rows it must change, exactly; any other number undoes the whole commit. Left out = any number.
 */
export interface Step {
  readonly sql: string;
  readonly params: readonly (Value | LeafIndex)[];
  readonly changes?: number;
}

/** The node's two logs (design §5). */
export const LOG_NAMES = ["exchange", "domestic"] as const;
export type LogName = (typeof LOG_NAMES)[number];

/** One entry for a log; bytes as `@entente/ledger` made them. */
export interface Append {
  readonly log: LogName;
  readonly entry: Uint8Array;
}

/** Everything that must happen together: leaves first, then the steps in order. */
export interface Commit {
  readonly appends?: readonly Append[];
  readonly steps: readonly Step[];
}

/** Durable, with the index of each append; or undone, with the step whose number of changes differed. */
export type Committed =
  | { readonly committed: true; readonly leaves: readonly number[] }
  | { readonly committed: false; readonly step: number };

export type Row = Readonly<Record<string, Value>>;

/** A Merkle tree head: number of entries and RFC 6962 root (32 bytes). */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Reading side of a node's own logs. Sizes and indexes are whole numbers; hashes are 32 bytes. */
export interface Logs {
  /** The newest durable head. */
  head(log: LogName): Promise<TreeHead>;
  /** Root of the first `size` entries; throws RangeError beyond the head. */
  rootAt(log: LogName, size: number): Promise<Uint8Array>;
  inclusionProof(log: LogName, index: number, size: number): Promise<readonly Uint8Array[]>;
  /** The proofs of many leaves of one tree, in order: its tiles are read and hashed once for all. */
  inclusionProofs(
    log: LogName,
    indexes: readonly number[],
    size: number,
  ): Promise<readonly (readonly Uint8Array[])[]>;
  consistencyProof(log: LogName, oldSize: number, newSize: number): Promise<readonly Uint8Array[]>;
  /** At most `count` entries from `from`, in order. */
  entries(log: LogName, from: number, count: number): Promise<readonly Uint8Array[]>;
  /** The first `width` hashes of a tile, or null where the tree of the newest head has no such tile. */
  tile(log: LogName, level: number, index: number, width: number): Promise<Uint8Array | null>;
}

/** The key of one item. `place` names table and column, so that sealed bytes cannot be moved between them. */
export interface ItemKey {
  seal(place: string, plain: Uint8Array): Uint8Array;
  /** Throws VaultFault when the bytes were changed, moved or sealed under another key. */
  open(place: string, sealed: Uint8Array): Uint8Array;
}

/** Content at rest: per-item keys wrapped by the node key; deletion destroys the key. */
export interface Vault {
  /** A fresh key and the step that stores it wrapped. */
  create(item: string): { readonly key: ItemKey; readonly step: Step };
  /** Null when the item's key was destroyed or never existed. */
  key(item: string): Promise<ItemKey | null>;
  /** The key of something that has no end of its own, made and kept on first use. */
  lasting(item: string): Promise<ItemKey>;
  /** Steps that destroy the key and the item's search tokens. */
  destroy(item: string): readonly Step[];
  /** Steps that replace the item's blind search tokens: whole words of `words`, prefixes too of `names`. */
  index(
    item: string,
    texts: { readonly words: readonly string[]; readonly names: readonly string[] },
  ): readonly Step[];
  /** Items that match every word of `query` (the last one as a prefix), at most `limit`, by id downwards. */
  find(query: string, limit: number): Promise<readonly string[]>;
  /** A named 32-byte secret of the node (key seeds), made on first use by `fresh`. */
  secret(name: string, fresh: () => Uint8Array): Promise<Uint8Array>;
  /** The step that destroys a secret. The caller keeps in mind that it is gone: asked for again it is made anew. */
  destroySecret(name: string): Step;
}

/** Whether the bytes were taken, and how many the blob holds now. */
export interface BlobAppended {
  readonly appended: boolean;
  readonly size: number;
}

/**
 * Sealed byte strings too large for a row, each under a random name of 32 lower hex digits. The store knows nothing of
 * what is in them: their reader checks every byte (T05). All reject with StoreFault: `bad_parameter` for another name,
 * `blob_failed` where the disk refuses (the store itself goes on).
 */
export interface Blobs {
  /** Durable when it resolves. Nothing is taken unless `offset` is the present size; offset 0 begins a blob. */
  append(id: string, offset: number, bytes: Uint8Array): Promise<BlobAppended>;
  /** Keeps the first `size` bytes: back to what a row acknowledges, or to nothing. `blob_missing` where it holds none. */
  cut(id: string, size: number): Promise<void>;
  /** In bytes; null where there is none. */
  size(id: string): Promise<number | null>;
  /** The bytes from `from` to before `to`, at most 64 KiB at once. Throws `blob_missing` where it ends before. */
  read(id: string, from: number, to: number): AsyncIterable<Uint8Array>;
  /** Durable when it resolves; none is no fault. */
  remove(id: string): Promise<void>;
  /** The names of all, in no order: for backups, and for what no row knows. */
  ids(): AsyncIterable<string>;
  /** When its file was last written to, Unix milliseconds of the machine; null where there is none. */
  writtenAt(id: string): Promise<number | null>;
  /** Bytes that are free on the disk they lie on; null where nothing is kept. */
  free(): Promise<number | null>;
}

export interface Store {
  /** Rows of a read; every query carries its own LIMIT. */
  all(sql: string, params?: readonly Value[]): Promise<readonly Row[]>;
  /** Durable when it resolves. Many commits share one transaction; each stands or falls alone. */
  commit(commit: Commit): Promise<Committed>;
  readonly logs: Logs;
  readonly vault: Vault;
  readonly tombstones: Tombstones;
  readonly blobs: Blobs;
  /** Why nothing is written any more; null while all is well. Reads go on, each row still held against its seal. */
  stopped(): StoreFault | null;
  /** Holds the next rows against their seals, at most `limit`, and comes round to all: what no query asks for. */
  look(limit: number): Promise<void>;
  /** The tables in which a row was met, by a query or a look, that was changed outside the node; none survives a restart. */
  damaged(): readonly string[];
  /** Writes a consistent copy of the database to a new file while the node works. `inspectBackup` judges it. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}
