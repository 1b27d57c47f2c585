import { kindNamed } from "@entente/contract";
import { describe, expect, it } from "vitest";
import { draftOf } from "../src/write/draft.ts";
import { EMPTY_FORM, type Form, missingIn, readForm, suggestedReveals, titleOf } from "../src/write/form.ts";

describe("a form", () => {
  const form = {
    ...EMPTY_FORM,
    to: "in-ncb-liaison",
    area: "drugs",
    purpose: "precursor_control",
    text: "Twelve drums were held. Invented Blue Kite Forwarding, +91 00 0000 0117.",
    grounds: "The number has your country code.",
    necessity: "The only lead.",
    reveals_none: true,
    basis: true,
  };

  it("says what is missing, and nothing when nothing is", () => {
    expect(missingIn(EMPTY_FORM)).toContain("text");
    expect(missingIn(form)).toEqual([]);
    expect(missingIn({ ...form, basis: false })).toEqual(["basis"]);
  });

  it("is not whole before it is said what the text reveals, or that it reveals nothing", () => {
    expect(missingIn({ ...form, reveals_none: false })).toEqual(["reveals"]);
    expect(missingIn({ ...form, reveals_none: false, reveals: ["customs"] })).toEqual([]);
    const answer = { ...form, kind: "answer", reply_to: "x", outcome: "full", reveals_none: false } as const;
    expect(missingIn(answer)).toEqual(["reveals"]);
    expect(missingIn({ ...answer, reveals_none: true })).toEqual([]);
  });

  it("sends no more than what was ticked: that it reveals nothing stands in no draft", () => {
    expect(draftOf(form)).toMatchObject({ content: { reveals: [] } });
    expect(JSON.stringify(draftOf(form))).not.toContain("reveals_none");
  });

  it("points in an answer at what the text names; a request counts that by itself", () => {
    const answer: Form = { ...form, kind: "answer", reply_to: "x" };
    expect(suggestedReveals(answer)).toEqual(["customs", "contact"]);
    expect(suggestedReveals({ ...answer, dropped: ["phone +91 00 0000 0117"] })).toEqual(["customs"]);
    expect(suggestedReveals(form)).toEqual([]);
  });

  it("takes its title from its first sentence", () => expect(titleOf(form)).toBe("Twelve drums were held"));

  it("makes a subject of an organisation and of whoever uses the rest, and of nobody else", () => {
    expect(draftOf(form)).toMatchObject({
      content: {
        subjects: [
          { ref: "S1", type: "organisation", name: "Invented Blue Kite Forwarding" },
          { ref: "S2", type: "unknown", identifiers: [{ type: "phone", value: "+91 00 0000 0117" }] },
        ],
        checks: ["company", "phone_subscriber"],
      },
    });
  });

  it("leaves out what the officer took out", () => {
    expect(draftOf({ ...form, dropped: ["phone +91 00 0000 0117"] })).toMatchObject({
      content: { subjects: [{ ref: "S1" }] },
    });
  });

  it("comes back from the node as it was kept; what another version wrote is empty, never a fault", () => {
    expect(readForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
    expect(readForm({ title: 7, items: "x" })).toEqual(EMPTY_FORM);
    expect(readForm(null)).toEqual(EMPTY_FORM);
  });
});

describe("a request that names a person", () => {
  const about = {
    person_status: "suspect",
    nationality: "IN",
    in_canada: "false",
    standing: "other",
    age: "41",
  };
  const form: Form = {
    ...EMPTY_FORM,
    to: "in-ncb-liaison",
    area: "drugs",
    purpose: "precursor_control",
    text: "Name: Invented Person, passport Z0000000, +91 00 0000 0117.",
    grounds: "The number has your country code.",
    necessity: "The only lead.",
    reveals_none: true,
    basis: true,
    about,
  };

  it("says who that is, and makes one subject of name and passport", () => {
    expect(missingIn(form)).toEqual([]);
    expect(draftOf(form)).toMatchObject({
      content: {
        subjects: [
          {
            ref: "S1",
            type: "person",
            status: "suspect",
            name: "Invented Person",
            about: {
              identified: true,
              nationality: "IN",
              in_canada: false,
              status: "other",
              age_at_event: 41,
            },
            identifiers: [{ type: "passport", value: "Z0000000" }],
          },
          { ref: "S2", type: "unknown", identifiers: [{ type: "phone" }] },
        ],
      },
    });
  });

  it("is taken by the contract as it stands", () => {
    const draft = { ...draftOf(form), channel: "liaison" };
    expect(kindNamed("request")?.readDraft(draft)).toMatchObject({ ok: true });
  });

  it.each([
    ["person_status", { person_status: "" }],
    ["nationality", { nationality: "" }],
    ["nationality", { nationality: "India" }],
    ["in_canada", { in_canada: "" }],
    ["standing", { standing: "" }],
    ["age", { age: "forty" }],
    ["age", { age: "151" }],
  ])("lacks %s", (name, change) => {
    expect(missingIn({ ...form, about: { ...about, ...change } })).toEqual([name]);
  });

  it("need not say an age", () => {
    const without = { ...form, about: { ...about, age: "" } };
    expect(missingIn(without)).toEqual([]);
    expect(JSON.stringify(draftOf(without))).not.toContain("age_at_event");
  });

  it("describes one person, not two", () => {
    const two = { ...form, text: `${form.text} Name: Invented Other.` };
    expect(missingIn(two)).toEqual(["one_person"]);
    expect(missingIn({ ...two, dropped: ["person Invented Other"] })).toEqual([]);
  });

  it("asks nothing about a person who was left out, and sends nothing of him", () => {
    const dropped = ["person Invented Person", "passport Z0000000"];
    const left = { ...form, about: EMPTY_FORM.about, dropped };
    expect(missingIn(left)).toEqual([]);
    expect(JSON.stringify(draftOf(left))).not.toMatch(/Invented Person|Z0000000|"person"/);
  });

  it("is asked nothing in an answer, which has no subjects", () => {
    const answer: Form = { ...form, kind: "answer", reply_to: "x", outcome: "full", about: EMPTY_FORM.about };
    expect(missingIn(answer)).toEqual([]);
  });
});
