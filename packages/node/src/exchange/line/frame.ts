import { type Parsed, passed, refused } from "@entente/words";

/**
 * How many bytes a frame has, for how many it must hold (length word included). What travels on the line is padded
 * to it, so that whoever watches the records of TLS learns the size of a bucket and no more (T26, spec/line.md).
 */
export type FrameSize = (bytes: number) => number;

/** The sizes of everything one line carries. The door and the client of a line must use the same. */
export interface LineSizes {
  /** requests and answers of every route but the cell's */
  readonly line: FrameSize;
  readonly cellAsk: FrameSize;
  readonly cellAnswer: FrameSize;
}

const KIB = 1024;
const MIB = 1_048_576;
/**
 * Beside a payload bucket: room for a cover, its tags, the path, and for what a single dispatch makes the two nodes
 * say to each other (a receipt with its proofs, a bundle of 256 log entries), so that all of it has one size.
 */
const ALLOWANCE = 8 * KIB;
const BUCKETS: readonly number[] = [4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB];
/** The longest path with its method, and the head of an answer, are below this. */
export const MOST_HEAD = 256;

const CELL_ASK = 3_584;
/** Bytes a cell can carry: its frame without the length word. */
export const CELL_HOLDS = CELL_ASK - 4;

/** The one set of sizes that two nodes speak. */
export const LINE_SIZES: LineSizes = {
  line: lineFrame,
  // Four of these in ten seconds, with heads, TLS, TCP and IP around them, stay below 1 KB/s (decisions/0014).
  cellAsk: () => CELL_ASK,
  cellAnswer: () => 256,
};

/** A payload bucket of sealed dispatches (spec/sealed-dispatch.md §4) and 8 KiB; above 1 MiB, whole MiB and 8 KiB. */
function lineFrame(bytes: number): number {
  const inside = bytes - ALLOWANCE;
  return (BUCKETS.find((bucket) => bucket >= inside) ?? Math.ceil(inside / MIB) * MIB) + ALLOWANCE;
}

/**
 * u32 length ‖ content ‖ zeros.
 * @throws {RangeError} where the size does not hold the content: what is said on the line is made by code
 */
export function frame(content: Uint8Array, sizeOf: FrameSize): Uint8Array {
  const size = sizeOf(4 + content.length);
  if (size < 4 + content.length) throw new RangeError("frame: more than a frame of this size holds");
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, content.length);
  bytes.set(content, 4);
  return bytes;
}

/**
 * The content of a frame. `frame_size` for any other size than the content asks for; `frame_padding` at the first
 * byte of padding that is not zero: what could hold something would pass the law gate unseen.
 */
export function unframe(bytes: Uint8Array, sizeOf: FrameSize): Parsed<Uint8Array> {
  if (bytes.length < 4) return refused({ code: "frame_size", where: `@${bytes.length}` });
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  if (end > bytes.length || sizeOf(end) !== bytes.length) return refused({ code: "frame_size", where: "@0" });
  const stain = firstNonZero(bytes, end);
  return stain === null
    ? passed(bytes.slice(4, end))
    : refused({ code: "frame_padding", where: `@${stain}` });
}

function firstNonZero(bytes: Uint8Array, from: number): number | null {
  let at = from;
  while (bytes[at] === 0) at += 1;
  return at < bytes.length ? at : null;
}

/** What a request inside a frame asks. */
export interface Asked {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** empty for GET */
  readonly body: Uint8Array;
}

/** `METHOD path\n` and the body. */
export function encodeAsked({ method, path, body }: Asked): Uint8Array {
  return withHead(`${method} ${path}`, body);
}

/** Reads it; `bad_head` where the first line is none. */
export function readAsked(content: Uint8Array): Parsed<Asked> {
  const { head, body } = cut(content);
  const [, method, path] = /^(GET|POST) (\/[\x21-\x7e]*)$/.exec(head ?? "") ?? [];
  if (path === undefined) return refused({ code: "bad_head", where: "@4" });
  return passed({ method: method === "GET" ? "GET" : "POST", path, body });
}

/** An answer's type on the wire. */
export const ANSWER_TYPES = [
  "application/octet-stream",
  "text/plain; charset=utf-8",
  "application/json",
] as const;

/** What an answer inside a frame says. */
export interface Answered {
  readonly status: number;
  readonly type: (typeof ANSWER_TYPES)[number];
  readonly body: Uint8Array;
}

/** `STATUS type\n` and the body. */
export function encodeAnswered({ status, type, body }: Answered): Uint8Array {
  return withHead(`${status} ${type}`, body);
}

/** Reads it; `bad_head` where the first line is none. */
export function readAnswered(content: Uint8Array): Parsed<Answered> {
  const { head, body } = cut(content);
  const [, status, named] = /^([1-5][0-9]{2}) ([ -~]+)$/.exec(head ?? "") ?? [];
  const type = ANSWER_TYPES.find((one) => one === named);
  if (status === undefined || type === undefined) return refused({ code: "bad_head", where: "@4" });
  return passed({ status: Number(status), type, body });
}

function withHead(head: string, body: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.from(`${head}\n`, "latin1"), body]));
}

function cut(content: Uint8Array): { readonly head: string | null; readonly body: Uint8Array } {
  const end = content.subarray(0, MOST_HEAD).indexOf(0x0a);
  if (end === -1) return { head: null, body: content };
  return { head: Buffer.from(content.subarray(0, end)).toString("latin1"), body: content.slice(end + 1) };
}
