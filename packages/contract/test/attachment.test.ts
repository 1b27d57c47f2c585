import { describe, expect, it } from "vitest";
import { Attachment, NewAttachment } from "../src/attachment.ts";
import { readerOf } from "../src/check.ts";
import { attachmentFaults, ROUTES, readDispatchBody } from "../src/door.ts";
import { changed, example, kind, letters, must, said } from "./drafts.ts";

const ONE = {
  id: "00112233445566778899aabbccddeeff",
  name: "Invented picture of twelve drums.jpg",
  media_type: "image/jpeg",
  bytes: 1_234_567,
  sha256: "ab".repeat(32),
};
const read = readerOf(Attachment);

describe("an attachment is named", () => {
  it.each<[string, string, unknown]>([
    ["by one letter", "/name", "x"],
    ["by 200 letters", "/name", letters(200)],
    ["in Hindi, with its joiners", "/name", "क्‍षेत्र का नक़्शा.pdf"],
    ["by 200 letters outside the first plane", "/name", "😀".repeat(200)],
    ["like a hidden file", "/name", ".profile"],
    ["with dots inside", "/name", "a..b"],
    ["of one byte", "/bytes", 1],
    ["of 50 GiB", "/bytes", 50 * 2 ** 30],
    ["of a type with a suffix", "/media_type", "application/vnd.oasis.opendocument.text"],
    ["of a type with a plus", "/media_type", "image/svg+xml"],
  ])("%s", (_what, pointer, to) => {
    expect(said(read(changed(ONE, pointer, to)))).toBe("passed");
  });
});

describe("an attachment is refused", () => {
  it.each<[string, unknown]>([
    ["without a name", ""],
    ["with 201 letters", letters(201)],
    ["with a path", "../../etc/passwd"],
    ["with a path of another system", "C:\\invented"],
    ["with a line feed", "a\nb"],
    ["with a NUL", "a\0b"],
    ["with a C1 control", "a\u0085b"],
    ["with an override of direction: it would read as another type", "invented\u202efdp.exe"],
    ["with an isolate of direction", "a\u2066b"],
    ["with a mark of direction", "a\u200eb"],
    ["with a space of no width", "a\u200bb"],
    ["with a line separator", "a\u2028b"],
    ["with a byte order mark", "\ufeffa"],
    ["with invisible tags", "a\u{e0041}b"],
    ["with a soft hyphen", "a\u00adb"],
    ["that means its folder", "."],
    ["that means the folder above", ".."],
    ["with a space before", " a"],
    ["with a space behind", "a "],
  ])("whose name is written %s", (_what, name) => {
    expect(said(read({ ...ONE, name }))).toEqual(["out_of_bounds /name"]);
  });

  it.each<[string, string, unknown, string]>([
    ["of no bytes", "/bytes", 0, "out_of_bounds /bytes"],
    ["of more than 50 GiB", "/bytes", 50 * 2 ** 30 + 1, "out_of_bounds /bytes"],
    ["of half a byte", "/bytes", 1.5, "wrong_type /bytes"],
    ["of a type in capitals", "/media_type", "Image/JPEG", "out_of_bounds /media_type"],
    ["of half a type", "/media_type", "image", "out_of_bounds /media_type"],
    ["of a type with parameters", "/media_type", "text/html;charset=utf-8", "out_of_bounds /media_type"],
    ["of a type of 101 letters", "/media_type", `a/${letters(99)}`, "out_of_bounds /media_type"],
    ["with a digest in capitals", "/sha256", "AB".repeat(32), "out_of_bounds /sha256"],
    ["with half a digest", "/sha256", "ab".repeat(16), "out_of_bounds /sha256"],
    ["with an id that is a path", "/id", "../invented", "out_of_bounds /id"],
    ["with our record's id", "/holding", "CA-H-1", "unknown_field /holding"],
  ])("%s", (_what, pointer, to, expected) => {
    expect(said(read(changed(ONE, pointer, to)))).toEqual([expected]);
  });
});

describe("the list in a body", () => {
  const body = (attachments: unknown, urgency?: unknown) => {
    const reading = must(kind("request").readDraft(example("request")));
    const { area, purpose, channel, language, title, marking, evidential_use } = reading;
    const id = "0190aaaa-0000-7000-8000-00000000000a";
    return readDispatchBody({
      format: "entente/dispatch/v1",
      kind: "request",
      id,
      thread: id,
      reply_to: null,
      realm: "live",
      from: { party: "CA", agency: "RCMP", desk: "ca-rcmp-liaison" },
      to: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
      area,
      purpose,
      channel,
      language,
      title,
      marking,
      evidential_use,
      urgency: urgency ?? reading.urgency,
      caveats: [],
      legal_basis: [],
      made_at: "2026-11-22T12:00:00.000Z",
      content: {},
      attachments,
    });
  };
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ ...ONE, id: n.toString(16).padStart(32, "0") }));

  it.each([1, 20])("has %i", (count) => {
    expect(said(body(many(count)))).toBe("passed");
  });

  it.each<[string, unknown, readonly string[]]>([
    ["that is empty: none has one spelling", [], ["out_of_bounds /attachments"]],
    ["of 21", many(21), ["out_of_bounds /attachments"]],
    ["with one twice", [ONE, { ...ONE, name: "b" }], ["attachment_twice /attachments/1/id"]],
    ["that is no list", ONE, ["wrong_type /attachments"]],
    ["with a path in a name", [{ ...ONE, name: "a/b" }], ["out_of_bounds /attachments/0/name"]],
  ])("is refused %s", (_what, attachments, expected) => {
    expect(said(body(attachments))).toEqual(expected);
  });

  it("is refused on the life-threat lane, and on no other", () => {
    const urgent = { class: "urgent_2", reason: "Invented." };
    const lives = { class: "life_threat", reason: "Invented." };
    expect(said(body([ONE], urgent))).toBe("passed");
    expect(said(body([ONE], lives))).toEqual(["attachment_in_life_threat /attachments"]);
    expect(said(body(undefined, lives))).toBe("passed");
    expect(attachmentFaults([], "life_threat")).toEqual([]);
  });
});

describe("the parts of an upload", () => {
  const part = readerOf(ROUTES.appendAttachment.body);
  const full = { attachment: ONE.id, offset: 524_288, pieces_base64: Array(8).fill("AAAA".repeat(21_846)) };

  it("are eight pieces at most, each of 64 KiB at most", () => {
    expect(said(part(full))).toBe("passed");
  });

  it.each<[string, string, unknown, string]>([
    ["nine pieces", "/pieces_base64", Array(9).fill("AAAA"), "out_of_bounds /pieces_base64"],
    ["no piece", "/pieces_base64", [], "out_of_bounds /pieces_base64"],
    ["a larger piece", "/pieces_base64/0", "AAAA".repeat(21_847), "out_of_bounds /pieces_base64/0"],
    ["an offset inside a piece", "/offset", 100, "out_of_bounds /offset"],
    ["an offset before the begin", "/offset", -65_536, "out_of_bounds /offset"],
  ])("are refused with %s", (_what, pointer, to, expected) => {
    expect(said(part(changed(full, pointer, to)))).toEqual([expected]);
  });

  it("are announced with what the file reveals", () => {
    const { id: _id, ...what } = ONE;
    const announce = readerOf(NewAttachment);
    expect(said(announce({ ...what, holding: null, reveals: ["location"] }))).toBe("passed");
    expect(said(announce(what))).toEqual(["missing_field /holding", "missing_field /reveals"]);
    expect(said(announce({ ...what, holding: "H-1", reveals: ["secrets"] }))).toEqual([
      "unknown_word /reveals/0",
    ]);
  });
});
