import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  consistencyProof,
  EMPTY_ROOT,
  encodeAddCheckpoint,
  judgeCheckpoint,
  parseAddCheckpoint,
  rootAt,
} from "../src/door.ts";
import { base64, big, bytesOf, hex, join, text } from "./fixture/bytes.ts";
import { MemoryLog } from "./fixture/memory-log.ts";

const log = new MemoryLog();
log.append(Array.from({ length: 40 }, (_, at) => big(at, 2)));
const head = (size: number) => ({ size, root: rootAt(size, log) });
const fork = (size: number) => ({ size, root: bytesOf(`fork ${size}`) });

describe("a witness (C2SP tlog-witness, add-checkpoint)", () => {
  it("accepts the first checkpoint of a log it never saw, on its size alone", () => {
    expect(judgeCheckpoint({ known: null, offered: head(12), oldSize: 0, proof: [] })).toEqual({
      verdict: "accept",
    });
    const empty = { size: 0, root: EMPTY_ROOT };
    expect(judgeCheckpoint({ known: null, offered: empty, oldSize: 0, proof: [] })).toEqual({
      verdict: "accept",
    });
  });

  it("accepts every growth that is proven, and the same tree again", () => {
    for (let oldSize = 1; oldSize <= 40; oldSize += 1) {
      const proof = consistencyProof(oldSize, 40, log);
      const offer = { known: head(oldSize), offered: head(40), oldSize, proof };
      expect(judgeCheckpoint(offer)).toEqual({ verdict: "accept" });
    }
  });

  const proof = consistencyProof(12, 30, log);
  const grown = { known: head(12), offered: head(30), oldSize: 12, proof };
  const reject = (code: string) => ({ verdict: "reject", code });
  it.each([
    ["asks from a smaller size than known", { oldSize: 9 }, { verdict: "conflict", knownSize: 12 }],
    ["asks from a larger size than known", { oldSize: 20 }, { verdict: "conflict", knownSize: 12 }],
    ["asks from nothing", { oldSize: 0, proof: [] }, { verdict: "conflict", knownSize: 12 }],
    ["asks from a size when none is known", { known: null }, { verdict: "conflict", knownSize: 0 }],
    ["offers a shorter tree from the known size", { offered: head(9), proof: [] }, reject("tree_shrank")],
    [
      "offers a shorter tree from its own size",
      { offered: head(9), oldSize: 9, proof: [] },
      { verdict: "conflict", knownSize: 12 },
    ],
    [
      "offers a shorter tree from nothing",
      { offered: head(9), oldSize: 0, proof: [] },
      { verdict: "conflict", knownSize: 12 },
    ],
    ["asks from beyond what it offers", { oldSize: 31 }, reject("tree_shrank")],
    ["offers another root of the known size", { offered: fork(12), proof: [] }, reject("equivocation")],
    [
      "offers another root of the known size, from nothing",
      { offered: fork(12), oldSize: 0, proof: [] },
      reject("equivocation"),
    ],
    ["offers a fork that grew", { offered: fork(30) }, reject("root_mismatch")],
    ["proves nothing", { proof: [] }, reject("proof_length")],
    ["proves too much", { proof: [...proof, bytesOf("more")] }, reject("proof_length")],
    ["proves with short hashes", { proof: proof.map((hash) => hash.subarray(1)) }, reject("hash_length")],
    ["proves an unchanged tree", { offered: head(12), proof }, reject("proof_length")],
    ["sends a proof with the first checkpoint", { known: null, oldSize: 0 }, reject("proof_length")],
    [
      "has an empty tree with a root",
      { known: null, offered: fork(0), oldSize: 0, proof: [] },
      reject("equivocation"),
    ],
  ])("does not cosign when the log %s", (_, change, judgement) => {
    expect(judgeCheckpoint(grown)).toEqual({ verdict: "accept" });
    expect(judgeCheckpoint({ ...grown, ...change })).toEqual(judgement);
  });

  it("never accepts a tree that is not the known one grown, whatever is sent", () => {
    const size = fc.integer({ min: 0, max: 40 });
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        size,
        size,
        fc.array(hash, { maxLength: 8 }),
        (known, offered, oldSize, hashes) => {
          const forked = judgeCheckpoint({
            known: fork(known),
            offered: head(offered),
            oldSize,
            proof: hashes,
          });
          expect(forked.verdict).not.toBe("accept");
          const shorter = {
            known: head(known),
            offered: head(Math.min(offered, known - 1)),
            oldSize,
            proof: hashes,
          };
          expect(judgeCheckpoint(shorter).verdict).not.toBe("accept");
        },
      ),
    );
  });
});

describe("the add-checkpoint request", () => {
  const checkpoint = join("log.example/exchange\n1\nx\n\n— a b\n");

  it("is old size, proof, empty line, checkpoint", () => {
    const body = encodeAddCheckpoint({ oldSize: 12, proof: [bytesOf("p")], checkpoint });
    expect(text(body)).toBe(`old 12\n${base64(bytesOf("p"))}\n\n${text(checkpoint)}`);
  });

  it("is read back as written", () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.array(hash, { maxLength: 63 }),
        fc.uint8Array(),
        (oldSize, list, note) => {
          const request = {
            oldSize,
            proof: list.map((one) => new Uint8Array(one)),
            checkpoint: new Uint8Array(note),
          };
          expect(parseAddCheckpoint(encodeAddCheckpoint(request))).toEqual({ ok: true, value: request });
        },
      ),
    );
  });

  const line = base64(bytesOf("p"));
  it.each([
    ["nothing", "", "bad_request", "line 1"],
    ["no empty line", `old 1\n${line}\n`, "bad_request", "line 1"],
    ["no old size", `${line}\n\nx`, "bad_request", "line 1"],
    ["an empty first line", "\n\nx", "bad_request", "line 1"],
    ["a leading zero", "old 01\n\nx", "not_canonical", "line 1"],
    ["a negative size", "old -1\n\nx", "not_canonical", "line 1"],
    ["two spaces", "old  1\n\nx", "not_canonical", "line 1"],
    ["a short hash", `old 1\n${base64(bytesOf("p").subarray(1))}\n\nx`, "hash_length", "line 2"],
    ["a line that is not base64", `old 1\n${line}\nhello\n\nx`, "not_canonical", "line 3"],
    ["64 hashes", `old 1\n${`${line}\n`.repeat(64)}\nx`, "too_large", "line 65"],
  ])("with %s is refused", (_, body, code, where) => {
    expect(parseAddCheckpoint(join(body))).toEqual({ ok: false, faults: [{ code, where }] });
  });

  it("is never written with 64 hashes", () => {
    const proof = Array.from({ length: 64 }, () => bytesOf("p"));
    expect(() => encodeAddCheckpoint({ oldSize: 1, proof, checkpoint })).toThrow(RangeError);
  });

  it("has one encoding", () => {
    const body = encodeAddCheckpoint({ oldSize: 12, proof: [bytesOf("p"), bytesOf("q")], checkpoint });
    for (let byte = 0; byte < body.length; byte += 1) {
      for (const bit of [1, 4, 32]) {
        const changed = body.slice();
        changed[byte] = (changed[byte] ?? 0) ^ bit;
        const parsed = parseAddCheckpoint(changed);
        if (parsed.ok) expect(hex(encodeAddCheckpoint(parsed.value))).toBe(hex(changed));
      }
    }
  });
});
