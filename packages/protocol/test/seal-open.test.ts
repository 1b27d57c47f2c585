import {
  hexOf,
  type KnownAgreement,
  newSeed,
  open,
  openingKey,
  readCover,
  type Statement,
  seal,
  sealedLength,
  sealingKey,
  signStatement,
  verifyingKeys,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { bucketFor } from "../src/cover.ts";
import {
  AGREEMENT_DIGEST,
  BODY,
  CA,
  edited,
  filler,
  GB,
  hybridKeys,
  IN,
  joined,
  must,
  sha256,
  testContext,
  testStatement,
  zeros,
} from "./fixtures.ts";
import { payloadOf, said, sealedFor, sealedRaw } from "./sealed.ts";

const KIB = 1024;
const MIB = 1_048_576;
const sealed = await sealedFor();

describe("a sealed dispatch", () => {
  it("opens at its recipient with everything that was verified", async () => {
    const signed = await signStatement(testStatement(), CA.sign);
    const result = await open(seal({ signed, body: BODY, to: IN.sealing }), testContext());
    expect(result).toMatchObject({
      kind: "opened",
      statement: testStatement(),
      signed,
      digest: sha256(signed),
      body: BODY,
      signer: CA.verify,
    });
  });

  it("is different each time, and never shows its content", async () => {
    const again = await sealedFor();
    expect(again).not.toEqual(sealed);
    expect(Buffer.from(sealed).includes("consignment")).toBe(false);
  });

  it("may be sealed again to a newer key without a new signature", async () => {
    const next = openingKey(newSeed());
    const signed = await signStatement(testStatement(), CA.sign);
    const bytes = seal({ signed, body: BODY, to: must(sealingKey(next.publicKey)) });
    expect(await said(bytes)).toEqual(["unknown_seal_key @108"]);
    const openingKeys = new Map([IN.opening, next].map((key) => [hexOf(key.digest), key]));
    expect(await said(bytes, testContext({ openingKeys }))).toBe("opened");
  });

  it("says nothing to an observer but agreement, nodes, key, bucket", () => {
    const cover = must(readCover(sealed));
    expect(cover).toMatchObject({
      suite: 1,
      realm: "live",
      agreementDigest: AGREEMENT_DIGEST,
      sender: CA.digest,
      recipient: IN.digest,
      sealKey: IN.opening.digest,
      chunks: 1,
      bucket: 4 * KIB,
    });
    expect(sealedLength(cover)).toBe(sealed.length);
    expect(sealed).toHaveLength(1272 + 4 * KIB + 16);
  });
});

describe("sizes", () => {
  /** 3801 bytes stand before the body. */
  const sizes: readonly (readonly [number, number])[] = [
    [0, 4 * KIB],
    [295, 4 * KIB],
    [296, 16 * KIB],
    [16 * KIB - 3801, 16 * KIB],
    [16 * KIB - 3800, 64 * KIB],
    [64 * KIB - 3801, 64 * KIB],
    [64 * KIB - 3800, 256 * KIB],
    [256 * KIB - 3800, MIB],
    [MIB - 3801, MIB],
    [MIB - 3800, 2 * MIB],
    [MIB, 2 * MIB],
  ];

  it.each(sizes)("a body of %i bytes goes into a bucket of %i and comes back", async (size, bucket) => {
    const body = filler("body", size);
    const bytes = await sealedFor(body);
    expect(bytes).toHaveLength(1272 + bucket + 16 * Math.ceil(bucket / (64 * KIB)));
    const result = await open(bytes, testContext());
    expect(result.kind === "opened" && Buffer.compare(result.body, body) === 0).toBe(true);
  });

  it("above a MiB buckets are whole MiB", () => {
    expect([MIB + 1, 2 * MIB, 2 * MIB + 1].map(bucketFor)).toEqual([2 * MIB, 2 * MIB, 3 * MIB]);
  });

  it("a body above the limit is refused by the receiver before anything is opened", async () => {
    const big = await sealedFor(filler("body", 2 * MIB));
    expect(await said(big)).toEqual(["oversized @144"]);
    expect(await said(big, testContext({ maxBody: 2 * MIB }))).toBe("opened");
    const within = await sealedFor(filler("body", 5000));
    expect(await said(within, testContext({ maxBody: 4999 }))).toEqual(["oversized @3793"]);
    expect(await said(within, testContext({ maxBody: 5000 }))).toBe("opened");
  });

  it("a body above the limit, or another body, is not sealed: a bug of the caller", async () => {
    const body = filler("body", 100);
    const signed = await signStatement(testStatement(body), CA.sign);
    expect(() => seal({ signed, body, to: IN.sealing, maxBody: 99 })).toThrow(TypeError);
    expect(() => seal({ signed, body: BODY, to: IN.sealing })).toThrow(TypeError);
    expect(() => seal({ signed: signed.slice(1), body, to: IN.sealing })).toThrow(TypeError);
  });
});

describe("what the receiver knows decides", () => {
  const known: KnownAgreement = { suite: 1, senders: new Map([[hexOf(CA.digest), [CA.verify]]]) };
  const agreements = (agreement: KnownAgreement) => new Map([[hexOf(AGREEMENT_DIGEST), agreement]]);
  const cases = [
    ["another node's dispatch is not mine", { self: GB.digest }, "not_mine"],
    ["the other realm", { realm: "exercise" }, ["wrong_realm @10"]],
    ["an unknown agreement", { agreements: new Map() }, ["unknown_agreement @12"]],
    [
      "an agreement that wants a higher suite",
      { agreements: agreements({ ...known, suite: 2 }) },
      ["suite_mismatch @8"],
    ],
    [
      "an agreement that wants a lower suite",
      { agreements: agreements({ ...known, suite: 0 }) },
      ["suite_mismatch @8"],
    ],
    [
      "a sender of no party",
      { agreements: agreements({ ...known, senders: new Map() }) },
      ["unknown_sender @44"],
    ],
    [
      "a sender all of whose keys are revoked",
      { agreements: agreements({ ...known, senders: new Map([[hexOf(CA.digest), []]]) }) },
      ["unknown_sender @44"],
    ],
    ["an erased opening key", { openingKeys: new Map() }, ["unknown_seal_key @108"]],
    [
      "everything at once",
      { realm: "exercise", agreements: new Map(), openingKeys: new Map(), maxBody: 10 },
      ["wrong_realm @10", "unknown_agreement @12", "unknown_seal_key @108"],
    ],
  ] as const;

  it.each(cases)("%s", async (_name, changes, expected) => {
    expect(await said(sealed, testContext(changes))).toEqual(expected);
  });

  it("a sender known under one agreement is a stranger under another", async () => {
    const other = sha256("another agreement");
    const stranger: KnownAgreement = { suite: 1, senders: new Map([[hexOf(GB.digest), [GB.verify]]]) };
    const both = new Map([...testContext().agreements, [hexOf(other), stranger]]);
    const crossing = await sealedFor(BODY, { agreementDigest: other });
    expect(await said(crossing, testContext({ agreements: both }))).toEqual(["unknown_sender @44"]);
  });

  it("two key pairs count while one replaces the other, and each pair only as a whole", async () => {
    const next = must(verifyingKeys(hybridKeys("CA next").publics));
    const mixed = { ...next, ed25519: CA.verify.ed25519 };
    const senders = (...keys: (typeof next)[]) => ({
      suite: 1,
      senders: new Map([[hexOf(CA.digest), keys]]),
    });
    const result = await open(sealed, testContext({ agreements: agreements(senders(next, CA.verify)) }));
    expect(result).toMatchObject({ kind: "opened", signer: CA.verify });
    expect(await said(sealed, testContext({ agreements: agreements(senders(next)) }))).toEqual([
      "signature_ed25519 @416",
      "signature_mldsa65 @480",
    ]);
    expect(await said(sealed, testContext({ agreements: agreements(senders(mixed)) }))).toEqual([
      "signature_mldsa65 @480",
    ]);
  });

  it("an exercise opens only in the exercise realm", async () => {
    const exercise = await sealedFor(BODY, { realm: "exercise" });
    expect(await said(exercise, testContext({ realm: "exercise" }))).toBe("opened");
    expect(await said(exercise)).toEqual(["wrong_realm @10"]);
  });

  it("the realm on the cover cannot be exchanged: the seal itself is of one realm", async () => {
    const relabelled = edited(sealed, 10, 1);
    expect(await said(relabelled, testContext({ realm: "exercise" }))).toEqual(["seal_broken chunk 0"]);
  });
});

describe("a cover that was changed", () => {
  const cases: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
    ["nothing", new Uint8Array(0), ["truncated @0"]],
    ["half a cover", sealed.slice(0, 600), ["truncated @600"]],
    ["another magic", edited(sealed, 0, 0), ["malformed_cover @0"]],
    ["suite 2", edited(sealed, 9, 2), ["unknown_suite @8"]],
    ["suite 0", edited(sealed, 9, 0), ["unknown_suite @8"]],
    ["realm 2", edited(sealed, 10, 2), ["malformed_cover @10"]],
    ["reserved byte", edited(sealed, 11, 1), ["malformed_cover @11"]],
    ["agreement", edited(sealed, 12, 0, 0), ["unknown_agreement @12"]],
    ["sender", edited(sealed, 44, 0, 0), ["unknown_sender @44"]],
    ["seal key", edited(sealed, 108, 0, 0), ["unknown_seal_key @108"]],
    ["no chunk", edited(sealed, 143, 0), ["chunk_count @140"]],
    ["two chunks", edited(sealed, 143, 2), ["chunk_count @140"]],
    ["2^32 − 1 chunks", edited(sealed, 140, 0xff, 0xff, 0xff, 0xff), ["chunk_count @140"]],
    ["bucket 0", edited(sealed, 150, 0), ["bucket @144"]],
    ["bucket 4097", edited(sealed, 151, 1), ["bucket @144"]],
    ["bucket 16 KiB", edited(sealed, 150, 0x40), ["truncated @5384"]],
    ["bucket above 2^53", edited(sealed, 144, 0xff), ["malformed_cover @144", "bucket @144"]],
    ["bucket of a TiB", edited(sealed, 144, 0, 0, 1, 0, 0, 0, 0, 0), ["chunk_count @140"]],
    ["enc, ML-KEM half", edited(sealed, 152, (sealed[152] ?? 0) ^ 1), ["seal_broken chunk 0"]],
    ["enc, X25519 half", edited(sealed, 1250, (sealed[1250] ?? 0) ^ 1), ["seal_broken chunk 0"]],
    ["enc with a low-order point", edited(sealed, 1240, ...zeros(32)), ["seal_broken @152"]],
    ["last byte missing", sealed.slice(0, -1), ["truncated @5383"]],
    ["one byte more", joined(sealed, Uint8Array.of(0)), ["trailing_bytes @5384"]],
    ["the dispatch twice", joined(sealed, sealed), ["trailing_bytes @5384"]],
    [
      "all faults of a cover at once",
      edited(sealed, 8, 9, 9, 9, 9),
      ["unknown_suite @8", "malformed_cover @10", "malformed_cover @11"],
    ],
  ];

  it.each(cases)("is refused: %s", async (_name, bytes, faults) => {
    expect(await said(bytes)).toEqual(faults);
  });

  it("to another recipient is not mine", async () => {
    expect(await said(edited(sealed, 76, 0, 0))).toBe("not_mine");
  });
});

describe("a sender who cheats inside the seal", () => {
  const differing: readonly (readonly [string, Partial<Statement>, readonly string[]])[] = [
    ["realm", { realm: "exercise" }, ["statement_mismatch realm"]],
    ["agreement", { agreementDigest: sha256("x") }, ["statement_mismatch agreement"]],
    ["sender", { sender: GB.digest }, ["statement_mismatch sender"]],
    ["recipient", { recipient: GB.digest }, ["statement_mismatch recipient"]],
    ["body", { bodyDigest: sha256("x") }, ["body_digest body"]],
    [
      "everything",
      {
        realm: "exercise",
        agreementDigest: GB.digest,
        sender: GB.digest,
        recipient: GB.digest,
        bodyDigest: GB.digest,
      },
      ["realm", "agreement", "sender", "recipient"]
        .map((name) => `statement_mismatch ${name}`)
        .concat("body_digest body"),
    ],
  ];

  it.each(differing)("is refused: the signed statement names another %s", async (_name, changes, faults) => {
    expect(await said(sealedRaw(await payloadOf(changes)))).toEqual(faults);
  });

  const spoilt: readonly (readonly [string, (payload: Uint8Array) => Uint8Array, readonly string[]])[] = [
    ["statement length 3788", (payload) => edited(payload, 3, 0xcc), ["payload_malformed @0"]],
    ["body length above the payload", (payload) => edited(payload, 3799, 0x20), ["payload_malformed @3793"]],
    ["body length of 2^63", (payload) => edited(payload, 3793, 0x80), ["payload_malformed @3793"]],
    ["body length one less", (payload) => edited(payload, 3800, BODY.length - 1), ["padding @3863"]],
    ["body length one more", (payload) => edited(payload, 3800, BODY.length + 1), ["body_digest body"]],
    ["a word in the padding", (payload) => edited(payload, 4000, 1), ["padding @4000"]],
    ["the last padding byte", (payload) => edited(payload, 4095, 1), ["padding @4095"]],
    ["a larger bucket than needed", (payload) => joined(payload, new Uint8Array(12 * KIB)), ["bucket @3793"]],
    ["broken statement", (payload) => edited(payload, 4 + 11, 1), ["statement_malformed @11"]],
    ["statement of suite 2", (payload) => edited(payload, 4 + 9, 2), ["unknown_suite @8"]],
    ["Ed25519 signature", (payload) => edited(payload, 4 + 416, 0, 0, 0), ["signature_ed25519 @416"]],
    ["ML-DSA signature", (payload) => edited(payload, 4 + 480, 0, 0, 0), ["signature_mldsa65 @480"]],
    [
      "both signatures",
      (payload) => edited(payload, 4 + 416, ...zeros(3373)),
      ["signature_ed25519 @416", "signature_mldsa65 @480"],
    ],
    ["body byte", (payload) => edited(payload, 3801, 0), ["body_digest body"]],
  ];

  it.each(spoilt)("is refused: %s", async (_name, spoil, faults) => {
    expect(await said(sealedRaw(spoil(await payloadOf())))).toEqual(faults);
  });

  it("the untouched payload opens, so these tables can fail", async () => {
    expect(await said(sealedRaw(await payloadOf()))).toBe("opened");
  });
});

describe("every byte counts", () => {
  it("of a dispatch of one chunk", { timeout: 120_000 }, async () => {
    for (let at = 0; at < sealed.length; at++) {
      const flipped = edited(sealed, at, (sealed[at] ?? 0) ^ (1 << (at % 8)));
      expect(await said(flipped), `byte ${at}`).not.toBe("opened");
    }
  });

  it("of a Buffer from a pool as well, and the pool may be reused at once", async () => {
    const buffer = Buffer.concat([Buffer.alloc(3), sealed]).subarray(3);
    const opening = open(buffer, testContext());
    buffer.fill(0);
    const result = await opening;
    expect(result.kind === "opened" && Buffer.compare(result.body, BODY) === 0).toBe(true);
  });
});

describe("chunks", () => {
  const size = 64 * KIB + 16;
  const chunk = (bytes: Uint8Array, index: number) =>
    bytes.slice(1272 + index * size, 1272 + (index + 1) * size);
  const rebuilt = (bytes: Uint8Array, ...order: number[]) =>
    joined(bytes.slice(0, 1272), ...order.map((index) => chunk(bytes, index)));

  it("cannot be reordered, repeated, dropped, or taken from another dispatch", async () => {
    const bytes = await sealedFor(filler("long body", 200_000));
    const other = await sealedFor(filler("long body", 200_000));
    expect(await said(rebuilt(bytes, 0, 1, 2, 3))).toBe("opened");
    expect(await said(rebuilt(bytes, 1, 0, 2, 3))).toEqual(["seal_broken chunk 0"]);
    expect(await said(rebuilt(bytes, 0, 1, 1, 3))).toEqual(["seal_broken chunk 2"]);
    expect(await said(rebuilt(bytes, 0, 1, 2))).toEqual([`truncated @${bytes.length - size}`]);
    expect(await said(rebuilt(bytes, 0, 1, 3, 2))).toEqual(["seal_broken chunk 2"]);
    const mixed = joined(rebuilt(bytes, 0, 1, 2), chunk(other, 3));
    expect(await said(mixed)).toEqual(["seal_broken chunk 3"]);
  });

  it("cannot be cut off at the end by a shorter cover", async () => {
    const bytes = await sealedFor(filler("long body", 200_000));
    const shorter = edited(edited(rebuilt(bytes, 0), 140, 0, 0, 0, 1), 144, 0, 0, 0, 0, 0, 1, 0, 0);
    expect(await said(shorter)).toEqual(["seal_broken chunk 0"]);
  });
});
