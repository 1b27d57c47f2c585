import { URGENCIES } from "@entente/words";
import { describe, expect, it } from "vitest";
import { changed, example, GONE, kind, letters, must, said } from "./drafts.ts";

const warning = kind("life_threat");
const verdict = (pointer: string, to: unknown) =>
  said(warning.readDraft(changed(example("life_threat"), pointer, to)));

describe("a warning of a threat to life", () => {
  it.each(["threatened", "where", "when", "nature", "call_back"])("says %s", (name) => {
    expect(verdict(`/content/${name}`, GONE)).toEqual([`missing_field /content/${name}`]);
  });

  it.each(["checks", "subjects", "question", "identity", "attachments", "items"])(
    "has no field %s: it asks for nothing and carries no file",
    (name) => {
      expect(verdict(`/content/${name}`, [])).toEqual([`unknown_field /content/${name}`]);
    },
  );

  it.each(URGENCIES)("is written under no other urgency: %s", (urgency) => {
    const faults = urgency === "life_threat" ? "passed" : ["unknown_word /urgency/class"];
    expect(verdict("/urgency", { class: urgency, reason: "x" })).toEqual(faults);
  });

  it.each([
    ["life_safety", "passed"],
    ["drug_enforcement", ["unknown_word /purpose"]],
    ["counter_terrorism", ["unknown_word /purpose"]],
  ] as const)("is written for no other purpose: %s", (purpose, faults) => {
    expect(verdict("/purpose", purpose)).toEqual(faults);
  });

  it("keeps its purpose where it replies to something of another", () => {
    const setting = {
      party: "CA",
      from: "ca-rcmp-liaison",
      to: "in-ncb-liaison",
      area: "drugs",
      holding: null,
    } as const;
    const reading = must(warning.readDraft(warning.example({ ...setting, replies: true })));
    expect([reading.purpose, reading.fixedPurpose]).toEqual([null, "life_safety"]);
  });

  it("holds in 8 KiB, as written and as it arrives, counted in bytes", () => {
    const content = must(warning.readDraft(example("life_threat"))).compose([null], {
      state: "CA",
      agency: "RCMP",
    });
    const long = { ...content, threatened: letters(4_000), where: letters(3_500) };
    expect(said(warning.readContent(long))).toBe("passed");
    expect(said(warning.readContent({ ...long, when: letters(1_000) }))).toEqual(["too_large_for_lane "]);
    expect(verdict("/content/nature", "ख".repeat(3_000))).toEqual(["too_large_for_lane /content"]);
  });

  it("waits an hour for an acknowledgement, needs a second person, and leaves in every state", () => {
    expect(warning.asks).toEqual({ clock: "acknowledge", by: ["acknowledgement"] });
    expect([warning.approval, warning.everyState]).toEqual(["second_person", true]);
  });
});
