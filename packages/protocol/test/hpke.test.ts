import { bytesOfHex, hexOf, openingKey } from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { contextOf, openInto, scheduleFor, sealInto } from "../src/hpke.ts";
import { decapsulate } from "../src/xwing.ts";
import { bytesOf, edited, textOf } from "./fixtures.ts";
import { describeWithData, readJson } from "./shared-data.ts";
import { hexRecord, nestedRecords } from "./vector-records.ts";

describeWithData("crypto/hpke-xwing.json", "public HPKE vectors with KEM 0x647A", (file) => {
  const sets = listOf(readJson(file));

  it.each(sets.map(hexRecord))("KDF $kdf_id: the KEM gives the shared secret", (set) => {
    const key = openingKey(bytes(set.skRm));
    expect(hexOf(key.publicKey)).toBe(set.pkRm);
    expect(hexOf(decapsulate(key, bytes(set.enc)) ?? bytes(""))).toBe(set.shared_secret);
  });

  const ours = sets.filter((set) => hexRecord(set).kdf_id === "1");
  it("has one set with HKDF-SHA256 and ten encryptions", () => {
    expect(ours).toHaveLength(1);
    expect(ours.flatMap((set) => nestedRecords(set, "encryptions"))).toHaveLength(10);
  });

  describe.each(ours.map((set) => ({ set: hexRecord(set), encryptions: nestedRecords(set, "encryptions") })))(
    "HKDF-SHA256",
    ({ set, encryptions }) => {
      const context = contextOf(scheduleFor(bytes(set.info), "chacha20-poly1305"), bytes(set.shared_secret));

      it("schedules key and base nonce", () => {
        expect(hexOf(new Uint8Array(context.key.export()))).toBe(set.key);
        expect(hexOf(context.baseNonce)).toBe(set.base_nonce);
      });

      it.each(encryptions.map((encryption, index) => ({ encryption, index })))(
        "encryption $index, both ways",
        ({ encryption, index }) => {
          const aad = bytes(encryption.aad);
          const plain = bytes(encryption.pt);
          const sealed = bytes(encryption.ct);
          const out = new Uint8Array(sealed.length);
          sealInto(out, 0, context, { index, aad, text: plain });
          expect(hexOf(out)).toBe(hexOf(sealed));
          const back = new Uint8Array(plain.length);
          expect(openInto(back, 0, context, { index, aad, text: sealed })).toBe(true);
          expect(back).toEqual(plain);
        },
      );
    },
  );
});

describe("one message", () => {
  const context = contextOf(scheduleFor(bytesOf("info")), new Uint8Array(32).fill(7));
  const aad = bytesOf("aad");
  const sealed = new Uint8Array(5 + 16);
  sealInto(sealed, 0, context, { index: 3, aad, text: bytesOf("hello") });

  it("opens only under its own number, its own associated data, its own bytes", () => {
    const back = new Uint8Array(5);
    expect(openInto(back, 0, context, { index: 3, aad, text: sealed })).toBe(true);
    expect(textOf(back)).toBe("hello");
    expect(openInto(back, 0, context, { index: 4, aad, text: sealed })).toBe(false);
    expect(openInto(back, 0, context, { index: 3, aad: bytesOf("aaD"), text: sealed })).toBe(false);
    for (let at = 0; at < sealed.length; at++) {
      const changed = edited(sealed, at, (sealed[at] ?? 0) ^ 0x80);
      expect(openInto(back, 0, context, { index: 3, aad, text: changed })).toBe(false);
    }
  });

  it("does not open under another info", () => {
    const other = contextOf(scheduleFor(bytesOf("infO")), new Uint8Array(32).fill(7));
    expect(openInto(new Uint8Array(5), 0, other, { index: 3, aad, text: sealed })).toBe(false);
  });

  it("uses another nonce for every number, the highest ones too", () => {
    const seen = new Set<string>();
    for (const index of [0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const out = new Uint8Array(21);
      sealInto(out, 0, context, { index, aad, text: bytesOf("hello") });
      seen.add(hexOf(out));
    }
    expect(seen.size).toBe(6);
  });
});

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function bytes(hex: string | undefined): Uint8Array {
  return bytesOfHex(hex ?? "") ?? new Uint8Array(0);
}
