import { createHash } from "node:crypto";
import {
  attachmentsDigest,
  beginAttachment,
  bytesOfBase64,
  sealAttachment,
  sealingKey,
} from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { announcedOf } from "../../src/exchange/attachments/announced.ts";
import { decodePartAnswer, encodePart } from "../../src/exchange/attachments/part.ts";
import { blobsOf, contentOf, fileAt, rejectionsOf, sentWith } from "./files.ts";
import { forge, verdictOn } from "./forge.ts";
import { type TestNode, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

const PART = 524_288;

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ({ ca, in: india } = pair);
});
afterEach(() => pair.close());

/** What a partner sends who holds his own keys and announces one file. */
async function announcedBy(content: Uint8Array, lie: object = {}) {
  const id = "00112233445566778899aabbccddeeff";
  const sha256 = createHash("sha256").update(content).digest("hex");
  const file = { id, name: "Invented.bin", media_type: "image/jpeg", bytes: content.length, sha256, ...lie };
  const digest = attachmentsDigest([announcedOf(file)]);
  const forged = await forge(ca, india, {
    body: (honest) => ({ ...honest, attachments: [file] }),
    statement: { attachmentsDigest: digest },
  });
  return { forged, file };
}

/** The stream of this content under a seal of Canada's making. */
async function streamOf(content: Uint8Array, bytes = content.length) {
  const to = sealingKey(bytesOfBase64(india.treaty.us.card.seal.xwing) ?? new Uint8Array());
  if (!to.ok) throw new Error("a card holds a usable key");
  const seal = beginAttachment(
    {
      suite: 1,
      realm: "live",
      agreementDigest: ca.treaty.digest,
      sender: ca.treaty.us.digest,
      recipient: india.treaty.us.digest,
      attachment: Uint8Array.from(Buffer.from("00112233445566778899aabbccddeeff", "hex")),
    },
    bytes,
    to.value,
  );
  async function* plain(from: number) {
    yield content.subarray(from);
  }
  const parts: Uint8Array[] = [];
  for await (const part of sealAttachment({ seal, bytes, plain })) parts.push(part);
  const sealing = createHash("sha256").update(seal.header).digest("hex");
  return { stream: new Uint8Array(Buffer.concat(parts)), sealing };
}

async function say(dispatch: string, sealing: string, offset: number, bytes: Uint8Array) {
  const body = encodePart({
    dispatch,
    attachment: "00112233445566778899aabbccddeeff",
    sealing,
    offset,
    bytes,
  });
  const answer = await india.exchange.peer.takeAttachment("CA", body);
  return decodePartAnswer(answer.body) ?? answer.status;
}

describe("a hostile partner", () => {
  const honest = contentOf("honest", 3_000);

  it("whose file is not what he signed gets a code, and nothing of it was shown or is kept", async () => {
    const { forged, file } = await announcedBy(honest);
    expect(await verdictOn(india, forged.sealed)).toBe("stored");
    const { stream, sealing } = await streamOf(contentOf("other", 3_000));
    expect(await say(forged.id, sealing, 0, stream)).toEqual({ state: "checking", held: stream.length });
    await india.exchange.work.attachments();
    expect(await say(forged.id, sealing, 0, new Uint8Array())).toEqual({
      state: "refused",
      held: 0,
      code: "attachment_digest",
    });
    expect(await rejectionsOf(india)).toEqual(["attachment_digest"]);
    expect(await blobsOf(india)).toEqual([]);
    expect(await fileAt(india, forged.id)).toMatchObject({ state: "awaited", held: 0 });
    const again = await streamOf(honest);
    await say(forged.id, again.sealing, 0, again.stream);
    await india.exchange.work.attachments();
    expect(await fileAt(india, forged.id)).toMatchObject({
      attachment: file.id,
      state: "complete",
      reason: null,
    });
  });

  it.each<[string, (stream: Uint8Array) => Uint8Array, string]>([
    ["a turned bit", (stream) => stream.map((byte, at) => (at === 2_000 ? byte ^ 1 : byte)), "seal_broken"],
    ["another enc", (stream) => stream.map((byte, at) => (at === 300 ? byte ^ 1 : byte)), "seal_broken"],
  ])("with %s in his stream is refused at its end", async (_what, change, code) => {
    const { forged } = await announcedBy(honest);
    await verdictOn(india, forged.sealed);
    const stream = change((await streamOf(honest)).stream);
    const sealing = createHash("sha256").update(stream.subarray(0, 1288)).digest("hex");
    await say(forged.id, sealing, 0, stream);
    await india.exchange.work.attachments();
    expect(await say(forged.id, sealing, 0, new Uint8Array())).toMatchObject({ state: "refused", code });
    expect(await blobsOf(india)).toEqual([]);
  });

  it("fills no disk: no more is taken than was announced, and nothing that nobody announced", async () => {
    const { forged } = await announcedBy(honest);
    await verdictOn(india, forged.sealed);
    const { stream, sealing } = await streamOf(honest);
    await say(forged.id, sealing, 0, stream.subarray(0, 2_000));
    const more = new Uint8Array(Buffer.concat([stream.subarray(2_000), new Uint8Array(1)]));
    expect(await say(forged.id, sealing, 2_000, more)).toMatchObject({
      state: "refused",
      code: "trailing_bytes",
    });
    const larger = await streamOf(contentOf("larger", 100_000));
    expect(await say(forged.id, larger.sealing, 0, larger.stream)).toMatchObject({
      state: "refused",
      code: "bucket",
    });
    const unknown = "0190aaaa-0000-7000-8000-00000000000a";
    expect(await say(unknown, sealing, 0, stream)).toMatchObject({
      state: "refused",
      code: "unknown_attachment",
    });
    expect(await blobsOf(india)).toEqual([]);
    // Two ids of one millisecond have no order.
    expect(new Set(await rejectionsOf(india))).toEqual(new Set(["trailing_bytes", "bucket"]));
  });

  it("reaches no file of ours by its name", async () => {
    const { id, file } = await sentWith(pair, honest);
    const body = encodePart({
      dispatch: id,
      attachment: file,
      sealing: "ab".repeat(32),
      offset: 0,
      bytes: new Uint8Array(),
    });
    const answer = await ca.exchange.peer.takeAttachment("IN", body);
    expect(decodePartAnswer(answer.body)).toMatchObject({ state: "refused", code: "unknown_attachment" });
  });

  it.each<[string, (body: Uint8Array) => Uint8Array]>([
    ["less than its front", (body) => body.subarray(0, 71)],
    ["more than a part", (body) => new Uint8Array(Buffer.concat([body, new Uint8Array(PART)]))],
    ["half a header", (body) => body.subarray(0, 72 + 1287)],
    ["a dispatch that is no id", (body) => body.map((byte, at) => (at < 16 ? 0 : byte))],
    ["an offset no number holds", (body) => body.map((byte, at) => (at === 64 ? 255 : byte))],
  ])("who posts %s is refused with a code on the record", async (_what, change) => {
    const { stream, sealing } = await streamOf(honest);
    const bytes = stream.subarray(0, 4_000);
    const dispatch = "0190aaaa-0000-7000-8000-00000000000a";
    const body = encodePart({ dispatch, attachment: "ab".repeat(16), sealing, offset: 0, bytes });
    const answer = await india.exchange.peer.takeAttachment("CA", change(body));
    expect([answer.status, new TextDecoder().decode(answer.body)]).toEqual([
      400,
      '{"code":"attachment_malformed"}',
    ]);
    expect(await rejectionsOf(india)).toEqual(["attachment_malformed"]);
  });

  it.each<[string, Parameters<typeof forge>[2], string]>([
    [
      "whose statement names no file though the body does",
      { statement: { attachmentsDigest: new Uint8Array(32) } },
      "statement_mismatch",
    ],
    [
      "whose statement names other files than the body",
      { statement: { attachmentsDigest: new Uint8Array(32).fill(1) } },
      "statement_mismatch",
    ],
  ])("%s is refused", async (_what, lie, code) => {
    const file = { id: "ab".repeat(16), name: "x", media_type: "a/b", bytes: 1, sha256: "ab".repeat(32) };
    const forged = await forge(ca, india, { body: (body) => ({ ...body, attachments: [file] }), ...lie });
    expect(await verdictOn(india, forged.sealed)).toBe(code);
  });

  it("whose statement names a file and whose body has none is refused", async () => {
    const forged = await forge(ca, india, { statement: { attachmentsDigest: new Uint8Array(32).fill(1) } });
    expect(await verdictOn(india, forged.sealed)).toBe("statement_mismatch");
  });

  it("who attaches a file to a life-threat dispatch is refused", async () => {
    const file = { id: "ab".repeat(16), name: "x", media_type: "a/b", bytes: 1, sha256: "ab".repeat(32) };
    const urgency = { class: "life_threat", reason: "Invented." };
    const forged = await forge(ca, india, {
      body: (body) => ({ ...body, urgency, attachments: [file] }),
      statement: { attachmentsDigest: attachmentsDigest([announcedOf(file)]) },
    });
    expect(await verdictOn(india, forged.sealed)).toBe("schema");
  });
});
