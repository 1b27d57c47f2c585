import {
  admitAttachment,
  attachmentLength,
  attachmentsDigest,
  hexOf,
  newSeed,
  openAttachment,
  openingKey,
  sealAttachment,
} from "@entente/protocol";
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { describe, expect, it } from "vitest";
import { inPieces } from "../src/attachment-chunks.ts";
import {
  ATTACHMENT_ID,
  announcedOf,
  beginFor,
  contextFor,
  streamed,
  streamedRaw,
  streamOf,
  takenBy,
  wholeOf,
} from "./attachments.ts";
import { bytesOf, CA, edited, filler, GB, IN, joined, must, seedOf, sha256 } from "./fixtures.ts";

const KIB = 1024;
const MIB = 1_048_576;
const CHUNK = 64 * KIB;
const SEALED_CHUNK = CHUNK + 16;
const HEADER = 1288;
const THREE = filler("three chunks", 2 * CHUNK + 100);
const STREAM = await streamed(THREE);

describe("a sealed attachment", () => {
  const sizes: readonly (readonly [number, number])[] = [
    [0, 4 * KIB],
    [1, 4 * KIB],
    [4 * KIB, 4 * KIB],
    [4 * KIB + 1, 16 * KIB],
    [CHUNK, CHUNK],
    [CHUNK + 1, 256 * KIB],
    [MIB, MIB],
    [MIB + 1, 2 * MIB],
  ];

  it.each(sizes)("of %i bytes goes into a bucket of %i and comes back", async (size, bucket) => {
    const content = filler("content", size);
    const stream = await streamed(content);
    expect(stream).toHaveLength(HEADER + bucket + 16 * Math.ceil(bucket / CHUNK));
    expect(attachmentLength(size)).toBe(stream.length);
    const { said, kept } = await takenBy(stream, contextFor(content));
    expect(said).toBe("good");
    expect(Buffer.compare(kept, content)).toBe(0);
  });

  it("is different under each seal and never shows its content", async () => {
    const content = bytesOf("Invented: the twelve drums in the picture. ".repeat(4000));
    const stream = await streamed(content);
    expect(Buffer.compare(stream, await streamed(content))).not.toBe(0);
    expect(Buffer.from(stream).includes("drums")).toBe(false);
  });

  it("says nothing readable but agreement, nodes, key, bucket and the attachment's random name", async () => {
    const one = await streamed(THREE);
    const other = await streamed(filler("other content of the same bucket", CHUNK + 7));
    expect(Buffer.compare(one.subarray(0, 168), other.subarray(0, 168))).toBe(0);
    expect(hexOf(one.subarray(152, 168))).toBe(hexOf(ATTACHMENT_ID));
  });
});

describe("going on where a stream broke", () => {
  const places = [0, 1, 700, HEADER, HEADER + 1, HEADER + SEALED_CHUNK, HEADER + 2 * SEALED_CHUNK + 9];

  it.each([...places, attachmentLength(THREE.length)])(
    "the same seal from byte %i on gives the same bytes",
    async (from) => {
      const seal = beginFor(THREE);
      const whole = await streamed(THREE, seal);
      expect(Buffer.compare(await streamed(THREE, seal, from), whole.subarray(from))).toBe(0);
    },
  );

  it.each([0, 1, 2, 3, 4])("an opening that had kept %i chunks ends with the whole digest", async (chunk) => {
    const stream = await streamed(THREE);
    const opening = must(admitAttachment(stream, contextFor(THREE)));
    const before = THREE.subarray(0, chunk * CHUNK);
    const kept: Uint8Array[] = [before];
    const rest = streamOf(stream.subarray(HEADER + chunk * SEALED_CHUNK));
    const result = await openAttachment(opening, rest, async (plain) => void kept.push(plain.slice()), {
      chunk,
      before: streamOf(before),
    });
    expect(result.ok).toBe(true);
    expect(Buffer.compare(joined(...kept), THREE)).toBe(0);
  });

  it("an opening resumed over other bytes than were opened is refused at its end", async () => {
    const stream = await streamed(THREE);
    const opening = must(admitAttachment(stream, contextFor(THREE)));
    const result = await openAttachment(
      opening,
      streamOf(stream.subarray(HEADER + SEALED_CHUNK)),
      async () => {},
      {
        chunk: 1,
        before: streamOf(filler("other", CHUNK)),
      },
    );
    expect(result).toMatchObject({ ok: false, faults: [{ code: "attachment_digest", where: "sha256" }] });
  });

  it("an opening resumed with too few bytes is a bug of the caller", async () => {
    const opening = must(admitAttachment(await streamed(THREE), contextFor(THREE)));
    const short = { chunk: 1, before: streamOf(THREE.subarray(0, 5)) };
    await expect(openAttachment(opening, streamOf(THREE), async () => {}, short)).rejects.toThrow(TypeError);
  });
});

describe("memory", () => {
  it("does not grow with the stream: what is asked of the source is at most one piece ahead", async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let turn = 0; turn < 1600; turn += 1) {
        given += KIB * 64;
        yield new Uint8Array(KIB * 64);
      }
    }
    const bytes = 100 * MIB;
    let taken = 0;
    let furthest = 0;
    for await (const part of sealAttachment({
      seal: beginFor(new Uint8Array(bytes)),
      bytes,
      plain: endless,
    })) {
      taken += part.length;
      furthest = Math.max(furthest, given - taken);
    }
    expect(taken).toBe(attachmentLength(bytes));
    expect(furthest).toBeLessThanOrEqual(2 * CHUNK);
  });

  it("pieces are cut the same however the source is cut", async () => {
    const bytes = filler("pieces", 1000);
    for (const slice of [1, 7, 64, 100, 1000]) {
      const lengths: number[] = [];
      for await (const piece of inPieces(streamOf(bytes, slice), 64)) lengths.push(piece.length);
      expect(lengths).toEqual([...Array.from({ length: 15 }, () => 64), 40]);
    }
  });
});

describe("a header is refused before a byte is taken", () => {
  const other = openingKey(newSeed());
  it.each<[string, Parameters<typeof contextFor>[1], readonly string[]]>([
    ["for another node", { self: GB.digest }, ["not_recipient @76"]],
    ["of another realm", { realm: "exercise" }, ["wrong_realm @10"]],
    ["under another agreement", { agreementDigest: sha256("other") }, ["unknown_agreement @12"]],
    ["of another suite than agreed", { suite: 2 }, ["suite_mismatch @8"]],
    ["of another sender than the dispatch's", { sender: GB.digest }, ["unknown_sender @44"]],
    ["to a key that was erased", { openingKeys: new Map([["00", other]]) }, ["unknown_seal_key @108"]],
    [
      "of another attachment",
      { announced: { ...announcedOf(THREE), id: filler("x", 16) } },
      ["attachment_mismatch @152"],
    ],
    [
      "of a larger bucket than announced",
      { announced: { ...announcedOf(THREE), bytes: 5 } },
      ["bucket @144"],
    ],
    [
      "of a smaller bucket than announced",
      { announced: { ...announcedOf(THREE), bytes: MIB } },
      ["bucket @144"],
    ],
  ])("%s", async (_name, changes, faults) => {
    expect(await takenBy(STREAM, contextFor(THREE, changes))).toMatchObject({
      said: faults,
      kept: new Uint8Array(),
    });
  });
});

describe("a stream is refused", () => {
  const stream = STREAM;
  const chunkAt = (index: number) =>
    stream.subarray(HEADER + index * SEALED_CHUNK, HEADER + (index + 1) * SEALED_CHUNK);
  const head = stream.subarray(0, HEADER);
  const end = attachmentLength(THREE.length);

  it.each<[string, Uint8Array, string]>([
    ["cut inside a chunk", stream.subarray(0, end - 1), `truncated @${end - 1}`],
    ["cut at a chunk", stream.subarray(0, end - SEALED_CHUNK), `truncated @${end - SEALED_CHUNK}`],
    ["cut behind the header", head, `truncated @${HEADER}`],
    ["with a byte behind it", joined(stream, Uint8Array.of(0)), `trailing_bytes @${end}`],
    ["with a chunk behind it", joined(stream, chunkAt(3)), `trailing_bytes @${end}`],
    [
      "with two chunks changed about",
      joined(head, chunkAt(1), chunkAt(0), chunkAt(2), chunkAt(3)),
      "seal_broken chunk 0",
    ],
    [
      "with a chunk twice",
      joined(head, chunkAt(0), chunkAt(0), chunkAt(2), chunkAt(3)),
      "seal_broken chunk 1",
    ],
    [
      "with the last chunk dropped and another in its place",
      joined(head, chunkAt(0), chunkAt(1), chunkAt(2), chunkAt(2)),
      "seal_broken chunk 3",
    ],
    ["with a bit turned", edited(stream, end - 20, (stream[end - 20] ?? 0) ^ 1), "seal_broken chunk 3"],
    ["with another enc", edited(stream, 200, (stream[200] ?? 0) ^ 1), "seal_broken chunk 0"],
    [
      "with padding that holds something",
      streamedRaw(THREE, edited(paddedTo(THREE, 256 * KIB), 256 * KIB - 1, 7)),
      `padding @${256 * KIB - 1}`,
    ],
    [
      "with padding that holds something right behind the content",
      streamedRaw(THREE, edited(paddedTo(THREE, 256 * KIB), THREE.length, 7)),
      `padding @${THREE.length}`,
    ],
    [
      "of other content of the same size",
      streamedRaw(THREE, paddedTo(filler("other", THREE.length), 256 * KIB)),
      "attachment_digest sha256",
    ],
  ])("%s", async (_name, bytes, fault) => {
    expect((await takenBy(bytes, contextFor(THREE))).said).toEqual([fault]);
  });

  it("whose content is longer than announced: the rest counts as padding", async () => {
    const longer = joined(THREE, Uint8Array.of(1));
    const announced = { ...announcedOf(THREE) };
    const { said } = await takenBy(await streamed(longer), contextFor(longer, { announced }));
    expect(said).toEqual([`padding @${THREE.length}`]);
  });

  it("of the exercise, relabelled as live", async () => {
    const exercise = await streamed(THREE, beginFor(THREE, { realm: "exercise" }));
    const relabelled = edited(exercise, 10, 0);
    expect((await takenBy(relabelled, contextFor(THREE))).said).toEqual(["seal_broken chunk 0"]);
  });
});

it("a seal of another size, and content of another length, are bugs of the caller", async () => {
  const seal = beginFor(THREE);
  const sealing = (bytes: number, content: Uint8Array) =>
    wholeOf(sealAttachment({ seal, bytes, plain: (at) => streamOf(content.subarray(at)) }));
  await expect(sealing(5, THREE)).rejects.toThrow(TypeError);
  await expect(sealing(THREE.length + 1, THREE)).rejects.toThrow(TypeError);
  await expect(sealing(THREE.length - 1, THREE)).rejects.toThrow(TypeError);
});

describe("the digest in the statement", () => {
  const [a, b] = [announcedOf(THREE), { ...announcedOf(bytesOf("b")), id: filler("b", 16) }];

  it("is 32 zeros where there are none", () => {
    expect(attachmentsDigest([])).toEqual(new Uint8Array(32));
  });

  it("binds every field, the order and the number", () => {
    const lists = [
      [a],
      [b],
      [a, b],
      [b, a],
      [{ ...a, bytes: 1 }],
      [{ ...a, id: b.id }],
      [{ ...a, sha256: b.sha256 }],
    ];
    expect(new Set(lists.map((list) => hexOf(attachmentsDigest(list)))).size).toBe(lists.length);
  });
});

describe("an independent HPKE library, from spec/attachments.md alone", () => {
  const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const u32 = (value: number) =>
    Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  const aad = (header: Uint8Array, index: number, last: boolean) =>
    joined(sha256(header), u32(index), Uint8Array.of(last ? 1 : 0));

  it("opens what we seal", async () => {
    const stream = await streamed(THREE);
    const recipientKey: unknown = await suite.kem.deserializePrivateKey(seedOf("IN xwing"));
    const header = stream.slice(0, HEADER);
    const info = bytesOf("entente/attachment/v1/live");
    const context = await suite.createRecipientContext({ recipientKey, enc: header.slice(168), info });
    const parts: Uint8Array[] = [];
    for (let index = 0; index < 4; index += 1) {
      const from = HEADER + index * SEALED_CHUNK;
      parts.push(
        new Uint8Array(
          await context.open(stream.slice(from, from + SEALED_CHUNK), aad(header, index, index === 3)),
        ),
      );
    }
    expect(Buffer.compare(joined(...parts).subarray(0, THREE.length), THREE)).toBe(0);
  });

  it("seals what we open", async () => {
    const recipientPublicKey: unknown = await suite.kem.deserializePublicKey(IN.opening.publicKey);
    const info = bytesOf("entente/attachment/v1/live");
    const context = await suite.createSenderContext({ recipientPublicKey, info });
    const header = joined(
      bytesOf("ENTATCH1"),
      Uint8Array.of(0, 1, 0, 0),
      contextFor(THREE).agreementDigest,
      CA.digest,
      IN.digest,
      sha256(IN.opening.publicKey),
      u32(4),
      u32(0),
      u32(256 * KIB),
      ATTACHMENT_ID,
      new Uint8Array(context.enc),
    );
    const plain = paddedTo(THREE, 256 * KIB);
    const parts: Uint8Array[] = [header];
    for (let index = 0; index < 4; index += 1) {
      const chunk = plain.slice(index * CHUNK, (index + 1) * CHUNK);
      parts.push(new Uint8Array(await context.seal(chunk, aad(header, index, index === 3))));
    }
    expect((await takenBy(joined(...parts), contextFor(THREE))).said).toBe("good");
  });
});

function paddedTo(content: Uint8Array, length: number): Uint8Array {
  return joined(content, new Uint8Array(length - content.length));
}
