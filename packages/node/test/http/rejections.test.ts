import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBody } from "../../src/http/read-body.ts";
import { digestUnread, forStrangers, type Rejection, sha256 } from "../../src/http/rejections.ts";

const REJECTION: Rejection = {
  door: "user",
  code: "not_http",
  place: "http",
  digest: sha256(new Uint8Array()),
};

describe("reading a stream up to a limit", () => {
  test("keeps all of it, or exactly the first bytes, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 })),
        fc.nat(60),
        async (parts, limit) => {
          const all = Buffer.concat(parts);
          const read = await readBody(Readable.from(parts, { objectMode: false }), limit);
          expect(read.bytes).toEqual(new Uint8Array(all.subarray(0, limit)));
          expect(read.end).toBe(all.length > limit ? "too_large" : "whole");
        },
      ),
    );
  });

  test("a sender who goes away leaves a broken stream, not a whole one", async () => {
    const stream = new Readable({ read: () => undefined });
    stream.push(Uint8Array.of(1, 2));
    const reading = readBody(stream, 10);
    stream.once("data", () => stream.destroy());
    expect((await reading).end).toBe("broken");
  });

  test("a stream that was read before is whole and empty", async () => {
    const stream = Readable.from([Buffer.from("gone")], { objectMode: false });
    await stream.toArray();
    expect(await readBody(stream, 10)).toEqual({ bytes: new Uint8Array(), end: "whole" });
  });

  test("a body that nobody reads is digested up to 64 KiB", async () => {
    const body = Buffer.alloc(70_000, 1);
    expect(await digestUnread(Readable.from([body], { objectMode: false }))).toEqual(
      sha256(body.subarray(0, 65_536)),
    );
  });
});

describe("the record of strangers", () => {
  test("takes so many a minute, and again in the next", async () => {
    const kept: Rejection[] = [];
    let now = 0;
    const record = forStrangers(
      async (rejection) => void kept.push(rejection),
      () => now,
      3,
    );
    for (let time = 0; time < 10; time += 1) await record(REJECTION);
    expect(kept).toHaveLength(3);
    now = 60_000;
    for (let time = 0; time < 10; time += 1) await record(REJECTION);
    expect(kept).toHaveLength(6);
  });

  test("never hides that recording failed", async () => {
    const record = forStrangers(
      () => Promise.reject(new Error("full")),
      () => 0,
      3,
    );
    await expect(record(REJECTION)).rejects.toThrow("full");
  });
});
