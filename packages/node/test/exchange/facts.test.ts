import { parseFacts } from "@entente/policy";
import { URGENCIES } from "@entente/words";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { factsOfMatter, type Matter } from "../../src/exchange/facts.ts";
import { answerDraft, answerMatter, directoryDesk, readingOf, recordOf, requestMatter } from "./matters.ts";
import { exampleRequest, type TwoNodes, twoNodes } from "./two-nodes.ts";

const AT = Date.parse("2026-11-22T12:00:00Z");
let pair: TwoNodes;
beforeAll(async () => {
  pair = await twoNodes();
});
afterAll(() => pair.close());

function factsOf(matter: Matter) {
  return factsOfMatter(matter, pair.ca.treaty, AT);
}

function onlyFacts(matter: Matter) {
  const [facts, ...more] = factsOf(matter);
  if (facts === undefined || more.length > 0) throw new Error("one part was expected");
  return facts;
}

const SECRET_RECORD = recordOf({
  holder: { state: "IN", agency: "CBN" },
  owner: { state: "CA", agency: "FINTRAC" },
  categories: ["financial_intel"],
  subject: { identified: true, nationality: "CA", in_canada: true, status: "citizen", age_at_event: 40 },
  source: {
    method: "interception",
    third_party_consent: "refused",
    lawful_order: true,
    order_confirmed: false,
    order_age_working_days: 3,
    mistreatment_likelihood: "possible",
  },
  marking: {
    system: "IN",
    level: "Restricted",
    tlp: "RED",
    pap: "RED",
    handling: ["H2"],
    grade: { source: "E", information: 5 },
  },
});

describe("facts of what is taken from a record come from the record", () => {
  it("holder, owner, categories, subject, source and marking, whatever the draft says around it", () => {
    const loud = readingOf(
      "answer",
      answerDraft({}, { marking: { ...requestMatter().reading.marking, tlp: "CLEAR" } }),
    );
    const facts = onlyFacts(answerMatter(SECRET_RECORD, { reading: loud }));
    expect(facts).toMatchObject({
      holder: { state: "IN", agency: "CBN" },
      categories: ["financial_intel"],
      subject: SECRET_RECORD.subject,
      marking: SECRET_RECORD.marking,
      source: {
        method: "interception",
        owner: { state: "CA", agency: "FINTRAC" },
        third_party_consent: "refused",
        lawful_order: true,
        order_confirmed: false,
        order_age_working_days: 3,
        mistreatment_likelihood: "possible",
      },
    });
  });

  it("the owner of a record that names none is the source's; of neither, nobody", () => {
    const bySource = recordOf({
      source: { method: "own", owner: { state: "CA", agency: "CBSA" }, mistreatment_likelihood: "none" },
    });
    expect(onlyFacts(answerMatter(bySource)).source.owner).toEqual({ state: "CA", agency: "CBSA" });
    expect(onlyFacts(answerMatter(recordOf())).source.owner).toBeNull();
  });

  it("there is no field of a draft in which an officer could name another holder", () => {
    for (const field of ["holder", "owner", "source", "subject"])
      expect(() =>
        readingOf("answer", answerDraft({ items: [{ holding: "IN-H-1", [field]: "CA" }] })),
      ).toThrow("not a draft");
  });
});

describe("facts of what is typed by hand", () => {
  it("the author's agency holds it, as the directory knows it, and nobody else owns it", () => {
    const [facts] = factsOf(requestMatter({ fromDesk: directoryDesk("ca-cbsa-liaison") }));
    expect(facts?.holder).toEqual({ state: "CA", agency: "CBSA" });
    expect(facts?.source).toEqual({
      method: "own",
      owner: null,
      third_party_consent: "not_needed",
      lawful_order: null,
      order_confirmed: null,
      order_age_working_days: null,
      mistreatment_likelihood: "none",
    });
  });

  it("each subject of a request is a part of its own, with what it and the text reveal", () => {
    const facts = factsOf(requestMatter());
    expect(facts.map((part) => part.categories.toSorted())).toEqual([
      ["customs", "precursor_trade"],
      ["contact", "customs", "precursor_trade"],
    ]);
  });

  it("the marking typed on an item is the one the gate is asked about", () => {
    const marking = { ...recordOf().marking, system: "IN", level: "Secret" };
    const typed = { text: "Invented.", categories: ["customs"], about: { identified: false }, marking };
    const matter = answerMatter(recordOf(), {
      reading: readingOf("answer", answerDraft({ items: [{ typed }] })),
      records: [null],
    });
    expect(onlyFacts(matter).marking.level).toBe("Secret");
  });
});

describe("facts around a dispatch come from directory, agreement and record", () => {
  it("the recipient is the desk of the directory, with its function", () => {
    const [facts] = factsOf(requestMatter({ toDesk: directoryDesk("in-cert-watch") }));
    expect(facts?.recipient).toEqual({ state: "IN", agency: "CERT-IN", function: "cert" });
  });

  it("act, purpose, author, thread's caveats and time are handed in, not read from the draft", () => {
    const [facts] = factsOf(
      requestMatter({ purpose: "org_crime", author: "somebody", caveatsAccepted: true }),
    );
    expect(facts).toMatchObject({
      act: "request",
      purpose: "org_crime",
      author: "somebody",
      caveats_accepted: true,
      at: "2026-11-22T12:00:00.000Z",
    });
    expect(onlyFacts(answerMatter(recordOf())).act).toBe("release");
  });

  it("instruments and designations are the agreement's", () => {
    const [facts] = factsOf(requestMatter());
    expect(facts?.instruments).toEqual(pair.ca.treaty.document.instruments);
    expect(facts?.designations).toEqual([]);
  });

  it.each(URGENCIES)("the urgency %s is one of the gate's three", (urgency) => {
    const draft = { ...Object(exampleRequest("CA")), urgency: { class: urgency, reason: "invented" } };
    const [facts] = factsOf(requestMatter({ reading: readingOf("request", draft) }));
    const expected = urgency === "routine" || urgency === "life_threat" ? urgency : "urgent";
    expect(facts?.urgency).toBe(expected);
  });

  it("approvals are those of the record", () => {
    const approvals = [{ officer: "ca-authority", role: "CA-SUP", at: AT }];
    const [facts] = factsOf(requestMatter({ approvals }));
    expect(facts?.approvals).toEqual([
      { role: "CA-SUP", by: "ca-authority", at: "2026-11-22T12:00:00.000Z" },
    ]);
  });

  it("an approval under a role nobody knows is damage, not an approval", () => {
    const approvals = [{ officer: "ca-authority", role: "CA-KING", at: AT }];
    expect(() => factsOf(requestMatter({ approvals }))).toThrow(TypeError);
  });

  it.each([
    ["a note that was written", { accuracy: "Invented." }, true],
    ["a note that was not", { accuracy: null }, false],
  ])("%s counts as such", (_what, change, expected) => {
    const example = Object(exampleRequest("CA"));
    const draft = { ...example, notes: { ...example.notes, ...change } };
    const [facts] = factsOf(requestMatter({ reading: readingOf("request", draft) }));
    expect(facts?.notes.accuracy).toBe(expected);
  });

  it("every part's facts are well formed for the gate", () => {
    for (const matter of [requestMatter(), answerMatter(recordOf()), answerMatter(SECRET_RECORD)])
      for (const facts of factsOf(matter))
        expect(parseFacts(structuredClone(facts))).toMatchObject({ ok: true });
  });
});
