import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { CELL_HOLDS, CELL_PATH, frame, LINE_SIZES } from "../../src/exchange/line/door.ts";
import {
  bytesAnswer,
  carried,
  onLine,
  type PeerRig,
  peerRig,
  peerThat,
  saidIn,
  speakTls,
} from "./line-rig.ts";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const { line, cellAsk, cellAnswer } = LINE_SIZES;

async function heard(rig: PeerRig, bytes: string): Promise<string> {
  const shown = { key: rig.partner.keyPem, cert: rig.partner.certPem };
  return (await speakTls(rig.door.port, shown, bytes)).text;
}

describe("an answer on the wire", () => {
  test("has one size, whatever was asked and whatever became of it", async () => {
    await using rig = await peerRig();
    const said = [
      await heard(rig, onLine("POST", "/peer/v1/dispatches", "a".repeat(6_000))),
      await heard(rig, onLine("GET", "/peer/v1/log/checkpoint")),
      await heard(rig, onLine("GET", "/nowhere")),
      await heard(rig, onLine("POST", "/peer/v1/events", "")),
      await heard(rig, onLine("POST", "/peer/v1/stream", "a".repeat(66_000))),
    ];
    expect(said.map((text) => saidIn(text)?.status)).toEqual([200, 200, 404, 400, 413]);
    expect(new Set(said.map((text) => text.length)).size).toBe(1);
  });

  test("has that size where the machinery is broken, too", async () => {
    await using broken = await peerRig({ peer: peerThat({}) });
    await using sound = await peerRig();
    const asked = onLine("POST", "/peer/v1/events", "abc");
    const text = await heard(broken, asked);
    expect(saidIn(text)).toMatchObject({ status: 503, text: "unavailable\n" });
    expect(text.length).toBe((await heard(sound, asked)).length);
    expect(broken.faults).toHaveLength(1);
  });
});

describe("what is no frame", () => {
  const good = frame(new TextEncoder().encode("POST /peer/v1/events\nabc"), line);
  const stained = Uint8Array.from(good);
  stained[good.length - 1] = 1;
  test.each([
    ["bare bytes", new Uint8Array(7).fill(1), "frame_size"],
    ["a frame without its last byte", good.slice(0, -1), "frame_size"],
    ["a larger frame than it needs", new Uint8Array([...good, ...new Uint8Array(12_288)]), "frame_size"],
    ["a cell's size on the line", frame(new Uint8Array(9), cellAsk), "frame_size"],
    ["something in the padding", stained, "frame_padding"],
  ])("(%s) is refused, recorded, and reaches nobody", async (_, bytes, code) => {
    await using rig = await peerRig();
    const text = await heard(rig, carried(bytes));
    expect(saidIn(text)).toMatchObject({ status: 400, text: `${code}\n` });
    expect(rig.rejections).toEqual([{ door: "peer", code, place: "line", digest: sha256(bytes) }]);
    expect(rig.calls).toEqual([]);
  });
});

describe("a cell", () => {
  test.each([0, 1, CELL_HOLDS])(
    "of %i bytes reaches the exchange, and is answered in a cell",
    async (size) => {
      await using rig = await peerRig({ cellAnswerMs: 0 });
      const content = new Uint8Array(size).fill(7);
      const text = await heard(rig, carried(frame(content, cellAsk), CELL_PATH));
      expect(saidIn(text, cellAnswer)).toMatchObject({ status: 200, text: "takeCell" });
      expect(text.length - text.indexOf("\r\n\r\n") - 4).toBe(256);
      expect(rig.calls).toEqual([{ method: "takeCell", partner: "IN", given: content }]);
    },
  );

  test.each([
    ["a line's size", frame(new Uint8Array(9), line), "oversized", 413],
    ["a byte less", frame(new Uint8Array(9), cellAsk).slice(1), "frame_size", 400],
  ])("of %s is none", async (_, bytes, code, status) => {
    await using rig = await peerRig({ cellAnswerMs: 0 });
    const text = await heard(rig, carried(bytes, CELL_PATH));
    expect(saidIn(text, cellAnswer)).toMatchObject({ status, text: `${code}\n` });
    expect(rig.rejections).toMatchObject([{ code, place: "cell" }]);
    expect(rig.calls).toEqual([]);
  });

  test("is answered at its time, not when its work is done: an empty one shows no sooner", async () => {
    const cell = carried(frame(new Uint8Array(9), cellAsk), CELL_PATH);
    await using rig = await peerRig({ cellAnswerMs: 300 });
    const began = performance.now();
    await heard(rig, cell);
    expect(performance.now() - began).toBeGreaterThanOrEqual(299);
  });

  test("that breaks the machinery is answered at its time and in its size", async () => {
    await using rig = await peerRig({ cellAnswerMs: 300, peer: peerThat({}) });
    const began = performance.now();
    const text = await heard(rig, carried(frame(new Uint8Array(9), cellAsk), CELL_PATH));
    expect(performance.now() - began).toBeGreaterThanOrEqual(299);
    expect(saidIn(text, cellAnswer)).toMatchObject({ status: 503 });
  });

  test("whose answer would not fit is answered as broken, never in another size", async () => {
    const peer = peerThat({ takeCell: async () => bytesAnswer("x".repeat(300)) });
    await using rig = await peerRig({ cellAnswerMs: 0, peer });
    const text = await heard(rig, carried(frame(new Uint8Array(9), cellAsk), CELL_PATH));
    expect(saidIn(text, cellAnswer)).toMatchObject({ status: 503 });
  });
});
