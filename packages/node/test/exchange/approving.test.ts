import type { ApprovalChallenge } from "@entente/contract";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { nextVersion, REMEDY, withPolicy } from "./packs.ts";
import { count, leaves, standing } from "./store-file.ts";
import {
  approve,
  exampleRequest,
  must,
  type Role,
  refusalOf,
  shippedPacks,
  signChallenge,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

const MINUTE = 60_000;
let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
});
afterEach(async () => {
  pair.dials.packs = await shippedPacks();
});
afterAll(() => pair.close());

async function proposed(author: Role = "lo", change: object = {}): Promise<string> {
  const officer = await ca.officer(author);
  const { id } = must(
    await ca.exchange.commands.draft(officer, "request", null, {
      ...Object(exampleRequest("CA")),
      ...change,
    }),
  );
  must(await ca.exchange.commands.submit(officer, id));
  return id;
}

/** A request about a citizen with a risk nobody could determine: the supervisor and the deputy head. */
function needingTwo(): Promise<string> {
  const content = Object(exampleRequest("CA")).content;
  const [first, second] = content.subjects;
  const about = { identified: true, nationality: "CA", in_canada: true, status: "citizen" };
  return proposed("lo", {
    risk: { mistreatment: "undetermined", baseline: "medium", residual: "medium" },
    content: { ...content, subjects: [first, { ...second, about }] },
  });
}

async function challengesFor(role: Role, id: string): Promise<readonly ApprovalChallenge[]> {
  return must(await ca.exchange.commands.release(await ca.officer(role), id)).challenges;
}

/** What the authority would sign for this dispatch now. */
async function challengeOf(id: string, role: Role = "authority"): Promise<ApprovalChallenge> {
  const [challenge] = await challengesFor(role, id);
  if (challenge === undefined) throw new Error("there is nothing to sign");
  return challenge;
}

async function act(id: string, signed: Partial<ReturnType<typeof signChallenge>>, role: Role = "authority") {
  return ca.exchange.commands.approve(await ca.officer(role), id, signed);
}

/** Signs a changed challenge with the authority's own device and hands it in. */
async function actOn(id: string, change: Partial<ApprovalChallenge>) {
  const challenge = { ...(await challengeOf(id)), ...change };
  return act(id, signChallenge(ca.device("authority"), challenge));
}

async function untouched(id: string): Promise<void> {
  expect(await standing(ca, id)).toBe("proposed");
  expect(await count(ca, "approval", "dispatch = ?", id)).toBe(0);
}

describe("a second person approves", () => {
  it("with his own device, under the role he holds: then it waits out its hold", async () => {
    const id = await proposed();
    const before = await leaves(ca, "domestic", "approval");
    const challenge = await challengeOf(id);
    expect(must(await act(id, signChallenge(ca.device("authority"), challenge))).state).toBe("approved");
    expect(await leaves(ca, "domestic", "approval")).toBe(before + 1);
    const lo = await ca.officer("lo");
    const view = must(await ca.exchange.commands.show(lo, id));
    expect(view.approvals).toEqual([
      {
        officer: "ca-authority",
        role: "CA-SUP",
        at: "2026-11-22T12:00:00.000Z",
        body_sha256: challenge.body_sha256,
      },
    ]);
    expect(view.trail.release_at).toBe("2026-11-22T12:00:30.000Z");
  });

  it("what he signs names bytes, recipient, agreement, packs, role, action and an end", async () => {
    const id = await proposed();
    const view = must(await ca.exchange.commands.release(await ca.officer("authority"), id));
    expect(view.challenges).toEqual([
      {
        domain: "entente/approval/v1",
        realm: "live",
        dispatch: id,
        body_sha256: view.body_sha256,
        recipient_party: "IN",
        recipient_node: "in-1",
        recipient_desk: "in-ncb-liaison",
        agreement_sha256: ca.treaty.digestHex,
        packs_sha256: pair.dials.packs.refs.map((pack) => pack.sha256),
        role: "CA-SUP",
        action: "release",
        expires_at: "2026-11-22T12:10:00.000Z",
      },
    ]);
  });

  it.each([
    ["the authority", "authority", 1],
    ["an officer who writes and releases, but did not write this one", "second", 1],
    ["its author", "lo", 0],
    ["an officer of the desk who does not release", "analyst", 0],
  ] as const)("%s is offered what he may sign", async (_what, role, offered) => {
    expect(await challengesFor(role, await proposed())).toHaveLength(offered);
  });

  it("two roles need two persons, and the first approval alone lets nothing out", async () => {
    const id = await needingTwo();
    expect((await challengesFor("second", id)).map((one) => one.role)).toEqual(["CA-SUP", "CA-DH"]);
    await approve(ca, id);
    expect(await standing(ca, id)).toBe("proposed");
    expect(await challengesFor("authority", id)).toEqual([]);
    const [open] = await challengesFor("second", id);
    if (open === undefined) throw new Error("one role is open");
    expect(open.role).toBe("CA-DH");
    expect(must(await act(id, signChallenge(ca.device("second"), open), "second")).state).toBe("approved");
  });
});

describe("nobody approves", () => {
  it("what he wrote, whatever role he holds", async () => {
    const id = await proposed("second");
    expect(await challengesFor("second", id)).toEqual([]);
    const challenge = await challengeOf(id);
    const signed = signChallenge(ca.device("second"), challenge);
    expect(refusalOf(await act(id, signed, "second"))).toBe("author_is_approver");
    expect(refusalOf(await act(id, {}, "second"))).toBe("author_is_approver");
    await untouched(id);
  });

  it.each(["lo", "analyst"] as const)("without a role that is open: %s", async (role) => {
    const id = await proposed(role === "lo" ? "analyst" : "lo");
    const signed = signChallenge(ca.device(role), await challengeOf(id));
    expect(refusalOf(await act(id, signed, role))).toBe("role_not_held");
    await untouched(id);
  });

  it("and is told so before anything is asked of his device", async () => {
    const id = await proposed();
    expect(refusalOf(await act(id, {}, "analyst"))).toBe("role_not_held");
    await untouched(id);
  });

  it("under a role that is open and that another officer holds", async () => {
    const id = await needingTwo();
    const challenge = { ...(await challengeOf(id)), role: "CA-DH" };
    expect(refusalOf(await act(id, signChallenge(ca.device("authority"), challenge)))).toBe("role_not_held");
    await untouched(id);
  });

  it("twice: one person fills one role, although he holds both", async () => {
    const id = await needingTwo();
    await approve(ca, id, "second");
    expect(await challengesFor("second", id)).toEqual([]);
    const view = must(await ca.exchange.commands.release(await ca.officer("authority"), id));
    expect(view.open_roles).toEqual(["CA-DH"]);
    const challenge = {
      ...(await challengeOf(await proposed())),
      dispatch: id,
      role: "CA-DH",
      body_sha256: view.body_sha256,
    };
    const signed = signChallenge(ca.device("second"), challenge);
    expect(refusalOf(await act(id, signed, "second"))).toBe("same_person");
    expect(await standing(ca, id)).toBe("proposed");
  });

  it("a second time what is approved already", async () => {
    const id = await proposed();
    const challenge = await challengeOf(id, "second");
    await approve(ca, id);
    expect(refusalOf(await act(id, signChallenge(ca.device("second"), challenge), "second"))).toBe(
      "state_conflict",
    );
    expect(await count(ca, "approval", "dispatch = ?", id)).toBe(1);
  });

  it("at the same moment as somebody else: one of the two counts", async () => {
    const id = await proposed();
    const challenge = await challengeOf(id);
    const both = await Promise.all(
      (["authority", "second"] as const).map((role) =>
        act(id, signChallenge(ca.device(role), challenge), role),
      ),
    );
    expect(both.map((result) => (result.ok ? "done" : result.refusal.problem)).toSorted()).toEqual([
      "changed_meanwhile",
      "done",
    ]);
    expect(await count(ca, "approval", "dispatch = ?", id)).toBe(1);
  });

  it("a draft that was not submitted", async () => {
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    // It is its author's alone: to whoever releases it is as absent as what does not exist (A4b).
    expect(refusalOf(await act(id, {}))).toBe("not_found");
    const authority = await ca.officer("authority");
    expect(refusalOf(await ca.exchange.commands.release(authority, id))).toBe("not_found");
  });
});

describe("a token alone approves nothing", () => {
  it.each([
    ["nothing is signed", () => ({})],
    [
      "the signature is missing",
      (whole: ReturnType<typeof signChallenge>) => ({ challenge: whole.challenge, device: whole.device }),
    ],
    [
      "the device is missing",
      (whole: ReturnType<typeof signChallenge>) => ({
        challenge: whole.challenge,
        signature: whole.signature,
      }),
    ],
    [
      "the challenge is missing",
      (whole: ReturnType<typeof signChallenge>) => ({ device: whole.device, signature: whole.signature }),
    ],
  ])("%s", async (_what, part) => {
    const id = await proposed();
    const whole = signChallenge(ca.device("authority"), await challengeOf(id));
    expect(refusalOf(await act(id, part(whole)))).toBe("device_needed");
    await untouched(id);
  });
});

describe("a signature that is not the approver's own over the challenge of this moment approves nothing", () => {
  it.each<[string, Role, () => object]>([
    ["another officer's device signed", "second", () => ({})],
    ["his device is named, another's signed", "second", () => ({ device: ca.device("authority").device })],
    ["another's device is named, his signed", "authority", () => ({ device: ca.device("second").device })],
    ["a device nobody enrolled is named", "authority", () => ({ device: "D-0000000000000000" })],
    ["the signature is empty", "authority", () => ({ signature: "" })],
    ["the signature is zeros", "authority", () => ({ signature: Buffer.alloc(64).toString("base64") })],
    ["the signature is no base64", "authority", () => ({ signature: "*".repeat(88) })],
  ])("%s", async (_what, signer, change) => {
    const id = await proposed();
    const whole = signChallenge(ca.device(signer), await challengeOf(id));
    expect(refusalOf(await act(id, { ...whole, ...change() }))).toBe("device_refused");
    await untouched(id);
  });

  const zeros = "0".repeat(64);
  it.each<[string, Partial<ApprovalChallenge>]>([
    ["another dispatch", { dispatch: "0190aaaa-0000-7000-8000-000000000001" }],
    ["other bytes", { body_sha256: zeros }],
    ["another realm", { realm: "exercise" }],
    ["another party", { recipient_party: "CA" }],
    ["another node", { recipient_node: "in-2" }],
    ["another desk", { recipient_desk: "in-cert-watch" }],
    ["another agreement", { agreement_sha256: zeros }],
    ["other packs", { packs_sha256: [zeros] }],
    ["no packs", { packs_sha256: [] }],
    ["another action: a refusal", { action: "refuse" }],
    ["another action: a recall", { action: "recall" }],
    ["an end that has passed", { expires_at: "2026-11-22T12:00:00.000Z" }],
    ["an end further off than an approval may live", { expires_at: "2026-11-22T12:10:00.001Z" }],
    ["an end that is no time", { expires_at: "never" }],
  ])("the challenge names %s", async (_what, change) => {
    const id = await proposed();
    expect(refusalOf(await actOn(id, change))).toBe("approval_stale");
    await untouched(id);
  });

  it.each([
    ["another role, which he does not hold", { role: "CA-DH" }],
    ["a role that is not open", { role: "IN-SUP" }],
    ["no role", { role: "" }],
  ])("the challenge names %s", async (_what, change) => {
    const id = await proposed();
    expect(refusalOf(await actOn(id, change))).toBe("role_not_held");
    await untouched(id);
  });

  it("a signature over another dispatch's challenge is not one over this", async () => {
    const [id, other] = [await proposed(), await proposed()];
    const signed = signChallenge(ca.device("authority"), await challengeOf(other));
    expect(refusalOf(await act(id, signed))).toBe("approval_stale");
    expect(refusalOf(await act(id, { ...signed, challenge: await challengeOf(id) }))).toBe("device_refused");
    await untouched(id);
  });

  it("a challenge is for now, not for later", async () => {
    const id = await proposed();
    const signed = signChallenge(ca.device("authority"), await challengeOf(id));
    pair.dials.now += 10 * MINUTE;
    expect(refusalOf(await act(id, signed))).toBe("approval_stale");
    await untouched(id);
  });

  it("a challenge signed under the packs of a moment ago is stale under the packs of now", async () => {
    const id = await proposed();
    const signed = signChallenge(ca.device("authority"), await challengeOf(id));
    pair.dials.packs = await nextVersion();
    expect(refusalOf(await act(id, signed))).toBe("approval_stale");
    await untouched(id);
  });

  it("what the gate has come to forbid is not approved, whatever is signed", async () => {
    const id = await proposed();
    const signed = signChallenge(ca.device("authority"), await challengeOf(id));
    pair.dials.packs = await withPolicy(REMEDY);
    expect(refusalOf(await act(id, signed))).toBe("approval_stale");
    expect(await standing(ca, id)).toBe("draft: gate_forbids");
  });

  it("and what the gate has come to forbid can be submitted again, as the refusal says", async () => {
    const id = await proposed();
    pair.dials.packs = await withPolicy(REMEDY);
    expect(refusalOf(await act(id, {}))).toBe("approval_stale");
    pair.dials.packs = await shippedPacks();
    const after = await ca.exchange.commands.submit(await ca.officer("lo"), id);
    expect(after.ok).toBe(true);
  });
});

describe("a second person refuses", () => {
  async function refuse(id: string, change: Partial<ApprovalChallenge> = {}, role: Role = "authority") {
    const challenge = { ...(await challengeOf(id)), action: "refuse" as const, ...change };
    const signed = signChallenge(ca.device(role), challenge);
    return ca.exchange.commands.refuse(await ca.officer(role), id, "disproportionate_volume", signed);
  }

  it("with a ground that its author reads, for good", async () => {
    const id = await proposed();
    const before = await leaves(ca, "domestic", "act");
    expect(must(await refuse(id)).state).toBe("refused");
    expect(must(await ca.exchange.commands.show(await ca.officer("lo"), id))).toMatchObject({
      state: "refused",
      ground: "disproportionate_volume",
    });
    expect(await leaves(ca, "domestic", "act")).toBe(before + 1);
    pair.dials.now += MINUTE;
    await pair.settle();
    expect(await standing(ca, id)).toBe("refused: disproportionate_volume");
    expect(refusalOf(await act(id, {}))).toBe("state_conflict");
    expect(refusalOf(await ca.exchange.commands.submit(await ca.officer("lo"), id))).toBe("state_conflict");
  });

  it.each([
    ["with a signature that releases", { action: "release" }, "authority", "approval_stale"],
    ["with a signature over other bytes", { body_sha256: "0".repeat(64) }, "authority", "approval_stale"],
    ["without a role that is open", {}, "analyst", "role_not_held"],
    ["as its own author", {}, "lo", "author_is_approver"],
  ] as const)("never %s", async (_what, change, role, expected) => {
    const id = await proposed();
    expect(refusalOf(await refuse(id, change, role))).toBe(expected);
    await untouched(id);
  });

  it("never with a token alone", async () => {
    const id = await proposed();
    const authority = await ca.officer("authority");
    const result = await ca.exchange.commands.refuse(authority, id, "disproportionate_volume", null);
    expect(refusalOf(result)).toBe("device_needed");
    await untouched(id);
  });

  it("never what has left", async () => {
    const id = await proposed();
    const challenge = { ...(await challengeOf(id)), action: "refuse" as const };
    await approve(ca, id);
    pair.dials.now += MINUTE;
    await pair.settle();
    const signed = signChallenge(ca.device("authority"), challenge);
    const result = await ca.exchange.commands.refuse(
      await ca.officer("authority"),
      id,
      "disproportionate_volume",
      signed,
    );
    expect(refusalOf(result)).toBe("state_conflict");
    expect(await standing(ca, id)).toBe("stored");
  });
});
