/** A map that forgets what was not asked for longest. */
export interface Lru<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  readonly size: number;
}

/** Keeps at most `limit` values. */
export function createLru<K, V>(limit: number): Lru<K, V> {
  // A Map remembers the order of insertion: taking out and putting in again moves a key to the young end.
  const kept = new Map<K, V>();
  return {
    get(key) {
      const value = kept.get(key);
      if (value === undefined) return undefined;
      kept.delete(key);
      kept.set(key, value);
      return value;
    },
    set(key, value) {
      kept.delete(key);
      kept.set(key, value);
      for (const oldest of kept.keys()) {
        if (kept.size <= limit) break;
        kept.delete(oldest);
      }
    },
    delete(key) {
      kept.delete(key);
    },
    get size() {
      return kept.size;
    },
  };
}
