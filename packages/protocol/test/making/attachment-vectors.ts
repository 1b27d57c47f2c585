import { attachmentsDigest, hexOf } from "@entente/protocol";
import { ATTACHMENT_ID, announcedOf, beginFor, streamed, streamedRaw } from "../attachments.ts";
import { AGREEMENT_DIGEST, bytesOf, edited, filler, joined, seedOf, sha256, zeros } from "../fixtures.ts";
import { put, spoilt, writeVectors } from "./vector-writer.ts";

const SHORT = bytesOf("Invented: a picture of twelve drums.");
const LONG = filler("long attachment", 131_172);

export async function writeAttachmentVectors(): Promise<void> {
  const stream = await streamed(SHORT);
  const shared = {
    recipient: "IN/in-1",
    sender: "CA/ca-1",
    realm: "live",
    agreement_digest: hexOf(AGREEMENT_DIGEST),
    suite: 1,
    xwing_seed: hexOf(seedOf("IN xwing")),
    attachment: hexOf(ATTACHMENT_ID),
    bytes: SHORT.length,
    sha256: hexOf(sha256(SHORT)),
  };
  writeVectors(
    "valid/attachment",
    "Sealed attachments to open. The long one is given by header, content and the SHA-256 of the whole stream: with the secret of `enc` everything else follows. Its content is SHAKE256 of the ASCII text `long attachment`. `list_digest` is the digest a statement carries of this attachment alone.",
    [
      { name: "one chunk", stream: hexOf(stream), content: hexOf(SHORT), ...listOf(SHORT) },
      { name: "four chunks", ...(await longCase()), ...listOf(LONG) },
    ],
    shared,
  );
  writeVectors(
    "invalid/attachment",
    "Edits of the valid stream of one chunk, or whole streams sealed by a cheating sender.",
    [...spoiltHeaders(stream), ...spoiltChunks(stream), ...cheated()],
    shared,
  );
}

async function longCase() {
  const seal = beginFor(LONG);
  const stream = await streamed(LONG, seal);
  return {
    header: hexOf(seal.header),
    content_bytes: LONG.length,
    content_sha256: hexOf(sha256(LONG)),
    stream_sha256: hexOf(sha256(stream)),
  };
}

function listOf(content: Uint8Array) {
  return { list_digest: hexOf(attachmentsDigest([announcedOf(content)])) };
}

function spoiltHeaders(stream: Uint8Array): readonly object[] {
  const turned = (at: number) => put(at, (stream[at] ?? 0) ^ 1);
  return [
    spoilt("magic", put(0, 0), "malformed_header @0"),
    spoilt("suite 2", put(9, 2), "unknown_suite @8"),
    spoilt("realm exercise", put(10, 1), "wrong_realm @10"),
    spoilt("realm 2, reserved", put(10, 2, 1), "malformed_header @10", "malformed_header @11"),
    spoilt("agreement", turned(12), "unknown_agreement @12"),
    spoilt("sender", turned(44), "unknown_sender @44"),
    spoilt("recipient", turned(76), "not_recipient @76"),
    spoilt("seal key", turned(108), "unknown_seal_key @108"),
    spoilt("chunk count", put(143, 2), "chunk_count @140"),
    spoilt("bucket 4097", put(151, 1), "bucket @144"),
    spoilt("bucket of another size", put(144, 0, 0, 0, 0, 0, 0, 0x40, 0), "bucket @144"),
    spoilt("another attachment", turned(152), "attachment_mismatch @152"),
    spoilt("enc", turned(168), "seal_broken chunk 0"),
    spoilt("enc with a low-order point", put(1256, ...zeros(32)), "seal_broken @168"),
  ];
}

function spoiltChunks(stream: Uint8Array): readonly object[] {
  const end = stream.length;
  const turned = (at: number) => put(at, (stream[at] ?? 0) ^ 1);
  return [
    spoilt("a byte of the chunk", turned(3000), "seal_broken chunk 0"),
    spoilt("a byte of the tag", turned(end - 1), "seal_broken chunk 0"),
    spoilt("header alone", { at: 1288, remove: end - 1288, insert: "" }, "truncated @1288"),
    spoilt("one byte short", { at: end - 1, remove: 1, insert: "" }, `truncated @${end - 1}`),
    spoilt("one byte long", { at: end, remove: 0, insert: "00" }, `trailing_bytes @${end}`),
  ];
}

function cheated(): readonly object[] {
  const whole = (name: string, padded: Uint8Array, fault: string) => {
    return { name, stream: hexOf(streamedRaw(SHORT, padded)), faults: [fault] };
  };
  const padded = joined(SHORT, new Uint8Array(4096 - SHORT.length));
  return [
    whole("padding at the end", edited(padded, 4095, 1), "padding @4095"),
    whole("padding behind the content", edited(padded, SHORT.length, 1), `padding @${SHORT.length}`),
    whole("other content", edited(padded, 0, 0x69), "attachment_digest sha256"),
  ];
}
