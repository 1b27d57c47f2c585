import { sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  cosign,
  encodeNote,
  logSigner,
  logVerifier,
  parseNote,
  type SignedNote,
  signCheckpoint,
  verifyCheckpoint,
  verifyCheckpointSync,
  withCosignatures,
  witnessSigner,
  witnessVerifier,
} from "../src/door.ts";
import { base64, big, bytesOf, digest, flipped, hex, join, text } from "./fixture/bytes.ts";
import { NOON } from "./fixture/dispatch.ts";
import { CA, IN, testNode } from "./fixture/parties.ts";

const root = bytesOf("root");
const HEAD = { origin: CA.log.origin, size: 12, root };
const TEXT = `${CA.log.origin}\n12\n${base64(root)}\n`;
const OVERSIGHT = testNode("ZZ", "oversight-1");

const signed = await signCheckpoint({ size: 12, root }, CA.log, NOON);
const cosigned = add(signed, await cosign(HEAD, IN.witness, NOON + 5));
const twice = add(cosigned, await cosign(HEAD, OVERSIGHT.witness, NOON + 6));
const witnesses = [OVERSIGHT.witness.verifier, IN.witness.verifier];

function add(note: Uint8Array, lines: string): Uint8Array {
  const added = withCosignatures(note, lines);
  if (!added.ok) throw new Error("the fixture's own lines did not parse");
  return added.value;
}

/** The note with its parts changed and written again. */
function changed(note: Uint8Array, change: (parts: SignedNote) => Partial<SignedNote>): Uint8Array {
  const parsed = parseNote(note);
  if (!parsed.ok) throw new Error("the fixture's own note did not parse");
  return encodeNote({ ...parsed.value, ...change(parsed.value) });
}

function codes(note: Uint8Array, log = CA.log.verifier, others = witnesses): string[] {
  const verdict = verifyCheckpointSync(note, log, others);
  return verdict.ok ? [] : verdict.faults.map(({ code, where }) => `${code} ${where}`);
}

describe("a hybrid checkpoint", () => {
  it("verifies under its log's two keys, with and without witnesses", async () => {
    const facts = { ok: true, ...HEAD, signedAt: NOON };
    expect(await verifyCheckpoint(signed, CA.log.verifier, [])).toEqual({ ...facts, witnessedBy: [] });
    expect(await verifyCheckpoint(cosigned, CA.log.verifier, witnesses)).toEqual({
      ...facts,
      witnessedBy: [IN.witness.name],
    });
    expect(verifyCheckpointSync(twice, CA.log.verifier, witnesses)).toEqual({
      ...facts,
      witnessedBy: [IN.witness.name, OVERSIGHT.witness.name],
    });
  });

  it("verifies with verifiers made from raw public keys alone", () => {
    const log = logVerifier({ origin: CA.log.origin, ...CA.log.publicKeys });
    const witness = witnessVerifier({ name: IN.witness.name, ...IN.witness.publicKeys });
    expect(codes(cosigned, log, [witness])).toEqual([]);
    expect(CA.log.publicKeys.ed25519).toHaveLength(32);
    expect(CA.log.publicKeys.mldsa44).toHaveLength(1_312);
  });

  it("has two lines of the log and two of each witness", () => {
    const sizes = text(twice)
      .split("\n")
      .filter((line) => line.startsWith("— "))
      .map((line) => [line.split(" ")[1], Buffer.from(line.split(" ")[2] ?? "", "base64").length]);
    expect(sizes).toEqual([
      [CA.log.origin, 4 + 64],
      [CA.log.origin, 4 + 8 + 2420],
      [IN.witness.name, 4 + 8 + 64],
      [IN.witness.name, 4 + 8 + 2420],
      [OVERSIGHT.witness.name, 4 + 8 + 64],
      [OVERSIGHT.witness.name, 4 + 8 + 2420],
    ]);
  });

  it("is the same in both verifiers, good or bad", async () => {
    for (const note of [
      signed,
      cosigned,
      twice,
      flipped(cosigned, 40),
      changed(cosigned, () => ({ text: "x\n" })),
    ]) {
      expect(await verifyCheckpoint(note, CA.log.verifier, witnesses)).toEqual(
        verifyCheckpointSync(note, CA.log.verifier, witnesses),
      );
    }
  });
});

describe("the signed bytes (C2SP), built by hand", () => {
  const keyId = (name: string, type: number, key: Uint8Array) =>
    digest(name, "\n", big(type, 1), key).subarray(0, 4);
  const line = (name: string, ...parts: Uint8Array[]) => `— ${name} ${base64(join(...parts))}\n`;
  const sized = (name: string) => join(big(name.length, 1), name);
  const structure = (name: string, time: number | bigint) =>
    join("subtree/v1\n\0", sized(name), big(time, 8), sized(CA.log.origin), big(0, 8), big(12, 8), root);

  it("derive key ids as the Go checksum database does", () => {
    const [, key] = /Ac4(.*)/.exec("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8") ?? [];
    const raw = new Uint8Array(Buffer.from(`Ac4${key}`, "base64")).subarray(1);
    const verifier = logVerifier({
      origin: "sum.golang.org",
      ed25519: raw,
      mldsa44: CA.log.publicKeys.mldsa44,
    });
    expect(hex(verifier.kinds[0].keyId)).toBe("033de0ae");
  });

  const handmade = (logTime: number | bigint, witnessTime: number | bigint) => {
    const { origin, keys, publicKeys } = CA.log;
    const { name, keys: own, publicKeys: ownPublic } = IN.witness;
    const cosignature = join(`cosignature/v1\ntime ${witnessTime}\n${TEXT}`);
    const ids = [
      keyId(origin, 1, publicKeys.ed25519),
      keyId(origin, 6, publicKeys.mldsa44),
      keyId(name, 4, ownPublic.ed25519),
      keyId(name, 6, ownPublic.mldsa44),
    ] as const;
    return join(
      `${TEXT}\n`,
      line(origin, ids[0], sign(null, join(TEXT), keys.ed25519)),
      line(origin, ids[1], big(logTime, 8), sign(null, structure(origin, logTime), keys.mldsa44)),
      line(name, ids[2], big(witnessTime, 8), sign(null, cosignature, own.ed25519)),
      line(name, ids[3], big(witnessTime, 8), sign(null, structure(name, witnessTime), own.mldsa44)),
    );
  };

  it("are taken from a signer that shares no code with ours", () => {
    expect(codes(handmade(NOON, NOON + 1))).toEqual([]);
  });

  it("are refused when their time is zero, which claims nothing, though they verify", () => {
    expect(codes(handmade(0, NOON))).toEqual(["bad_timestamp signature 2"]);
    expect(codes(handmade(NOON, 0))).toEqual(["bad_timestamp signature 3"]);
  });

  it("are refused when their time is no safe integer, though they verify", () => {
    expect(codes(handmade(2n ** 53n, NOON))).toEqual(["bad_timestamp signature 2"]);
    expect(codes(handmade(NOON, 2n ** 63n))).toEqual(["bad_timestamp signature 3"]);
  });
});

describe("a checkpoint is refused", () => {
  const forge = (at: number) =>
    changed(cosigned, ({ signatures }) => ({
      signatures: signatures.map((one, i) =>
        i === at ? { ...one, signature: flipped(one.signature, 8 * 20) } : one,
      ),
    }));

  it.each([
    [0, "the log's Ed25519 signature"],
    [1, "the log's ML-DSA-44 signature"],
    [2, "the witness's Ed25519 signature"],
    [3, "the witness's ML-DSA-44 signature"],
  ])("when only signature %i fails: %s", async (at) => {
    expect(codes(forge(at))).toEqual([`signature_invalid signature ${at + 1}`]);
    expect(await verifyCheckpoint(forge(at), CA.log.verifier, witnesses)).toEqual({
      ok: false,
      faults: [{ code: "signature_invalid", where: `signature ${at + 1}` }],
    });
  });

  it("with every failing signature named at once", () => {
    const forged = changed(cosigned, ({ text: body }) => ({ text: body.replace("12", "13") }));
    expect(codes(forged)).toEqual([1, 2, 3, 4].map((at) => `signature_invalid signature ${at}`));
  });

  it("when it is another log's, or the domestic log's of the same node", async () => {
    expect(codes(cosigned, IN.log.verifier)).toEqual(["wrong_origin line 1"]);
    expect(codes(await signCheckpoint({ size: 12, root }, CA.domestic, NOON))).toEqual([
      "wrong_origin line 1",
    ]);
  });

  it("when the log's key is another", () => {
    const impostor = logSigner({
      origin: CA.log.origin,
      ed25519Seed: bytesOf("impostor"),
      mldsa44Seed: bytesOf("impostor"),
    });
    expect(codes(cosigned, impostor.verifier)).toEqual(["signature_unknown signature 1"]);
  });

  it.each([
    ["lost its ML-DSA line", [0], "signature_missing signature 2"],
    ["has only its ML-DSA line", [1], "signature_unknown signature 1"],
    ["has its lines swapped", [1, 0], "signature_unknown signature 1"],
    ["has one line twice", [0, 0], "signature_unknown signature 2"],
    ["has half a witness", [0, 1, 2], "signature_missing signature 4"],
    ["has the other half of a witness", [0, 1, 3], "signature_unknown signature 3"],
    ["has a witness's lines swapped", [0, 1, 3, 2], "signature_unknown signature 3"],
    ["has the witness first", [2, 3, 0, 1], "signature_unknown signature 1"],
    ["counts a witness twice", [0, 1, 2, 3, 2, 3], "signature_order signature 5"],
    ["has a third line of the log", [0, 1, 0], "signature_unknown signature 3"],
    ["has the witnesses out of order", [0, 1, 4, 5, 2, 3], "signature_order signature 5"],
  ])("when it %s", (_, order, fault) => {
    const note = changed(twice, ({ signatures }) => ({
      signatures: order.flatMap((at) => signatures[at] ?? []),
    }));
    expect(codes(note)).toEqual([fault]);
  });

  it("when a stranger signed as well: no byte stands unverified", () => {
    expect(codes(twice, CA.log.verifier, [IN.witness.verifier])).toEqual(["signature_unknown signature 5"]);
  });

  it("when a witness key signed under the log's name", async () => {
    const liar = witnessSigner({ name: CA.log.origin, ed25519Seed: bytesOf("a"), mldsa44Seed: bytesOf("b") });
    expect(codes(add(signed, await cosign(HEAD, liar, NOON)))).toEqual(["signature_unknown signature 3"]);
  });

  it("when it has extension lines, which ML-DSA does not cover", () => {
    const body = `${TEXT}extension\n`;
    const note = changed(signed, ({ signatures: [first, second] }) => {
      const own = {
        ...(first ?? fail()),
        signature: new Uint8Array(sign(null, join(body), CA.log.keys.ed25519)),
      };
      return { text: body, signatures: [own, second ?? fail()] };
    });
    expect(codes(note)).toEqual(["extension_lines line 4"]);
  });

  it.each([
    [2, -1, "signature_length signature 3"],
    [3, -1, "signature_length signature 4"],
    [0, 1, "signature_length signature 1"],
    [1, 8, "signature_length signature 2"],
  ])("when signature %i has %i bytes more", (at, more, fault) => {
    const note = changed(cosigned, ({ signatures }) => ({
      signatures: signatures.map((one, i) => {
        if (i !== at) return one;
        return {
          ...one,
          signature: more < 0 ? one.signature.slice(0, more) : join(one.signature, new Uint8Array(more)),
        };
      }),
    }));
    expect(codes(note)).toEqual([fault]);
  });

  it.each([
    ["zero", 0n],
    ["beyond 2^53", 2n ** 53n],
    ["beyond 2^63", 2n ** 63n],
    ["another than the witness's other line", BigInt(NOON + 4)],
  ])("when a cosignature's time is %s", (_, time) => {
    const note = changed(cosigned, ({ signatures }) => ({
      signatures: signatures.map((one, i) =>
        i === 3 ? { ...one, signature: join(big(time, 8), one.signature.subarray(8)) } : one,
      ),
    }));
    expect(codes(note)).toEqual(["bad_timestamp signature 4"]);
  });

  it("when a cosignature was made for another log with the same head", async () => {
    const elsewhere = { ...HEAD, origin: "ca-2.example/exchange" };
    const note = add(signed, await cosign(elsewhere, IN.witness, NOON));
    expect(codes(note)).toEqual(["signature_invalid signature 3", "signature_invalid signature 4"]);
  });

  it("when a cosignature was made under another name with the same keys", async () => {
    const keys = { ed25519Seed: bytesOf("k"), mldsa44Seed: bytesOf("l") };
    const one = witnessSigner({ name: "one.example/witness", ...keys });
    const two = witnessSigner({ name: "two.example/witness", ...keys });
    const renamed = (await cosign(HEAD, one, NOON)).replaceAll("one.example", "two.example");
    expect(codes(add(signed, renamed), CA.log.verifier, [two.verifier])).toEqual([
      "signature_unknown signature 3",
    ]);
  });

  it("when any bit of it is flipped", () => {
    for (let byte = 0; byte < cosigned.length; byte += byte < 400 ? 1 : 23) {
      if (codes(flipped(cosigned, byte * 8 + (byte % 8))).length === 0) expect.fail(`byte ${byte}`);
    }
  });
});

describe("signers", () => {
  const seeds = { ed25519Seed: bytesOf("e"), mldsa44Seed: bytesOf("m") };

  it.each([0, -1, 0.5, Number.NaN, 2 ** 60])("refuse the time %d", async (time) => {
    await expect(signCheckpoint({ size: 1, root }, CA.log, time)).rejects.toThrow(RangeError);
    await expect(cosign(HEAD, IN.witness, time)).rejects.toThrow(RangeError);
  });

  it.each(["", "a b", "a+b", "a\u00a0b", "a\nb", "x".repeat(256)])("refuse the name %j", (name) => {
    expect(() => logSigner({ origin: name, ...seeds })).toThrow(RangeError);
    expect(() => witnessSigner({ name, ...seeds })).toThrow(RangeError);
  });

  it("refuse a seed or key of another length", () => {
    expect(() => logSigner({ origin: "o", ...seeds, ed25519Seed: new Uint8Array(31) })).toThrow();
    expect(() => logSigner({ origin: "o", ...seeds, mldsa44Seed: new Uint8Array(33) })).toThrow();
    expect(() =>
      logVerifier({ origin: "o", ...CA.log.publicKeys, mldsa44: new Uint8Array(1_311) }),
    ).toThrow();
    expect(() => logVerifier({ origin: "o", ...CA.log.publicKeys, ed25519: new Uint8Array(33) })).toThrow();
  });

  it("leave the event loop free while ML-DSA signs", async () => {
    const order: string[] = [];
    const signing = signCheckpoint({ size: 12, root }, CA.log, NOON).then(() => order.push("signed"));
    order.push("free");
    await signing;
    expect(order).toEqual(["free", "signed"]);
  });
});

function fail(): never {
  throw new Error("the fixture's own note lost a line");
}
