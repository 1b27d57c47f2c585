import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  consistencyProof,
  type Equivocation,
  encodeEquivocation,
  isWholeSubtree,
  parseEquivocation,
  rootsOfPath,
  verifyEquivocation,
} from "../src/door.ts";
import { bytesOf } from "./fixture/bytes.ts";
import { MemoryLog } from "./fixture/memory-log.ts";
import { AGREEMENT, CA, IN, testNode } from "./fixture/parties.ts";

/** Two histories of one log that part ways after `fork` entries. */
function forked(fork: number, one: number, other: number): { readonly a: MemoryLog; readonly b: MemoryLog } {
  const grow = (name: string, size: number) => {
    const log = new MemoryLog();
    log.append(
      Array.from({ length: size }, (_, at) => bytesOf(at < fork ? `common ${at}` : `${name} ${at}`)),
    );
    return log;
  };
  return { a: grow("first", one), b: grow("second", other) };
}

/** The path a forking log shows when it is asked to prove itself consistent with a size it told us before. */
function pathOf(log: MemoryLog, oldSize: number): Uint8Array[] {
  const proof = consistencyProof(oldSize, log.size, log);
  return isWholeSubtree(oldSize) ? [log.root(oldSize), ...proof] : proof;
}

async function evidenceOf(a: MemoryLog, b: MemoryLog, signer = CA.log): Promise<Equivocation> {
  const [first, second] = await Promise.all([
    a.checkpoint(signer, 1_700_000_000),
    b.checkpoint(signer, 1_700_000_001),
  ]);
  return { first, second, path: a.size === b.size ? [] : pathOf(b, a.size) };
}

describe("a split view convinces a third party", () => {
  it.each([
    [3, 7, 7],
    [3, 7, 12],
    [0, 1, 2],
    [5, 8, 9],
    [8, 16, 40],
    [100, 200, 300],
  ])("histories that part after %i entries, shown at %i and %i", async (fork, one, other) => {
    const { a, b } = forked(fork, one, other);
    const verdict = verifyEquivocation(encodeEquivocation(await evidenceOf(a, b)), AGREEMENT.file);
    expect(verdict).toEqual({ valid: true, party: "CA", origin: CA.log.origin, sizes: [one, other] });
  });

  it("is found for every pair of sizes after the fork", async () => {
    const sizes = fc.tuple(
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(sizes, async ([fork, more, further]) => {
        const { a, b } = forked(fork, fork + more, fork + more + further);
        expect(verifyEquivocation(encodeEquivocation(await evidenceOf(a, b)), AGREEMENT.file).valid).toBe(
          true,
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe("an honest log is never convicted", () => {
  let honest: MemoryLog;
  let early: Uint8Array;
  let late: Uint8Array;
  beforeAll(async () => {
    honest = forked(20, 20, 20).a;
    [early, late] = await Promise.all([
      honest.checkpoint(CA.log, 1_700_000_000, 11),
      honest.checkpoint(CA.log, 1_700_000_001),
    ]);
  });

  it.each([
    [
      "its own consistency proof",
      () => ({ first: early, second: late, path: pathOf(honest, 11) }),
      "bad_proof",
    ],
    ["the same head twice", () => ({ first: late, second: late, path: [] }), "bad_proof"],
    [
      "a made-up path",
      () => ({ first: early, second: late, path: [bytesOf("x"), bytesOf("y")] }),
      "bad_proof",
    ],
    [
      "a path of the right length with one hash changed",
      () => ({ first: early, second: late, path: pathOf(honest, 11).with(0, bytesOf("z")) }),
      "bad_proof",
    ],
    ["the longer head first", () => ({ first: late, second: early, path: pathOf(honest, 11) }), "bad_proof"],
    ["a path beside equal sizes", () => ({ first: late, second: late, path: [bytesOf("x")] }), "bad_proof"],
  ] as const)("by %s", (_, make, code) => {
    const verdict = verifyEquivocation(encodeEquivocation(make()), AGREEMENT.file);
    expect(verdict).toMatchObject({ valid: false, fault: { code } });
  });

  it.each([
    ["signed by a stranger", testNode("CA", "ca-1", "stranger").log],
    ["of a log the agreement does not know", testNode("CA", "ca-9").log],
  ])("by two heads %s", async (_, signer) => {
    const { a, b } = forked(3, 7, 7);
    expect(verifyEquivocation(encodeEquivocation(await evidenceOf(a, b, signer)), AGREEMENT.file).valid).toBe(
      false,
    );
  });

  it("by heads of two different logs", async () => {
    const { a, b } = forked(3, 7, 7);
    const first = await a.checkpoint(CA.log, 1_700_000_000);
    const second = await b.checkpoint(IN.log, 1_700_000_000);
    const verdict = verifyEquivocation(encodeEquivocation({ first, second, path: [] }), AGREEMENT.file);
    expect(verdict).toMatchObject({ valid: false, fault: { code: "wrong_origin" } });
  });
});

describe("the evidence file", () => {
  it("has one encoding, and any changed byte is refused", async () => {
    const { a, b } = forked(3, 7, 12);
    const bytes = encodeEquivocation(await evidenceOf(a, b));
    const parsed = parseEquivocation(bytes);
    expect(parsed.ok && Buffer.from(encodeEquivocation(parsed.value)).equals(bytes)).toBe(true);
    for (let at = 0; at < bytes.length; at += 37) {
      const changed = Uint8Array.from(bytes, (byte, place) => (place === at ? byte ^ 1 : byte));
      expect(verifyEquivocation(changed, AGREEMENT.file).valid, `byte ${at}`).toBe(false);
    }
  });

  it.each([
    ["empty", ""],
    ["another head", "entente/other/v1\nAA==\nAA==\n"],
    ["no last newline", "entente/equivocation/v1\nAA==\nAA=="],
    ["one note", "entente/equivocation/v1\nAA==\n"],
    ["loose base64", "entente/equivocation/v1\nAB==\nAA==\n"],
    ["a short hash", "entente/equivocation/v1\nAAAA\nAAAA\nAAAA\n"],
  ])("%s is refused", (_, text) => {
    expect(parseEquivocation(new TextEncoder().encode(text)).ok).toBe(false);
  });

  it("too large is refused before it is read", () => {
    expect(parseEquivocation(new Uint8Array(200_000))).toMatchObject({
      ok: false,
      faults: [{ code: "too_large" }],
    });
  });
});

describe("rootsOfPath", () => {
  it("leads an honest path to both honest roots", () => {
    const log = forked(64, 64, 64).a;
    for (let size = 1; size < 64; size++) {
      const roots = rootsOfPath(size, 64, pathOf(log, size));
      expect(roots).toEqual({ old: log.root(size), new: log.root() });
    }
  });

  it("is null for a path of another length", () => {
    const log = forked(40, 40, 40).a;
    const path = pathOf(log, 13);
    expect(rootsOfPath(13, 40, path.slice(1))).toBeNull();
    expect(rootsOfPath(13, 40, [...path, bytesOf("more")])).toBeNull();
    expect(rootsOfPath(13, 40, [])).toBeNull();
  });
});
