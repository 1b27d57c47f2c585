import { deskDigest, type Opened, open } from "@entente/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Reading, readArrival } from "../../src/exchange/intake.ts";
import { contextOf, forge, type Lie } from "./forge.ts";
import { type TwoNodes, twoNodes } from "./two-nodes.ts";

let pair: TwoNodes;
beforeAll(async () => {
  pair = await twoNodes();
});
afterAll(() => pair.close());

type Body = Record<string, unknown>;

/** What Canada makes of a dispatch of India's with this lie in it, once it has opened and verified. */
async function readingOf(lie: Lie): Promise<Reading> {
  const { sealed } = await forge(pair.in, pair.ca, lie);
  const opened = await open(sealed, contextOf(pair.ca));
  if (opened.kind !== "opened") throw new Error(`it did not open: ${JSON.stringify(opened)}`);
  return readArrival(opened, pair.ca.treaty);
}

function said({ kind, ...rest }: Reading): string {
  if ("code" in rest) return `${rest.code} ${rest.where}`;
  return "word" in rest ? `${kind} ${rest.word}` : kind;
}

/** A lie about one field of the body. */
function says(change: Body): Lie {
  return { body: (honest) => ({ ...honest, ...change }) };
}

function without(field: string): Lie {
  return { body: (honest) => Object.fromEntries(Object.entries(honest).filter(([key]) => key !== field)) };
}

function inside(field: string, change: Body): Lie {
  return { body: (honest) => ({ ...honest, [field]: { ...Object(honest[field]), ...change } }) };
}

const OTHER = "0190aaaa-0000-7000-8000-00000000000f";

describe("an arrival whose statement and body say the same", () => {
  it.each([
    ["as it is", {}],
    ["urgent", inside("urgency", { class: "urgent_1", reason: "invented" })],
    ["without caveats", says({ caveats: [] })],
    ["in a thread of its own choosing", says({ thread: OTHER })],
    ["in the other area both desks serve", says({ area: "organised_crime" })],
    ["made at another time than the statement", says({ made_at: "2026-11-01T00:00:00.000Z" })],
    ["marked as high as the channel goes", inside("marking", { system: "CA", level: "Protected B" })],
  ] as const)("is filed: %s", async (_what, lie) => {
    expect(said(await readingOf(lie))).toBe("filed");
  });

  it("gives its kind's declaration and the body that was signed", async () => {
    const reading = await readingOf({});
    expect(reading).toMatchObject({
      kind: "filed",
      declaration: { kind: "request" },
      body: { area: "drugs" },
    });
  });
});

describe("each field of the body that contradicts the statement or the agreement is refused with its code", () => {
  const address = (party: string, agency: string, desk: string) => ({ party, agency, desk });
  it.each([
    ["another id than the statement's", says({ id: OTHER }), "statement_mismatch /id"],
    ["another realm than the statement's", says({ realm: "exercise" }), "wrong_realm /realm"],
    ["to a desk the directory does not know", inside("to", { desk: "ca-nobody" }), "unknown_desk /to/desk"],
    [
      "to another desk of ours than the statement's",
      says({ to: address("CA", "CBSA", "ca-cbsa-liaison") }),
      "statement_mismatch /to/desk",
    ],
    ["to our desk under another agency", inside("to", { agency: "CBSA" }), "statement_mismatch /to"],
    ["to our desk under another party", inside("to", { party: "IN" }), "statement_mismatch /to"],
    [
      "to a desk of the sender's own",
      says({ to: address("IN", "NCB", "in-ncb-liaison") }),
      "unknown_desk /to/desk",
    ],
    [
      "from a desk the directory does not know",
      inside("from", { desk: "in-nobody" }),
      "unknown_desk /from/desk",
    ],
    [
      "from one of our own desks",
      says({ from: address("CA", "RCMP", "ca-rcmp-liaison") }),
      "unknown_desk /from/desk",
    ],
    ["from his desk under another agency", inside("from", { agency: "CBN" }), "statement_mismatch /from"],
    ["from his desk under our name", inside("from", { party: "CA" }), "statement_mismatch /from"],
    [
      "from a desk that does not serve the area",
      says({ from: address("IN", "CERT-IN", "in-cert-watch") }),
      "unknown_desk /area",
    ],
    ["in an area our desk does not serve", says({ area: "cyber" }), "unknown_desk /area"],
  ] as const)("%s", async (_what, lie, expected) => {
    expect(said(await readingOf(lie))).toBe(expected);
  });

  it.each([
    [
      "the desk's digest in the statement is another desk's",
      { desk: deskDigest("CA", "ca-cbsa-liaison") },
      "statement_mismatch /to/desk",
    ],
    [
      "the desk's digest is the sender's",
      { desk: deskDigest("IN", "in-ncb-liaison") },
      "statement_mismatch /to/desk",
    ],
    [
      "the desk's digest is under another party",
      { desk: deskDigest("IN", "ca-rcmp-liaison") },
      "statement_mismatch /to/desk",
    ],
    ["the desk's digest is zeros", { desk: new Uint8Array(32) }, "statement_mismatch /to/desk"],
  ] as const)("%s", async (_what, statement, expected) => {
    expect(said(await readingOf({ statement }))).toBe(expected);
  });
});

describe("a body that is not one of ours is refused with its code", () => {
  it.each([
    ["a kind this version does not know", says({ kind: "tip_off" }), "unknown_kind /kind"],
    ["a kind that is no word", says({ kind: "Request!" }), "schema /kind"],
    ["no marking", without("marking"), "unmarked /marking"],
    ["a marking that is nothing", says({ marking: null }), "unmarked /marking"],
    ["a marking without handling codes", inside("marking", { handling: [] }), "unmarked /marking/handling"],
    ["no caveats field", without("caveats"), "schema /caveats"],
    ["no id", without("id"), "schema /id"],
    ["a field nobody declared", says({ cc: "somebody" }), "schema /cc"],
    ["another format", says({ format: "entente/dispatch/v2" }), "schema /format"],
    ["an area that is no word", says({ area: "weather" }), "schema /area"],
    ["a purpose that is no word", says({ purpose: "curiosity" }), "schema /purpose"],
    ["a time in another spelling", says({ made_at: "2026-11-22 12:00" }), "schema /made_at"],
    ["content of another kind", says({ content: { outcome: "full" } }), "schema /content/"],
    ["content with a field nobody declared", inside("content", { bcc: 1 }), "schema /content/bcc"],
  ] as const)("%s", async (_what, lie, expected) => {
    expect(said(await readingOf(lie))).toContain(expected);
  });

  const text = (json: string): Lie => ({ body: () => new TextEncoder().encode(json) });
  it.each([
    ["bytes that are no UTF-8", { body: () => Uint8Array.of(0xc3, 0x28) }, "not_utf8"],
    ["text that is no JSON", text("{"), "not_json"],
    ["a key twice", text('{"id":"a","id":"b"}'), "duplicate_key /id"],
    ["a key that reaches the prototype", text('{"__proto__":{}}'), "forbidden_key"],
    ["a number that is no safe integer", text('{"id":1e3}'), "bad_number"],
    ["65 levels", text(`${"[".repeat(65)}${"]".repeat(65)}`), "too_deep"],
    ["a list in place of a body", text("[]"), "schema"],
    ["nothing at all", text(""), "not_json"],
  ] as const)("%s", async (_what, lie, expected) => {
    expect(said(await readingOf(lie))).toContain(expected);
  });
});

describe("a caveat or marking this version does not know keeps the dispatch apart", () => {
  it.each([
    ["a caveat", says({ caveats: ["use_limit", "eyes_only"] }), "quarantined /caveats/1"],
    ["a handling code", inside("marking", { handling: ["H1", "H9"] }), "quarantined /marking/handling/1"],
    ["a TLP colour", inside("marking", { tlp: "PURPLE" }), "quarantined /marking/tlp"],
    ["a PAP colour", inside("marking", { pap: "PURPLE" }), "quarantined /marking/pap"],
    [
      "a third state's marking system",
      inside("marking", { system: "FR", level: "Secret" }),
      "quarantined /marking/system",
    ],
    [
      "a level of a known system that it does not write",
      inside("marking", { system: "IN", level: "Cosmic" }),
      "quarantined /marking/level",
    ],
  ] as const)("%s", async (_what, lie, expected) => {
    expect(said(await readingOf(lie))).toBe(expected);
  });

  it.each([
    ["a number in a colour's place", inside("marking", { tlp: 5 })],
    ["a list in a level's place", inside("marking", { system: "IN", level: [] })],
    ["an object among the caveats", says({ caveats: [{}] })],
    ["a number among the handling codes", inside("marking", { handling: [1] })],
    ["a caveat twice", says({ caveats: ["use_limit", "use_limit"] })],
  ] as const)("but not what is no word at all: %s", async (_what, lie) => {
    expect(said(await readingOf(lie))).toMatch(/^(schema|unmarked) /);
  });

  it("but only when nothing else is wrong with it", async () => {
    expect(said(await readingOf(says({ caveats: ["eyes_only"], area: "weather" })))).toMatch(/^schema/);
    expect(said(await readingOf(says({ caveats: ["eyes_only"], cc: "x" })))).toMatch(/^schema/);
    expect(said(await readingOf(says({ caveats: "eyes_only" })))).toMatch(/^schema \/caveats/);
  });

  it.each([
    ["its id is not the statement's", says({ caveats: ["eyes_only"], id: OTHER })],
    [
      "its desk is not the statement's",
      { ...says({ caveats: ["eyes_only"] }), statement: { desk: deskDigest("CA", "ca-cbsa-liaison") } },
    ],
    [
      "its desk is the sender's own",
      says({ caveats: ["eyes_only"], to: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" } }),
    ],
  ] as const)("and never when %s", async (_what, lie) => {
    expect(said(await readingOf(lie))).toBe("statement_mismatch /to");
  });

  it("and what is kept of it outside the seal finds its desk, no more", async () => {
    const reading = await readingOf(says({ caveats: ["eyes_only"] }));
    expect(reading).toMatchObject({
      shell: {
        kind: "request",
        area: "drugs",
        urgency: "routine",
        from: "in-ncb-liaison",
        to: "ca-rcmp-liaison",
        replyTo: null,
      },
    });
    expect(JSON.stringify(reading)).not.toContain("INVENTED EXAMPLE");
  });
});

describe("what a kind's own rules say of an arrival", () => {
  const answer = { outcome: "partial", ground: null, text: "Invented.", data_current_to: null, items: [] };
  it("an answer that answers something is filed", async () => {
    expect(
      said(await readingOf(says({ kind: "answer", reply_to: OTHER, thread: OTHER, content: answer }))),
    ).toBe("filed");
  });

  it("a refusal without a ground is refused, as a draft of ours would be", async () => {
    const content = { ...answer, outcome: "refused" };
    const lie = says({ kind: "answer", reply_to: OTHER, content });
    expect(said(await readingOf(lie))).toBe("schema /content/ground");
  });

  it.each([
    ["an answer that answers nothing", says({ kind: "answer", content: answer }), "schema /reply_to"],
    ["a request that answers something", says({ reply_to: OTHER }), "schema /reply_to"],
  ] as const)("%s is refused", async (_what, lie, expected) => {
    expect(said(await readingOf(lie))).toBe(expected);
  });
});

describe("a statement is compared as it was verified", () => {
  it("the same body under another statement's id is refused", async () => {
    const { sealed } = await forge(pair.in, pair.ca);
    const opened = await open(sealed, contextOf(pair.ca));
    if (opened.kind !== "opened") throw new Error("it opens");
    const other: Opened = { ...opened, statement: { ...opened.statement, dispatch: OTHER } };
    expect(said(readArrival(other, pair.ca.treaty))).toBe("statement_mismatch /id");
  });
});
