import { createDecipheriv, createHmac, hkdfSync } from "node:crypto";
import { expect, it } from "vitest";
import { bytes, type Store } from "../../src/store/door.ts";
import { utf8 } from "./samples.ts";
import { NODE_KEY, withStore } from "./sqlite-engine.ts";

/** AES-256-GCM by hand: version 1 ‖ nonce 12 ‖ ciphertext ‖ tag 16. */
function openByHand(key: Uint8Array, context: string, sealed: Uint8Array): Uint8Array {
  expect(sealed[0]).toBe(1);
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.slice(1, 13));
  decipher.setAAD(utf8(context)).setAuthTag(sealed.slice(-16));
  return new Uint8Array(Buffer.concat([decipher.update(sealed.slice(13, -16)), decipher.final()]));
}

async function only(store: Store, column: string, table: string): Promise<Uint8Array> {
  const [row = {}] = await store.all(`select ${column} from ${table} limit 1`);
  return bytes(row, column);
}

it("what is sealed at rest opens with the node key and the stored form as documented, and with nothing else", async () => {
  await withStore(async (store) => {
    const { key, step } = store.vault.create("item-1");
    await store.commit({ steps: [step] });
    const itemKey = openByHand(NODE_KEY, "item_keyitem-1", await only(store, "wrapped", "item_key"));
    expect(itemKey).toHaveLength(32);
    const sealed = key.seal("dispatch.sealed_body", utf8("body (invented)"));
    expect(openByHand(itemKey, "item-1\0dispatch.sealed_body", sealed)).toEqual(utf8("body (invented)"));
    expect(() => openByHand(itemKey, "item-1dispatch.sealed_body", sealed)).toThrow();
    expect(() => openByHand(NODE_KEY, "item-1\0dispatch.sealed_body", sealed)).toThrow();
  });
});

it("a secret is sealed under the node key and bound to its name", async () => {
  await withStore(async (store) => {
    await store.commit({ steps: [{ sql: "delete from secret", params: [] }] });
    const seed = new Uint8Array(32).fill(7);
    await store.vault.secret("log/exchange", () => seed);
    expect(openByHand(NODE_KEY, "secretlog/exchange", await only(store, "sealed", "secret"))).toEqual(seed);
  });
});

it("a token is HMAC-SHA-256 under a key derived from the node key, cut to 10 bytes", async () => {
  await withStore(async (store) => {
    await store.commit({ steps: store.vault.index("item-1", { words: ["River!"], names: [] }) });
    const key = new Uint8Array(hkdfSync("sha256", NODE_KEY, "", "entente/store/token/v1", 32));
    const token = createHmac("sha256", key).update("w:river").digest().subarray(0, 10);
    expect(await only(store, "token", "token")).toEqual(new Uint8Array(token));
  });
});
