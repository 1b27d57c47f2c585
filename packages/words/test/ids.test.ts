import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dispatchIdBytes,
  dispatchIdOf,
  isAgencyCode,
  isDeskId,
  isDispatchId,
  isPartyCode,
  timeOrderedId,
} from "../src/door.ts";

const GOOD = "0197a3c0-1d2e-7f00-8a1b-2c3d4e5f6071";
const LAST_MILLISECOND = 2 ** 48 - 1;

const times = fc.integer({ min: 0, max: LAST_MILLISECOND });
const noise = fc.uint8Array({ minLength: 10, maxLength: 10 });

describe("a time-ordered id (RFC 9562 §5.7)", () => {
  it("carries time, version 7, variant 10 and the random bits in their places", () => {
    const random = Uint8Array.from([0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd]);
    // 0xd's two low bits under the variant's two: 0b1001
    expect(timeOrderedId(0x0197_a3c0_1d2e, random)).toBe("0197a3c0-1d2e-7abc-9ef0-123456789abc");
  });

  it("is an id, whatever time and randomness", () => {
    fc.assert(fc.property(times, noise, (time, random) => isDispatchId(timeOrderedId(time, random))));
  });

  it("has the shape of version 7, and its time reads back", () => {
    fc.assert(
      fc.property(times, noise, (time, random) => {
        const id = timeOrderedId(time, random);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(time);
      }),
    );
  });

  it("sorts by time as text and as bytes, whatever the randomness", () => {
    fc.assert(
      fc.property(fc.uniqueArray(times, { minLength: 2, maxLength: 2 }), noise, noise, (two, a, b) => {
        const [early = 0, late = 0] = two.toSorted((x, y) => x - y);
        expect(timeOrderedId(early, a) < timeOrderedId(late, b)).toBe(true);
      }),
    );
  });

  it("differs wherever any of its 74 random bits differs", () => {
    const zeros = new Uint8Array(10);
    const ids = new Set([timeOrderedId(0, zeros)]);
    for (let bit = 0; bit < 80; bit++) {
      const random = new Uint8Array(10);
      random[bit >> 3] = 0x80 >> (bit & 7);
      ids.add(timeOrderedId(0, random));
    }
    // of the 80 bits handed in, 2 make room for the variant and the last 4 are not used
    expect(ids.size).toBe(1 + 74);
  });

  it("leaves what is handed in beyond ten bytes alone", () => {
    const random = Uint8Array.from({ length: 32 }, (_, index) => index);
    expect(timeOrderedId(1, random)).toBe(timeOrderedId(1, random.subarray(0, 10)));
  });

  it.each([0, 1, Date.UTC(2026, 10, 22), LAST_MILLISECOND])("takes the time %d", (time) => {
    expect(isDispatchId(timeOrderedId(time, new Uint8Array(10)))).toBe(true);
  });

  it.each([
    ["before 1970", -1],
    ["half a millisecond", 0.5],
    ["beyond 48 bits", 2 ** 48],
    ["beyond safe integers", 2 ** 60],
    ["no number", Number.NaN],
    ["no end", Number.POSITIVE_INFINITY],
  ])("throws for a time %s: it would be no id, or out of order", (_what, time) => {
    expect(() => timeOrderedId(time, new Uint8Array(10))).toThrow(RangeError);
  });

  it.each([0, 1, 9])("throws for %d random bytes: it could be guessed or met twice", (length) => {
    expect(() => timeOrderedId(1, new Uint8Array(length))).toThrow(RangeError);
  });
});

describe("a dispatch id has one spelling", () => {
  it.each([
    GOOD,
    "00000000-0000-7000-8000-000000000000",
    "ffffffff-ffff-7fff-bfff-ffffffffffff",
    "123e4567-e89b-12d3-a456-426614174000",
    "123e4567-e89b-42d3-9456-426614174000",
    "123e4567-e89b-82d3-8456-426614174000",
  ])("%s is one", (id) => {
    expect(isDispatchId(id)).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["upper case", GOOD.toUpperCase()],
    ["one letter in upper case", GOOD.replace("a", "A")],
    ["no hyphens", GOOD.replaceAll("-", "")],
    ["a hyphen moved", "0197a3c01-d2e-7f00-8a1b-2c3d4e5f6071"],
    ["braces around it", `{${GOOD}}`],
    ["a URN", `urn:uuid:${GOOD}`],
    ["space before it", ` ${GOOD}`],
    ["space after it", `${GOOD} `],
    ["a line break after it", `${GOOD}\n`],
    ["one digit short", GOOD.slice(0, -1)],
    ["one digit long", `${GOOD}0`],
    ["a letter that is no digit", GOOD.replace("f", "g")],
    ["version 0", "0197a3c0-1d2e-0f00-8a1b-2c3d4e5f6071"],
    ["version 9", "0197a3c0-1d2e-9f00-8a1b-2c3d4e5f6071"],
    ["variant 0", "0197a3c0-1d2e-7f00-0a1b-2c3d4e5f6071"],
    ["variant c", "0197a3c0-1d2e-7f00-ca1b-2c3d4e5f6071"],
    ["the nil id", "00000000-0000-0000-0000-000000000000"],
    ["the highest id", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    ["digits of another script", GOOD.replace("0", "०")],
    ["a path", `../${GOOD}`],
  ])("not with %s, and its bytes are refused too, without a word of it", (_what, text) => {
    expect(isDispatchId(text)).toBe(false);
    expect(dispatchIdBytes(text)).toEqual({ ok: false, faults: [{ code: "bad_id", where: "" }] });
  });
});

describe("a dispatch id as 16 bytes", () => {
  it("are its digits in order", () => {
    const digits = [1, 0x97, 0xa3, 0xc0, 0x1d, 0x2e, 0x7f, 0, 0x8a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f, 0x60, 0x71];
    const bytes = Uint8Array.from(digits);
    expect(dispatchIdBytes(GOOD)).toEqual({ ok: true, value: bytes });
    expect(dispatchIdOf(bytes)).toEqual({ ok: true, value: GOOD });
  });

  it("round trip for every id", () => {
    fc.assert(
      fc.property(times, noise, (time, random) => {
        const id = timeOrderedId(time, random);
        const bytes = dispatchIdBytes(id);
        expect(bytes.ok && bytes.value.length).toBe(16);
        expect(bytes.ok && dispatchIdOf(bytes.value)).toEqual({ ok: true, value: id });
      }),
    );
  });

  it("are an id, or refused: any 16 bytes give exactly themselves back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const id = dispatchIdOf(bytes);
        const known = [1, 2, 3, 4, 5, 6, 7, 8].includes((bytes[6] ?? 0) >> 4) && (bytes[8] ?? 0) >> 6 === 2;
        expect(id.ok).toBe(known);
        if (id.ok) expect(dispatchIdBytes(id.value)).toEqual({ ok: true, value: bytes });
      }),
    );
  });

  it.each([0, 1, 15, 17, 32])("%d bytes are refused", (length) => {
    expect(dispatchIdOf(new Uint8Array(length).fill(0x77))).toEqual({
      ok: false,
      faults: [{ code: "bad_id", where: "" }],
    });
  });
});

describe("names of parties, desks and agencies", () => {
  it.each(["CA", "IN", "NATO", "INTERPOL"])("%s is a party", (code) => {
    expect(isPartyCode(code)).toBe(true);
  });

  it.each(["", "C", "ca", "Ca", "C4", "CA ", "CA-RCMP", "EUROPOLES", "ÉU"])("%j is no party", (code) => {
    expect(isPartyCode(code)).toBe(false);
  });

  it.each(["in-ncb-liaison", "ca-rcmp", "ca-24x7", "interpol-a-b-c-1", `ca-${"x".repeat(61)}`])(
    "%s is a desk",
    (id) => {
      expect(isDeskId(id)).toBe(true);
    },
  );

  it.each([
    "",
    "ca",
    "ca-",
    "-rcmp",
    "c-rcmp",
    "CA-rcmp",
    "ca-RCMP",
    "ca--rcmp",
    "ca-rcmp-",
    "ca_rcmp",
    "ca rcmp",
    "ca-rcmp\n",
    "asha.rao@in-ncb",
    `ca-${"x".repeat(62)}`,
  ])("%j is no desk", (id) => {
    expect(isDeskId(id)).toBe(false);
  });

  it.each(["RCMP", "FIU-IND", "CERT-IN", "CBN", "A1", "X".repeat(32)])("%s is an agency", (code) => {
    expect(isAgencyCode(code)).toBe(true);
  });

  it.each(["", "rcmp", "FIU_IND", "FIU-", "-FIU", "FIU--IND", "1ST", "HEALTH CANADA", "X".repeat(33)])(
    "%j is no agency",
    (code) => {
      expect(isAgencyCode(code)).toBe(false);
    },
  );
});
