import { bytesOfHex, newSeed, signingKeys, verifyingKeys } from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { signHybrid, verifyHybrid } from "../src/keys.ts";
import { bytesOf, edited, faultsOf, hybridKeys, must, seedOf } from "./fixtures.ts";

const keys = hybridKeys("keys");

describe("seeds", () => {
  it("are 32 bytes, never the same twice", () => {
    expect(newSeed()).toHaveLength(32);
    expect(newSeed()).not.toEqual(newSeed());
  });

  it("give the same public keys each time, in raw form", () => {
    expect(hybridKeys("keys").publics).toEqual(keys.publics);
    expect(keys.publics.ed25519).toHaveLength(32);
    expect(keys.publics.mldsa65).toHaveLength(1952);
  });

  it("of another length are a bug", () => {
    const ed25519Seed = seedOf("a");
    expect(() => signingKeys({ ed25519Seed, mldsa65Seed: new Uint8Array(31) })).toThrow(TypeError);
    expect(() => signingKeys({ ed25519Seed: new Uint8Array(33), mldsa65Seed: ed25519Seed })).toThrow(
      TypeError,
    );
  });
});

describe("a hybrid signature", () => {
  const message = bytesOf("message");
  const verify = must(verifyingKeys(keys.publics));

  it("holds in both halves for its message and key only", async () => {
    const signature = await signHybrid(message, keys);
    const other = must(verifyingKeys(hybridKeys("other").publics));
    expect(await verifyHybrid(message, signature, verify)).toEqual({ ed25519: true, mldsa65: true });
    expect(await verifyHybrid(bytesOf("Message"), signature, verify)).toEqual({
      ed25519: false,
      mldsa65: false,
    });
    expect(await verifyHybrid(message, signature, other)).toEqual({ ed25519: false, mldsa65: false });
  });

  it("says of each half on its own whether it holds", async () => {
    const { ed25519, mldsa65 } = await signHybrid(message, keys);
    const flipped = { ed25519: edited(ed25519, 0, (ed25519[0] ?? 0) ^ 1), mldsa65 };
    expect(await verifyHybrid(message, flipped, verify)).toEqual({ ed25519: false, mldsa65: true });
    const cut = { ed25519, mldsa65: mldsa65.slice(1) };
    expect(await verifyHybrid(message, cut, verify)).toEqual({ ed25519: true, mldsa65: false });
  });

  it("is hedged: two signatures of one message differ in the ML-DSA half", async () => {
    const [first, second] = [await signHybrid(message, keys), await signHybrid(message, keys)];
    expect(first.ed25519).toEqual(second.ed25519);
    expect(first.mldsa65).not.toEqual(second.mldsa65);
  });
});

describe("raw public keys somebody sent", () => {
  /** y of the five small-order classes, then the same and other points spelt above the prime. */
  const small = [
    `00${"00".repeat(31)}`,
    `01${"00".repeat(31)}`,
    `ec${"ff".repeat(30)}7f`,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
    `f3${"ff".repeat(30)}7f`,
    `ff${"ff".repeat(30)}7f`,
  ];

  it.each(small)("point %s is refused, with either sign", (hex) => {
    const ed25519 = bytesOfHex(hex) ?? new Uint8Array(0);
    for (const sign of [0x00, 0x80]) {
      const signed = edited(ed25519, 31, (ed25519[31] ?? 0) | sign);
      expect(faultsOf(verifyingKeys({ ...keys.publics, ed25519: signed }))).toEqual(["bad_key /ed25519"]);
    }
  });

  it("a usable point that looks like them is taken", () => {
    for (const label of ["a", "b", "c", "d", "e"])
      expect(verifyingKeys(hybridKeys(label).publics).ok).toBe(true);
    const high = bytesOfHex(`00${"ff".repeat(30)}7f`) ?? new Uint8Array(0);
    expect(verifyingKeys({ ...keys.publics, ed25519: high }).ok).toBe(true);
  });

  it("of the wrong length are refused, both at once", () => {
    const empty = new Uint8Array(0);
    expect(faultsOf(verifyingKeys({ ed25519: empty, mldsa65: empty }))).toEqual([
      "bad_key /ed25519",
      "bad_key /mldsa65",
    ]);
    expect(faultsOf(verifyingKeys({ ...keys.publics, mldsa65: new Uint8Array(1953) }))).toEqual([
      "bad_key /mldsa65",
    ]);
  });

  it("are copied: changing the sender's buffer later changes nothing", () => {
    const ed25519 = keys.publics.ed25519.slice();
    const made = must(verifyingKeys({ ...keys.publics, ed25519 }));
    ed25519.fill(0);
    expect(made.publics).toEqual(keys.publics);
  });
});
