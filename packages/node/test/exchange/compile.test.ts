import { type DispatchBody, readDispatchBody } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BodyFault } from "../../src/exchange/body-fault.ts";
import { compileBody, type Frame } from "../../src/exchange/compile.ts";
import type { Matter } from "../../src/exchange/facts.ts";
import type { Withheld } from "../../src/exchange/redaction.ts";
import {
  answerDraft,
  answerMatter,
  directoryDesk,
  letOut,
  readingOf,
  recordOf,
  requestMatter,
} from "./matters.ts";
import { exampleRequest, type TwoNodes, twoNodes } from "./two-nodes.ts";

const ID = "0190aaaa-0000-7000-8000-000000000001";
const FRAME: Frame = { id: ID, thread: ID, replyTo: null, madeAt: Date.parse("2026-11-22T12:00:00Z") };
let pair: TwoNodes;
beforeAll(async () => {
  pair = await twoNodes();
});
afterAll(() => pair.close());

function compiled(matter: Matter, decision = letOut(), withheld: readonly Withheld[] = [], frame = FRAME) {
  return compileBody(frame, matter, decision, withheld, pair.ca.treaty);
}

function read(bytes: Uint8Array): DispatchBody {
  const parsed = parseStrict(bytes);
  const body = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  if (!body.ok) throw new Error(JSON.stringify(body.faults));
  return body.value;
}

function withheld(pointer: string): Withheld {
  return { pointer, category: "contact", rule: "strip contact", law: "invented" };
}

describe("the bytes that leave", () => {
  it("are a body that the partner's reader takes, with the kind's own content", () => {
    const body = read(compiled(requestMatter()));
    expect(body).toMatchObject({ id: ID, kind: "request", reply_to: null, realm: "live", area: "drugs" });
    expect(body.from).toEqual({ party: "CA", agency: "RCMP", desk: "ca-rcmp-liaison" });
    expect(body.to).toEqual({ party: "IN", agency: "NCB", desk: "in-ncb-liaison" });
    expect(body.caveats).toEqual(["use_limit", "no_onward"]);
    expect(body.legal_basis).toEqual(["An invented Act, s. 1"]);
  });

  it("are the same for the same matter, decision and frame, whatever order the draft's fields stood in", () => {
    const example: Record<string, unknown> = Object(exampleRequest("CA"));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.keys(example), { minLength: Object.keys(example).length }),
        (keys) => {
          const shuffled = Object.fromEntries(keys.map((key) => [key, example[key]]));
          const matter = requestMatter({ reading: readingOf("request", shuffled) });
          expect(compiled(matter)).toEqual(compiled(requestMatter()));
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    [
      "the moment of submission",
      () => compiled(requestMatter(), letOut(), [], { ...FRAME, madeAt: FRAME.madeAt + 1 }),
    ],
    ["the thread", () => compiled(requestMatter(), letOut(), [], { ...FRAME, thread: ID.replace("1", "2") })],
    ["what it answers", () => compiled(requestMatter(), letOut(), [], { ...FRAME, replyTo: ID })],
    ["the recipient", () => compiled(requestMatter({ toDesk: directoryDesk("in-cert-watch") }))],
    ["the sender's desk", () => compiled(requestMatter({ fromDesk: directoryDesk("ca-cbsa-liaison") }))],
    ["the purpose", () => compiled(requestMatter({ purpose: "org_crime" }))],
    ["the area", () => compiled(requestMatter({ area: "organised_crime" }))],
    ["the conditions", () => compiled(requestMatter(), letOut({ conditions: ["use_limit"] }))],
    ["the provisions", () => compiled(requestMatter(), letOut({ cites: [] }))],
    ["what is withheld", () => compiled(requestMatter(), letOut(), [withheld("/subjects/1/identifiers/0")])],
    [
      "the question's marking",
      () => compiled(requestMatter({ question: { marking: { ...recordOf().marking, tlp: "RED" } } })),
    ],
  ])("differ in every byte-relevant thing: %s", (_what, other) => {
    expect(other()).not.toEqual(compiled(requestMatter()));
  });

  it("follow the record an answer is taken from: a changed record is another body", () => {
    expect(compiled(answerMatter(recordOf({ text: "Invented otherwise." })))).not.toEqual(
      compiled(answerMatter(recordOf())),
    );
  });
});

describe("what stays home", () => {
  it("is in no byte of the body", () => {
    const text = Buffer.from(
      compiled(requestMatter(), letOut(), [withheld("/subjects/1/identifiers/0")]),
    ).toString();
    expect(text).not.toContain("+91 00 0000 0117");
    expect(Buffer.from(compiled(requestMatter())).toString()).toContain("+91 00 0000 0117");
  });

  it("a withheld record leaves with its text, and the others stay in their order", () => {
    const reading = readingOf(
      "answer",
      answerDraft({ items: [{ holding: "A" }, { holding: "B" }, { holding: "C" }] }),
    );
    const records = ["first", "second", "third"].map((text) => recordOf({ text }));
    const body = read(
      compiled(answerMatter(recordOf(), { reading, records }), letOut(), [withheld("/items/1")]),
    );
    expect(JSON.stringify(body.content.items)).toContain("first");
    expect(JSON.stringify(body.content.items)).toContain("third");
    expect(JSON.stringify(body)).not.toContain("second");
  });

  it("the id of a record, its source and its subject never travel", () => {
    const record = recordOf({
      source: { method: "interception", lawful_order: true, mistreatment_likelihood: "none" },
    });
    const text = Buffer.from(compiled(answerMatter(record))).toString();
    for (const word of ["IN-H-1", "interception", "lawful_order", "identified"])
      expect(text).not.toContain(word);
  });

  it("an officer's notes, risk and assurances never travel", () => {
    const text = Buffer.from(compiled(requestMatter())).toString();
    for (const word of ["necessity", "proportionality", "mistreatment", "assurances"])
      expect(text).not.toContain(word);
  });
});

describe("the marking of the body is the join of everything in it", () => {
  const red = { ...recordOf().marking, tlp: "RED" as const, handling: ["H2" as const] };
  it.each([
    ["a record's", answerMatter(recordOf({ marking: red }))],
    ["the question's", answerMatter(recordOf(), { question: { marking: red } })],
    ["both", answerMatter(recordOf({ marking: red }), { question: { marking: red } })],
  ])("no wider than %s", (_what, matter) => {
    expect(read(compiled(matter)).marking).toMatchObject({ tlp: "RED", handling: ["H1", "H2"] });
  });

  it("carries the handling codes the decision put on it", () => {
    expect(read(compiled(requestMatter(), letOut({ conditions: ["H3"] }))).marking.handling).toEqual([
      "H1",
      "H3",
    ]);
  });

  it("keeps the answer's own grade: a question's grade says nothing about the answer", () => {
    const question = { marking: { ...recordOf().marking, grade: { source: "F" as const, information: 6 } } };
    expect(read(compiled(answerMatter(recordOf(), { question }))).marking.grade).toEqual({
      source: "B",
      information: 2,
    });
  });

  it("no wider than one typed on an item", () => {
    const typed = { text: "Invented.", categories: ["customs"], about: { identified: false }, marking: red };
    const reading = readingOf("answer", answerDraft({ items: [{ typed }] }));
    expect(read(compiled(answerMatter(recordOf(), { reading, records: [null] }))).marking.tlp).toBe("RED");
  });
});

describe("a body the partner would refuse is never made", () => {
  it.each([
    ["half a letter in a text", { title: "\ud800" }],
    ["a noncharacter in a text", { title: "\uffff" }],
  ])("%s", (_what, change) => {
    const reading = { ...requestMatter().reading, ...change };
    expect(() => compiled(requestMatter({ reading }))).toThrow(BodyFault);
  });

  it("more than a mebibyte", () => {
    const reading = {
      ...requestMatter().reading,
      compose: () => ({ facts: new Array(60).fill("x".repeat(20_000)) }),
    };
    expect(() => compiled(requestMatter({ reading }))).toThrow(BodyFault);
  });

  it("an item from a record without its record", () => {
    expect(() => compiled(answerMatter(recordOf(), { records: [null] }))).toThrow(TypeError);
  });
});
