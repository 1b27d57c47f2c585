import { describe, expect, it } from "vitest";
import { chipsIn, keyOf } from "../src/write/chips.ts";
import { draftOf } from "../src/write/draft.ts";
import { EMPTY_FORM, type Form, leavingText, missingIn, outcomeOf, titleOf } from "../src/write/form.ts";

const TEXT =
  "Invented passport X1234567 was seen with +1 604 555 0100. Again X1234567, and Invented Logistics Ltd.";
const leftOut = (type: string) =>
  chipsIn(TEXT)
    .filter((chip) => chip.type === type)
    .map(keyOf);
const form = (change: Partial<Form> = {}): Form => ({ ...EMPTY_FORM, text: TEXT, ...change });

describe("what an officer left out", () => {
  it("stands in no text that leaves, however often and wherever he typed it", () => {
    const dropped = leftOut("passport");
    const typed = { grounds: "Since X1234567 is known.", necessity: "X1234567", title: "About X1234567" };
    const draft = JSON.stringify(
      draftOf(form({ dropped, ...typed, accuracy: "X1234567?", proportionality: "X1234567" })),
    );
    expect(draft).not.toContain("X1234567");
    expect(draft.match(/\[…\]/g)).toHaveLength(9);
    expect(draft).toContain("+1 604 555 0100");
  });

  it("is in no title that is taken from the text", () => {
    expect(titleOf(form({ dropped: leftOut("passport") }))).toBe(
      "Invented passport […] was seen with +1 604 555 0100",
    );
  });

  it("goes whole where one thing is part of another", () => {
    const text = "B-1234567 invented, U1234567 and U12345678.";
    const dropped = chipsIn(text).map(keyOf);
    expect(leavingText(form({ text, dropped }), text)).toBe("B-1234567 invented, […] and […].");
  });

  it("leaves everything where nothing was left out", () => {
    expect(leavingText(form(), TEXT)).toBe(TEXT);
    expect(JSON.stringify(draftOf(form()))).toContain("X1234567");
  });
});

describe("the outcome of an answer", () => {
  const answer = (change: Partial<Form> = {}) => form({ kind: "answer", reply_to: "x", ...change });

  it("is missing until it was chosen, and never guessed to be that nothing is held", () => {
    expect(outcomeOf(answer())).toBe("");
    expect(missingIn(answer())).toContain("outcome");
    expect(missingIn(answer({ outcome: "nothing_held" }))).not.toContain("outcome");
  });

  it("is likely where a record stands in the answer", () => {
    const items = [{ holding: "h-1", text: "Invented." }];
    expect(outcomeOf(answer({ items }))).toBe("partial");
    expect(missingIn(answer({ items }))).not.toContain("outcome");
  });
});
