import { describe, expect, it } from "vitest";
import { asked, ca, draft, drafted, faultsOf, india, pair, requestWith, submitted } from "./drafters.ts";
import { answerDraft, recordOf } from "./matters.ts";
import { count, footprint, leaves, standing } from "./store-file.ts";
import { exampleRequest, must, type Role, refusalOf } from "./two-nodes.ts";

describe("a draft is stored", () => {
  it("under a fresh id that is its own thread, sealed, with nothing on any log", async () => {
    const before = await ca.store.logs.head("exchange");
    const standing = must(await draft("lo"));
    expect(standing).toEqual({ id: standing.id, thread: standing.id, kind: "request", state: "draft" });
    const [row] = await ca.store.all(
      "select sealed_draft, sealed_body, leaf from dispatch where id = ? limit 1",
      [standing.id],
    );
    expect(Buffer.from(Object(row).sealed_draft).toString("latin1")).not.toContain("INVENTED");
    expect(row).toMatchObject({ sealed_body: null, leaf: null });
    expect(await ca.store.logs.head("exchange")).toEqual(before);
  });

  it("by whoever of the desk writes it, and again, as often as he likes", async () => {
    const ids = await Promise.all((["lo", "analyst", "second", "lo"] as const).map((role) => draft(role)));
    expect(new Set(ids.map((result) => must(result).id)).size).toBe(4);
  });

  it("as an answer, in the question's thread and area, to the desk that asked", async () => {
    const question = await asked();
    const analyst = await india.officer("analyst");
    const { draft: example } = must(await india.exchange.commands.example(analyst, "answer", question));
    const { id, thread } = must(await india.exchange.commands.draft(analyst, "answer", question, example));
    expect(thread).toBe(question);
    expect(must(await india.exchange.commands.show(analyst, id))).toMatchObject({
      reply_to: question,
      area: "drugs",
      to: { party: "CA", desk: "ca-rcmp-liaison" },
    });
  });
});

describe("a draft is refused", () => {
  it.each([
    ["of a kind that is none", "tip_off", exampleRequest("CA"), "unknown_kind"],
    ["of the empty kind", "", exampleRequest("CA"), "unknown_kind"],
    ["of a kind that is a word of the machine", "constructor", exampleRequest("CA"), "unknown_kind"],
    ["to a desk the directory does not know", "request", requestWith({ to: "in-nobody" }), "unknown_desk"],
    ["to a desk of our own", "request", requestWith({ to: "ca-cbsa-liaison" }), "unknown_desk"],
    [
      "from a desk that is not the officer's",
      "request",
      requestWith({ from: "ca-cbsa-liaison" }),
      "unknown_desk",
    ],
    ["from the partner's desk", "request", requestWith({ from: "in-ncb-liaison" }), "unknown_desk"],
    [
      "from a desk the directory does not know",
      "request",
      requestWith({ from: "ca-nobody" }),
      "unknown_desk",
    ],
    ["in an area neither desk serves", "request", requestWith({ area: "cyber" }), "not_permitted"],
    ["to a desk outside the area", "request", requestWith({ to: "in-cert-watch" }), "not_permitted"],
    [
      "as an answer to nothing",
      "answer",
      answerDraft({ items: [] }, { from: "ca-rcmp-liaison" }),
      "nothing_to_answer",
    ],
  ] as const)("%s", async (_what, kind, value, expected) => {
    const before = await footprint(ca);
    expect(refusalOf(await draft("lo", kind, value))).toBe(expected);
    expect(await footprint(ca)).toEqual(before);
  });

  it("as a request that answers something", async () => {
    const result = await draft("lo", "request", exampleRequest("CA"), await drafted());
    expect(faultsOf(result)).toEqual(["answers_nothing /reply_to"]);
  });

  it("with both of its desks named where both are wrong", async () => {
    const result = await draft("lo", "request", requestWith({ from: "ca-nobody", to: "in-nobody" }));
    expect(faultsOf(result)).toEqual(["not_your_desk /from", "unknown_desk /to"]);
  });

  it.each([
    ["nothing", null, ["wrong_type "]],
    ["a list", [], ["wrong_type "]],
    [
      "three fields wrong at three depths: every fault at once",
      requestWith({ title: "", urgency: { class: "soon", reason: null }, purpose: "curiosity" }),
      ["out_of_bounds /title", "unknown_word /purpose", "unknown_word /urgency/class"],
    ],
    ["a field nobody declared", requestWith({ bcc: "somebody" }), ["unknown_field /bcc"]],
    [
      "no marking: there is no unmarked dispatch",
      Object.fromEntries(Object.entries(Object(requestWith())).filter(([key]) => key !== "marking")),
      ["missing_field /marking"],
    ],
    [
      "a marking without a handling code",
      requestWith({ marking: { ...recordOf().marking, handling: [] } }),
      ["out_of_bounds /marking/handling"],
    ],
    [
      "a handling code twice",
      requestWith({ marking: { ...recordOf().marking, handling: ["H1", "H1"] } }),
      ["out_of_bounds /marking/handling"],
    ],
    [
      "a colour nobody knows",
      requestWith({ marking: { ...recordOf().marking, tlp: "PURPLE" } }),
      ["unknown_word /marking/tlp"],
    ],
  ] as const)("when it is %s", async (_what, value, expected) => {
    const result = await draft("lo", "request", value);
    expect(refusalOf(result)).toBe("malformed");
    expect(faultsOf(result).toSorted()).toEqual(expected);
  });
});

describe("a draft is replaced", () => {
  async function replace(role: Role, id: string, value: unknown, version: number) {
    return ca.exchange.commands.replaceDraft(await ca.officer(role), id, value, version);
  }

  it("by its author, at the version he saw, and counts on", async () => {
    const lo = await ca.officer("lo");
    const id = await drafted();
    const { version } = must(await ca.exchange.commands.show(lo, id));
    must(await replace("lo", id, requestWith({ title: "Invented, second wording" }), version));
    const after = must(await ca.exchange.commands.show(lo, id));
    expect(after.version).toBe(version + 1);
    expect(JSON.stringify(after.draft)).toContain("second wording");
  });

  it("never by somebody else of the desk: what a colleague has not proposed yet is absent to him", async () => {
    expect(refusalOf(await replace("analyst", await drafted(), requestWith(), 2))).toBe("not_found");
  });

  it("never at a version somebody has moved on from: the second of two writers loses, and says so", async () => {
    const id = await drafted();
    const two = [replace("lo", id, requestWith(), 1), replace("lo", id, requestWith(), 1)];
    const said = (await Promise.all(two)).map((result) => (result.ok ? "done" : result.refusal.problem));
    expect(said.toSorted()).toEqual(["changed_meanwhile", "done"]);
  });

  it.each([
    ["another desk", { to: "in-cert-watch" }, "address_fixed /to"],
    ["another area", { area: "organised_crime" }, "address_fixed /to"],
    ["another sending desk", { from: "ca-cbsa-liaison" }, "address_fixed /to"],
    ["an empty title", { title: "" }, "out_of_bounds /title"],
  ] as const)("never with %s", async (_what, change, expected) => {
    expect(faultsOf(await replace("lo", await drafted(), requestWith(change), 2))).toEqual([expected]);
  });

  it("never once it was submitted: the bytes are fixed", async () => {
    const id = await submitted();
    for (const version of [2, 3])
      expect(refusalOf(await replace("lo", id, requestWith(), version))).toBe("changed_meanwhile");
    expect(await standing(ca, id)).toBe("proposed");
  });
});

describe("a draft is submitted", () => {
  it("once: then its bytes and a decision stand, and one leaf of the domestic log", async () => {
    const id = await drafted();
    const before = await leaves(ca, "domestic", "decision");
    const lo = await ca.officer("lo");
    expect(must(await ca.exchange.commands.submit(lo, id)).state).toBe("proposed");
    expect(await leaves(ca, "domestic", "decision")).toBe(before + 1);
    expect(refusalOf(await ca.exchange.commands.submit(lo, id))).toBe("state_conflict");
    expect(await count(ca, "decision", "dispatch = ?", id)).toBe(1);
  });

  it("by one of two at the same moment", async () => {
    const id = await drafted();
    const lo = await ca.officer("lo");
    const two = await Promise.all([ca.exchange.commands.submit(lo, id), ca.exchange.commands.submit(lo, id)]);
    expect(two.map((result) => (result.ok ? "done" : result.refusal.problem)).toSorted()).toEqual([
      "changed_meanwhile",
      "done",
    ]);
    expect(await count(ca, "decision", "dispatch = ?", id)).toBe(1);
  });

  it("and what the gate forbids stays a draft, with the decision, its law and its remedy on record", async () => {
    const id = await drafted({ offence: { ...Object(requestWith()).offence, political: true } });
    const result = await ca.exchange.commands.submit(await ca.officer("lo"), id);
    expect(refusalOf(result)).toBe("release_forbidden");
    if (result.ok) throw new Error("refused above");
    expect(result.refusal.decision?.outcome).toBe("forbid");
    expect(result.refusal.decision?.cites.length).toBeGreaterThan(0);
    expect(result.refusal.decision?.remedies.length).toBeGreaterThan(0);
    expect(await standing(ca, id)).toBe("draft");
    expect(await count(ca, "decision", "dispatch = ? and outcome = 'forbid'", id)).toBe(1);
  });

  it("and the same question asked by check says the same and leaves nothing", async () => {
    const id = await drafted({ offence: { ...Object(requestWith()).offence, political: true } });
    const before = await ca.store.logs.head("domestic");
    expect(must(await ca.exchange.commands.check(await ca.officer("lo"), id)).outcome).toBe("forbid");
    expect(await ca.store.logs.head("domestic")).toEqual(before);
    expect(await count(ca, "decision", "dispatch = ?", id)).toBe(0);
  });

  it.each([
    ["an area suspended when the agreement was signed", { area: "organised_crime" }, "area_suspended"],
    ["a purpose the agreement does not have", { purpose: "tax" }, "not_permitted"],
  ] as const)("never in %s", async (_what, change, expected) => {
    const id = await drafted(change);
    expect(refusalOf(await ca.exchange.commands.submit(await ca.officer("lo"), id))).toBe(expected);
    expect(await standing(ca, id)).toBe("draft");
    expect(await count(ca, "decision", "dispatch = ?", id)).toBe(0);
  });

  it("never in an area suspended since it was drafted", async () => {
    const id = await drafted();
    pair.dials.suspended.add("drugs");
    try {
      expect(refusalOf(await ca.exchange.commands.submit(await ca.officer("lo"), id))).toBe("area_suspended");
    } finally {
      pair.dials.suspended.clear();
    }
    expect(await standing(ca, id)).toBe("draft");
  });

  it("never larger than what the partner's door takes", async () => {
    const content = Object(exampleRequest("CA")).content;
    const [subject] = content.subjects;
    const subjects = Array.from({ length: 50 }, (_, nth) => ({
      ...subject,
      ref: `S${nth + 1}`,
      link: "Invented. ".repeat(1_990),
      identifiers: Array.from({ length: 10 }, () => ({ type: "consignment", value: "X".repeat(200) })),
    }));
    const id = await drafted({ content: { ...content, subjects } });
    expect(refusalOf(await ca.exchange.commands.submit(await ca.officer("lo"), id))).toBe("too_large");
    expect(await standing(ca, id)).toBe("draft");
  });

  it("never with text that reveals what may not leave: it is written anew, not cut by a machine", async () => {
    const content = { ...Object(requestWith()).content, reveals: ["customs", "human_source"], subjects: [] };
    const id = await drafted({ content });
    const result = await ca.exchange.commands.submit(await ca.officer("lo"), id);
    expect(refusalOf(result)).toBe("release_forbidden");
    expect(result.ok ? [] : result.refusal.faults).toEqual([
      { code: "text_reveals", where: "/content", detail: "human_source" },
    ]);
    expect(await standing(ca, id)).toBe("draft");
  });
});
