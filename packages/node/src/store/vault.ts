import { createSecretKey, hkdfSync, type KeyObject, randomFillSync } from "node:crypto";
import { StoreFault, VaultFault } from "./faults.ts";
import { createLru } from "./lru.ts";
import type { ItemKey, Row, Step, Store, Vault } from "./port.ts";
import { bytes, text } from "./row.ts";
import { open, seal } from "./seal.ts";
import { countWords, queryTokens, type Texts, tokensOf } from "./tokens.ts";

const KEY_BYTES = 32;
const MAX_CACHED_KEYS = 2_000;
const MAX_QUERY_WORDS = 16;
const MAX_FOUND = 1_000;
/** A secret that is there only to be opened. */
export const NODE_KEY_CHECK = "store/node-key-check";
const DESTROY_KEY = "delete from item_key where item = ?";
const DESTROY_TOKENS = "delete from token where item = ?";
const DESTROY_SECRET = "delete from secret where name = ?";

/** The vault and what the store must tell it. */
export interface NodeVault extends Vault {
  /** Drops from memory the keys that these steps, now durable, have destroyed. */
  forget(steps: readonly Step[]): void;
}

/** Whether a step destroys a key or a secret: its bytes must leave every file, the write-ahead log included. */
export function erasesKey(step: Step): boolean {
  return step.sql === DESTROY_KEY || step.sql === DESTROY_SECRET;
}

/**
 * A vault over a store's tables `item_key`, `token` and `secret`, the same for every engine.
 * @param nodeKey 32 bytes; not kept, only the platform's key objects made from them
 */
export function createVault(nodeKey: Uint8Array, store: Pick<Store, "all" | "commit">): NodeVault {
  if (nodeKey.length !== KEY_BYTES) throw new VaultFault("node_key", "a node key has 32 bytes");
  const root = createSecretKey(nodeKey);
  const index = createSecretKey(
    new Uint8Array(hkdfSync("sha256", root, "", "entente/store/token/v1", KEY_BYTES)),
  );
  const keys = itemKeys(root, store);
  return {
    create: keys.create,
    key: keys.find,
    lasting: keys.lasting,
    destroy(item) {
      keys.drop(item);
      return [
        { sql: DESTROY_KEY, params: [item] },
        { sql: DESTROY_TOKENS, params: [item] },
      ];
    },
    index: (item, texts) => indexSteps(index, item, texts),
    find: (query, limit) => findItems(index, store, query, limit),
    secret: (name, fresh) => nodeSecret(root, store, name, fresh),
    destroySecret: (name) => ({ sql: DESTROY_SECRET, params: [name] }),
    forget(steps) {
      for (const { sql, params } of steps) if (sql === DESTROY_KEY) keys.drop(params[0]);
    },
  };
}

/**
 * Throws VaultFault `node_key` where the database was sealed under another node key: before anything else is held
 * against a key derived from it. A database that never had one says nothing.
 */
export function probeNodeKey(nodeKey: Uint8Array, rows: readonly Row[]): void {
  if (nodeKey.length !== KEY_BYTES) throw new VaultFault("node_key", "a node key has 32 bytes");
  const [row] = rows;
  if (row === undefined) return;
  try {
    open(createSecretKey(nodeKey), context("secret", NODE_KEY_CHECK), bytes(row, "sealed"));
  } catch (error) {
    if (!(error instanceof VaultFault)) throw error;
    throw new VaultFault("node_key", "the node key is not the one this folder was sealed under");
  }
}

function itemKeys(root: KeyObject, store: Pick<Store, "all" | "commit">) {
  const cache = createLru<unknown, { readonly wrapped: Uint8Array; readonly key: ItemKey }>(MAX_CACHED_KEYS);
  function create(item: string): { readonly key: ItemKey; readonly step: Step } {
    checkItem(item);
    const raw = randomFillSync(new Uint8Array(KEY_BYTES));
    const wrapped = seal(root, context("item_key", item), raw);
    const step = {
      sql: "insert into item_key (item, wrapped) values (?, ?)",
      params: [item, wrapped],
      changes: 1,
    };
    return { key: itemKey(item, raw), step };
  }
  async function find(item: string): Promise<ItemKey | null> {
    checkItem(item);
    // The row decides, not the cache: another process on the same database may have destroyed the key.
    const [row] = await store.all("select wrapped from item_key where item = ? limit 1", [item]);
    if (!row) {
      cache.delete(item);
      return null;
    }
    const wrapped = bytes(row, "wrapped");
    const cached = cache.get(item);
    if (cached && Buffer.compare(cached.wrapped, wrapped) === 0) return cached.key;
    const key = itemKey(item, open(root, context("item_key", item), wrapped));
    cache.set(item, { wrapped, key });
    return key;
  }
  /** Of two makers at once the first one's key stands for both. */
  async function lasting(item: string): Promise<ItemKey> {
    const known = await find(item);
    if (known !== null) return known;
    const { sql, params } = create(item).step;
    await store.commit({ steps: [{ sql: `${sql} on conflict (item) do nothing`, params }] });
    const made = await find(item);
    if (made === null) throw new VaultFault("bad_item", "a key that was kept is not there");
    return made;
  }
  return { create, find, lasting, drop: (item: unknown) => cache.delete(item) };
}

/** The key of one item; `raw` is wiped. Context = item ‖ NUL ‖ place, and no item holds NUL. */
function itemKey(item: string, raw: Uint8Array): ItemKey {
  const key = createSecretKey(raw);
  raw.fill(0);
  return {
    seal: (place, plain) => seal(key, context(`${item}\0`, place), plain),
    open: (place, sealed) => open(key, context(`${item}\0`, place), sealed),
  };
}

function context(first: string, second: string): Uint8Array {
  return new TextEncoder().encode(first + second);
}

function checkItem(item: string): void {
  if (item !== "" && item.isWellFormed() && !item.includes("\0")) return;
  throw new VaultFault("bad_item", "an item is named by well-formed text without NUL");
}

function indexSteps(key: KeyObject, item: string, texts: Texts): readonly Step[] {
  checkItem(item);
  const insert = "insert into token (token, item) values (?, ?)";
  const tokens = tokensOf(key, texts).map((token) => ({ sql: insert, params: [token, item], changes: 1 }));
  return [{ sql: DESTROY_TOKENS, params: [item] }, ...tokens];
}

/** One arm of the search for each way of meeting the query: the first token leads, the others must stand beside. */
async function findItems(key: KeyObject, store: Pick<Store, "all">, query: string, limit: number) {
  if (countWords(query) > MAX_QUERY_WORDS) {
    throw new StoreFault("query_too_long", `a search has at most ${MAX_QUERY_WORDS} words`);
  }
  const ways = queryTokens(key, query);
  if (ways.length === 0) return [];
  const beside = " and exists (select 1 from token b where b.token = ? and b.item = a.item)";
  const arms = ways.map(
    (way) => `select a.item from token a where a.token = ?${beside.repeat(way.length - 1)}`,
  );
  const sql = `${arms.join(" union ")} order by 1 desc limit ?`;
  const most = Math.max(0, Math.min(limit, MAX_FOUND));
  return (await store.all(sql, [...ways.flat(), most])).map((row) => text(row, "item"));
}

/** Reads, or makes and reads again: of two makers at once the first one's secret stands for both. */
async function nodeSecret(
  root: KeyObject,
  store: Pick<Store, "all" | "commit">,
  name: string,
  fresh: () => Uint8Array,
) {
  const read = async () => {
    const [row] = await store.all("select sealed from secret where name = ? limit 1", [name]);
    return row ? open(root, context("secret", name), bytes(row, "sealed")) : null;
  };
  const known = await read();
  if (known) return known;
  const made = fresh();
  if (made.length !== KEY_BYTES) throw new VaultFault("secret_length", "a secret has 32 bytes");
  const sealed = seal(root, context("secret", name), made);
  const sql = "insert into secret (name, sealed) values (?, ?) on conflict (name) do nothing";
  await store.commit({ steps: [{ sql, params: [name, sealed] }] });
  return (await read()) ?? made;
}
