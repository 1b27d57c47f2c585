import type { DeskRow, DeskView } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDesk } from "../../src/desk/door.ts";
import type { DeskRoom } from "../../src/desk/port.ts";
import {
  approve,
  approved,
  exampleRequest,
  must,
  type Role,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "../exchange/two-nodes.ts";
import { partsOf } from "./parts.ts";

let pair: TwoNodes;
let ca: TestNode;
let desk: DeskRoom;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
  desk = openDesk(partsOf(pair, ca));
});
afterAll(() => pair.close());

async function rows(role: Role, view: DeskView): Promise<readonly DeskRow[]> {
  return must(await desk.list(await ca.officer(role), { view, cursor: null, limit: 50 })).items;
}

async function ids(role: Role, view: DeskView): Promise<readonly string[]> {
  return (await rows(role, view)).map(({ id }) => id).toSorted();
}

async function drafted(change: object = {}): Promise<string> {
  const draft = { ...Object(exampleRequest("CA")), ...change };
  return must(await ca.exchange.commands.draft(await ca.officer("lo"), "request", null, draft)).id;
}

async function proposed(change: object = {}): Promise<string> {
  const id = await drafted(change);
  must(await ca.exchange.commands.submit(await ca.officer("lo"), id));
  return id;
}

/** A request about a citizen with a risk nobody could determine: the supervisor and the deputy head. */
function aboutACitizen(): object {
  const { content } = Object(exampleRequest("CA"));
  const [first, second] = content.subjects;
  const about = { identified: true, nationality: "CA", in_canada: true, status: "citizen" };
  return {
    risk: { mistreatment: "undetermined", baseline: "medium", residual: "medium" },
    content: { ...content, subjects: [first, { ...second, about }] },
  };
}

describe("who must still approve", () => {
  it("is said when a draft is checked, by the house rule too where the gate needs nobody", async () => {
    const lo = await ca.officer("lo");
    const roles = async (id: string) => must(await ca.exchange.commands.check(lo, id)).open_roles;
    expect(await roles(await drafted())).toEqual(["CA-SUP"]);
    expect(await roles(await drafted(aboutACitizen()))).toEqual(["CA-SUP", "CA-DH"]);
  });

  it("is nobody where the gate forbids it anyway", async () => {
    const id = await drafted({ purpose: "counter_terrorism" });
    const view = must(await ca.exchange.commands.check(await ca.officer("lo"), id));
    expect([view.outcome, view.open_roles]).toEqual(["forbid", []]);
  });

  it("stands in its row, less whoever has approved, and nowhere once it is approved", async () => {
    const id = await proposed(aboutACitizen());
    const open = async () => (await rows("lo", "all")).find((row) => row.id === id)?.open_roles;
    expect(await open()).toEqual(["CA-SUP", "CA-DH"]);
    await approve(ca, id);
    expect(await open()).toEqual(["CA-DH"]);
    await approve(ca, id, "second");
    expect(await open()).toEqual([]);
    const other = (await rows("lo", "mine")).filter((row) => row.state !== "proposed");
    expect(other.flatMap((row) => row.open_roles)).toEqual([]);
  });
});

describe("what is to release", () => {
  it("is for whoever holds a role still open, and for nobody else", async () => {
    const [plain, twice] = [await proposed(), await proposed(aboutACitizen())];
    expect(await ids("authority", "to_release")).toEqual([twice, plain].toSorted());
    await approve(ca, twice);
    // The deputy head is missing: it waits for one who is that, and shows so elsewhere.
    expect(await ids("authority", "to_release")).toEqual([plain]);
    expect(await ids("authority", "all")).toContain(twice);
    expect(await ids("second", "to_release")).toEqual([twice, plain].toSorted());
    const counts = must(await desk.counts(await ca.officer("authority")));
    expect(counts.to_release).toEqual({ rows: 1, more: false });
  });

  it("is nothing for who wrote it, or who only writes", async () => {
    expect(await ids("lo", "to_release")).toEqual([]);
    expect(await ids("analyst", "to_release")).toEqual([]);
    const own = must(
      await ca.exchange.commands.draft(await ca.officer("second"), "request", null, exampleRequest("CA")),
    );
    must(await ca.exchange.commands.submit(await ca.officer("second"), own.id));
    expect(await ids("second", "to_release")).not.toContain(own.id);
    expect(await ids("authority", "to_release")).toContain(own.id);
  });

  it("is nothing for one who has approved it in one role and holds another that is open", async () => {
    const id = await proposed(aboutACitizen());
    await approve(ca, id, "second");
    expect(await ids("second", "to_release")).not.toContain(id);
  });
});

describe("what was taken back before it left", () => {
  it("stays with its author until he puts it away, and with no other", async () => {
    const lo = await ca.officer("lo");
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    must(await ca.exchange.commands.recall(await ca.officer("authority"), id, "Invented: stale"));
    expect((await rows("lo", "mine")).find((row) => row.id === id)?.state).toBe("recalled");
    expect(await ids("analyst", "mine")).not.toContain(id);
    must(await desk.mark(lo, id, { done: true }));
    expect(await ids("lo", "mine")).not.toContain(id);
    expect(await ids("lo", "done")).toContain(id);
  });
});

describe("what the partner owes", () => {
  it("has a clock from his receipt on, and is overdue when it has run out", async () => {
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    const due = async () => (await rows("lo", "waiting")).find((row) => row.id === id)?.due;
    expect(await due()).toBeNull();
    pair.dials.now += 31_000;
    await pair.settle();
    expect(await due()).toBe(new Date(pair.dials.now + 7 * 24 * 3_600_000).toISOString());
    expect(await ids("lo", "overdue")).not.toContain(id);
    const before = pair.dials.now;
    pair.dials.now += 7 * 24 * 3_600_000 + 1;
    expect(await ids("lo", "overdue")).toContain(id);
    pair.dials.now = before;
  });

  it("is counted in requests: what we answered is no question of ours", async () => {
    const asked = async () =>
      must(await ca.exchange.commands.release(await ca.officer("authority"), await proposed())).history;
    const before = await asked();
    const question = await approved(pair.in, "request", null, exampleRequest("IN"));
    pair.dials.now += 31_000;
    await pair.settle();
    const example = must(await ca.exchange.commands.example(await ca.officer("analyst"), "answer", question));
    await approved(ca, "answer", question, example.draft, "analyst");
    pair.dials.now += 31_000;
    await pair.settle();
    const [row] = await ca.store.all(
      "select sent_at from dispatch where direction = 'ours' and kind = 'answer' limit 1",
    );
    expect(row?.sent_at).toBeTypeOf("number");
    expect(await asked()).toEqual(before);
  });
});
