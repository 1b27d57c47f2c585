import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { framed, unframed } from "../../src/exchange/framing.ts";
import { forge } from "./forge.ts";
import { type TwoNodes, twoNodes } from "./two-nodes.ts";

let pair: TwoNodes;
let one: Uint8Array;
let two: Uint8Array;
beforeAll(async () => {
  pair = await twoNodes();
  one = (await forge(pair.in, pair.ca)).sealed;
  two = (await forge(pair.in, pair.ca)).sealed;
});
afterAll(() => pair.close());

/** The size as it would stand in front: eight bytes, most significant first. */
function size(...bytes: readonly number[]): Uint8Array {
  return Uint8Array.from(bytes);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

describe("the body of a POST", () => {
  it.each([0, 1, 255, 256, 65_536, 2 ** 32, Number.MAX_SAFE_INTEGER])(
    "carries the known size %d and the dispatches behind it, byte for byte",
    (known) => {
      const read = unframed(framed(known, [one, two]));
      expect(read).toEqual({ ok: true, value: { knownSize: known, sealed: [one, two] } });
    },
  );

  it("reads where it stands in a larger buffer", () => {
    const larger = joined(new Uint8Array(5), framed(7, [one]), new Uint8Array(3));
    const view = larger.subarray(5, larger.length - 3);
    expect(unframed(view)).toEqual({ ok: true, value: { knownSize: 7, sealed: [one] } });
  });

  it.each([
    ["nothing at all", () => new Uint8Array(), "truncated @0"],
    ["seven bytes", () => size(0, 0, 0, 0, 0, 0, 0), "truncated @7"],
    ["a size and nothing behind it", () => framed(0, []), "truncated @0"],
    ["a size of 2^53", () => joined(size(0, 32, 0, 0, 0, 0, 0, 0), one), "malformed_cover @0"],
    ["a size of 2^64 − 1", () => joined(size(...new Array<number>(8).fill(255)), one), "malformed_cover @0"],
    ["a dispatch without its last byte", () => framed(0, [one.slice(0, -1)]), "truncated"],
    ["one byte behind the last dispatch", () => joined(framed(0, [one]), size(0)), "truncated"],
    ["65 dispatches", () => framed(0, new Array<Uint8Array>(65).fill(one)), "oversized"],
    ["bytes that are no cover", () => framed(0, [new Uint8Array(2_000)]), "malformed_cover"],
    ["the second of two broken", () => framed(0, [one, two.slice().fill(0, 0, 8)]), "malformed_cover"],
  ] as const)("is refused whole: %s", (_what, bytes, expected) => {
    const read = unframed(bytes());
    const [fault] = read.ok ? [] : read.faults;
    expect(`${fault?.code} ${fault?.where}`).toContain(expected);
  });

  it("never throws and never reads more than there is, whatever comes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4_096 }), (bytes) => {
        expect(unframed(bytes).ok).toBe(false);
      }),
    );
  });
});
