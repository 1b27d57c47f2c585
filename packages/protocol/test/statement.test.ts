import {
  decodeStatement,
  deskDigest,
  encodeStatement,
  hexOf,
  nodeDigest,
  readSignedStatement,
  type Statement,
  signStatement,
  statementDigest,
  verifyStatement,
} from "@entente/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BODY, CA, edited, faultsOf, must, sha256, testStatement } from "./fixtures.ts";

const statement = testStatement(BODY, {
  approvalCommitment: sha256("approval"),
  attachmentsDigest: sha256("files"),
});
const bytes = encodeStatement(statement);

describe("the layout", () => {
  const fields: readonly (readonly [string, number, string])[] = [
    ["magic ENTSTMT1", 0, "454e5453544d5431"],
    ["suite", 8, "0001"],
    ["realm live", 10, "00"],
    ["reserved", 11, "00"],
    ["agreement digest", 12, hexOf(statement.agreementDigest)],
    ["sender node", 44, hexOf(statement.sender)],
    ["recipient node", 76, hexOf(statement.recipient)],
    ["recipient desk", 108, hexOf(statement.desk)],
    ["stream", 140, "00112233445566778899aabbccddeeff"],
    ["sequence", 156, "0000000000000007"],
    ["dispatch id", 164, "0197a3c01d2e7f008a1b2c3d4e5f6071"],
    ["body digest", 180, hexOf(sha256(BODY))],
    ["approval commitment", 212, hexOf(sha256("approval"))],
    ["attachments digest", 244, hexOf(sha256("files"))],
    ["made at, milliseconds", 276, "000001a1ee565e00"],
    ["sender log size", 284, "000000000000000c"],
    ["sender log root", 292, hexOf(sha256("sender root"))],
    ["partner log size", 324, "0000000000000000"],
    ["partner log root", 332, hexOf(sha256(""))],
    ["reserved", 364, "00".repeat(52)],
  ];

  it("is 416 bytes, 3789 signed", async () => {
    expect(bytes).toHaveLength(416);
    expect(await signStatement(statement, CA.sign)).toHaveLength(3789);
  });

  it.each(fields)("%s stands at %i", (_name, at, hex) => {
    expect(hexOf(bytes.slice(at, at + hex.length / 2))).toBe(hex);
  });

  it("has no byte between the fields", () => {
    expect(fields.reduce((sum, [, , hex]) => sum + hex.length / 2, 0)).toBe(416);
  });

  it("writes 1 for the exercise realm", () => {
    expect(encodeStatement(testStatement(BODY, { realm: "exercise" }))[10]).toBe(1);
  });

  it("names nodes and desks by digests with domains of their own", () => {
    expect(nodeDigest("CA", "ca-1")).toEqual(sha256("entente/node/v1\0CA/ca-1"));
    expect(deskDigest("CA", "ca-1")).toEqual(sha256("entente/desk/v1\0CA/ca-1"));
  });
});

describe("decoding", () => {
  it("gives back what was encoded", () => {
    expect(must(decodeStatement(bytes))).toEqual(statement);
  });

  it("gives back every statement, byte for byte", () => {
    const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
    const any: fc.Arbitrary<Statement> = fc.record({
      suite: fc.constant(1),
      realm: fc.constantFrom("live", "exercise"),
      agreementDigest: digest,
      sender: digest,
      recipient: digest,
      desk: digest,
      stream: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(hexOf),
      sequence: count,
      dispatch: fc.uuid(),
      bodyDigest: digest,
      approvalCommitment: digest,
      attachmentsDigest: digest,
      madeAt: count,
      senderLog: fc.record({ size: count, root: digest }, { noNullPrototype: true }),
      partnerLog: fc.record({ size: count, root: digest }, { noNullPrototype: true }),
    });
    fc.assert(
      fc.property(any, (value) => {
        const encoded = encodeStatement(value);
        const decoded = must(decodeStatement(encoded));
        expect(decoded).toEqual({ ...value });
        expect(encodeStatement(decoded)).toEqual(encoded);
      }),
    );
  });

  const wrong: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
    ["no bytes", new Uint8Array(0), ["statement_malformed @0"]],
    ["one byte less", bytes.slice(0, 415), ["statement_malformed @415"]],
    ["one byte more", new Uint8Array(417), ["statement_malformed @417"]],
    ["another magic", edited(bytes, 7, 0x32), ["statement_malformed @0"]],
    ["suite 0", edited(bytes, 9, 0), ["unknown_suite @8"]],
    ["suite 2", edited(bytes, 9, 2), ["unknown_suite @8"]],
    ["suite 257", edited(bytes, 8, 1), ["unknown_suite @8"]],
    ["realm 2", edited(bytes, 10, 2), ["statement_malformed @10"]],
    ["reserved byte set", edited(bytes, 11, 1), ["statement_malformed @11"]],
    ["sequence above 2^53 − 1", edited(bytes, 156, 0x00, 0x20), ["statement_malformed @156"]],
    ["id that is no UUID", edited(bytes, 170, 0x0f), ["statement_malformed @164"]],
    ["time above 2^53 − 1", edited(bytes, 276, 0xff), ["statement_malformed @276"]],
    ["sender log size above 2^53 − 1", edited(bytes, 284, 1), ["statement_malformed @284"]],
    ["partner log size above 2^53 − 1", edited(bytes, 324, 1), ["statement_malformed @324"]],
    ["first reserved byte set", edited(bytes, 364, 1), ["statement_malformed @364"]],
    ["last reserved byte set", edited(bytes, 415, 1), ["statement_malformed @364"]],
    [
      "everything wrong at once",
      new Uint8Array(416).fill(0xff),
      ["@0", "@10", "@11", "@156", "@164", "@276", "@284", "@324", "@364"]
        .map((at) => `statement_malformed ${at}`)
        .toSpliced(1, 0, "unknown_suite @8"),
    ],
  ];

  it.each(wrong)("refuses %s", (_name, input, faults) => {
    expect(faultsOf(decodeStatement(input))).toEqual(faults);
  });

  it("takes a Buffer and does not share its memory", () => {
    const buffer = Buffer.from(bytes);
    const decoded = must(decodeStatement(buffer));
    buffer.fill(0);
    expect(decoded).toEqual(statement);
  });
});

describe("encoding refuses as a bug", () => {
  const wrong: readonly (readonly [string, Partial<Statement>])[] = [
    ["a digest of 31 bytes", { bodyDigest: new Uint8Array(31) }],
    ["a stream in capitals", { stream: "00112233445566778899AABBCCDDEEFF" }],
    ["a stream of 15 bytes", { stream: "00".repeat(15) }],
    ["an id in capitals", { dispatch: "0197A3C0-1D2E-7F00-8A1B-2C3D4E5F6071" }],
    ["a negative sequence", { sequence: -1 }],
    ["a fraction", { madeAt: 1.5 }],
    ["a size above 2^53 − 1", { senderLog: { size: 2 ** 53, root: new Uint8Array(32) } }],
  ];

  it.each(wrong)("%s", (_name, changes) => {
    expect(() => encodeStatement(testStatement(BODY, changes))).toThrow(TypeError);
  });
});

describe("a signed statement", () => {
  it("verifies and carries its digest, signatures included", async () => {
    const signed = await signStatement(statement, CA.sign);
    const verified = must(await verifyStatement(signed, CA.verify));
    expect(verified).toEqual({ statement, signed, digest: sha256(signed) });
    expect(statementDigest(signed)).toEqual(sha256(signed));
  });

  it("comes apart into statement and signatures, unverified", async () => {
    const signed = await signStatement(statement, CA.sign);
    const read = must(readSignedStatement(edited(signed, 500, 0)));
    expect(read.statement).toEqual(statement);
    expect([read.bytes.length, read.ed25519.length, read.mldsa65.length]).toEqual([416, 64, 3309]);
    expect(faultsOf(readSignedStatement(signed.slice(1)))).toEqual(["statement_malformed @3788"]);
  });

  it("is judged by the bytes at the time of the call", async () => {
    const signed = await signStatement(statement, CA.sign);
    const buffer = Buffer.from(signed);
    const verifying = verifyStatement(buffer, CA.verify);
    buffer.fill(0);
    expect(must(await verifying)).toEqual({ statement, signed, digest: sha256(signed) });
  });
});
