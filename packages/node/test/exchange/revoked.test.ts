// An officer is revoked between what he did and what would come of it (T15).
import { type PeopleOrder, peopleText } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { count, standing } from "./store-file.ts";
import {
  approve,
  approved,
  exampleRequest,
  must,
  type Role,
  refusalOf,
  signChallenge,
  signText,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
});
afterAll(() => pair.close());

const NODE = { realm: "live", party: "CA", node: "ca-1" } as const;
const iso = (at: number) => new Date(at).toISOString();

/** One operator revokes an officer of the test's own making. */
async function revoke(id: string, since: number | null = null): Promise<void> {
  const order: PeopleOrder = {
    act: "revoke",
    ...NODE,
    officer: id,
    reason: "Invented: bought.",
    since: since === null ? null : iso(since),
    expires_at: iso(pair.dials.now + 60_000),
  };
  const device = ca.device("operator");
  const signed = { device: device.device, signature: signText(device, peopleText(order)) };
  const done = await ca.people.orders.propose(await ca.officer("operator"), NODE, order, signed);
  expect(must(done).state).toBe("acting");
}

/** An officer whom a test revokes: every test its own. */
async function hire(id: string, role: "lo" | "authority") {
  const { desks, agency, duties, approvalRoles } = await ca.officer(role);
  const device = ca.freshDevice(id);
  const { token } = await ca.people.enrol({
    id,
    name: `Invented ${id}`,
    desks,
    agency,
    duties,
    approvalRoles,
    devicePublicKey: device.publicKey,
  });
  const officer = await ca.people.officer(id);
  if (officer === null) throw new Error("he was enrolled");
  return { officer, token, file: device.file };
}
type Hired = Awaited<ReturnType<typeof hire>>;

async function proposed(author: Role = "lo"): Promise<string> {
  return proposedBy(await ca.officer(author));
}

async function proposedBy(officer: Hired["officer"]): Promise<string> {
  const { id } = must(await ca.exchange.commands.draft(officer, "request", null, exampleRequest("CA")));
  must(await ca.exchange.commands.submit(officer, id));
  return id;
}

async function approveAs({ officer, file }: Hired, id: string) {
  const [challenge] = must(await ca.exchange.commands.release(officer, id)).challenges;
  if (challenge === undefined) throw new Error("there is nothing to sign");
  return ca.exchange.commands.approve(officer, id, signChallenge(file, challenge));
}

async function release() {
  pair.dials.now += 31_000;
  await pair.settle();
}

describe("an approval of an officer who was revoked since", () => {
  it("counts no more at the release: proposed again with the reason, and another's lets it go", async () => {
    const bought = await hire("ca-bought-1", "authority");
    const id = await proposed();
    must(await approveAs(bought, id));
    await revoke(bought.officer.id);
    await release();
    expect(await standing(ca, id)).toBe("proposed: approver_left");
    expect(must(await ca.exchange.commands.release(await ca.officer("authority"), id)).approvals).toEqual([]);
    await approve(ca, id);
    await release();
    expect(await standing(ca, id)).toBe("stored");
  });

  it("is seen at once by those who must approve again, before the hold ends", async () => {
    const bought = await hire("ca-bought-2", "authority");
    const id = await proposed();
    must(await approveAs(bought, id));
    await revoke(bought.officer.id);
    await ca.exchange.work.leavers();
    expect(await standing(ca, id)).toBe("proposed: approver_left");
  });

  it("of a closed officer counts no more either", async () => {
    const leaving = await hire("ca-leaving", "authority");
    const id = await proposed();
    must(await approveAs(leaving, id));
    await ca.store.commit({
      steps: [{ sql: "update officer set closed_at = 1 where id = 'ca-leaving'", params: [], changes: 1 }],
    });
    await release();
    expect(await standing(ca, id)).toBe("proposed: approver_left");
  });

  it("touches no other release", async () => {
    const bought = await hire("ca-bought-3", "authority");
    const other = await approved(ca, "request", null, exampleRequest("CA"));
    await revoke(bought.officer.id);
    await ca.exchange.work.leavers();
    expect(await standing(ca, other)).toBe("approved");
    await release();
    expect(await standing(ca, other)).toBe("stored");
  });

  it("that had left is not called back; a backdated revocation marks it for those who must ask", async () => {
    const bought = await hire("ca-bought-4", "authority");
    const [early, late] = [await proposed(), await proposed()];
    must(await approveAs(bought, early));
    pair.dials.now += 1_000;
    const since = pair.dials.now;
    must(await approveAs(bought, late));
    await release();
    await revoke(bought.officer.id, since);
    await ca.exchange.work.leavers();
    await ca.exchange.work.leavers();
    expect(await standing(ca, late)).toBe("stored");
    const marked = (id: string) => count(ca, "act_mark", "act = 'left_in_doubt' and dispatch = ?", id);
    expect([await marked(early), await marked(late)]).toEqual([0, 1]);
  });
});

describe("what a revoked officer wrote", () => {
  it("before he was in doubt leaves, if others approved it", async () => {
    const author = await hire("ca-author-1", "lo");
    const id = await proposedBy(author.officer);
    await approve(ca, id);
    pair.dials.now += 1;
    await revoke(author.officer.id, pair.dials.now);
    await ca.exchange.work.leavers();
    await release();
    expect(await standing(ca, id)).toBe("stored");
  });

  it.each(["while it is held", "while it is proposed"])("in doubt goes back %s", async (when) => {
    const author = await hire(`ca-author-${when.length}`, "lo");
    const id = await proposedBy(author.officer);
    if (when.includes("held")) await approve(ca, id);
    await revoke(author.officer.id, pair.dials.now);
    await ca.exchange.work.leavers();
    expect(await standing(ca, id)).toBe("draft: author_revoked");
  });

  it("in doubt is let out by no approval and no release, even where nobody went through his work", async () => {
    const author = await hire("ca-author-2", "lo");
    const [held, open] = [await proposedBy(author.officer), await proposedBy(author.officer)];
    await approve(ca, held);
    const authority = await ca.officer("authority");
    const [challenge] = must(await ca.exchange.commands.release(authority, open)).challenges;
    if (challenge === undefined) throw new Error("there is nothing to sign");
    await revoke(author.officer.id, pair.dials.now);
    const act = await ca.exchange.commands.approve(
      authority,
      open,
      signChallenge(ca.device("authority"), challenge),
    );
    expect(refusalOf(act)).toBe("approval_stale");
    await release();
    expect(await standing(ca, held)).toBe("draft: author_revoked");
    expect(await standing(ca, open)).toBe("draft: author_revoked");
  });
});

describe("an officer who was let in before he was revoked", () => {
  it("approves, refuses, submits and recalls nothing any more", async () => {
    const bought = await hire("ca-bought-5", "authority");
    const author = await hire("ca-author-3", "lo");
    const [id, own] = [await proposed(), await proposedBy(author.officer)];
    const { id: draft } = must(
      await ca.exchange.commands.draft(author.officer, "request", null, exampleRequest("CA")),
    );
    const [challenge] = must(await ca.exchange.commands.release(bought.officer, id)).challenges;
    if (challenge === undefined) throw new Error("there is nothing to sign");
    await revoke(bought.officer.id);
    await revoke(author.officer.id);
    const { commands } = ca.exchange;
    const signed = signChallenge(bought.file, challenge);
    expect(refusalOf(await commands.approve(bought.officer, id, signed))).toBe("device_refused");
    expect(refusalOf(await commands.submit(author.officer, draft))).toBe("changed_meanwhile");
    expect(refusalOf(await commands.recall(author.officer, own, "Invented."))).toBe("state_conflict");
    expect(await Promise.all([id, own, draft].map((one) => standing(ca, one)))).toEqual([
      "proposed",
      "proposed",
      "draft",
    ]);
  });
});
