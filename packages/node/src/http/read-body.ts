import type { Readable } from "node:stream";

/** What came on a stream: all of it, or its first `limit` bytes where more came. */
export interface ReadBody {
  readonly bytes: Uint8Array;
  /** `too_large`: the rest was thrown away; `broken`: the sender went away before the end */
  readonly end: "whole" | "too_large" | "broken";
}

/** Reads at most `limit` bytes into memory. Never rejects: the sender decides how a stream ends. */
export function readBody(stream: Readable, limit: number): Promise<ReadBody> {
  const parts: Uint8Array[] = [];
  let room = limit;
  return new Promise((resolve) => {
    const settle = (end: ReadBody["end"]) => {
      stream.off("data", take).off("end", whole).off("close", broken).off("error", broken);
      // What is left must be read by somebody, or the next request on the connection is never seen.
      stream.on("error", () => undefined).resume();
      resolve({ bytes: new Uint8Array(Buffer.concat(parts)), end });
    };
    const take = (part: Uint8Array) => {
      parts.push(part.subarray(0, room));
      room -= part.length;
      if (room < 0) settle("too_large");
    };
    const whole = () => settle("whole");
    const broken = () => settle("broken");
    stream.on("data", take).once("end", whole).once("close", broken).once("error", broken);
    if (stream.readableEnded) whole();
  });
}
