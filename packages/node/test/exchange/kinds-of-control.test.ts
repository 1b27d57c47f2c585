import { kindNamed } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forge, verdictOn } from "./forge.ts";
import { count, standing } from "./store-file.ts";
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

function exampleOf(kind: string, party: "CA" | "IN", change: object = {}): unknown {
  const desks = ["ca-rcmp-liaison", "in-ncb-liaison"] as const;
  const [from, to] = party === "CA" ? desks : ([desks[1], desks[0]] as const);
  const draft = kindNamed(kind)?.example({ party, from, to, area: "drugs", holding: null, replies: true });
  return { ...draft, content: { ...Object(draft?.["content"]), ...change } };
}

async function question(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  await pair.settle();
  return id;
}

/** Drafted, submitted, approved where it must be, and carried over; its id. */
async function sent(node: TestNode, kind: string, replyTo: string, change: object = {}): Promise<string> {
  const draft = exampleOf(kind, node.party, change);
  const lo = await node.officer("lo");
  if (kindNamed(kind)?.approval === "second_person") {
    const id = await approved(node, kind, replyTo, draft);
    await pair.settle();
    return id;
  }
  const { id } = must(await node.exchange.commands.draft(lo, kind, replyTo, draft));
  expect(must(await node.exchange.commands.submit(lo, id)).state).toBe("approved");
  await pair.settle();
  return id;
}

const seen = async (node: TestNode, id: string) =>
  must(await node.exchange.commands.show(await node.officer("lo"), id));
const title = async (node: TestNode, id: string) => (await seen(node, id)).body?.title ?? null;

/** Bytes of India's about a dispatch, as no honest node of India's would send them. */
async function arrives(kind: string, replyTo: string, content: object, change: object = {}) {
  const body = (honest: Record<string, unknown>) => {
    return { ...honest, kind, reply_to: replyTo, thread: replyTo, content, ...change };
  };
  const forged = await forge(india, ca, { body });
  expect(await verdictOn(ca, forged.sealed)).toBe("stored");
  return forged.id;
}

describe.each([
  ["correction", {}],
  ["narrowing", {}],
] as const)("a %s of one's own request", (kind, change) => {
  it("is said of the request on both nodes, waits for an acknowledgement, and is closed by it", async () => {
    const id = await question();
    const later = await sent(ca, kind, id, change);
    expect((await seen(ca, id)).changed_by).toBe(later);
    expect((await seen(india, id)).changed_by).toBe(later);
    expect((await seen(india, id)).state).not.toBe("recalled");
    expect((await seen(ca, later)).due).not.toBeNull();
    await sent(india, "acknowledgement", later);
    expect([await standing(ca, later), await standing(india, later)]).toEqual(["answered", "answered"]);
    expect(await standing(india, id)).not.toBe("answered");
  });

  it("stands among what is overdue until it is acknowledged", async () => {
    const later = await sent(ca, kind, await question(), change);
    const { due } = await seen(ca, later);
    expect(Date.parse(due ?? "")).toBe(pair.dials.now + 24 * 3_600_000);
  });
});

describe("a recall of what has left", () => {
  it("shuts it at its receiver's: state, body, title and files, and leaves ours readable here", async () => {
    const id = await question();
    expect(await title(india, id)).not.toBeNull();
    const recall = await sent(ca, "recall", id);
    expect(await seen(india, id)).toMatchObject({
      state: "recalled",
      body: null,
      changed_by: recall,
      due: null,
    });
    const lo = await india.officer("lo");
    expect(refusalOf(await india.exchange.commands.attachments(lo, id))).toBe("state_conflict");
    expect(refusalOf(await india.exchange.commands.draft(lo, "answer", id, exampleOf("answer", "IN")))).toBe(
      "state_conflict",
    );
    expect(await seen(ca, id)).toMatchObject({ changed_by: recall });
    expect(await title(ca, id)).not.toBeNull();
  });

  it("goes without a second person where it names nobody, and not where it does", async () => {
    const id = await question();
    const lo = await ca.officer("lo");
    const named = exampleOf("recall", "CA", { text: "Invented: it was for +91 00 0000 0117." });
    const draft = must(await ca.exchange.commands.draft(lo, "recall", id, named));
    expect(must(await ca.exchange.commands.submit(lo, draft.id)).state).toBe("proposed");
    const titled = { ...Object(exampleOf("recall", "CA")), title: "someone@invented.example" };
    const other = must(await ca.exchange.commands.draft(lo, "recall", id, titled));
    expect(must(await ca.exchange.commands.submit(lo, other.id)).state).toBe("proposed");
  });

  it("arrives and holds after a day without a line", async () => {
    const id = await question();
    pair.dials.line = false;
    const recall = await sent(ca, "recall", id);
    expect(await standing(india, id)).toBe("filed");
    pair.dials.now += 24 * 3_600_000;
    await pair.settle();
    pair.dials.line = true;
    pair.dials.now += 60_000;
    await pair.settle();
    expect(await seen(india, id)).toMatchObject({ state: "recalled", changed_by: recall, body: null });
    await pair.settle();
    expect((await seen(india, id)).state).toBe("recalled");
  });

  it("that overtakes what it recalls holds it all the same", async () => {
    const late = await forge(india, ca);
    const content = { reason: "sent_in_error", erase: false, text: null, reveals: [] };
    const recall = await arrives("recall", late.id, content);
    expect(await verdictOn(ca, late.sealed)).toBe("stored");
    expect(await seen(ca, late.id)).toMatchObject({ state: "recalled", changed_by: recall, body: null });
  });

  it("is closed by an acknowledgement, and its target may then be erased by two persons", async () => {
    const id = await question();
    const recall = await sent(ca, "recall", id);
    await sent(india, "acknowledgement", recall, { said: "done" });
    expect(await standing(ca, recall)).toBe("answered");
    expect(await count(india, "dispatch", "id = ? and state = 'recalled'", id)).toBe(1);
  });
});

describe("nobody corrects, narrows or recalls another's", () => {
  const correction = { corrections: [{ where: "x", was: "x", is: "y" }], reason: "x", reveals: [] };

  it.each([
    ["correction", correction],
    ["narrowing", { still_asked: [], subjects_dropped: [], reason: "x", reveals: [] }],
    ["recall", { reason: "sent_in_error", erase: true, text: null, reveals: [] }],
  ] as const)("a partner's %s of a dispatch of ours is filed and does nothing", async (kind, content) => {
    const id = await question();
    await arrives(kind, id, content);
    expect(await seen(ca, id)).toMatchObject({ changed_by: null });
    expect(await title(ca, id)).not.toBeNull();
  });

  it.each(["correction", "recall"] as const)(
    "his %s from another desk does nothing to his own",
    async (kind) => {
      const own = await forge(india, ca);
      expect(await verdictOn(ca, own.sealed)).toBe("stored");
      const content =
        kind === "recall" ? { reason: "sent_in_error", erase: true, text: null, reveals: [] } : correction;
      await arrives(kind, own.id, content, { from: { party: "IN", agency: "NCB", desk: "in-ncb-duty" } });
      expect(await seen(ca, own.id)).toMatchObject({ state: "filed", changed_by: null });
    },
  );

  it.each(["correction", "narrowing", "recall"])("ours drafts no %s of his", async (kind) => {
    const lo = await india.officer("lo");
    const draft = exampleOf(kind, "IN");
    expect(refusalOf(await india.exchange.commands.draft(lo, kind, await question(), draft))).toBe(
      "nothing_to_answer",
    );
  });

  it("and an acknowledgement of what asked for none closes nothing", async () => {
    const id = await question();
    await arrives("acknowledgement", id, { said: "done", reveals: [] });
    expect(await standing(ca, id)).not.toBe("answered");
  });
});

describe.each([
  ["permission_request", "permission"],
  ["assurance_request", "assurance"],
])("a %s", (asking, saying) => {
  it(`waits for a ${saying}, which closes it on both nodes`, async () => {
    const id = await question();
    const asked = await sent(india, asking, id);
    expect((await seen(ca, asked)).due).not.toBeNull();
    await sent(ca, saying, asked);
    expect([await standing(ca, asked), await standing(india, asked)]).toEqual(["answered", "answered"]);
    expect(await standing(india, id)).not.toBe("answered");
  });
});
