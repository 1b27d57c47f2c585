import { describe, expect, it } from "vitest";
import { readDispatchBody } from "../src/door.ts";
import { changed, example, GONE, kind, letters, must, said } from "./drafts.ts";

const ID = "0190aaaa-0000-7000-8000-00000000000a";
const QUESTION = "0190aaaa-0000-7000-8000-00000000000f";

/** The example request as it would stand in its body. */
function bodyOf(): unknown {
  const reading = must(kind("request").readDraft(example("request")));
  return {
    format: "entente/dispatch/v1",
    kind: "request",
    id: ID,
    thread: ID,
    reply_to: null,
    realm: "live",
    from: { party: "CA", agency: "RCMP", desk: "ca-rcmp-liaison" },
    to: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
    area: reading.area,
    purpose: reading.purpose,
    channel: reading.channel,
    urgency: reading.urgency,
    language: reading.language,
    title: reading.title,
    marking: reading.marking,
    caveats: ["use_limit", "no_onward"],
    legal_basis: ["Invented Act, s. 1"],
    evidential_use: reading.evidential_use,
    made_at: "2026-11-22T12:00:00.000Z",
    content: reading.compose([], { state: "CA", agency: "RCMP" }),
  };
}

describe("a body is read", () => {
  it("as the example makes it", () => {
    expect(said(readDispatchBody(bodyOf()))).toBe("passed");
  });

  it.each<[string, string, unknown]>([
    ["in an exercise", "/realm", "exercise"],
    ["as an answer in its thread", "/reply_to", QUESTION],
    ["of a kind this version does not know: that is said later, by its own code", "/kind", "tip"],
    ["without caveats", "/caveats", []],
    ["with Europol's codes among the caveats", "/caveats", ["H1", "H2", "H3"]],
    ["with 64 provisions", "/legal_basis", Array(64).fill("x")],
    ["urgent, with the reason", "/urgency", { class: "urgent_2", reason: "Invented." }],
    ["with content nobody has read yet", "/content", { anything: [1, { deep: true }] }],
    ["with empty content", "/content", {}],
    ["from an organisation", "/from/party", "INTERPOL"],
  ])("%s", (_what, pointer, to) => {
    expect(said(readDispatchBody(changed(bodyOf(), pointer, to)))).toBe("passed");
  });
});

describe("a body is refused", () => {
  const fields =
    "format kind id thread reply_to realm from to area purpose channel urgency language title marking caveats " +
    "legal_basis evidential_use made_at content";

  it.each(fields.split(" "))("without %s", (field) => {
    expect(said(readDispatchBody(changed(bodyOf(), `/${field}`, GONE)))).toEqual([`missing_field /${field}`]);
  });

  it.each<[string, string, unknown, string]>([
    ["of another format", "/format", "entente/dispatch/v2", "unknown_word /format"],
    ["whose format is a number", "/format", 1, "wrong_type /format"],
    ["whose kind is a path", "/kind", "../request", "out_of_bounds /kind"],
    ["whose kind is 41 letters", "/kind", letters(41), "out_of_bounds /kind"],
    ["whose id is in capitals", "/id", ID.toUpperCase(), "out_of_bounds /id"],
    ["whose thread is a name", "/thread", "our usual one", "out_of_bounds /thread"],
    ["that answers an empty text", "/reply_to", "", "out_of_bounds /reply_to"],
    ["of a third realm", "/realm", "test", "unknown_word /realm"],
    ["from an officer", "/from/officer", "ca-lo-1", "unknown_field /from/officer"],
    ["to a person", "/to/desk", "Asha Rao", "out_of_bounds /to/desk"],
    ["to an agency in small letters", "/to/agency", "ncb", "out_of_bounds /to/agency"],
    ["unmarked", "/marking", null, "wrong_type /marking"],
    ["marked with no handling code", "/marking/handling", [], "out_of_bounds /marking/handling"],
    ["with a caveat twice", "/caveats", ["no_onward", "no_onward"], "out_of_bounds /caveats"],
    ["with 65 provisions", "/legal_basis", Array(65).fill("x"), "out_of_bounds /legal_basis"],
    ["with an empty provision", "/legal_basis/0", "", "out_of_bounds /legal_basis/0"],
    ["urgent without a reason", "/urgency/class", "life_threat", "wrong_type /urgency/reason"],
    ["made at no time", "/made_at", "2026-13-22T12:00:00.000Z", "out_of_bounds /made_at"],
    ["made at a local time", "/made_at", "2026-11-22T12:00:00.000+05:30", "out_of_bounds /made_at"],
    ["whose content is a list", "/content", [], "wrong_type /content"],
    ["whose content is a text", "/content", "x", "wrong_type /content"],
    ["with the author", "/author", "ca-lo-1", "unknown_field /author"],
    ["with the approvals", "/approvals", [], "unknown_field /approvals"],
    ["with our notes", "/notes", {}, "unknown_field /notes"],
    ["with our risk", "/risk", {}, "unknown_field /risk"],
  ])("%s", (_what, pointer, to, expected) => {
    expect(said(readDispatchBody(changed(bodyOf(), pointer, to)))).toEqual([expected]);
  });
});

describe("a word that binds us and that this version does not know", () => {
  // Intake keeps such a dispatch apart instead of refusing it (design §4, stage 11): one fault, and this code.
  it.each<[string, string, unknown]>([
    ["a caveat", "/caveats/1", "eyes_only"],
    ["a handling code", "/marking/handling/0", "H9"],
    ["a TLP colour", "/marking/tlp", "PURPLE"],
    ["a PAP colour", "/marking/pap", "PURPLE"],
    ["a third state's system", "/marking/system", "FR"],
    ["a level", "/marking/level", "Cosmic"],
    ["a source grade", "/marking/grade/source", "Z"],
  ])("is one fault of its own: %s", (_what, pointer, to) => {
    expect(said(readDispatchBody(changed(bodyOf(), pointer, to)))).toEqual([`unknown_word ${pointer}`]);
  });
});
