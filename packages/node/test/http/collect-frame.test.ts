import { describe, expect, it } from "vitest";
import {
  fitting,
  type Question,
  questionsFrame,
  type Reply,
  readQuestions,
  readReplies,
  repliesFrame,
} from "../../src/exchange/line/collect-frame.ts";

const id = (fill: number) => new Uint8Array(16).fill(fill);
const bytes = (...values: number[]) => Uint8Array.from(values);
const ASKED: readonly Question[] = [
  { id: id(1), method: "POST", path: "/peer/v1/dispatches", body: bytes(1, 2, 3) },
  { id: id(2), method: "GET", path: "/peer/v1/log/tile/0/000.p/7", body: bytes() },
];
const ANSWERED: readonly Reply[] = [
  { id: id(1), status: 200, body: bytes(9) },
  { id: id(2), status: 503, body: bytes() },
];

describe("what is collected", () => {
  it("is read as it was written: questions, answers, none at all", () => {
    expect(readQuestions(questionsFrame(ASKED))).toEqual({ ok: true, value: ASKED });
    expect(readReplies(repliesFrame(ANSWERED))).toEqual({ ok: true, value: ANSWERED });
    expect(readQuestions(questionsFrame([]))).toEqual({ ok: true, value: [] });
    expect(readReplies(repliesFrame([]))).toEqual({ ok: true, value: [] });
  });

  it("is read whole or not at all, wherever it is cut", () => {
    const [asked, answered] = [questionsFrame(ASKED), repliesFrame(ANSWERED)];
    for (let at = 0; at < asked.length; at += 1)
      expect(readQuestions(asked.subarray(0, at)).ok, `${at}`).toBe(false);
    for (let at = 0; at < answered.length; at += 1)
      expect(readReplies(answered.subarray(0, at)).ok, `${at}`).toBe(false);
  });

  const one = (change: Partial<Question>) => questionsFrame([{ ...(ASKED[0] as Question), ...change }]);
  it.each<[string, Uint8Array]>([
    ["a byte more", Uint8Array.from([...questionsFrame(ASKED), 0])],
    ["another version", Uint8Array.from([2, ...questionsFrame(ASKED).subarray(1)])],
    ["more items than 64", Uint8Array.from([1, 65])],
    ["an unknown method", replaced(questionsFrame(ASKED), 18, 2)],
    ["a body behind a GET", questionsFrame([{ ...(ASKED[1] as Question), body: bytes(1) }])],
    ["a path of another door", one({ path: "/api/officers" })],
    ["a path with a query", one({ path: "/peer/v1/gaps?x=1" })],
    ["a path that is none", one({ path: "/peer/v1/" })],
    ["a path with a line break", one({ path: "/peer/v1/gaps\n" })],
    ["an announced length beyond the end", replaced(questionsFrame(ASKED), 39, 0xff)],
  ])("with %s is no question", (_, frame) => expect(readQuestions(frame)).toMatchObject({ ok: false }));

  it.each([0, 199, 600, 65_535])("with status %d is no answer", (status) => {
    expect(readReplies(repliesFrame([{ id: id(1), status, body: bytes() }]))).toMatchObject({ ok: false });
  });

  it("fits one frame: 64 items, a megabyte and a half and the item that passes it, at least one", () => {
    const of = (size: number) => ({ body: new Uint8Array(size) });
    expect(fitting([of(9_000_000), of(1)])).toHaveLength(1);
    expect(fitting([of(1_000_000), of(500_000), of(500_000)])).toHaveLength(2);
    expect(fitting(Array.from({ length: 90 }, () => of(1)))).toHaveLength(64);
    expect(fitting([])).toEqual([]);
  });
});

function replaced(frame: Uint8Array, at: number, value: number): Uint8Array {
  const other = Uint8Array.from(frame);
  other[at] = value;
  return other;
}
