import { decodeReceipts, encodeReceipts, type Receipts } from "@entente/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REFUSAL_CODES } from "../src/codes.ts";
import { bytesOf, faultsOf, keysOf, must, sha256, textOf } from "./fixtures.ts";

const receipts: Receipts = {
  checkpoint: bytesOf("entente.example/in-1/live/exchange\n3\nAAAA\n\n— invented signature\n"),
  from: 1,
  consistency: [sha256("a"), sha256("b")],
  items: [
    { event: "stored", statement: sha256("s"), index: 2, salt: sha256("salt"), inclusion: [sha256("c")] },
    { event: "refused", code: "replayed" },
  ],
};
const bytes = encodeReceipts(receipts);
const text = textOf(bytes);

describe("an answer", () => {
  it("comes back as it was", () => {
    expect(must(decodeReceipts(bytes, 2))).toEqual(receipts);
  });

  it("is canonical JSON", () => {
    expect(keysOf(text)).toEqual(["checkpoint", "consistency", "from", "items"]);
    expect(text).toMatch(/^\{"checkpoint":"[^" ]+","consistency":\[/);
  });

  it("comes back as it was, whatever it says", () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const item = fc.oneof(
      fc.record({
        event: fc.constant("stored" as const),
        statement: hash,
        index: fc.maxSafeNat(),
        salt: hash,
        inclusion: fc.array(hash, { maxLength: 54 }),
      }),
      fc.record({ event: fc.constant("refused" as const), code: fc.constantFrom(...REFUSAL_CODES) }),
    );
    const any: fc.Arbitrary<Receipts> = fc.record({
      checkpoint: fc.uint8Array({ minLength: 1, maxLength: 200 }),
      from: fc.maxSafeNat(),
      consistency: fc.array(hash, { maxLength: 54 }),
      items: fc.array(item, { minLength: 1, maxLength: 64 }),
    });
    fc.assert(
      fc.property(any, (value) => {
        const decoded = must(decodeReceipts(encodeReceipts(value), value.items.length));
        expect(decoded).toEqual({ ...value, items: value.items.map((each) => ({ ...each })) });
      }),
    );
  });
});

describe("refused", () => {
  const spellings: readonly (readonly [string, string, readonly string[]])[] = [
    ["nothing", "", ["not_json @0"]],
    ["white space", text.replace(",", ", "), ["not_canonical "]],
    ["a line feed at the end", `${text}\n`, ["not_canonical "]],
    [
      "members in another order",
      text.replace(/^\{("checkpoint":"[^"]*"),(.*),"items"/, '{$2,$1,"items"'),
      ["not_canonical "],
    ],
    ["a member twice", text.replace("{", '{"from":1,'), ["duplicate_key /from"]],
    [
      "base64 with stray bits",
      text.replace(/=","statement"/, '=","statement"').replace(/("salt":"[^"]{42})./, "$1/"),
      ["not_canonical "],
    ],
    ["a checkpoint in base64url", text.replace(/("checkpoint":")..../, "$1-_AA"), ["not_canonical "]],
  ];

  it.each(spellings)("%s", (_name, spelling, faults) => {
    expect(faultsOf(decodeReceipts(bytesOf(spelling), 2))).toEqual(faults);
  });

  const shapes: readonly (readonly [string, string, string])[] = [
    ["an unknown member", text.replace("{", '{"aa":1,'), "schema "],
    ["no items", text.replace(/"items":\[.*\]/, '"items":[]'), "schema /items"],
    ["an unknown event", text.replace('"refused"', '"opened"'), "schema /items/1"],
    ["a code that is not on the list", text.replace("replayed", "because"), "schema /items/1"],
    [
      "a refusal that also names a leaf",
      text.replace('"event":"refused"', '"event":"refused","index":1'),
      "schema /items/1",
    ],
    ["a negative leaf index", text.replace('"index":2', '"index":-2'), "schema /items/0"],
    ["a hash of 31 bytes", text.replace(/("salt":")[^"]*/, `$1${"A".repeat(40)}AA==`), "schema /items/0"],
    ["a fraction for a size", text.replace('"from":1', '"from":1.5'), "bad_number /from"],
    ["no checkpoint", text.replace(/"checkpoint":"[^"]*"/, '"checkpoint":""'), "schema /checkpoint"],
  ];

  it.each(shapes)("%s", (_name, spelling, fault) => {
    expect(faultsOf(decodeReceipts(bytesOf(spelling), 2))).toContain(fault);
  });

  it.each([0, 1, 3, 64])("an answer for %i dispatches where two were sent", (count) => {
    expect(faultsOf(decodeReceipts(bytes, count))).toEqual(["receipt_count /items"]);
  });

  it("a proof longer than any tree can have", () => {
    const consistency = Array.from({ length: 55 }, () => sha256("a"));
    expect(() => encodeReceipts({ ...receipts, consistency })).toThrow(TypeError);
  });

  it.each([
    [
      "a salt of 16 bytes",
      {
        items: [
          { event: "stored", statement: sha256("s"), index: 0, salt: new Uint8Array(16), inclusion: [] },
        ],
      },
    ],
    ["no items", { items: [] }],
    ["an unsafe size", { from: 2 ** 53 }],
  ] as const)("encoding %s is a bug", (_name, changes) => {
    expect(() => encodeReceipts({ ...receipts, ...changes })).toThrow(TypeError);
  });
});
