import { deskDigest } from "@entente/protocol";
import type { AnswerOutcome } from "@entente/words";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forge, verdictOn } from "./forge.ts";
import { answerDraft } from "./matters.ts";
import { count, rowOf, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
  india = pair.in;
});
afterAll(() => pair.close());

/** A question of Canada's that India has stored. */
async function question(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  await pair.settle();
  expect(await standing(ca, id)).toMatch(/^(stored|opened)$/);
  return id;
}

function contentOf(outcome: AnswerOutcome) {
  const ground = outcome === "refused" ? "form_not_met" : null;
  return { outcome, ground, text: "Invented.", data_current_to: null, items: [] };
}

/** An answer as India's node would send it, or with more of its body changed. */
async function arrives(replyTo: string, change: object = {}, statement = {}): Promise<string> {
  const body = (honest: Record<string, unknown>) => ({
    ...honest,
    kind: "answer",
    reply_to: replyTo,
    thread: replyTo,
    content: contentOf("full"),
    ...change,
  });
  const answer = await forge(india, ca, { body, statement });
  expect(await verdictOn(ca, answer.sealed)).toBe("stored");
  return answer.id;
}

describe("an answer that arrives closes the question it was asked for", () => {
  it("once, from the desk that was asked", async () => {
    const id = await question();
    await arrives(id);
    expect(await standing(ca, id)).toBe("answered");
    const { answered_at } = await rowOf(ca, "select answered_at from dispatch where id = ? limit 1", id);
    pair.dials.now += 1_000;
    await arrives(id);
    expect(await rowOf(ca, "select answered_at from dispatch where id = ? limit 1", id)).toEqual({
      answered_at,
    });
  });

  it.each(["interim", "extension"] as const)("but one that is only %s leaves it open", async (outcome) => {
    const id = await question();
    await arrives(id, { content: contentOf(outcome) });
    expect(await standing(ca, id)).not.toBe("answered");
  });

  it("but not from a desk that was not asked", async () => {
    const id = await question();
    await arrives(id, { from: { party: "IN", agency: "NCB", desk: "in-ncb-duty" } });
    expect(await standing(ca, id)).not.toBe("answered");
  });

  it("and nothing happens where the question does not exist", async () => {
    const before = await count(ca, "dispatch", "state = 'answered'");
    await arrives("0190aaaa-0000-7000-8000-000000000001");
    expect(await count(ca, "dispatch", "state = 'answered'")).toBe(before);
  });

  it("and a question of the partner's own is not closed by himself", async () => {
    const own = await forge(india, ca);
    expect(await verdictOn(ca, own.sealed)).toBe("stored");
    await arrives(own.id);
    expect(await standing(ca, own.id)).toBe("filed");
  });

  it("and what we have not sent yet is not closed", async () => {
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    await arrives(id);
    expect(await standing(ca, id)).toBe("draft");
  });

  it("and one to another desk of ours than the one that asked leaves it open", async () => {
    const id = await question();
    const to = { party: "CA", agency: "CBSA", desk: "ca-cbsa-liaison" };
    await arrives(id, { to }, { desk: deskDigest("CA", "ca-cbsa-liaison") });
    expect(await standing(ca, id)).not.toBe("answered");
  });

  it("and it is its asker's from the same moment; one that answers no question of that desk's is nobody's yet", async () => {
    const id = await question();
    const askedBy = (answer: string) =>
      rowOf(ca, "select asked_by from dispatch where id = ? limit 1", answer);
    const { author } = await rowOf(ca, "select author from dispatch where id = ? limit 1", id);
    expect(author).not.toBeNull();
    expect(await askedBy(await arrives(id))).toEqual({ asked_by: author });
    // A partner who answers what he was not asked could else lay an arrival where nobody of its desk looks.
    const to = { party: "CA", agency: "CBSA", desk: "ca-cbsa-liaison" };
    const astray = await arrives(id, { to }, { desk: deskDigest("CA", "ca-cbsa-liaison") });
    const foreign = await arrives(id, { from: { party: "IN", agency: "NCB", desk: "in-ncb-duty" } });
    const unknown = await arrives("0190aaaa-0000-7000-8000-000000000001");
    for (const one of [astray, foreign, unknown]) expect(await askedBy(one)).toEqual({ asked_by: null });
  });

  it("and one outside the question's thread is refused", async () => {
    const id = await question();
    const other = await question();
    const answer = await forge(india, ca, {
      body: (honest) => ({
        ...honest,
        kind: "answer",
        reply_to: id,
        thread: other,
        content: contentOf("full"),
      }),
    });
    expect(await verdictOn(ca, answer.sealed)).not.toBe("stored");
  });
});

describe("an arrival stands in a thread of its own or in its question's", () => {
  it.each([
    ["a request in a thread of ours", "request"],
    ["a request in a thread nobody knows", "elsewhere"],
  ])("%s is refused", async (_what, which) => {
    const thread = which === "request" ? await question() : "0190aaaa-0000-7000-8000-000000000001";
    const lie = await forge(india, ca, { body: (honest) => ({ ...honest, thread }) });
    expect(await verdictOn(ca, lie.sealed)).toBe("statement_mismatch");
    expect(await count(ca, "dispatch", "id = ?", lie.id)).toBe(0);
  });

  it("an answer to a question nobody knows, in a thread of ours, is refused", async () => {
    const thread = await question();
    const content = contentOf("full");
    const reply_to = "0190aaaa-0000-7000-8000-000000000001";
    const lie = await forge(india, ca, {
      body: (honest) => ({ ...honest, kind: "answer", reply_to, thread, content }),
    });
    expect(await verdictOn(ca, lie.sealed)).not.toBe("stored");
  });
});

describe("an answer of ours closes the question when it leaves, and not before", () => {
  async function asked(): Promise<string> {
    const { id, sealed } = await forge(india, ca);
    expect(await verdictOn(ca, sealed)).toBe("stored");
    return id;
  }

  function typedAnswer(outcome: AnswerOutcome, ground: string | null = null) {
    return answerDraft({ outcome, ground, items: [], reveals: ["customs"] }, { from: "ca-rcmp-liaison" });
  }

  it("a draft, a proposal and a held approval leave it open; the release closes it", async () => {
    const id = await asked();
    const lo = await ca.officer("lo");
    const draft = must(await ca.exchange.commands.draft(lo, "answer", id, typedAnswer("full")));
    expect(await standing(ca, id)).toBe("filed");
    must(await ca.exchange.commands.submit(lo, draft.id));
    expect(await standing(ca, id)).toBe("filed");
    const done = await approved(ca, "answer", id, typedAnswer("full"));
    await pair.settle();
    expect(await standing(ca, done)).toMatch(/^(queued|stored)$/);
    expect(await standing(ca, id)).toBe("answered");
  });

  it.each([
    ["interim", "filed"],
    ["extension", "filed"],
    ["nothing_held", "answered"],
    ["partial", "answered"],
  ] as const)("an answer that says %s leaves it %s", async (outcome, left) => {
    const id = await asked();
    await approved(ca, "answer", id, typedAnswer(outcome));
    await pair.settle();
    expect(await standing(ca, id)).toBe(left);
  });

  it("one that has been answered may be answered again", async () => {
    const id = await asked();
    for (let nth = 0; nth < 2; nth++) {
      await approved(ca, "answer", id, typedAnswer("full"));
      await pair.settle();
    }
    expect(await standing(ca, id)).toBe("answered");
    expect(await count(ca, "dispatch", "reply_to = ?", id)).toBe(2);
  });
});
