import { createHash, createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeTlsIdentity } from "../../src/exchange/line/door.ts";
import { identity } from "./line-rig.ts";

describe("a node's TLS identity", () => {
  test("is the same for the same seed and name, byte for byte", async () => {
    expect(await identity(1)).toEqual(await identity(1));
  });

  test("differs with the seed in everything, with the name only in the certificate", async () => {
    const [one, other, renamed] = await Promise.all([identity(1), identity(2), identity(1, "Another")]);
    expect(other.keyPem).not.toBe(one.keyPem);
    expect(other.certPem).not.toBe(one.certPem);
    expect(other.spkiSha256).not.toEqual(one.spkiSha256);
    expect(renamed.keyPem).toBe(one.keyPem);
    expect(renamed.spkiSha256).toEqual(one.spkiSha256);
    expect(renamed.certPem).not.toBe(one.certPem);
  });

  test("pins the certificate's key, which is the key of the seed", async () => {
    const { keyPem, certPem, spkiSha256 } = await identity(1);
    const certificate = new X509Certificate(certPem);
    const spki = certificate.publicKey.export({ format: "der", type: "spki" });
    expect(new Uint8Array(createHash("sha256").update(spki).digest())).toEqual(spkiSha256);
    expect(certificate.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
    const seed = { key: Buffer.alloc(32, 1), format: "raw-private", asymmetricKeyType: "ed25519" } as const;
    expect(createPublicKey(createPrivateKey(seed)).export({ format: "der", type: "spki" })).toEqual(spki);
  });

  test("is a self-signed Ed25519 end-entity certificate, good from 2026 to 2056", async () => {
    const certificate = new X509Certificate((await identity(1, "CA node 1")).certPem);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyType).toBe("ed25519");
    expect([certificate.subject, certificate.issuer]).toEqual(["CN=CA node 1", "CN=CA node 1"]);
    expect(certificate.ca).toBe(false);
    expect(certificate.validFrom).toBe("Jan  1 00:00:00 2026 GMT");
    expect(certificate.validTo).toBe("Jan  1 00:00:00 2056 GMT");
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
  });

  test("has a positive serial number of 16 bytes, whatever the seed (RFC 5280 §4.1.2.2)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (seed) => {
        const { certPem } = await makeTlsIdentity({ seed, commonName: "n" });
        expect(new X509Certificate(certPem).serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
      }),
      { numRuns: 20 },
    );
  });

  test.each([0, 31, 33])("is refused for a seed of %i bytes", async (length) => {
    await expect(makeTlsIdentity({ seed: new Uint8Array(length), commonName: "n" })).rejects.toThrow(
      RangeError,
    );
  });

  test.each(["", " ", "a,O=Other", "a\nb", "a\0b", "é", "a".repeat(65), "a "])(
    "is refused for the name %j",
    async (commonName) => {
      await expect(makeTlsIdentity({ seed: new Uint8Array(32), commonName })).rejects.toThrow(RangeError);
    },
  );
});
