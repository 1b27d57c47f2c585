// Sealed attachments for the tests: what CA announces and seals for IN, and what only a cheating sender could make.
import {
  type AnnouncedAttachment,
  type AttachmentContext,
  type AttachmentSeal,
  admitAttachment,
  beginAttachment,
  hexOf,
  openAttachment,
  sealAttachment,
} from "@entente/protocol";
import { attachmentChunks, sealChunk } from "../src/attachment-chunks.ts";
import { readAttachmentHeader } from "../src/attachment-header.ts";
import { AGREEMENT_DIGEST, CA, filler, IN, joined, must, sha256 } from "./fixtures.ts";

export const ATTACHMENT_ID = filler("attachment id", 16);

type Names = Parameters<typeof beginAttachment>[0];

const NAMES: Names = {
  suite: 1,
  realm: "live",
  agreementDigest: AGREEMENT_DIGEST,
  sender: CA.digest,
  recipient: IN.digest,
  attachment: ATTACHMENT_ID,
};

/** What the signed body of the dispatch would say of this content. */
export function announcedOf(content: Uint8Array): AnnouncedAttachment {
  return { id: ATTACHMENT_ID, bytes: content.length, sha256: sha256(content) };
}

/** What IN knows when the stream of this content begins to arrive. */
export function contextFor(content: Uint8Array, changes: Partial<AttachmentContext> = {}): AttachmentContext {
  return {
    self: IN.digest,
    realm: "live",
    suite: 1,
    agreementDigest: AGREEMENT_DIGEST,
    sender: CA.digest,
    openingKeys: new Map([[hexOf(IN.opening.digest), IN.opening]]),
    announced: announcedOf(content),
    ...changes,
  };
}

/** Bytes as a stream that gives `slice` of them at once. */
export async function* streamOf(bytes: Uint8Array, slice = 50_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += slice) yield bytes.subarray(at, at + slice);
}

export async function wholeOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return joined(...parts);
}

export function beginFor(content: Uint8Array, changes: Partial<Names> = {}): AttachmentSeal {
  return beginAttachment({ ...NAMES, ...changes }, content.length, IN.sealing);
}

/** The whole stream under one seal. */
export function streamed(content: Uint8Array, seal = beginFor(content), from = 0): Promise<Uint8Array> {
  const plain = (at: number) => streamOf(content.subarray(at));
  return wholeOf(sealAttachment({ seal, bytes: content.length, plain, from }));
}

/** A stream of chunks of CA's own making under an honest header: padding included, `padded` is what is sealed. */
export function streamedRaw(content: Uint8Array, padded: Uint8Array): Uint8Array {
  const { header, secret } = beginFor(content);
  const chunks = attachmentChunks(header, must(readAttachmentHeader(header)), secret);
  const sealed = Array.from({ length: Math.ceil(padded.length / 65_536) }, (_, index) =>
    sealChunk(chunks, index, padded.subarray(index * 65_536, (index + 1) * 65_536)),
  );
  return joined(header, ...sealed);
}

/** What IN says of a whole stream: the kept content where it is good, else every fault; and what was kept anyway. */
export async function takenBy(
  stream: Uint8Array,
  context: AttachmentContext,
): Promise<{ readonly said: "good" | readonly string[]; readonly kept: Uint8Array }> {
  const kept: Uint8Array[] = [];
  const admitted = admitAttachment(stream, context);
  const result = admitted.ok
    ? await openAttachment(admitted.value, streamOf(stream.subarray(1288)), async (plain) => {
        kept.push(plain.slice());
      })
    : admitted;
  const said = result.ok ? "good" : result.faults.map(({ code, where }) => `${code} ${where}`);
  return { said, kept: joined(...kept) };
}
