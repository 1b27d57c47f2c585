import { AREAS, CATEGORIES, CHECKS, PERSON_STATUSES, PURPOSES } from "@entente/words";
import { describe, expect, it } from "vitest";
import { changed, example, GONE, kind, letters, must, said } from "./drafts.ts";

const request = kind("request");
const S1 = "/content/subjects/0";

function accepts(rows: readonly (readonly [string, string, unknown])[]): void {
  it.each(rows)("%s", (_what, pointer, to) => {
    expect(said(request.readDraft(changed(example("request"), pointer, to)))).toBe("passed");
  });
}

describe("a request is taken with any word of its lists", () => {
  accepts([
    ...AREAS.map((word) => [`area ${word}`, "/area", word] as const),
    ...PURPOSES.map((word) => [`purpose ${word}`, "/purpose", word] as const),
    ...PERSON_STATUSES.map((word) => [`status ${word}`, `${S1}/status`, word] as const),
    ["every check", "/content/checks", CHECKS],
    ["every category", "/content/reveals", CATEGORIES],
    ["French", "/language", "fr"],
    ["Hindi", "/language", "hi"],
    ["the central authorities' channel", "/channel", "central_authority"],
  ]);
});

describe("a request is marked as its writer likes, as long as it is marked", () => {
  accepts([
    ["for the named recipients only", "/marking/tlp", "RED"],
    ["without TLP", "/marking/tlp", null],
    ["without PAP", "/marking/pap", null],
    ["H0", "/marking/handling", ["H0"]],
    ["all three restrictions", "/marking/handling", ["H1", "H2", "H3"]],
    ["ungraded", "/marking/grade", { source: null, information: null }],
    ["half graded", "/marking/grade", { source: "X", information: null }],
    ["the lowest grade", "/marking/grade", { source: "F", information: 6 }],
    ["a level of no named state", "/marking/level", "Secret"],
  ]);
});

describe("a request may leave open what is nobody's to know yet", () => {
  accepts([
    ["the sending desk", "/from", GONE],
    ["the offence's qualification", "/offence/qualification", GONE],
    ["the highest penalty", "/offence/max_years", null],
    ["life as the highest penalty", "/offence/max_years", 99],
    ["every note", "/notes", { necessity: null, proportionality: null, accuracy: null, reasons: null }],
    ["every assurance", "/assurances", []],
    ["its subjects", "/content/subjects", []],
    ["a subject's name", `${S1}/name`, GONE],
    ["a subject's identifiers", `${S1}/identifiers`, []],
    ["what the text reveals", "/content/reveals", []],
    [
      "the three steps of a risk",
      "/risk",
      { mistreatment: "mitigable", baseline: "medium", residual: "low" },
    ],
  ]);
});

describe("a request at the edge of what fits", () => {
  accepts([
    ["a title of 200 letters", "/title", letters(200)],
    ["a title of one letter", "/title", "x"],
    ["a title in Devanagari", "/title", "आविष्कृत उदाहरण"],
    ["facts of 20,000 letters", "/content/facts", letters(20_000)],
    ["a desk of 64 letters", "/to", `in-${letters(61)}`],
    ["the 99th subject", `${S1}/ref`, "S99"],
    ["50 identifiers", `${S1}/identifiers`, Array(50).fill({ type: "phone", value: "+00 0000" })],
    ["ten other channels", "/content/also_asked_via", Array(10).fill({ channel: "treaty", reference: "1" })],
    ["a leap day", "/content/respond_by", "2028-02-29"],
    ["the last day of a year", "/content/respond_by", "2026-12-31"],
  ]);
});

describe("a request is urgent with a reason", () => {
  accepts(
    ["urgent_1", "urgent_2", "urgent_3", "urgent_4", "life_threat", "routine"].map((word) => [
      word,
      "/urgency",
      { class: word, reason: "Invented: the load is at sea." },
    ]),
  );
});

describe("a request about somebody identified", () => {
  const about = { identified: true, nationality: "IN", in_canada: true, status: "claimant" };
  accepts([
    ["as far as the gate must know", `${S1}/about`, about],
    ["young", `${S1}/about`, { ...about, age_at_event: 0 }],
    ["with the state he fears", `${S1}/about`, { ...about, persecution_state: "IN" }],
    ["who fears no state", `${S1}/about`, { ...about, persecution_state: null }],
    ["with a youth record still open", `${S1}/about`, { ...about, youth_access_period_open: true }],
  ]);
});

describe("what the exchange reads of a request", () => {
  it("is what the officer wrote, with nothing taken from elsewhere", () => {
    const reading = must(request.readDraft(example("request")));
    expect(reading).toMatchObject({
      from: "ca-rcmp-liaison",
      to: "in-ncb-liaison",
      area: "drugs",
      purpose: "precursor_control",
      channel: "liaison",
      urgency: { class: "routine", reason: null },
      language: "en",
      evidential_use: false,
      assurances: ["use_limit", "no_onward"],
    });
  });

  it("leaves the desk open where the officer did", () => {
    expect(must(request.readDraft(changed(example("request"), "/from", GONE))).from).toBeNull();
  });

  it("travels word for word: a request takes nothing from records", () => {
    const draft = example("request");
    const reading = must(request.readDraft(draft));
    const content = reading.compose([null, null], { state: "CA", agency: "RCMP" });
    expect(content).toEqual(Reflect.get(Object(draft), "content"));
    expect(said(request.readContent(content))).toBe("passed");
  });

  it("does nothing to any other dispatch", () => {
    expect(request.effects({ outcome: "full", ground: null })).toEqual([]);
  });
});
