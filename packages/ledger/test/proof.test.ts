import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENTRY_KIND, encodeProof, encodeReceiptProof, parseProof, parseReceiptProof } from "../src/door.ts";
import { base64, big, bytesOf, hex, join, text } from "./fixture/bytes.ts";

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((raw) => new Uint8Array(raw));
const leaf = {
  index: fc.maxSafeNat(),
  inclusion: fc.array(bytes32, { maxLength: 20 }),
  checkpoint: fc.uint8Array({ maxLength: 200 }).map((raw) => new Uint8Array(raw)),
  salt: bytes32,
};
const statement = fc.uint8Array({ minLength: 3_789, maxLength: 3_789 }).map((raw) => new Uint8Array(raw));
const receipt = fc.record({ ...leaf, statementDigest: bytes32 });
const release = fc.record({
  ...leaf,
  kind: fc.constant(ENTRY_KIND.release),
  signedStatement: statement,
  receipt: fc.option(receipt),
});
const stored = fc.record({
  ...leaf,
  kind: fc.constant(ENTRY_KIND.stored),
  signedStatement: statement,
  receipt: fc.constant(null),
});

describe("proof files (C2SP tlog-proof)", () => {
  it("are read back as written", () => {
    fc.assert(
      fc.property(fc.oneof(release, stored), (proof) => {
        expect(parseProof(encodeProof(proof))).toEqual({ ok: true, value: proof });
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(receipt, (proof) => {
        expect(parseReceiptProof(encodeReceiptProof(proof))).toEqual({ ok: true, value: proof });
      }),
    );
  });

  it("have the lines of the C2SP page", () => {
    const proof = {
      index: 7,
      inclusion: [bytesOf("h")],
      checkpoint: join("note"),
      salt: bytesOf("s"),
      statementDigest: bytesOf("d"),
    };
    const extra = join(big(1, 1), big(4, 1), bytesOf("s"), big(32, 4), bytesOf("d"), big(0, 4));
    expect(text(encodeReceiptProof(proof))).toBe(
      `c2sp.org/tlog-proof@v1\nextra ${base64(extra)}\nindex 7\n${base64(bytesOf("h"))}\n\nnote`,
    );
  });

  it("have one encoding: what parses, encodes to the same bytes", () => {
    const base = encodeReceiptProof({
      index: 7,
      inclusion: [bytesOf("h")],
      checkpoint: join("note\n"),
      salt: bytesOf("s"),
      statementDigest: bytesOf("d"),
    });
    fc.assert(
      fc.property(fc.nat(base.length - 1), fc.uint8Array({ maxLength: 3 }), fc.nat(3), (at, put, cut) => {
        const changed = join(base.subarray(0, at), put, base.subarray(at + cut));
        const parsed = parseReceiptProof(changed);
        if (parsed.ok) expect(hex(encodeReceiptProof(parsed.value))).toBe(hex(changed));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a proof file is refused", () => {
  const extraOf = (parts: {
    version?: number;
    kind?: number;
    payload?: Uint8Array;
    length?: number;
    receipt?: Uint8Array;
    tail?: Uint8Array;
  }) => {
    const payload = parts.payload ?? new Uint8Array(3_789);
    const inner = parts.receipt ?? new Uint8Array();
    const head = [
      big(parts.version ?? 1, 1),
      big(parts.kind ?? 3, 1),
      bytesOf("salt"),
      big(parts.length ?? payload.length, 4),
    ];
    return join(...head, payload, big(inner.length, 4), inner, parts.tail ?? new Uint8Array());
  };
  const file = (extra: Uint8Array, lines = "index 0\n") =>
    join(`c2sp.org/tlog-proof@v1\nextra ${base64(extra)}\n${lines}\nnote\n`);
  const line = base64(bytesOf("h"));
  const whole = extraOf({});
  const digestOnly = extraOf({ kind: 4, payload: new Uint8Array(32) });
  const spoilt = text(file(whole));

  it("but not before it is spoilt", () => {
    expect(parseProof(file(whole)).ok).toBe(true);
    expect(parseReceiptProof(file(digestOnly)).ok).toBe(true);
    expect(parseProof(file(extraOf({ receipt: file(digestOnly) }))).ok).toBe(true);
  });

  it.each([
    ["empty", join(""), "bad_proof line 1"],
    ["of version 2", join(spoilt.replace("@v1", "@v2")), "bad_proof line 1"],
    ["without empty line", join(spoilt.replace("\n\n", "\n")), "bad_proof line 1"],
    ["with carriage returns", join(spoilt.replaceAll("\n", "\r\n")), "bad_proof line 1"],
    ["without extra", join(spoilt.replace(/extra .*\n/, "")), "bad_proof line 2"],
    ["with a space behind extra", join(spoilt.replace(/(extra .*)\n/, "$1 \n")), "bad_proof line 2"],
    [
      "with padding that extra does not need",
      join(spoilt.replace("\nindex", "=\nindex")),
      "bad_proof line 2",
    ],
    ["without index", file(whole, ""), "bad_proof line 3"],
    ["with index 01", file(whole, "index 01\n"), "bad_proof line 3"],
    ["with index -1", file(whole, "index -1\n"), "bad_proof line 3"],
    ["with index 2^53", file(whole, "index 9007199254740992\n"), "bad_proof line 3"],
    [
      "with a short hash",
      file(whole, `index 0\n${line}\n${base64(bytesOf("h").subarray(1))}\n`),
      "hash_length line 5",
    ],
    [
      "with a hash that is not base64",
      file(whole, `index 0\n${line.slice(0, -1)}\n`),
      "not_canonical line 4",
    ],
    ["with extra of version 4", file(extraOf({ version: 4 })), "bad_extra extra@0"],
    ["with a history of version 3 that is none", file(extraOf({ version: 3 })), "bad_extra keys"],
    ["with empty extra", join("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\nnote\n"), "bad_extra extra@0"],
    ["about a receipt leaf", file(extraOf({ kind: 7 })), "bad_extra extra@1"],
    ["about a kind nobody knows", file(extraOf({ kind: 99 })), "bad_extra extra@1"],
    [
      "with a stored leaf and a receipt",
      file(extraOf({ kind: 4, receipt: file(digestOnly) })),
      "bad_extra extra@1",
    ],
    [
      "with a digest for its statement",
      file(extraOf({ payload: new Uint8Array(32) })),
      "statement_length extra@34",
    ],
    [
      "with a statement a byte longer",
      file(extraOf({ payload: new Uint8Array(3_790) })),
      "statement_length extra@34",
    ],
    ["with a length beyond its end", file(extraOf({ length: 0xffffffff })), "bad_extra extra@34"],
    ["with a byte behind its end", file(extraOf({ tail: new Uint8Array(1) })), "bad_extra extra@34"],
    ["cut inside its salt", file(whole.subarray(0, 20)), "bad_extra extra@34"],
    ["cut before its receipt length", file(whole.subarray(0, -2)), "bad_extra extra@34"],
    ["larger than 8 MiB", join(spoilt, new Uint8Array(8_388_608)), "too_large "],
    ["with a receipt that is none", file(extraOf({ receipt: join("x") })), "bad_proof receipt/line 1"],
    ["with a release for a receipt", file(extraOf({ receipt: file(whole) })), "bad_extra receipt/extra@1"],
    [
      "with a receipt around a statement",
      file(extraOf({ receipt: file(extraOf({ kind: 4 })) })),
      "bad_extra receipt/extra@34",
    ],
  ])("when it is %s", (_, bytes, expected) => {
    const parsed = parseProof(bytes);
    expect(parsed.ok ? "taken" : `${parsed.faults[0].code} ${parsed.faults[0].where}`).toBe(expected);
  });

  it("when a receipt has a receipt", () => {
    const nested = extraOf({ kind: 4, payload: new Uint8Array(32), receipt: file(digestOnly) });
    expect(parseReceiptProof(file(nested)).ok).toBe(false);
  });
});
