import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Answered,
  encodeAnswered,
  encodeAsked,
  frame,
  LINE_SIZES,
  readAnswered,
  readAsked,
  unframe,
} from "../../src/exchange/line/door.ts";

const KIB = 1024;
const { line, cellAsk, cellAnswer } = LINE_SIZES;
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

describe("the size of a frame", () => {
  it.each([
    [0, 12],
    [1, 12],
    [12 * KIB, 12],
    [12 * KIB + 1, 24],
    [24 * KIB, 24],
    [24 * KIB + 1, 72],
    [72 * KIB + 1, 264],
    [264 * KIB + 1, 1_032],
    [1_032 * KIB + 1, 2_056],
    [2_056 * KIB, 2_056],
  ])("for %i bytes is %i KiB", (bytes, kib) => {
    expect(line(bytes)).toBe(kib * KIB);
  });

  it("is the same for every cell", () => {
    expect([0, 1, 3_584].map(cellAsk)).toEqual([3_584, 3_584, 3_584]);
    expect([0, 1, 256].map(cellAnswer)).toEqual([256, 256, 256]);
  });
});

describe("a frame", () => {
  it("gives its content back, whatever it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30_000 }), (content) => {
        const bytes = frame(content, line);
        expect(bytes.length).toBe(line(content.length + 4));
        expect(unframe(bytes, line)).toEqual({ ok: true, value: content });
      }),
    );
  });

  it("is never made too small", () => {
    expect(() => frame(new Uint8Array(253), cellAnswer)).toThrow(RangeError);
  });

  const good = frame(bytesOf("abc"), line);
  const changed = (at: number, value: number) => Uint8Array.from(good).fill(value, at, at + 1);
  it.each([
    ["nothing", new Uint8Array(), "frame_size"],
    ["half a length", good.slice(0, 3), "frame_size"],
    ["a byte less", good.slice(0, -1), "frame_size"],
    ["a byte more", new Uint8Array([...good, 0]), "frame_size"],
    ["a bucket more than its content needs", new Uint8Array(24 * KIB), "frame_size"],
    ["a length beyond its end", changed(0, 1), "frame_size"],
    ["a length that leaves content in the padding", changed(3, 2), "frame_padding"],
    ["something in the first byte of padding", changed(7, 1), "frame_padding"],
    ["something in the last byte", changed(good.length - 1, 255), "frame_padding"],
  ])("with %s is refused", (_, bytes, code) => {
    expect(unframe(bytes, line)).toMatchObject({ ok: false, faults: [{ code }] });
  });
});

describe("what a frame asks", () => {
  it("comes out as it went in, a line feed in the body too", () => {
    const asked = { method: "POST", path: "/peer/v1/events", body: bytesOf("a\nb\n") } as const;
    expect(readAsked(encodeAsked(asked))).toEqual({ ok: true, value: asked });
  });

  it.each([
    "",
    "\n",
    "GET /x",
    "PUT /x\n",
    "get /x\n",
    "GET  /x\n",
    "GET x\n",
    "GET /x y\n",
    "GET /x\r\n",
    "GET /\u00e9\n",
    `GET /${"x".repeat(300)}\n`,
  ])("%j is nothing", (text) => {
    expect(readAsked(bytesOf(text))).toMatchObject({ ok: false, faults: [{ code: "bad_head" }] });
  });
});

describe("what a frame answers", () => {
  it.each<Answered>([
    { status: 200, type: "application/octet-stream", body: new Uint8Array() },
    { status: 409, type: "text/plain; charset=utf-8", body: bytesOf("7\n") },
    { status: 503, type: "application/json", body: bytesOf("{}") },
  ])("comes out as it went in", (answered) => {
    expect(readAnswered(encodeAnswered(answered))).toEqual({ ok: true, value: answered });
  });

  it.each([
    "",
    "200\n",
    "200 text/html\n",
    "20 application/json\n",
    "600 application/json\n",
    "2000 application/json\n",
    "200 application/json",
  ])("%j is nothing", (text) => {
    expect(readAnswered(bytesOf(text))).toMatchObject({ ok: false, faults: [{ code: "bad_head" }] });
  });
});
