import { kindNamed } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forge, verdictOn } from "./forge.ts";
import { count, rowOf, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  refusalOf,
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

const DAY = 24 * 3_600_000;

/** An example of a kind as a node writes it, with members of its content changed. */
function exampleOf(kind: string, party: "CA" | "IN", change: object = {}, replies = true): unknown {
  const desks = ["ca-rcmp-liaison", "in-ncb-liaison"] as const;
  const [from, to] = party === "CA" ? desks : ([desks[1], desks[0]] as const);
  const draft = kindNamed(kind)?.example({ party, from, to, area: "drugs", holding: null, replies });
  return { ...draft, content: { ...Object(draft?.["content"]), ...change } };
}

/** A question of Canada's that India has. */
async function question(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  await pair.settle();
  return id;
}

async function drafted(
  node: TestNode,
  kind: string,
  replyTo: string | null,
  draft: unknown,
): Promise<string> {
  return must(await node.exchange.commands.draft(await node.officer("lo"), kind, replyTo, draft)).id;
}

async function submitted(node: TestNode, kind: string, replyTo: string | null, draft: unknown) {
  const id = await drafted(node, kind, replyTo, draft);
  return { id, result: await node.exchange.commands.submit(await node.officer("lo"), id) };
}

const seen = async (node: TestNode, id: string) =>
  must(await node.exchange.commands.show(await node.officer("lo"), id));

describe("a note", () => {
  it("without anything personal goes at once, and who let it go is on the domestic log", async () => {
    const id = await question();
    const { id: note, result } = await submitted(india, "note", id, exampleOf("note", "IN"));
    expect(must(result).state).toBe("approved");
    await pair.settle();
    expect(await standing(india, note)).toMatch(/^(stored|opened)$/);
    expect(await seen(ca, note)).toMatchObject({ kind: "note", thread: id, reply_to: id, state: "filed" });
    expect(await count(india, "act_mark", "act = 'let_out_alone' and dispatch = ?", note)).toBe(1);
    expect(await count(india, "approval", "dispatch = ?", note)).toBe(0);
  });

  it("may begin a thread, and be about a dispatch of one's own that has left", async () => {
    const first = await submitted(ca, "note", null, exampleOf("note", "CA", {}, false));
    expect(must(first.result).state).toBe("approved");
    await pair.settle();
    const second = await submitted(ca, "note", first.id, exampleOf("note", "CA"));
    expect(must(second.result).state).toBe("approved");
    await pair.settle();
    expect(await seen(india, second.id)).toMatchObject({
      thread: first.id,
      from: { desk: "ca-rcmp-liaison" },
    });
  });

  it.each([
    ["says that it reveals something personal", { reveals: ["location"] }],
    ["says that it reveals a method", { reveals: ["classified_method"] }],
    ["says that it reveals a weakness", { reveals: ["vulnerability"] }],
    [
      "is about somebody",
      { about: [{ identified: true, nationality: "IN", in_canada: false, status: "other" }] },
    ],
    ["has a number in it, whatever its officer ticked", { text: "Invented: call +91 00 0000 0117." }],
    ["has an address of mail in it", { text: "Invented: someone@invented.example knows." }],
  ])("that %s waits for a second person", async (_what, change) => {
    const { id, result } = await submitted(ca, "note", null, exampleOf("note", "CA", change, false));
    expect(must(result).state).toBe("proposed");
    await pair.settle();
    expect(await standing(ca, id)).toBe("proposed");
  });

  it("does not answer a request", async () => {
    const id = await question();
    must((await submitted(india, "note", id, exampleOf("note", "IN"))).result);
    await pair.settle();
    expect([await standing(ca, id), await standing(india, id)]).not.toContain("answered");
  });

  it("is not written by whom the desk has blocked", async () => {
    const lo = await ca.officer("lo");
    const { id } = must(
      await ca.exchange.commands.draft(lo, "note", null, exampleOf("note", "CA", {}, false)),
    );
    await ca.store.commit({
      steps: [
        {
          sql: "insert into author_block (author, desk, by, at) values (?, 'ca-rcmp-liaison', 'ca-authority', 1)",
          params: [lo.id],
        },
      ],
    });
    expect(refusalOf(await ca.exchange.commands.submit(lo, id))).toBe("author_blocked");
    await ca.store.commit({ steps: [{ sql: "delete from author_block", params: [] }] });
  });
});

describe("the check of a draft", () => {
  it("says of a request how complete it is, and of a note nothing", async () => {
    const lo = await ca.officer("lo");
    const bare = { ...Object(exampleRequest("CA")), offence: { ...Object(exampleRequest("CA")).offence } };
    delete bare.offence.qualification;
    const request = await drafted(ca, "request", null, bare);
    expect(must(await ca.exchange.commands.check(lo, request)).completeness).toEqual({
      score: 88,
      missing: ["/offence/qualification"],
    });
    const note = await drafted(ca, "note", null, exampleOf("note", "CA", {}, false));
    expect(must(await ca.exchange.commands.check(lo, note))).toMatchObject({
      completeness: null,
      open_roles: [],
    });
  });
});

describe("a clarification", () => {
  it("waits for a note, which closes it on both nodes, and leaves the question's own clock alone", async () => {
    const id = await question();
    const asking = await approved(india, "clarification", id, exampleOf("clarification", "IN"));
    await pair.settle();
    expect((await seen(ca, asking)).due).not.toBeNull();
    must((await submitted(ca, "note", asking, exampleOf("note", "CA"))).result);
    await pair.settle();
    expect(await standing(ca, asking)).toBe("answered");
    expect(await standing(india, asking)).toBe("answered");
    expect(await standing(india, id)).not.toBe("answered");
  });

  it("needs a second person, as everything but a note", async () => {
    const { result } = await submitted(
      india,
      "clarification",
      await question(),
      exampleOf("clarification", "IN"),
    );
    expect(must(result).state).toBe("proposed");
  });
});

describe("a tip", () => {
  it("begins a thread, waits for feedback, and feedback closes it", async () => {
    const id = await approved(ca, "tip", null, exampleOf("tip", "CA", {}, false));
    await pair.settle();
    expect((await seen(ca, id)).due).not.toBeNull();
    await approved(india, "feedback", id, exampleOf("feedback", "IN"));
    await pair.settle();
    expect([await standing(ca, id), await standing(india, id)]).toEqual(["answered", "answered"]);
  });
});

describe("an extension", () => {
  const later = (days: number) => {
    return new Date(pair.dials.now + days * DAY).toISOString().slice(0, 10);
  };

  it("moves the clocks of both sides, which say why, and leaves the question open", async () => {
    const id = await question();
    const before = (await seen(ca, id)).due;
    const until = later(30);
    await approved(india, "extension", id, exampleOf("extension", "IN", { until }));
    await pair.settle();
    for (const node of [ca, india]) {
      expect(await seen(node, id)).toMatchObject({
        due: `${until}T23:59:59.999Z`,
        due_why: "judicial_authorisation",
      });
      expect(await standing(node, id)).not.toBe("answered");
    }
    expect(before).not.toBe(`${until}T23:59:59.999Z`);
  });

  it("is none where it would leave no more time", async () => {
    const { result } = await submitted(
      india,
      "extension",
      await question(),
      exampleOf("extension", "IN", { until: later(1) }),
    );
    expect(refusalOf(result)).toBe("malformed");
  });

  it("from a partner who gives himself less time, or an answered question more, changes nothing", async () => {
    const id = await question();
    const due = (await seen(ca, id)).due;
    const arrives = async (until: string) => {
      const content = { reason: "judicial_authorisation", until, authority: "x", text: "x", reveals: [] };
      const body = (honest: Record<string, unknown>) => ({
        ...honest,
        kind: "extension",
        reply_to: id,
        thread: id,
        content,
      });
      const forged = await forge(india, ca, { body });
      expect(await verdictOn(ca, forged.sealed)).toBe("stored");
    };
    await arrives(later(1));
    expect(await seen(ca, id)).toMatchObject({ due, due_why: null });
    await ca.store.commit({
      steps: [{ sql: "update dispatch set state = 'answered' where id = ?", params: [id] }],
    });
    await arrives(later(60));
    expect(await seen(ca, id)).toMatchObject({ due, due_why: null });
  });

  it("of a partner's own question does nothing: he is the one who waits", async () => {
    const own = await forge(india, ca);
    expect(await verdictOn(ca, own.sealed)).toBe("stored");
    const before = await rowOf(ca, "select due_at from dispatch where id = ? limit 1", own.id);
    const content = {
      reason: "judicial_authorisation",
      until: later(60),
      authority: "x",
      text: "x",
      reveals: [],
    };
    const lie = await forge(india, ca, {
      body: (honest) => ({ ...honest, kind: "extension", reply_to: own.id, thread: own.id, content }),
    });
    expect(await verdictOn(ca, lie.sealed)).toBe("stored");
    expect(await rowOf(ca, "select due_at from dispatch where id = ? limit 1", own.id)).toEqual(before);
  });
});

describe("an oral record", () => {
  it("waits for the other side's own, which closes it and waits for nothing", async () => {
    const ours = await approved(ca, "oral_record", null, exampleOf("oral_record", "CA", {}, false));
    await pair.settle();
    expect(Date.parse((await seen(ca, ours)).due ?? "") - pair.dials.now).toBeLessThanOrEqual(DAY);
    const theirs = await approved(india, "oral_record", ours, exampleOf("oral_record", "IN"));
    await pair.settle();
    expect([await standing(ca, ours), await standing(india, ours)]).toEqual(["answered", "answered"]);
    expect((await seen(ca, theirs)).due).toBeNull();
    expect((await seen(india, theirs)).due).toBeNull();
  });
});

describe("a kind replies only to what its declaration names", () => {
  it.each([
    ["feedback", "a request"],
    ["oral_record", "a request"],
  ])("%s not to %s", async (kind) => {
    const lo = await india.officer("lo");
    const result = await india.exchange.commands.draft(lo, kind, await question(), exampleOf(kind, "IN"));
    expect(refusalOf(result)).toBe("nothing_to_answer");
  });

  it.each(["extension", "clarification", "answer"])("%s not to one's own request", async (kind) => {
    const lo = await ca.officer("lo");
    const result = await ca.exchange.commands.draft(lo, kind, await question(), exampleOf(kind, "CA"));
    expect(refusalOf(result)).toBe("nothing_to_answer");
  });

  it.each(["extension", "clarification", "feedback"])("%s begins no thread", async (kind) => {
    const lo = await ca.officer("lo");
    const result = await ca.exchange.commands.draft(lo, kind, null, exampleOf(kind, "CA"));
    expect(refusalOf(result)).toBe("nothing_to_answer");
  });

  it("and a reply has no address of its own, a beginning has one", async () => {
    const lo = await india.officer("lo");
    const addressed = exampleOf("note", "IN", {}, false);
    const reply = await india.exchange.commands.draft(lo, "note", await question(), addressed);
    expect(refusalOf(reply)).toBe("malformed");
    const begin = await india.exchange.commands.draft(lo, "note", null, exampleOf("note", "IN"));
    expect(refusalOf(begin)).toBe("malformed");
  });

  it("a partner's dispatch that closes what it may not is filed and closes nothing", async () => {
    const id = await question();
    const lie = await forge(india, ca, {
      body: (honest) => ({
        ...honest,
        kind: "feedback",
        reply_to: id,
        thread: id,
        content: { use: "in_use", text: null, reveals: [] },
      }),
    });
    expect(await verdictOn(ca, lie.sealed)).toBe("stored");
    expect(await standing(ca, id)).not.toBe("answered");
  });
});
