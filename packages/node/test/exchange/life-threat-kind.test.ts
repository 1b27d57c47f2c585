import { kindNamed } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forge, verdictOn } from "./forge.ts";
import { rowOf, standing } from "./store-file.ts";
import {
  approve,
  approved,
  exampleRequest,
  must,
  type TestNode,
  type TwoNodes,
  twoNodes,
} from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeAll(async () => {
  pair = await twoNodes();
  ca = pair.ca;
  india = pair.in;
});
afterAll(() => pair.close());

const HOUR = 3_600_000;

function warning(replies: boolean): unknown {
  const setting = {
    party: "CA",
    from: "ca-rcmp-liaison",
    to: "in-ncb-liaison",
    area: "drugs",
    holding: null,
  } as const;
  return kindNamed("life_threat")?.example({ ...setting, replies });
}

async function proposed(replyTo: string | null): Promise<string> {
  const lo = await ca.officer("lo");
  const draft = warning(replyTo !== null);
  const { id } = must(await ca.exchange.commands.draft(lo, "life_threat", replyTo, draft));
  expect(must(await ca.exchange.commands.submit(lo, id)).state).toBe("proposed");
  return id;
}

const seen = async (node: TestNode, id: string) =>
  must(await node.exchange.commands.show(await node.officer("lo"), id));

describe("a warning of a threat to life", () => {
  it("leaves without a hold once a second person approved, under the life-safety condition, due in an hour", async () => {
    const id = await proposed(null);
    await approve(ca, id);
    await pair.settle();
    expect(await standing(ca, id)).toMatch(/^(stored|opened)$/);
    const arrived = await seen(india, id);
    expect(arrived.body).toMatchObject({ purpose: "life_safety", urgency: { class: "life_threat" } });
    expect(arrived.body?.caveats).toContain("life_safety_only");
    expect(Date.parse(arrived.due ?? "") - pair.dials.now).toBeLessThanOrEqual(HOUR);
  });

  it("is of life safety also in the thread of something else, and an acknowledgement closes it", async () => {
    const question = await approved(ca, "request", null, exampleRequest("CA"));
    pair.dials.now += 60_000;
    await pair.settle();
    const id = await proposed(question);
    await approve(ca, id);
    await pair.settle();
    expect((await seen(india, id)).body).toMatchObject({ purpose: "life_safety", thread: question });
    const lo = await india.officer("lo");
    const desks = { party: "IN", from: "in-ncb-liaison", to: "ca-rcmp-liaison", area: "drugs" } as const;
    const word = kindNamed("acknowledgement")?.example({ ...desks, holding: null });
    const said = must(await india.exchange.commands.draft(lo, "acknowledgement", id, word));
    must(await india.exchange.commands.submit(lo, said.id));
    pair.dials.now += 60_000;
    await pair.settle();
    expect([await standing(ca, id), await standing(india, id)]).toEqual(["answered", "answered"]);
  });

  it("from a partner with more than the whitelist is refused, not filed", async () => {
    const content = {
      threatened: "x",
      where: "x",
      when: "x",
      nature: "x",
      call_back: "in-ncb-liaison",
      reveals: [],
    };
    const body = (more: object) => (honest: Record<string, unknown>) => {
      return { ...honest, kind: "life_threat", content: { ...content, ...more } };
    };
    const good = await forge(india, ca, { body: body({}) });
    expect(await verdictOn(ca, good.sealed)).toBe("stored");
    for (const more of [{ checks: ["identity"] }, { nature: "x".repeat(4_001) }, { attachments: [] }]) {
      const lie = await forge(india, ca, { body: body(more) });
      expect(await verdictOn(ca, lie.sealed)).toBe("schema");
      await expect(rowOf(ca, "select id from dispatch where id = ? limit 1", lie.id)).rejects.toThrow();
    }
  });
});
