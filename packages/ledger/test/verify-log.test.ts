import { describe, expect, it } from "vitest";
import { ENTRY_KIND, entry, logPaths, parseAnchor, verifyLog } from "../src/door.ts";
import { bytesOf, flipped, join, seeded } from "./fixture/bytes.ts";
import { NOON, openedLog, witnessed } from "./fixture/dispatch.ts";
import { MemoryLog } from "./fixture/memory-log.ts";
import { AGREEMENT, agreementOf, agreementPayload, CA, IN, testNode } from "./fixture/parties.ts";

const anchor = parseAnchor(AGREEMENT.file);
if (!anchor.ok) throw new Error("the fixture's own agreement did not verify");
const opened = anchor.value;

type Files = ReadonlyMap<string, Uint8Array>;
const verify = (files: Files, against: Parameters<typeof verifyLog>[2] = opened) =>
  verifyLog((path) => files.get(path) ?? null, [...files.keys()], against);
const faultOf = (files: Files) => {
  const verdict = verify(files);
  return verdict.valid ? "valid" : `${verdict.fault.code} ${verdict.fault.where}`;
};
const changed = (files: Files, path: string, change: (bytes: Uint8Array) => Uint8Array | null) => {
  const copy = new Map(files);
  const bytes = change(copy.get(path) ?? new Uint8Array());
  if (bytes) copy.set(path, bytes);
  else copy.delete(path);
  return copy;
};
const spliced = (bytes: Uint8Array, at: number, put: Uint8Array) =>
  join(bytes.subarray(0, at), put, bytes.subarray(at + put.length));

const small = openedLog(CA, 4);
const smallFiles = small.files(await witnessed(small, CA, [IN]));
const large = openedLog(CA, 599);
const largeFiles = large.files(await witnessed(large, CA, [IN]));

describe("an exported log", () => {
  it("verifies, and says whose it is and who witnessed it", () => {
    expect(verify(largeFiles, AGREEMENT.file)).toEqual({
      valid: true,
      origin: CA.log.origin,
      party: "CA",
      log: "exchange",
      size: 600,
      root: Buffer.from(large.root()).toString("hex"),
      signed_at: NOON,
      witnessed_by: [IN.witness.name],
    });
    expect([...largeFiles.keys()].sort()).toEqual(logPaths(600).sort());
  });

  it.each([1, 2, 255, 256, 257, 512, 513])("verifies with %i entries", async (size) => {
    const log = openedLog(IN, size - 1);
    expect(verify(log.files(await witnessed(log, IN, [CA])))).toMatchObject({
      valid: true,
      size,
      party: "IN",
    });
  });

  it("verifies three tile levels high", { timeout: 60_000 }, async () => {
    const log = openedLog(CA, 65_800);
    expect(verify(log.files(await witnessed(log, CA, [IN])))).toMatchObject({ valid: true, size: 65_801 });
  });

  it("verifies as a domestic log on its owner's signature alone, and says so", async () => {
    const log = new MemoryLog();
    log.append([entry(ENTRY_KIND.decision, bytesOf("decision")), entry(ENTRY_KIND.read, bytesOf("read"))]);
    const verdict = verify(log.files(await log.checkpoint(CA.domestic, NOON)));
    expect(verdict).toMatchObject({
      valid: true,
      log: "domestic",
      origin: CA.domestic.origin,
      witnessed_by: [],
    });
    const empty = new MemoryLog();
    expect(verify(empty.files(await empty.checkpoint(CA.domestic, NOON)))).toMatchObject({
      valid: true,
      size: 0,
    });
  });
});

describe("an exported log is refused, and the first bad part named", () => {
  const bundle = "tile/entries/001";
  const at300 = (300 - 256) * 36;
  const other = entry(ENTRY_KIND.release, bytesOf("other"));

  it.each([
    [
      "an entry was replaced",
      changed(largeFiles, bundle, (b) => spliced(b, at300 + 2, other)),
      `entry_mismatch ${bundle} entry 300`,
    ],
    [
      "an entry's digest was changed",
      changed(largeFiles, bundle, (b) => flipped(b, (at300 + 20) * 8)),
      `entry_mismatch ${bundle} entry 300`,
    ],
    [
      "an entry's kind was changed to another",
      changed(largeFiles, bundle, (b) => spliced(b, at300 + 3, Uint8Array.of(0x0a))),
      `entry_mismatch ${bundle} entry 300`,
    ],
    [
      "an entry's kind is unknown",
      changed(largeFiles, bundle, (b) => spliced(b, at300 + 3, Uint8Array.of(0x7f))),
      `entry_kind ${bundle} entry 300/@1`,
    ],
    [
      "an entry's version is another",
      changed(largeFiles, bundle, (b) => spliced(b, at300 + 2, Uint8Array.of(2))),
      `entry_version ${bundle} entry 300/@0`,
    ],
    [
      "an entry's length was changed",
      changed(largeFiles, bundle, (b) => spliced(b, at300 + 1, Uint8Array.of(35))),
      `entry_length ${bundle} entry 300`,
    ],
    [
      "two entries were exchanged",
      changed(largeFiles, bundle, (b) => spliced(spliced(b, 36, b.slice(72, 108)), 72, b.slice(36, 72))),
      `entry_mismatch ${bundle} entry 257`,
    ],
    [
      "an entry was cut out",
      changed(largeFiles, bundle, (b) => join(b.subarray(0, 36), b.subarray(72))),
      `entry_length ${bundle} entry 511`,
    ],
    [
      "an entry was added",
      changed(largeFiles, bundle, (b) => join(b, b.subarray(0, 36))),
      `bundle_length ${bundle}`,
    ],
    [
      "a bundle was emptied",
      changed(largeFiles, bundle, () => new Uint8Array()),
      `entry_length ${bundle} entry 256`,
    ],
    [
      "a leaf hash was changed",
      changed(largeFiles, "tile/0/001", (b) => flipped(b, 44 * 32 * 8)),
      "tile_mismatch tile/0/001 hash 300",
    ],
    [
      "a tile hash was changed",
      changed(largeFiles, "tile/1/000.p/2", (b) => flipped(b, 32 * 8)),
      "tile_mismatch tile/1/000.p/2 hash 1",
    ],
    ["a tile was cut", changed(largeFiles, "tile/0/001", (b) => b.subarray(32)), "tile_length tile/0/001"],
    [
      "a tile was lengthened",
      changed(largeFiles, "tile/0/002.p/88", (b) => join(b, new Uint8Array(32))),
      "tile_length tile/0/002.p/88",
    ],
    ["a tile is missing", changed(largeFiles, "tile/0/001", () => null), "file_missing tile/0/001"],
    ["a bundle is missing", changed(largeFiles, bundle, () => null), `file_missing ${bundle}`],
    ["the checkpoint is missing", changed(largeFiles, "checkpoint", () => null), "file_missing checkpoint"],
    [
      "a file does not belong",
      changed(largeFiles, "tile/0/003", () => new Uint8Array(32)),
      "file_unexpected tile/0/003",
    ],
    ["a note lies about", changed(largeFiles, "README", () => join("x")), "file_unexpected README"],
    [
      "an old partial tile lies about",
      changed(largeFiles, "tile/0/002.p/87", () => new Uint8Array(87 * 32)),
      "file_unexpected tile/0/002.p/87",
    ],
  ])("when %s", (_, files, fault) => {
    expect(faultOf(files)).toBe(fault);
  });

  it("when an entry and its leaf hash were changed together", () => {
    const edited = new MemoryLog();
    edited.append(large.entries.map((bytes, at) => (at === 300 ? other : bytes)));
    const tile = edited.tiles.get("0/1") ?? new Uint8Array();
    const both = changed(largeFiles, bundle, (b) => spliced(b, at300 + 2, other));
    expect(faultOf(changed(both, "tile/0/001", () => tile))).toBe("tile_mismatch tile/1/000.p/2 hash 1");
  });

  it("when the whole log was rewritten under the old checkpoint", () => {
    const edited = new MemoryLog();
    edited.append(large.entries.map((bytes, at) => (at === 300 ? other : bytes)));
    const files = edited.files(largeFiles.get("checkpoint") ?? new Uint8Array());
    expect(faultOf(files)).toBe("root_mismatch checkpoint/line 3");
  });

  it("when it was shortened under the old checkpoint", () => {
    const shorter = new MemoryLog();
    shorter.append(large.entries.slice(0, 500));
    const files = shorter.files(largeFiles.get("checkpoint") ?? new Uint8Array());
    expect(faultOf(files)).toBe("file_missing tile/entries/001");
  });

  it("when its owner rewrote and signed it, but the partner did not", async () => {
    const edited = new MemoryLog();
    edited.append(large.entries.map((bytes, at) => (at === 300 ? other : bytes)));
    expect(faultOf(edited.files(await witnessed(edited, CA, [])))).toBe("unwitnessed checkpoint");
    expect(faultOf(edited.files(await witnessed(edited, CA, [CA])))).toBe(
      "signature_unknown checkpoint/signature 3",
    );
  });

  it("when it opens with another agreement, or with none", async () => {
    const log = new MemoryLog();
    log.append([entry(ENTRY_KIND.agreement, bytesOf("other agreement"))]);
    const fault = "first_leaf tile/entries/000.p/1 entry 0";
    expect(faultOf(log.files(await witnessed(log, CA, [IN])))).toBe(fault);
    const loose = new MemoryLog();
    loose.append([entry(ENTRY_KIND.release, AGREEMENT.digest)]);
    expect(faultOf(loose.files(await witnessed(loose, CA, [IN])))).toBe(fault);
    const empty = new MemoryLog();
    expect(faultOf(empty.files(await witnessed(empty, CA, [IN])))).toBe(fault);
  });

  it("when it is the log of a node the agreement does not name", async () => {
    const stranger = testNode("ZZ", "zz-1");
    const log = openedLog(stranger);
    expect(faultOf(log.files(await witnessed(log, stranger, [IN])))).toBe("wrong_origin checkpoint/line 1");
  });

  it("when its domestic checkpoint carries a cosignature nobody asked for", async () => {
    const log = openedLog(CA);
    const dressed = { ...CA, log: CA.domestic };
    expect(faultOf(log.files(await witnessed(log, dressed, [IN])))).toBe(
      "signature_unknown checkpoint/signature 3",
    );
  });

  it("when a signed size is absurd, without listing its files", async () => {
    const log = openedLog(CA);
    const dressed = { ...CA, log: CA.domestic };
    const { signCheckpoint } = await import("../src/door.ts");
    const note = await signCheckpoint({ size: 2 ** 50, root: log.root() }, dressed.log, NOON);
    expect(faultOf(changed(smallFiles, "checkpoint", () => note))).toBe("file_missing tile/entries/000");
  });

  it("under another agreement", () => {
    const next = agreementOf(
      agreementPayload([CA, IN], (payload) => Object.assign(payload, { id: "another" })),
      [CA, IN],
    );
    expect(verify(smallFiles, next.file)).toMatchObject({ valid: false, fault: { code: "first_leaf" } });
    expect(verify(smallFiles, flipped(next.file, 999))).toMatchObject({ valid: false });
  });

  it("for every single bit of every tile and entry", () => {
    for (const [path, bytes] of smallFiles) {
      if (path === "checkpoint") continue;
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const fault = faultOf(changed(smallFiles, path, (b) => flipped(b, bit)));
        if (!fault.includes(path)) expect.fail(`${path} bit ${bit}: ${fault}`);
      }
    }
  });

  it("for any bit of the checkpoint", () => {
    const random = seeded(6);
    const bytes = smallFiles.get("checkpoint") ?? new Uint8Array();
    for (let byte = 0; byte < bytes.length; byte += 11) {
      const bit = byte * 8 + Math.floor(random() * 8);
      const fault = faultOf(changed(smallFiles, "checkpoint", (b) => flipped(b, bit)));
      if (!fault.includes("checkpoint")) expect.fail(`bit ${bit}: ${fault}`);
    }
  });

  it.runIf(process.env.SLOW === "1")("for every bit of the checkpoint", { timeout: 600_000 }, () => {
    const bytes = smallFiles.get("checkpoint") ?? new Uint8Array();
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const fault = faultOf(changed(smallFiles, "checkpoint", (b) => flipped(b, bit)));
      if (!fault.includes("checkpoint")) expect.fail(`bit ${bit}: ${fault}`);
    }
  });
});
