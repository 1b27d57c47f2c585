import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { count, leaves, rowOf } from "./store-file.ts";
import {
  approve,
  exampleRequest,
  must,
  type Role,
  signChallenge,
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

async function proposed(author: Role = "lo"): Promise<string> {
  const officer = await ca.officer(author);
  const { id } = must(await ca.exchange.commands.draft(officer, "request", null, exampleRequest("CA")));
  must(await ca.exchange.commands.submit(officer, id));
  return id;
}

async function challengeOf(id: string) {
  const [challenge] = must(await ca.exchange.commands.release(await ca.officer("authority"), id)).challenges;
  if (challenge === undefined) throw new Error("there is something to sign");
  return challenge;
}

type Signed = Partial<ReturnType<typeof signChallenge>>;

/** What somebody who should not tries, and how often the record grows by it. */
const TRIES: readonly (readonly [string, Role, string, (id: string) => Promise<Signed>])[] = [
  ["the author himself", "second", "author_is_approver", async () => ({})],
  ["an officer without the role", "analyst", "role_not_held", async () => ({})],
  ["a token alone", "authority", "device_needed", async () => ({})],
  [
    "another officer's device",
    "authority",
    "device_refused",
    async (id) => signChallenge(ca.device("second"), await challengeOf(id)),
  ],
  [
    "a challenge of other bytes",
    "authority",
    "approval_stale",
    async (id) =>
      signChallenge(ca.device("authority"), { ...(await challengeOf(id)), body_sha256: "0".repeat(64) }),
  ],
];

describe("an approval that is refused goes on the record, whoever tried it", () => {
  it.each(TRIES)("%s, releasing", async (_what, role, code, signed) => {
    const id = await proposed("second");
    const officer = await ca.officer(role);
    await isRecorded(code, id, async () => ca.exchange.commands.approve(officer, id, await signed(id)));
  });

  it.each(TRIES)("%s, refusing", async (_what, role, code, signed) => {
    const id = await proposed("second");
    const officer = await ca.officer(role);
    await isRecorded(code, id, async () => {
      const { challenge, device, signature } = await signed(id);
      const whole =
        challenge === undefined || device === undefined || signature === undefined
          ? null
          : { challenge: { ...challenge, action: "refuse" as const }, device, signature };
      return ca.exchange.commands.refuse(officer, id, "form_not_met", whole);
    });
  });

  async function isRecorded(
    code: string,
    id: string,
    act: () => Promise<{ readonly ok: boolean }>,
  ): Promise<void> {
    const [rows, logged] = [await count(ca, "rejection"), await leaves(ca, "domestic", "rejection")];
    expect((await act()).ok).toBe(false);
    expect(await count(ca, "rejection")).toBe(rows + 1);
    expect(await leaves(ca, "domestic", "rejection")).toBe(logged + 1);
    const row = await rowOf(ca, "select door, code, place from rejection order by leaf desc limit 1");
    // A signature over a release, handed in for a refusal, is stale or not the device's: either is on the record.
    expect(row).toMatchObject({ door: "user", place: id });
    expect([code, "device_refused"]).toContain(row.code);
  }
});

describe("what is only late or gone leaves no record", () => {
  it.each([
    [
      "what is approved already",
      async () => {
        const id = await proposed();
        await approve(ca, id);
        return id;
      },
    ],
    ["what does not exist", async () => "0190aaaa-0000-7000-8000-000000000001"],
  ])("%s", async (_what, make) => {
    const id = await make();
    const rows = await count(ca, "rejection");
    expect((await ca.exchange.commands.approve(await ca.officer("second"), id, {})).ok).toBe(false);
    expect(await count(ca, "rejection")).toBe(rows);
  });

  it("an approval that stands", async () => {
    const rows = await count(ca, "rejection");
    await approve(ca, await proposed());
    expect(await count(ca, "rejection")).toBe(rows);
  });
});
