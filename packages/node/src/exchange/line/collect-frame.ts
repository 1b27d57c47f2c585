import { type Parsed, passed, refused } from "@entente/words";
import { ByteCursor } from "./byte-cursor.ts";
import type { Asked } from "./frame.ts";

/** What the node outside would ask the one inside (spec/pull.md). */
export interface Question extends Asked {
  /** 16 random bytes, so that an answer from before a restart meets no other question */
  readonly id: Uint8Array;
}

/** What the one inside answered. */
export interface Reply {
  readonly id: Uint8Array;
  readonly status: number;
  readonly body: Uint8Array;
}

const VERSION = 1;
const ID = 16;
const MOST = 64;
/** With one more item below what the other side takes at once. */
const MOST_BYTES = 1_572_864;
const PATH = /^\/peer\/v1\/[A-Za-z0-9./_-]{1,200}$/;

/** Body of an answer to POST /peer/v1/collect. */
export function questionsFrame(items: readonly Question[]): Uint8Array {
  return frame(
    items.map(({ id, method, path, body }) => {
      const name = new TextEncoder().encode(path);
      return [id, Uint8Array.of(method === "POST" ? 1 : 0, name.length), name, length(body), body];
    }),
  );
}

/** Takes such a body apart; whole or not at all. */
export function readQuestions(bytes: Uint8Array): Parsed<readonly Question[]> {
  return read(bytes, (cursor) => {
    const [id, method, size] = [cursor.raw(ID), cursor.u8(), cursor.u8()];
    const path = new TextDecoder().decode(cursor.raw(size));
    const body = cursor.raw(cursor.u32());
    const known = method <= 1 && PATH.test(path) && (method === 1 || body.length === 0);
    return known ? { id, method: method === 1 ? "POST" : "GET", path, body } : null;
  });
}

/** Body of POST /peer/v1/collect. */
export function repliesFrame(items: readonly Reply[]): Uint8Array {
  return frame(
    items.map(({ id, status, body }) => [id, Uint8Array.of(status >> 8, status & 0xff), length(body), body]),
  );
}

/** Takes such a body apart; whole or not at all. */
export function readReplies(bytes: Uint8Array): Parsed<readonly Reply[]> {
  return read(bytes, (cursor) => {
    const [id, status] = [cursor.raw(ID), cursor.u16()];
    const body = cursor.raw(cursor.u32());
    return status >= 200 && status <= 599 ? { id, status, body } : null;
  });
}

/** As many from the front as fit one frame, at least one. */
export function fitting<T extends { readonly body: Uint8Array }>(items: readonly T[]): readonly T[] {
  let total = 0;
  const over = items.slice(0, MOST).findIndex(({ body }, nth) => {
    total += body.length;
    return nth > 0 && total > MOST_BYTES;
  });
  return items.slice(0, over === -1 ? MOST : over);
}

function frame(items: readonly (readonly Uint8Array[])[]): Uint8Array {
  return new Uint8Array(Buffer.concat([Uint8Array.of(VERSION, items.length), ...items.flat()]));
}

function length(body: Uint8Array): Uint8Array {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, body.length);
  return size;
}

function read<T>(bytes: Uint8Array, item: (cursor: ByteCursor) => T | null): Parsed<readonly T[]> {
  const cursor = new ByteCursor(bytes);
  const malformed = () => refused({ code: "malformed_frame", where: `@${cursor.at}` });
  try {
    const [version, count] = [cursor.u8(), cursor.u8()];
    if (version !== VERSION || count > MOST) return malformed();
    const items: T[] = [];
    for (let nth = 0; nth < count; nth += 1) {
      const one = item(cursor);
      if (one === null) return malformed();
      items.push(one);
    }
    return cursor.ended ? passed(items) : malformed();
  } catch (error) {
    if (error instanceof RangeError) return malformed();
    throw error;
  }
}
