import { ACTS, LANGUAGES } from "@entente/words";
import { describe, expect, it } from "vitest";
import { type HeldFact, KINDS, kindNamed } from "../src/door.ts";
import { kind, must, said, settingOf } from "./drafts.ts";

const PARTIES = ["CA", "IN"] as const;
const EVERY = KINDS.flatMap((declaration) => PARTIES.map((party) => [declaration.kind, party] as const));

/** Stands for the record an example answer takes its fact from. */
const held: HeldFact = {
  holder: { state: "IN", agency: "NCB" },
  owner: null,
  owner_consent: "not_needed",
  categories: ["customs"],
  marking: {
    system: null,
    level: null,
    tlp: null,
    pap: null,
    handling: ["H0"],
    grade: { source: "B", information: 2 },
  },
  text: "Invented.",
};

describe("kinds of dispatch", () => {
  it("begin with request and answer, none twice", () => {
    const names = KINDS.map(({ kind }) => kind);
    expect(names.slice(0, 2)).toEqual(["request", "answer"]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(KINDS)("$kind is found by its name", (declaration) => {
    expect(kindNamed(declaration.kind)).toBe(declaration);
  });

  it.each(["", "rfi", "Request", "request ", "constructor", "__proto__", "toString"])(
    "%j is no kind",
    (word) => {
      expect(kindNamed(word)).toBeNull();
    },
  );

  it.each(KINDS)("$kind has a label in each language and an act of the gate", (declaration) => {
    const labels = LANGUAGES.map((language) => declaration.label[language]);
    expect(labels.every((label) => label.length > 0)).toBe(true);
    expect(new Set(labels).size).toBe(LANGUAGES.length);
    expect(ACTS).toContain(declaration.act);
  });

  it("a request asks and waits; an answer releases and closes", () => {
    const [request, answer] = [kind("request"), kind("answer")];
    expect([request.act, request.reply.need, request.asks]).toEqual([
      "request",
      "none",
      { clock: "answer", by: ["answer"] },
    ]);
    expect([answer.act, answer.reply, answer.asks]).toEqual([
      "release",
      { need: "required", theirs: ["request"], ours: [] },
      null,
    ]);
  });
});

describe("the example of every kind, for either party", () => {
  it.each(EVERY)("%s of %s is read back without a fault", (name, party) => {
    expect(said(kind(name).readDraft(kind(name).example(settingOf(party))))).toBe("passed");
  });

  it.each(EVERY)("%s of %s comes from its own desk and goes to the partner's", (name, party) => {
    const setting = settingOf(party);
    const reading = must(kind(name).readDraft(kind(name).example(setting)));
    expect(reading.from).toBe(setting.from);
    const begins = kind(name).reply.need !== "required";
    expect(reading.to).toBe(begins ? setting.to : null);
    expect(reading.area).toBe(begins ? setting.area : null);
  });

  it.each(EVERY)("%s of %s travels as content its own kind reads", (name, party) => {
    const reading = must(kind(name).readDraft(kind(name).example(settingOf(party))));
    const records = reading.parts.map((part) => (part.holding === null ? null : held));
    const content = reading.compose(records, { state: party, agency: "RCMP" });
    expect(said(kind(name).readContent(content))).toBe("passed");
  });

  it.each(EVERY)(
    "%s of %s says of itself that it is invented, and writes its necessity down",
    (name, party) => {
      const reading = must(kind(name).readDraft(kind(name).example(settingOf(party))));
      expect(reading.title).toMatch(/^INVENTED EXAMPLE/);
      expect(reading.notes.necessity).not.toBeNull();
      expect(reading.marking.grade).toEqual({ source: "B", information: 2 });
    },
  );

  it("is made anew each time: changing one changes no other", () => {
    const declaration = kind("request");
    const first = declaration.example(settingOf("CA"));
    Reflect.set(Object(Reflect.get(first, "marking")), "handling", []);
    expect(said(declaration.readDraft(declaration.example(settingOf("CA"))))).toBe("passed");
  });

  it("answers from a record where there is one, and says so where nothing is held", () => {
    const answer = kind("answer");
    const from = (holding: string | null) => must(answer.readDraft(answer.example(settingOf("IN", holding))));
    expect(from("INVENTED-7").parts.map((part) => part.holding)).toEqual(["INVENTED-7"]);
    const nothing = from(null);
    expect(nothing.parts.map((part) => part.holding)).toEqual([null]);
    const content = nothing.compose([null], { state: "IN", agency: "NCB" });
    expect(answer.effects(content)).toEqual([{ effect: "closes" }]);
  });
});

describe("the example of a kind that may reply", () => {
  it.each(KINDS.filter(({ reply }) => reply.need === "optional"))(
    "$kind has no address where it does, and one where it begins a thread",
    (declaration) => {
      const replying = must(
        declaration.readDraft(declaration.example({ ...settingOf("CA"), replies: true })),
      );
      expect([replying.to, replying.area, replying.purpose]).toEqual([null, null, null]);
      const beginning = must(declaration.readDraft(declaration.example(settingOf("CA"))));
      expect([beginning.to, beginning.area]).toEqual(["in-ncb-liaison", "drugs"]);
    },
  );
});

describe("a kind reads only its own", () => {
  it.each(PARTIES)("the other kind's example of %s is refused", (party) => {
    for (const declaration of KINDS) {
      for (const other of KINDS.filter((candidate) => candidate !== declaration)) {
        expect(declaration.readDraft(other.example(settingOf(party))).ok).toBe(false);
      }
    }
  });

  it.each(KINDS)("$kind never makes a draft of its content", (declaration) => {
    const draft = declaration.example(settingOf("CA"));
    expect(declaration.readDraft(Reflect.get(draft, "content")).ok).toBe(false);
    expect(declaration.readContent(draft).ok).toBe(false);
  });
});
