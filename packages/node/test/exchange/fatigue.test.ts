// Approvers who are asked without end say yes in the end (T20); and approvals that are not the one that was asked for (T18).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { count, standing } from "./store-file.ts";
import {
  exampleRequest,
  must,
  type Role,
  refusalOf,
  signChallenge,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

const HOUR = 3_600_000;
let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
});
beforeEach(() => {
  pair.dials.now += 2 * HOUR;
  pair.dials.promptsPerHour = 3;
});
afterAll(() => pair.close());

async function drafted(role: Role, change: object = {}): Promise<string> {
  const officer = await ca.officer(role);
  const example = { ...Object(exampleRequest("CA")), ...change };
  return must(await ca.exchange.commands.draft(officer, "request", null, example)).id;
}

async function submit(role: Role, id: string) {
  return ca.exchange.commands.submit(await ca.officer(role), id);
}

async function proposed(role: Role = "lo", change: object = {}): Promise<string> {
  const id = await drafted(role, change);
  must(await submit(role, id));
  return id;
}

async function challengeOf(id: string, role: Role = "authority") {
  const [challenge] = must(await ca.exchange.commands.release(await ca.officer(role), id)).challenges;
  if (challenge === undefined) throw new Error("there is nothing to sign");
  return challenge;
}

async function signed(id: string, role: Role = "authority") {
  return { id, signed: signChallenge(ca.device(role), await challengeOf(id, role)) };
}

const batch = async (items: Awaited<ReturnType<typeof signed>>[], role: Role = "authority") =>
  ca.exchange.commands.approveBatch(await ca.officer(role), items);

describe("proposals of one author in an hour", () => {
  it("are taken up to the limit; the next is told from when on, and others are not held up", async () => {
    for (let nth = 0; nth < 3; nth += 1) await proposed();
    const id = await drafted("lo");
    const refused = await submit("lo", id);
    const from = new Date(pair.dials.now + HOUR).toISOString();
    expect(refused).toMatchObject({
      ok: false,
      refusal: { problem: "throttled", detail: expect.stringContaining(from) },
    });
    expect(await standing(ca, id)).toBe("draft");
    expect(await standing(ca, await proposed("analyst"))).toBe("proposed");
    pair.dials.now += HOUR;
    expect((await submit("lo", id)).ok).toBe(true);
  });

  it("count again when a refused one is proposed anew", async () => {
    const id = await proposed();
    const authority = await ca.officer("authority");
    for (let nth = 0; nth < 2; nth += 1) {
      const other = await proposed();
      const act = signChallenge(ca.device("authority"), { ...(await challengeOf(other)), action: "refuse" });
      must(await ca.exchange.commands.refuse(authority, other, "disproportionate_volume", act));
    }
    expect(await standing(ca, id)).toBe("proposed");
    expect(refusalOf(await submit("lo", await drafted("lo")))).toBe("throttled");
  });

  it("submitted all at once are no more than the limit", async () => {
    const ids = await Promise.all([1, 2, 3, 4, 5, 6].map(() => drafted("lo")));
    const outcomes = await Promise.all(ids.map((id) => submit("lo", id)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
    expect(outcomes.filter(({ ok }) => !ok).map(refusalOf)).toEqual(["throttled", "throttled", "throttled"]);
  });

  it("of 500 of a flood 30 are put before anybody, where nothing else is set", async () => {
    pair.dials.promptsPerHour = 30;
    const ids = await Promise.all(Array.from({ length: 40 }, () => drafted("lo")));
    let taken = 0;
    for (let nth = 0; nth < 500; nth += 1) taken += (await submit("lo", ids[nth % 40] ?? "")).ok ? 1 : 0;
    expect(taken).toBe(30);
  });

  it("a clock that was set back shuts nobody out for long", async () => {
    for (let nth = 0; nth < 3; nth += 1) await proposed();
    pair.dials.now -= HOUR;
    expect((await submit("lo", await drafted("lo"))).ok).toBe(true);
    pair.dials.now += HOUR;
  });
});

describe("an author who was refused and blocked", () => {
  async function block(): Promise<void> {
    const id = await proposed();
    const act = signChallenge(ca.device("authority"), { ...(await challengeOf(id)), action: "refuse" });
    const authority = await ca.officer("authority");
    must(await ca.exchange.commands.refuse(authority, id, "disproportionate_volume", act, true));
  }
  const BLOCK = { author: "ca-lo", desk: "ca-rcmp-liaison" };
  const lift = async (role: Role) => ca.exchange.commands.liftBlock(await ca.officer(role), BLOCK);

  it("proposes nothing there, however long he waits, until it is lifted; others do", async () => {
    await block();
    const id = await drafted("lo");
    expect(refusalOf(await submit("lo", id))).toBe("author_blocked");
    pair.dials.now += 100 * HOUR;
    expect(refusalOf(await submit("lo", id))).toBe("author_blocked");
    expect(await standing(ca, await proposed("analyst"))).toBe("proposed");
    must(await lift("operator"));
    expect((await submit("lo", id)).ok).toBe(true);
    expect(await count(ca, "act_mark", "act in ('refuse_and_block', 'block_lifted') and at > ?", 0)).toBe(2);
  });

  it.each<[Role, string]>([
    ["lo", "not_permitted"],
    ["analyst", "not_permitted"],
    ["stranger", "not_permitted"],
    ["auditor", "not_permitted"],
  ])("is not let in again by %s, who neither operates nor releases there", async (role, code) => {
    await block();
    expect(refusalOf(await lift(role))).toBe(code);
    must(await lift("authority"));
    expect(refusalOf(await lift("authority"))).toBe("not_found");
  });

  it("is not blocked by a refusal whose signature does not stand", async () => {
    const id = await proposed();
    const act = signChallenge(ca.device("second"), { ...(await challengeOf(id)), action: "refuse" });
    const authority = await ca.officer("authority");
    expect((await ca.exchange.commands.refuse(authority, id, "disproportionate_volume", act, true)).ok).toBe(
      false,
    );
    expect((await submit("lo", await drafted("lo"))).ok).toBe(true);
  });

  it("is seen by who may lift it, and by nobody else", async () => {
    await block();
    const seen = async (role: Role) => must(await ca.exchange.commands.blocks(await ca.officer(role))).items;
    expect(await seen("operator")).toMatchObject([{ ...BLOCK, by: "ca-authority" }]);
    expect(await seen("authority")).toHaveLength(1);
    for (const role of ["lo", "analyst", "stranger", "auditor"] as const)
      expect(await seen(role)).toEqual([]);
    must(await lift("operator"));
  });
});

describe("a batch", () => {
  it("of one rule is approved row by row, each with its own signature", async () => {
    const items = await Promise.all((await Promise.all([proposed(), proposed()])).map((id) => signed(id)));
    expect(must(await batch(items)).items).toMatchObject([
      { state: "approved", problem: null },
      { state: "approved", problem: null },
    ]);
  });

  it("with another recipient in it approves nothing", async () => {
    const ids = [await proposed(), await proposed("lo", { to: "in-ncb-duty" })];
    const items = await Promise.all(ids.map((id) => signed(id)));
    expect(refusalOf(await batch(items))).toBe("batch_mixed");
    expect(await Promise.all(ids.map((id) => standing(ca, id)))).toEqual(["proposed", "proposed"]);
  });

  it("with one row twice approves nothing", async () => {
    const item = await signed(await proposed());
    expect(refusalOf(await batch([item, item]))).toBe("malformed");
    expect(await standing(ca, item.id)).toBe("proposed");
  });

  it("with a row that its approver wrote approves nothing", async () => {
    const [others, own] = [await proposed(), await proposed("second")];
    const items = [await signed(others, "second"), { ...(await signed(own)), id: own }];
    expect(refusalOf(await batch(items, "second"))).toBe("author_is_approver");
    expect(await standing(ca, others)).toBe("proposed");
  });

  it.each<[string, (a: string, b: string) => Promise<Awaited<ReturnType<typeof signed>>[]>, string]>([
    [
      "each row's signature on the other",
      async (a, b) => {
        const [one, other] = [await signed(a), await signed(b)];
        return [
          { id: a, signed: other.signed },
          { id: b, signed: one.signed },
        ];
      },
      "approval_stale,approval_stale",
    ],
    [
      "one signature for all",
      async (a, b) => {
        const one = await signed(a);
        return [one, { id: b, signed: one.signed }];
      },
      "approved,approval_stale",
    ],
    [
      "a signature that was kept for later",
      async (a, b) => {
        const items = [await signed(a), await signed(b)];
        pair.dials.now += 10 * 60_000 + 1;
        return items;
      },
      "approval_stale,approval_stale",
    ],
    [
      "another officer's device",
      async (a, b) => {
        const challenge = await challengeOf(b);
        return [await signed(a), { id: b, signed: signChallenge(ca.device("second"), challenge) }];
      },
      "approved,device_refused",
    ],
  ])("with %s", async (_, made, expected) => {
    const [a, b] = [await proposed(), await proposed()];
    const rows = must(await batch(await made(a, b))).items;
    expect(rows.map(({ state, problem }) => state ?? problem).join()).toBe(expected);
  });
});
