import { describe, expect, it } from "vitest";
import { KINDS } from "../src/door.ts";
import { changed, example, GONE, kind, must } from "./drafts.ts";

const request = kind("request");
const of = (changes: readonly (readonly [pointer: string, to: unknown])[]) =>
  request.completeness(
    changes.reduce<unknown>((draft, [where, to]) => changed(draft, where, to), example("request")),
  );

const PERSON = {
  ref: "S3",
  type: "person",
  status: "suspect",
  name: "Invented Person",
  link: "Invented.",
  about: { identified: true, nationality: "IN", in_canada: false, status: "other" },
  identifiers: [],
};

describe("how complete a request is", () => {
  it("is all of it in the example", () => {
    expect(of([])).toEqual({ score: 100, missing: [] });
  });

  it.each([
    ["/notes/necessity", null],
    ["/notes/proportionality", null],
    ["/notes/accuracy", null],
    ["/offence/qualification", GONE],
    ["/marking/grade/source", null],
    ["/marking/grade/information", null],
  ] as const)("without %s is less, and says exactly that", (where, to) => {
    expect(of([[where, to]])).toEqual({ score: 88, missing: [where] });
  });

  it("asks for a subject, and of each for something to find it by", () => {
    expect(of([["/content/subjects", []]])?.missing).toEqual(["/content/subjects"]);
    expect(of([["/content/subjects/1/identifiers", []]])?.missing).toEqual([
      "/content/subjects/1/identifiers",
    ]);
  });

  it("asks of a person what he is to the matter and who he is, of an organisation neither", () => {
    expect(of([["/content/subjects/1", PERSON]])).toEqual({ score: 100, missing: [] });
    const unknown = { ...PERSON, status: "unknown", name: undefined, about: { identified: false } };
    const { name: _, ...nameless } = unknown;
    expect(of([["/content/subjects/1", nameless]])?.missing).toEqual([
      "/content/subjects/1/identifiers",
      "/content/subjects/1/status",
      "/content/subjects/1/about",
    ]);
  });

  it("asks for a day where it is urgent, and only there", () => {
    const urgent = ["/urgency", { class: "urgent_1", reason: "Invented." }] as const;
    expect(of([urgent])?.missing).toEqual(["/content/respond_by"]);
    expect(of([urgent, ["/content/respond_by", "2026-12-01"]])?.missing).toEqual([]);
  });

  it("is 0 to 100, and 100 only where nothing is missing", () => {
    const bare = of([
      ["/notes/necessity", null],
      ["/notes/proportionality", null],
      ["/notes/accuracy", null],
      ["/offence/qualification", GONE],
      ["/marking/grade/source", null],
      ["/marking/grade/information", null],
      ["/content/subjects", []],
    ]);
    expect(bare?.score).toBe(0);
  });

  it("is nothing of what is no request, and nothing that other kinds count", () => {
    expect(request.completeness({})).toBeNull();
    for (const { kind: name, completeness } of KINDS)
      if (name !== "request") expect([name, completeness(example(name))]).toEqual([name, null]);
    expect(must(request.readDraft(example("request"))).title).not.toBe("");
  });
});
