import { ASSURANCES } from "@entente/words";
import { describe, expect, it } from "vitest";
import { changed, example, kind, must, said } from "./drafts.ts";

function readOf(name: string, changes: readonly (readonly [pointer: string, to: unknown])[]) {
  const draft = changes.reduce<unknown>((value, [pointer, to]) => changed(value, pointer, to), example(name));
  return said(kind(name).readDraft(draft));
}

describe("a permission", () => {
  it.each([
    ["granted", null, "2031-01-31", "passed"],
    ["granted", null, null, "passed"],
    ["granted_with_conditions", "x", null, "passed"],
    ["refused", null, null, "passed"],
    ["granted", "x", null, ["conditions_and_decision_differ /content/conditions"]],
    ["granted_with_conditions", null, null, ["conditions_and_decision_differ /content/conditions"]],
    ["refused", "x", null, ["conditions_and_decision_differ /content/conditions"]],
    ["refused", null, "2031-01-31", ["term_of_a_refusal /content/valid_until"]],
  ] as const)("%s, conditions %j, until %j: %j", (decision, conditions, until, verdict) => {
    const changes = [
      ["/content/decision", decision],
      ["/content/conditions", conditions],
      ["/content/valid_until", until],
    ] as const;
    expect(readOf("permission", changes)).toEqual(verdict);
  });
});

describe("a permission request", () => {
  it.each([
    ["onward", "Invented laboratory", "passed"],
    ["evidence", null, "passed"],
    ["onward", null, ["recipient_and_use_differ /content/recipient"]],
    ["court", "Invented laboratory", ["recipient_and_use_differ /content/recipient"]],
  ] as const)("%s to %j: %j", (use, recipient, verdict) => {
    expect(
      readOf("permission_request", [
        ["/content/use", use],
        ["/content/recipient", recipient],
      ]),
    ).toEqual(verdict);
  });
});

describe("an assurance", () => {
  const [first, second] = ASSURANCES;
  it.each([
    [[first], [second], "passed"],
    [[], [first], "passed"],
    [[], [], ["nothing_said /content/given"]],
    [[first, second], [second], ["given_and_not_given /content/not_given"]],
  ] as const)("given %j, not given %j: %j", (given, not, verdict) => {
    expect(
      readOf("assurance", [
        ["/content/given", given],
        ["/content/not_given", not],
      ]),
    ).toEqual(verdict);
  });
});

describe("a correction and a narrowing", () => {
  it("correct something, each thing with what was and what is", () => {
    expect(readOf("correction", [["/content/corrections", []]])).toEqual([
      "out_of_bounds /content/corrections",
    ]);
    expect(readOf("correction", [["/content/corrections", [{ where: "x", was: "x" }]]])).toEqual([
      "missing_field /content/corrections/0/is",
    ]);
  });

  it("name subjects as the request does, and may leave nothing asked", () => {
    expect(readOf("narrowing", [["/content/subjects_dropped", ["S0"]]])).toEqual([
      "out_of_bounds /content/subjects_dropped/0",
    ]);
    expect(readOf("narrowing", [["/content/still_asked", []]])).toBe("passed");
  });
});

describe("what changes one's own dispatch", () => {
  it.each([
    ["correction", "corrects"],
    ["narrowing", "narrows"],
    ["recall", "recalls"],
  ])(
    "a %s %s it, replies to nothing of the other side's, and waits for an acknowledgement",
    (name, effect) => {
      const { reply, asks, effects, readDraft } = kind(name);
      const content = must(readDraft(example(name))).compose([null], { state: "CA", agency: "RCMP" });
      expect(effects(content)).toEqual([{ effect }]);
      expect(reply.theirs).toEqual([]);
      expect(asks).toEqual({ clock: "acknowledge", by: ["acknowledgement"] });
    },
  );
});

describe("what is let out without a second person", () => {
  it.each(["note", "recall", "acknowledgement"])(
    "%s counts its title and the reason of its haste too",
    (name) => {
      const { readDraft } = kind(name);
      for (const [pointer, to] of [
        ["/title", "Invented: +91 00 0000 0117"],
        ["/urgency", { class: "urgent_1", reason: "Invented: someone@invented.example waits" }],
        ["/offence/qualification", "Invented: account 0000 1234 5678"],
      ] as const) {
        const { parts } = must(readDraft(changed(example(name), pointer, to)));
        expect([pointer, parts.map(({ categories }) => categories)]).toEqual([pointer, [["contact"]]]);
      }
    },
  );
});
