import { expect, it } from "vitest";
import type { Store } from "../../src/store/door.ts";
import { utf8 } from "./samples.ts";
import type { Bench } from "./suite.ts";

const PLAIN = utf8("Meeting at the river, 06:30 (invented)");

async function withKey(store: Store, item: string): Promise<Uint8Array> {
  const { key, step } = store.vault.create(item);
  await store.commit({ steps: [step] });
  return key.seal("dispatch.sealed_body", PLAIN);
}

async function index(store: Store, item: string, words: readonly string[], names: readonly string[] = []) {
  await store.commit({ steps: store.vault.index(item, { words, names }) });
}

export function vaultCases(bench: Bench): void {
  it("opens what it sealed, after a restart too", async () => {
    const sealed = await withKey(bench.store(), "item-1");
    const key = await bench.store().vault.key("item-1");
    expect(key?.open("dispatch.sealed_body", sealed)).toEqual(PLAIN);
    const again = await (await bench.reopen()).vault.key("item-1");
    expect(again?.open("dispatch.sealed_body", sealed)).toEqual(PLAIN);
  });

  it("seals the same bytes differently each time, and nothing too", async () => {
    const { key } = bench.store().vault.create("item-1");
    expect(key.seal("p", PLAIN)).not.toEqual(key.seal("p", PLAIN));
    expect(key.open("p", key.seal("p", new Uint8Array()))).toEqual(new Uint8Array());
  });

  it("has no key before it was committed, nor for an item it never saw", async () => {
    const { vault } = bench.store();
    vault.create("only-made");
    expect(await vault.key("only-made")).toBeNull();
    expect(await vault.key("unknown")).toBeNull();
  });

  it("makes a lasting key once, whoever asks first, and has it after a restart", async () => {
    const { vault } = bench.store();
    const keys = await Promise.all([vault.lasting("own"), vault.lasting("own"), vault.lasting("own")]);
    const sealed = keys.map((key) => key.seal("p", PLAIN));
    const again = await (await bench.reopen()).vault.lasting("own");
    for (const one of sealed) expect(again.open("p", one)).toEqual(PLAIN);
  });

  it("refuses bytes changed anywhere, cut, lengthened, moved to another place or item", async () => {
    const store = bench.store();
    const sealed = await withKey(store, "item-1");
    await withKey(store, "item-2");
    const key = await store.vault.key("item-1");
    const other = await store.vault.key("item-2");
    const damaged = { name: "VaultFault", code: "sealed_damaged" };
    for (let at = 0; at < sealed.length; at += 1) {
      const flipped = sealed.with(at, (sealed[at] ?? 0) ^ 1);
      expect(() => key?.open("dispatch.sealed_body", flipped)).toThrow(expect.objectContaining(damaged));
    }
    for (const wrong of [
      sealed.slice(0, -1),
      new Uint8Array([...sealed, 0]),
      new Uint8Array(),
      sealed.slice(0, 28),
    ]) {
      expect(() => key?.open("dispatch.sealed_body", wrong)).toThrow(expect.objectContaining(damaged));
    }
    expect(() => key?.open("dispatch.sealed_draft", sealed)).toThrow(expect.objectContaining(damaged));
    expect(() => other?.open("dispatch.sealed_body", sealed)).toThrow(expect.objectContaining(damaged));
  });

  it.each([[""], ["a\0b"], ["\ud800"]])(
    "names no item %j, whose end could not be told in what it binds",
    async (item) => {
      const { vault } = bench.store();
      const refusal: unknown = expect.objectContaining({ name: "VaultFault", code: "bad_item" });
      expect(() => vault.create(item)).toThrow(refusal);
      expect(() => vault.index(item, { words: [], names: [] })).toThrow(refusal);
      await expect(vault.key(item)).rejects.toMatchObject({ code: "bad_item" });
    },
  );

  it("gives no key that another process has destroyed", async () => {
    const store = bench.store();
    await withKey(store, "item-1");
    expect(await store.vault.key("item-1")).not.toBeNull();
    await store.commit({
      steps: [{ sql: "delete from item_key where item = 'item-1'", params: [], changes: 1 }],
    });
    expect(await store.vault.key("item-1")).toBeNull();
  });

  it("refuses a wrapped key that was changed or belongs to another item", async () => {
    const store = bench.store();
    await withKey(store, "item-1");
    await withKey(store, "item-2");
    const swap = "update item_key set wrapped = (select wrapped from item_key where item = ?) where item = ?";
    await store.commit({ steps: [{ sql: swap, params: ["item-2", "item-1"], changes: 1 }] });
    await expect(store.vault.key("item-1")).rejects.toMatchObject({ code: "sealed_damaged" });
    expect(await store.vault.key("item-2")).not.toBeNull();
  });

  it("makes a second key for an item only once the first is destroyed", async () => {
    const store = bench.store();
    const sealed = await withKey(store, "item-1");
    await expect(withKey(store, "item-1")).rejects.toMatchObject({ code: "constraint" });
    await store.commit({ steps: store.vault.destroy("item-1") });
    await withKey(store, "item-1");
    const second = await store.vault.key("item-1");
    expect(() => second?.open("dispatch.sealed_body", sealed)).toThrow(
      expect.objectContaining({ code: "sealed_damaged" }),
    );
  });

  it("destroys key and tokens together, also when the key was asked for in between", async () => {
    const store = bench.store();
    await withKey(store, "item-1");
    await withKey(store, "item-2");
    await index(store, "item-1", ["river"]);
    await index(store, "item-2", ["river"]);
    const steps = store.vault.destroy("item-1");
    expect(await store.vault.key("item-1")).not.toBeNull();
    await store.commit({ steps });
    expect(await store.vault.key("item-1")).toBeNull();
    expect(await store.vault.find("river", 10)).toEqual(["item-2"]);
    expect(await store.all("select item from token where item = ? limit 1", ["item-1"])).toEqual([]);
  });

  it("keeps a key whose destruction was undone", async () => {
    const store = bench.store();
    const sealed = await withKey(store, "item-1");
    const impossible = { sql: "delete from secret where name = ?", params: ["none"], changes: 1 };
    await store.commit({ steps: [...store.vault.destroy("item-1"), impossible] });
    expect((await store.vault.key("item-1"))?.open("dispatch.sealed_body", sealed)).toEqual(PLAIN);
  });

  it("finds items by every word, the newest first", async () => {
    const store = bench.store();
    await index(store, "01", ["Shipment of glassware to the river port"]);
    await index(store, "02", ["River patrol", "glassware"]);
    await index(store, "03", ["river"]);
    expect(await store.vault.find("RIVER", 10)).toEqual(["03", "02", "01"]);
    expect(await store.vault.find("river glassware", 10)).toEqual(["02", "01"]);
    expect(await store.vault.find("glassware, river!", 10)).toEqual(["02", "01"]);
    expect(await store.vault.find("river", 2)).toEqual(["03", "02"]);
    expect(await store.vault.find("river", 0)).toEqual([]);
    expect(await store.vault.find("river desert", 10)).toEqual([]);
    expect(await store.vault.find(" — ", 10)).toEqual([]);
  });

  it("finds names by their beginnings, words only whole", async () => {
    const store = bench.store();
    await index(store, "01", ["glassware"], ["Arjunsingh Testperson"]);
    for (const query of ["arj", "arjun", "arjunsingh", "testp", "testperson arju", "glassware test"]) {
      expect([query, await store.vault.find(query, 10)]).toEqual([query, ["01"]]);
    }
    for (const query of ["ar", "glass", "test arjunsingh", "rjun", "arjunsinghh"]) {
      expect([query, await store.vault.find(query, 10)]).toEqual([query, []]);
    }
  });

  it.each([
    ["+1 613 555-0142", ["16135550142", "+1 (613) 555 0142", "1613555", "613 555 0142"]],
    ["KA-01-AB-1234", ["ka01ab1234", "KA 01 AB 1234", "KA01", "ka01 ab1234"]],
    ["O’Connor-Smythe", ["o connor smythe", "smy", "O'Connor"]],
    ["José Müller", ["jose muller", "JOSÉ MÜL"]],
    ["ज़ोया फ़र्ज़ी", ["जोया", "ज़ोया", "फर्जी"]],
    ["क‍्षितिज", ["क्षितिज"]],
    ["९८७६५", ["98765", "९८७"]],
  ])("finds %s however it is spelt", async (name, queries) => {
    const store = bench.store();
    await index(store, "01", [], [name]);
    for (const query of queries) expect([query, await store.vault.find(query, 10)]).toEqual([query, ["01"]]);
  });

  it("replaces an item's tokens, takes none away from others", async () => {
    const store = bench.store();
    await index(store, "01", ["alpha beta"]);
    await index(store, "02", ["alpha"]);
    await index(store, "01", ["gamma gamma"]);
    expect(await store.vault.find("alpha", 10)).toEqual(["02"]);
    expect(await store.vault.find("gamma", 10)).toEqual(["01"]);
  });

  it("refuses a search of too many words", async () => {
    const words = Array.from({ length: 17 }, (_, n) => `word${"x".repeat(n)}`);
    await expect(bench.store().vault.find(words.join(" "), 10)).rejects.toMatchObject({
      code: "query_too_long",
    });
    expect(await bench.store().vault.find(words.slice(1).join(" "), 10)).toEqual([]);
  });

  it("makes a secret once and keeps it", async () => {
    const store = bench.store();
    let made = 0;
    const fresh = () => new Uint8Array(32).fill(++made);
    const [first, second] = await Promise.all([
      store.vault.secret("log", fresh),
      store.vault.secret("log", fresh),
    ]);
    expect(first).toEqual(second);
    expect(await store.vault.secret("tls", fresh)).not.toEqual(first);
    expect(await (await bench.reopen()).vault.secret("log", fresh)).toEqual(first);
  });

  it("keeps no secret that is not 32 bytes, and gives none that was renamed in the table", async () => {
    const store = bench.store();
    await expect(store.vault.secret("log", () => new Uint8Array(31))).rejects.toMatchObject({
      code: "secret_length",
    });
    await store.vault.secret("log", () => new Uint8Array(32));
    await store.commit({
      steps: [{ sql: "update secret set name = ? where name = ?", params: ["tls", "log"], changes: 1 }],
    });
    await expect(store.vault.secret("tls", () => new Uint8Array(32))).rejects.toMatchObject({
      code: "sealed_damaged",
    });
  });
}
