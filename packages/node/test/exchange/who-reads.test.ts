import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDesk } from "../../src/desk/door.ts";
import type { DeskRoom } from "../../src/desk/port.ts";
import type { Officer } from "../../src/people/door.ts";
import { partsOf } from "../desk/parts.ts";
import { forge, verdictOn } from "./forge.ts";
import {
  approve,
  exampleRequest,
  must,
  signChallenge,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
let desk: DeskRoom;
/** somebody else who releases at the same desk */
let other: Officer;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
  desk = openDesk(partsOf(pair, ca));
  other = (
    await ca.people.enrol({
      ...(await ca.officer("authority")),
      id: "ca-authority-2",
      devicePublicKey: ca.freshDevice("ca-authority-2").publicKey,
    })
  ).officer;
});
afterAll(() => pair.close());

async function drafted(): Promise<string> {
  const lo = await ca.officer("lo");
  return must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA"))).id;
}
async function proposed(): Promise<string> {
  const id = await drafted();
  must(await ca.exchange.commands.submit(await ca.officer("lo"), id));
  return id;
}
async function approved(): Promise<string> {
  const id = await proposed();
  await approve(ca, id);
  return id;
}
async function sent(): Promise<string> {
  const id = await approved();
  pair.dials.now += 60_000;
  await pair.settle();
  return id;
}
async function refused(): Promise<string> {
  const id = await proposed();
  const authority = await ca.officer("authority");
  const [challenge] = must(await ca.exchange.commands.release(authority, id)).challenges;
  if (challenge === undefined) throw new Error("there is nothing to sign");
  const act = signChallenge(ca.device("authority"), { ...challenge, action: "refuse" });
  must(await ca.exchange.commands.refuse(authority, id, "disproportionate_volume", act));
  return id;
}
async function arrived(): Promise<string> {
  const { id, sealed } = await forge(pair.in, ca);
  expect(await verdictOn(ca, sealed)).toBe("stored");
  return id;
}

/** Every way by which an officer may come to read a dispatch, or to know that there is one. */
const WAYS: Readonly<Record<string, (officer: Officer, id: string) => Promise<boolean>>> = {
  show: async (officer, id) => (await ca.exchange.commands.show(officer, id)).ok,
  files: async (officer, id) => (await ca.exchange.commands.attachments(officer, id)).ok,
  mark: async (officer, id) => (await desk.mark(officer, id, {})).ok,
  thread: async (officer, id) => (await desk.thread(officer, id)).ok,
  list: async (officer, id) => {
    const page = must(await desk.list(officer, { view: "all", cursor: null, limit: 200 }));
    return page.items.some((row) => row.id === id);
  },
  proof: async (officer, id) => {
    const proof = await ca.ledger.proof(officer, id);
    return proof.ok || proof.refusal.problem !== "not_found";
  },
  events: async (officer, id) => {
    pair.dials.now += 1_000;
    const from = `${pair.dials.now - 3_600_000}.`;
    return (await desk.since(officer, from)).events.some((event) => event.id === id);
  },
};
const EVERY = Object.keys(WAYS);

async function waysOf(officer: Officer, id: string): Promise<readonly string[]> {
  const open = await Promise.all(
    EVERY.map(async (name) => ((await WAYS[name]?.(officer, id)) ? [name] : [])),
  );
  return open.flat();
}

describe("an officer who releases", () => {
  it.each([
    ["what awaits release", proposed, EVERY, EVERY],
    ["what he approved and is held", approved, EVERY, EVERY],
    ["what he approved and has left", sent, EVERY, []],
    ["what he refused", refused, EVERY, []],
    ["a draft", drafted, [], []],
    ["an arrival", arrived, [], []],
  ] as const)("%s: he, and another who releases at that desk", async (_what, make, his, others) => {
    const id = await make();
    expect(await waysOf(await ca.officer("authority"), id)).toEqual(his);
    expect(await waysOf(other, id)).toEqual(others);
  });

  it("no longer reads what was written anew after he refused it", async () => {
    const id = await refused();
    await ca.store.commit({
      steps: [{ sql: "update dispatch set state = 'sent' where id = ?", params: [id], changes: 1 }],
    });
    expect(await waysOf(await ca.officer("authority"), id)).toEqual([]);
  });

  it("no longer reads what was written anew after he approved it, and another released", async () => {
    const id = await approved();
    pair.dials.suspended.add("drugs");
    pair.dials.now += 60_000;
    await pair.settle();
    pair.dials.suspended.delete("drugs");
    const lo = await ca.officer("lo");
    const { version, state } = must(await ca.exchange.commands.show(lo, id));
    expect(state).toBe("draft");
    const anew = { ...Object(exampleRequest("CA")), title: "Invented: written anew" };
    must(await ca.exchange.commands.replaceDraft(lo, id, anew, version));
    must(await ca.exchange.commands.submit(lo, id));
    await approve(ca, id, "second");
    pair.dials.now += 60_000;
    await pair.settle();
    expect(await waysOf(await ca.officer("authority"), id)).toEqual([]);
    expect(await waysOf(await ca.officer("second"), id)).toEqual(EVERY);
  });

  it("does not read what its author took back", async () => {
    const id = await proposed();
    must(await ca.exchange.commands.recall(await ca.officer("lo"), id, "Invented: not now"));
    expect(await waysOf(await ca.officer("authority"), id)).toEqual([]);
  });
});

describe("an officer who works on a desk", () => {
  it.each([
    ["what awaits release", proposed],
    ["what has left", sent],
    ["what came", arrived],
  ] as const)("reads %s, whoever of the desk wrote it", async (_what, make) => {
    expect(await waysOf(await ca.officer("analyst"), await make())).toEqual(EVERY);
  });

  it("reads no draft but his own", async () => {
    const id = await drafted();
    expect(await waysOf(await ca.officer("lo"), id)).toEqual(EVERY);
    expect(await waysOf(await ca.officer("analyst"), id)).toEqual([]);
  });

  it("at another desk still reads what was given to him, and nothing else of the one he left", async () => {
    const [given, left] = [await arrived(), await arrived()];
    must(await ca.exchange.commands.assign(await ca.officer("lo"), given, "ca-analyst"));
    const moved = { ...(await ca.officer("analyst")), desks: ["ca-cccs-watch"] as const };
    expect(await waysOf(moved, given)).toContain("show");
    expect(await waysOf(moved, left)).toEqual([]);
  });
});

describe("who reads no content", () => {
  it.each(["coordinator", "operator"] as const)("a %s finds nothing by any way", async (role) => {
    for (const make of [drafted, proposed, sent, arrived])
      expect(await waysOf(await ca.officer(role), await make())).toEqual([]);
  });

  it("an auditor has the proof of what left or came, hears of a draft that it has not left, and nothing besides", async () => {
    for (const make of [sent, arrived, drafted])
      expect(await waysOf(await ca.officer("auditor"), await make())).toEqual(["proof"]);
  });
});
