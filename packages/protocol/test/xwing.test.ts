import { bytesOfHex, hexOf, newSeed, openingKey, sealingKey } from "@entente/protocol";
import { expect, it } from "vitest";
import { decapsulate, encapsulate } from "../src/xwing.ts";
import { edited, faultsOf, must, seedOf, sha256 } from "./fixtures.ts";
import { describeWithData, readJson } from "./shared-data.ts";
import { hexRecords } from "./vector-records.ts";

describeWithData("crypto/xwing.json", "public X-Wing vectors", (file) => {
  const vectors = hexRecords(readJson(file));

  it.each(vectors)("vector $seed gives its public key and shared secret", ({ seed, pk, ct, ss }) => {
    const key = openingKey(bytes(seed));
    expect(hexOf(key.publicKey)).toBe(pk);
    expect(hexOf(decapsulate(key, bytes(ct)) ?? bytes(""))).toBe(ss);
  });

  it("holds three vectors", () => {
    expect(vectors).toHaveLength(3);
  });
});

const key = openingKey(seedOf("xwing"));
const to = must(sealingKey(key.publicKey));

it("gives both ends the same secret, a new one each time", () => {
  const first = encapsulate(to);
  const second = encapsulate(to);
  expect(decapsulate(key, first.enc)).toEqual(first.secret);
  expect(first.secret).toHaveLength(32);
  expect(first.enc).toHaveLength(1120);
  expect(first.secret).not.toEqual(second.secret);
});

it("names a key by the SHA-256 of its raw public form, on both sides", () => {
  expect(key.digest).toEqual(sha256(key.publicKey));
  expect(to.digest).toEqual(key.digest);
});

it("gives another secret for a changed ciphertext, in either half", () => {
  const { secret, enc } = encapsulate(to);
  for (const at of [0, 1087, 1088, 1118]) {
    expect(decapsulate(key, edited(enc, at, (enc[at] ?? 0) ^ 1))).not.toEqual(secret);
  }
});

it("gives another secret to another key", () => {
  const { secret, enc } = encapsulate(to);
  expect(decapsulate(openingKey(newSeed()), enc)).not.toEqual(secret);
});

/** Small-order points of Curve25519 in u-coordinates: whatever the private key, the shared secret is zero. */
const LOW_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

it.each(LOW_ORDER)("refuses the low-order point %s, from a card and from a sender", (point) => {
  const { enc } = encapsulate(to);
  expect(faultsOf(sealingKey(edited(key.publicKey, 1184, ...bytes(point))))).toEqual(["bad_key /xwing"]);
  expect(decapsulate(key, edited(enc, 1088, ...bytes(point)))).toBeNull();
});

it("refuses public keys of another length or with coefficients out of range", () => {
  const big = edited(key.publicKey, 0, 0xff, 0xff, 0xff);
  for (const raw of [new Uint8Array(0), key.publicKey.slice(0, 1215), new Uint8Array(1217), big]) {
    expect(faultsOf(sealingKey(raw))).toEqual(["bad_key /xwing"]);
  }
});

it("refuses ciphertexts of another length, and seeds of another length", () => {
  const { enc } = encapsulate(to);
  expect(decapsulate(key, enc.slice(0, 1119))).toBeNull();
  expect(decapsulate(key, new Uint8Array(1121))).toBeNull();
  expect(() => openingKey(new Uint8Array(31))).toThrow(TypeError);
});

function bytes(hex: string | undefined): Uint8Array {
  return bytesOfHex(hex ?? "") ?? new Uint8Array(0);
}
