import { EXTENSION_REASONS } from "@entente/words";
import { describe, expect, it } from "vitest";
import { at, changed, example, GONE, kind, must, said, settingOf } from "./drafts.ts";

const SOMEBODY = { identified: true, nationality: "IN", in_canada: false, status: "other" };

function readOf(name: string, pointer: string, to: unknown) {
  return said(kind(name).readDraft(changed(example(name), pointer, to)));
}

describe("what is told", () => {
  it("reveals what its officer says of it, and what its form shows beyond that", () => {
    const parts = (text: string) => {
      const draft = changed(example("note"), "/content/text", text);
      return must(kind("note").readDraft(draft)).parts.map(({ categories }) => categories);
    };
    expect(parts("Invented: nothing of anybody.")).toEqual([[]]);
    for (const text of [
      "write to someone@invented.example",
      "call +91 00 0000 0117",
      "call (000) 555-0142",
      "account 0000 1234 5678",
      "नंबर ००००५५५०१४२ है",
      "full-width １２３４５６７",
    ])
      expect([text, parts(text)]).toEqual([text, [["contact"]]]);
    for (const text of [
      "on 2026-11-28 at the port",
      "about 0190aaaa-0000-7000-8000-000000000001",
      "twelve drums, 450 kg, two containers",
      "section 107(4)(g) of the Act",
      "@ the port",
    ])
      expect([text, parts(text)]).toEqual([text, [[]]]);
  });

  it("travels with what it reveals, and without whom it is about", () => {
    const draft = changed(changed(example("tip"), "/content/reveals", ["identity"]), "/content/about", [
      SOMEBODY,
    ]);
    const reading = must(kind("tip").readDraft(draft));
    const content = reading.compose([null], { state: "CA", agency: "RCMP" });
    expect(at(content, "/reveals")).toEqual(["identity"]);
    expect(at(content, "/about")).toBeUndefined();
    expect(said(kind("tip").readContent(content))).toBe("passed");
    expect(reading.parts.map(({ subject }) => subject)).toEqual([SOMEBODY]);
  });

  it("is judged once for each person it is about", () => {
    const draft = changed(example("tip"), "/content/about", [SOMEBODY, { ...SOMEBODY, nationality: "CA" }]);
    const { parts } = must(kind("tip").readDraft(draft));
    expect(parts.map(({ where, subject }) => [where, at(subject, "/nationality")])).toEqual([
      ["", "IN"],
      ["", "CA"],
    ]);
  });

  it.each(["note", "tip", "call", "feedback"])("%s that reveals an identity says whose", (name) => {
    expect(readOf(name, "/content/reveals", ["identity"])).toEqual(["person_not_identified /content/about"]);
  });

  it.each(["note", "tip", "call", "oral_record", "clarification", "feedback", "extension"])(
    "%s takes no field that nobody declared, in draft or content",
    (name) => {
      expect(readOf(name, "/content/more", "x")).toEqual(["unknown_field /content/more"]);
      const content = must(kind(name).readDraft(example(name))).compose([null], {
        state: "CA",
        agency: "RCMP",
      });
      expect(said(kind(name).readContent({ ...content, about: [] }))).toEqual(["unknown_field /about"]);
      expect(said(kind(name).readContent(changed(content, "/reveals", GONE)))).toEqual([
        "missing_field /reveals",
      ]);
    },
  );
});

describe("an extension", () => {
  it("is for a court's authorisation alone", () => {
    expect(EXTENSION_REASONS).toEqual(["judicial_authorisation"]);
    for (const reason of ["staff_shortage", "holiday", "", null])
      expect(readOf("extension", "/content/reason", reason)).not.toBe("passed");
  });

  it("says until when, on a day that there is, and whose authorisation it waits for", () => {
    expect(readOf("extension", "/content/until", "2027-02-29")).toEqual(["out_of_bounds /content/until"]);
    expect(readOf("extension", "/content/until", null)).toEqual(["wrong_type /content/until"]);
    expect(readOf("extension", "/content/authority", "")).toEqual(["out_of_bounds /content/authority"]);
  });

  it("moves the clock of what it replies to, and closes nothing", () => {
    const content = must(kind("extension").readDraft(example("extension"))).compose([null], {
      state: "CA",
      agency: "RCMP",
    });
    expect(kind("extension").effects(content)).toEqual([
      { effect: "extends_due", until: "2031-01-31", why: "judicial_authorisation" },
    ]);
    expect(kind("extension").effects({ ...content, reason: "holiday" })).toEqual([]);
  });
});

describe("a tip", () => {
  it.each([
    ["act", "2026-12-24", "passed"],
    ["act", null, "passed"],
    ["assess", null, "passed"],
    ["assess", "2026-12-24", ["day_without_action /content/act_by"]],
    ["none", "2026-12-24", ["day_without_action /content/act_by"]],
  ] as const)("with action %s by %s: %j", (action, day, verdict) => {
    const draft = changed(changed(example("tip"), "/content/action", action), "/content/act_by", day);
    expect(said(kind("tip").readDraft(draft))).toEqual(verdict);
  });

  it("says of each item it corroborates whether its source is another", () => {
    const id = "0190aaaa-0000-7000-8000-000000000001";
    expect(readOf("tip", "/content/corroborates", [{ dispatch: id, independent: false }])).toBe("passed");
    expect(readOf("tip", "/content/corroborates", [{ dispatch: id }])).toEqual([
      "missing_field /content/corroborates/0/independent",
    ]);
  });
});

describe("a call", () => {
  it.each([
    [true, "+1 000 555 0199", "directory", "passed"],
    [false, null, null, "passed"],
    [
      true,
      null,
      null,
      ["number_and_call_back_differ /content/number", "number_and_call_back_differ /content/number_source"],
    ],
    [true, "+1 000 555 0199", null, ["number_and_call_back_differ /content/number_source"]],
    [
      false,
      "+1 000 555 0199",
      "other",
      ["number_and_call_back_differ /content/number", "number_and_call_back_differ /content/number_source"],
    ],
  ] as const)("called back %s, number %s from %s: %j", (back, number, source, verdict) => {
    const draft = example("call");
    const steps = [
      ["/content/called_back", back],
      ["/content/number", number],
      ["/content/number_source", source],
    ] as const;
    const changedTo = steps.reduce<unknown>((value, [pointer, to]) => changed(value, pointer, to), draft);
    expect(said(kind("call").readDraft(changedTo))).toEqual(verdict);
  });

  it("is between two desks", () => {
    expect(readOf("call", "/content/called", settingOf("CA").from)).toEqual(["own_desk /content/called"]);
  });
});

describe("what closes what", () => {
  it.each([
    ["request", ["answer"]],
    ["clarification", ["note"]],
    ["tip", ["feedback"]],
    ["oral_record", ["oral_record"]],
  ])("a %s is closed by %j alone", (name, by) => {
    expect(kind(name).asks?.by).toEqual(by);
  });

  it.each(["note", "call", "feedback", "extension", "answer"])("a %s waits for nothing", (name) => {
    expect(kind(name).asks).toBeNull();
  });
});
