import { createHmac } from "node:crypto";
import { ENTRY_KIND, entry, parseEntry, saltedDigest } from "@entente/ledger";
import type { Append, Step, Store } from "./port.ts";

/**
 * What says for ever that something was erased, without saying what: a leaf on the exchange log, whose digest only this
 * node can tie to a name. The partner mirrors the log, so a backup that is older than the erasure learns of it at the
 * first contact (T25): nothing that was erased is read again.
 */
export interface Tombstones {
  /** The leaf and the row for a name; both belong into the commit that erases. */
  make(name: string): Promise<{ readonly append: Append; readonly step: Step }>;
  /** Whether a name was erased. */
  stands(name: string): Promise<boolean>;
  /** The rows for leaves that our own log brought back; entries of other kinds are passed over. */
  learn(entries: readonly Uint8Array[]): readonly Step[];
}

/** Name of the node secret: made with the store, so that every backup holds it. */
export const TOMBSTONE_SECRET = "store.tombstones";

const INSERT = "insert into tombstone (digest) values (?) on conflict (digest) do nothing";

/** Opens the tombstones of a store. The secret is made here where there is none. */
export async function openTombstones(
  store: Pick<Store, "all">,
  secret: () => Promise<Uint8Array>,
): Promise<Tombstones> {
  const key = await secret();
  const digestOf = (name: string) => {
    const salt = new Uint8Array(createHmac("sha256", key).update(name).digest());
    return saltedDigest(ENTRY_KIND.erased, salt, new TextEncoder().encode(name));
  };
  return {
    async make(name) {
      const digest = digestOf(name);
      return {
        append: { log: "exchange", entry: entry(ENTRY_KIND.erased, digest) },
        step: { sql: INSERT, params: [digest] },
      };
    },
    async stands(name) {
      const sql = "select digest from tombstone where digest = ? limit 1";
      return (await store.all(sql, [digestOf(name)])).length > 0;
    },
    learn(entries) {
      return entries.flatMap((bytes) => {
        const parsed = parseEntry(bytes);
        const erased = parsed.ok && parsed.value.kind === ENTRY_KIND.erased;
        return erased ? [{ sql: INSERT, params: [parsed.value.digest] }] : [];
      });
    },
  };
}
