import type { Fault, Parsed } from "@entente/words";
import { describe, expect, it } from "vitest";
import {
  ENTRY_KIND,
  entry,
  LEDGER_CODES,
  type LedgerFault,
  type Outcome,
  parseEntry,
  saltedDigest,
  saltedEntry,
} from "../src/door.ts";
import { big, bytesOf, digest, hex, join } from "./fixture/bytes.ts";

describe("entries", () => {
  it("are 34 bytes: version, kind, digest", () => {
    expect(hex(entry(ENTRY_KIND.release, bytesOf("d")))).toBe(`0103${hex(bytesOf("d"))}`);
  });

  it("have a kind each, none twice", () => {
    const kinds = Object.values(ENTRY_KIND);
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const kind of kinds) {
      const parsed = parseEntry(entry(kind, bytesOf("d")));
      expect(parsed).toEqual({ ok: true, value: { kind, digest: bytesOf("d") } });
    }
  });

  it.each([
    ["33 bytes", entry(ENTRY_KIND.read, bytesOf("d")).subarray(1), "entry_length", ""],
    ["35 bytes", join(entry(ENTRY_KIND.read, bytesOf("d")), "x"), "entry_length", ""],
    ["no bytes", new Uint8Array(), "entry_length", ""],
    ["another version", join(Uint8Array.of(2, 3), bytesOf("d")), "entry_version", "@0"],
    ["a kind nobody knows", join(Uint8Array.of(1, 0x2f), bytesOf("d")), "entry_kind", "@1"],
    ["kind 0", join(Uint8Array.of(1, 0), bytesOf("d")), "entry_kind", "@1"],
  ])("with %s are refused", (_, bytes, code, where) => {
    expect(parseEntry(bytes)).toEqual({ ok: false, faults: [{ code, where }] });
  });

  it("refuse a digest of another length", () => {
    expect(() => entry(ENTRY_KIND.read, new Uint8Array(31))).toThrow(RangeError);
  });
});

describe("salted digests", () => {
  const salt = bytesOf("salt");

  it("bind kind, salt and every part behind its length", () => {
    const expected = digest("entente/leaf/v1\0", big(4, 1), salt, big(2, 4), "ab", big(0, 4));
    expect(hex(saltedDigest(ENTRY_KIND.stored, salt, join("ab"), new Uint8Array()))).toBe(hex(expected));
  });

  it("carry into the entry of the same kind", () => {
    const expected = entry(ENTRY_KIND.opened, saltedDigest(ENTRY_KIND.opened, salt, join("ab")));
    expect(hex(saltedEntry(ENTRY_KIND.opened, salt, join("ab")))).toBe(hex(expected));
  });

  it.each([
    ["another kind", saltedDigest(ENTRY_KIND.opened, salt, join("ab"), join("c"))],
    ["another salt", saltedDigest(ENTRY_KIND.stored, bytesOf("other"), join("ab"), join("c"))],
    ["the same bytes cut elsewhere", saltedDigest(ENTRY_KIND.stored, salt, join("a"), join("bc"))],
    ["the same bytes in one part", saltedDigest(ENTRY_KIND.stored, salt, join("abc"))],
  ])("differ for %s", (_, other) => {
    expect(hex(other)).not.toBe(hex(saltedDigest(ENTRY_KIND.stored, salt, join("ab"), join("c"))));
  });

  it("need a whole salt: a short one could be guessed after erasure", () => {
    expect(() => saltedDigest(ENTRY_KIND.stored, salt.subarray(1))).toThrow(RangeError);
  });
});

describe("faults", () => {
  it("are the house's faults, and outcomes its parsed values", () => {
    const fault: LedgerFault = { code: "bad_note", where: "" };
    const general: Fault = fault;
    const outcome: Outcome<number> = { ok: false, faults: [fault] };
    const parsed: Parsed<number> = outcome;
    expect([general.code, parsed.ok]).toEqual(["bad_note", false]);
  });

  it("have codes in one spelling, none twice", () => {
    expect(new Set(LEDGER_CODES).size).toBe(LEDGER_CODES.length);
    for (const code of LEDGER_CODES) expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
  });
});
