import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Checkpoint,
  encodeCheckpoint,
  encodeNote,
  parseCheckpoint,
  parseNote,
  signatureLine,
  withCosignatures,
} from "../src/door.ts";
import { base64, bytesOf, flipped, hex, join, seeded, text } from "./fixture/bytes.ts";

const root = bytesOf("root");
const SIGNATURE = {
  name: "log.example/exchange",
  keyId: Uint8Array.of(1, 2, 3, 4),
  signature: bytesOf("sig"),
};
const HEAD = `log.example/exchange\n12\n${base64(root)}\n`;
const LINE = signatureLine(SIGNATURE);

describe("notes (C2SP signed-note)", () => {
  it("parse into text and signatures", () => {
    expect(parseNote(join(HEAD, "\n", LINE))).toEqual({
      ok: true,
      value: { text: HEAD, signatures: [SIGNATURE] },
    });
  });

  it("may have empty lines in their text: the last empty line ends it", () => {
    const parsed = parseNote(join("Ognuno sta solo\n\nè subito sera\n", "\n", LINE));
    expect(parsed.ok && parsed.value.text).toBe("Ognuno sta solo\n\nè subito sera\n");
  });

  it.each([
    ["nothing", "", "bad_note"],
    ["no blank line", `${HEAD}${LINE}`, "bad_note"],
    ["no signature", `${HEAD}\n`, "bad_note"],
    ["no last newline", `${HEAD}\n${LINE.slice(0, -1)}`, "bad_note"],
    ["a blank line after the signatures", `${HEAD}\n${LINE}\n`, "bad_note"],
    ["a hyphen for the dash", `${HEAD}\n${LINE.replace("—", "-")}`, "bad_signature_line"],
    ["two spaces", `${HEAD}\n${LINE.replace("— ", "—  ")}`, "bad_signature_line"],
    ["a space at the end", `${HEAD}\n${LINE.replace("\n", " \n")}`, "bad_signature_line"],
    ["a plus in the name", `${HEAD}\n${LINE.replace("log.", "log+")}`, "bad_signature_line"],
    ["a Unicode space in the name", `${HEAD}\n${LINE.replace("log.", "log\u00a0")}`, "bad_signature_line"],
    ["no name", `${HEAD}\n— ${base64(bytesOf("x"))}\n`, "bad_signature_line"],
    ["base64 without padding", `${HEAD}\n— n AQIDBAUGBw\n`, "not_canonical"],
    ["base64 with stray bits", `${HEAD}\n— n AQIDBAUGB1==\n`, "not_canonical"],
    ["URL base64", `${HEAD}\n— n AQID_-UGBw==\n`, "bad_signature_line"],
    ["a key id alone", `${HEAD}\n— n AQIDBA==\n`, "signature_length"],
    ["a carriage return", `${HEAD}\n${LINE.replace("\n", "\r\n")}`, "bad_text"],
    ["a tab", `${HEAD.replace("12", "\t12")}\n${LINE}`, "bad_text"],
    ["a NUL", `${HEAD.replace("12", "12\0")}\n${LINE}`, "bad_text"],
    ["17 signatures", `${HEAD}\n${LINE.repeat(17)}`, "too_large"],
    ["128 KiB of text", `${"x".repeat(131_072)}\n\n${LINE}`, "too_large"],
  ])("refuse %s", (_, note, code) => {
    const parsed = parseNote(join(note));
    expect(parsed.ok ? "taken" : parsed.faults[0].code).toBe(code);
  });

  it("refuse bytes that are not UTF-8", () => {
    expect(parseNote(join(HEAD, Uint8Array.of(0xc3, 0x28), "\n\n", LINE)).ok).toBe(false);
    expect(parseNote(join(HEAD, Uint8Array.of(0xed, 0xa0, 0x80), "\n\n", LINE)).ok).toBe(false);
  });

  it("have one encoding: what parses, encodes to the same bytes, after any change", () => {
    const note = join(HEAD, "\n", LINE, LINE);
    const random = seeded(9);
    for (let bit = 0; bit < note.length * 8; bit += 1) {
      const parsed = parseNote(flipped(note, bit));
      if (parsed.ok) expect(hex(encodeNote(parsed.value))).toBe(hex(flipped(note, bit)));
    }
    for (let round = 0; round < 2000; round += 1) {
      const at = Math.floor(random() * note.length);
      const cut = Math.floor(random() * 4);
      const changed = join(
        note.subarray(0, at),
        "\n— =A".slice(0, Math.floor(random() * 5)),
        note.subarray(at + cut),
      );
      const parsed = parseNote(changed);
      if (parsed.ok) expect(hex(encodeNote(parsed.value))).toBe(hex(changed));
    }
  });
});

describe("checkpoint text (C2SP tlog-checkpoint)", () => {
  const origin = fc.stringMatching(/^[!-~]{1,40}$/);
  const extension = fc.stringMatching(/^[ -~]{1,20}$/);
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });

  it("is read back as written", () => {
    fc.assert(
      fc.property(
        origin,
        fc.maxSafeNat(),
        hash,
        fc.array(extension, { maxLength: 3 }),
        (name, size, head, extensions) => {
          const checkpoint: Checkpoint = { origin: name, size, root: new Uint8Array(head), extensions };
          expect(parseCheckpoint(encodeCheckpoint(checkpoint))).toEqual({ ok: true, value: checkpoint });
        },
      ),
    );
  });

  it("has no extension lines unless asked for", () => {
    expect(encodeCheckpoint({ origin: "log.example/exchange", size: 12, root })).toBe(HEAD);
  });

  it.each([
    ["nothing", "", "bad_checkpoint", ""],
    ["two lines", "o\n1\n", "bad_checkpoint", ""],
    ["no last newline", HEAD.slice(0, -1), "bad_checkpoint", ""],
    ["no origin", `\n1\n${base64(root)}\n`, "bad_checkpoint", ""],
    ["an empty extension line", `${HEAD}\n`, "bad_checkpoint", ""],
    ["a leading zero", HEAD.replace("12", "012"), "not_canonical", "line 2"],
    ["a sign", HEAD.replace("12", "+12"), "not_canonical", "line 2"],
    ["hexadecimal", HEAD.replace("12", "0x12"), "not_canonical", "line 2"],
    ["a fraction", HEAD.replace("12", "1.0"), "not_canonical", "line 2"],
    ["an empty size", HEAD.replace("12", ""), "not_canonical", "line 2"],
    ["2^53", HEAD.replace("12", "9007199254740992"), "not_canonical", "line 2"],
    ["2^63", HEAD.replace("12", "9223372036854775808"), "not_canonical", "line 2"],
    ["a short root", `o\n1\n${base64(root.subarray(1))}\n`, "hash_length", "line 3"],
    ["a root that is not base64", "o\n1\n%\n", "not_canonical", "line 3"],
    ["a root with a space", `o\n1\n${base64(root)} \n`, "not_canonical", "line 3"],
    ["a carriage return", HEAD.replaceAll("\n", "\r\n"), "bad_text", ""],
  ])("refuses %s", (_, checkpoint, code, where) => {
    expect(parseCheckpoint(checkpoint)).toEqual({ ok: false, faults: [{ code, where }] });
  });

  it.each([
    ["an origin that would write a second line", { origin: "a\n5", size: 1, root }],
    ["no origin", { origin: "", size: 1, root }],
    ["a fraction of a leaf", { origin: "a", size: 0.5, root }],
    ["a negative size", { origin: "a", size: -1, root }],
    ["a short root", { origin: "a", size: 1, root: root.subarray(1) }],
    ["an empty extension", { origin: "a", size: 1, root, extensions: [""] }],
  ])("is never written with %s", (_, head) => {
    expect(() => encodeCheckpoint(head)).toThrow(RangeError);
  });
});

describe("adding cosignatures", () => {
  const line = (name: string, word: string) =>
    signatureLine({ ...SIGNATURE, name, signature: bytesOf(word) });
  const own = line("log.example/exchange", "a") + line("log.example/exchange", "b");
  const note = join(HEAD, "\n", own);

  it("puts witnesses behind the log, ascending by name, each witness's lines in its order", () => {
    const first = withCosignatures(note, line("w2.example", "c") + line("w2.example", "d"));
    if (!first.ok) expect.fail("refused");
    const second = withCosignatures(first.value, line("w1.example", "e") + line("w1.example", "f"));
    const order = ["w1.example e", "w1.example f", "w2.example c", "w2.example d"];
    const lines = order.map((one) => line(one.slice(0, -2), one.slice(-1))).join("");
    expect(second.ok && text(second.value)).toBe(`${HEAD}\n${own}${lines}`);
  });

  it("replaces a witness's earlier lines", () => {
    const first = withCosignatures(note, line("w.example", "c") + line("w.example", "d"));
    if (!first.ok) expect.fail("refused");
    const second = withCosignatures(first.value, line("w.example", "e") + line("w.example", "f"));
    expect(second.ok && text(second.value)).toBe(
      `${HEAD}\n${own}${line("w.example", "e")}${line("w.example", "f")}`,
    );
  });

  it.each([
    ["nothing", "", "bad_signature_line"],
    ["a line without its newline", line("w.example", "c").slice(0, -1), "bad_signature_line"],
    ["text", "hello\n", "bad_signature_line"],
    ["a blank line", `${line("w.example", "c")}\n`, "bad_signature_line"],
  ])("refuses %s", (_, lines, code) => {
    const added = withCosignatures(note, lines);
    expect(added.ok ? "taken" : added.faults[0].code).toBe(code);
  });

  it("refuses a note that does not parse", () => {
    expect(withCosignatures(join("x"), line("w.example", "c")).ok).toBe(false);
  });
});
