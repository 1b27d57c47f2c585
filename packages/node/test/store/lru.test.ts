import { expect, it } from "vitest";
import { createLru } from "../../src/store/lru.ts";

it("an LRU forgets what was asked for longest ago, and never holds more than its limit", () => {
  const lru = createLru<string, number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  expect(lru.get("a")).toBe(1);
  lru.set("c", 3);
  expect([lru.get("a"), lru.get("b"), lru.get("c"), lru.size]).toEqual([1, undefined, 3, 2]);
  lru.set("a", 4);
  lru.delete("c");
  expect([lru.get("a"), lru.get("c"), lru.size]).toEqual([4, undefined, 1]);
  for (let n = 0; n < 100; n += 1) lru.set(`k${n}`, n);
  expect([lru.size, lru.get("k99"), lru.get("k98")]).toEqual([2, 99, 98]);
});
