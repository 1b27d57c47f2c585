// What ended on one node is told to the other, who can check it, and what is made later is refused (T15).
import { PeopleOrder as Order, type PeopleOrder, peopleText, readerOf } from "@entente/contract";
import { ENTRY_KIND, parseEntry } from "@entente/ledger";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alarmsStanding } from "../../src/exchange/door.ts";
import { amend } from "./amending.ts";
import { forge, verdictOn } from "./forge.ts";
import {
  approve,
  exampleRequest,
  must,
  type Role,
  signText,
  type TestNode,
  type TwoNodes,
  twoNodes,
} from "./two-nodes.ts";

let pair: TwoNodes;
beforeEach(async () => {
  pair = await twoNodes();
});
afterEach(() => pair.close());

const DAY = 86_400_000;
const POST = "CA-IN-7";
const GUEST = "guest-of-CA.lo";
const iso = (at: number) => new Date(at).toISOString();
type Fields = Readonly<Record<string, unknown>>;

function made(node: TestNode, fields: Fields): PeopleOrder {
  const where = { realm: "live", party: node.party, node: `${node.party.toLowerCase()}-1` };
  const order = readerOf(Order)({ ...where, expires_at: iso(pair.dials.now + 60_000), ...fields });
  if (!order.ok) throw new Error(JSON.stringify(order.faults));
  return order.value;
}

async function signs(node: TestNode, role: Role, order: PeopleOrder, id: string | null = null) {
  const device = node.device(role);
  const signed = { device: device.device, signature: signText(device, peopleText(order)) };
  const by = await node.officer(role);
  const name = { realm: "live", party: node.party, node: `${node.party.toLowerCase()}-1` };
  return must(
    id === null
      ? await node.people.orders.propose(by, name, order, signed)
      : await node.people.orders.confirm(by, id, signed),
  );
}

async function both(node: TestNode, fields: Fields) {
  const order = made(node, fields);
  const { id } = await signs(node, "operator", order);
  return signs(node, "operator2", order, id);
}

const terms = (officer: string | null, desk: string) => ({
  act: "post_add",
  post: POST,
  officer,
  agency: "RCMP",
  desks: [desk],
  from: iso(pair.dials.now - DAY),
  to: iso(pair.dials.now + 100 * DAY),
  reference: "Invented note 12",
  accredited_on: "2026-10-01",
  languages: ["en"],
  hours: { zone: "Asia/Kolkata", days: ["mon"], from: "09:30", to: "18:00" },
  deputies: [],
});

/** Canada's officer is posted to Delhi, and works at India's node as its guest. */
async function posted(): Promise<void> {
  await pair.in.people.enrol({
    id: GUEST,
    name: "Invented guest",
    agency: "RCMP",
    desks: ["in-ncb-liaison"],
    duties: ["guest"],
    approvalRoles: [],
    devicePublicKey: pair.in.freshDevice(GUEST).publicKey,
  });
  await both(pair.ca, terms("ca-lo", "ca-rcmp-liaison"));
  await both(pair.in, terms(GUEST, "in-ncb-liaison"));
  expect(await pair.in.people.officer(GUEST)).not.toBeNull();
}

const end = () =>
  both(pair.ca, { act: "post_end", post: POST, officer: "ca-lo", version: 1, reason: "Invented." });
const revoke = async (since: number | null = null) => {
  const order = made(pair.ca, {
    act: "revoke",
    officer: "ca-lo",
    reason: "Invented: bought.",
    since: since === null ? null : iso(since),
  });
  return signs(pair.ca, "operator", order);
};
const unwelcome = async () => {
  const order = made(pair.in, { act: "unwelcome", post: POST, officer: GUEST, reason: "Invented." });
  const { id } = await signs(pair.in, "operator", order);
  return { id, order };
};
const tell = async () => {
  await pair.ca.exchange.work.endings();
  await pair.in.exchange.work.endings();
};
const waiting = async (node: TestNode) =>
  (await node.store.all("select id from ending_told where told_at is null limit 9")).length;

async function kindsIn(node: TestNode): Promise<number> {
  const { size } = await node.store.logs.head("exchange");
  const entries = (await node.store.logs.entries("exchange", 0, size)).map((bytes) => parseEntry(bytes));
  return entries.filter((one) => one.ok && one.value.kind === ENTRY_KIND.credential_revoked).length;
}

describe("the end of a post", () => {
  it("ends the guest on the other node in the first turn, and stands on both exchange logs", async () => {
    await posted();
    await end();
    await tell();
    expect(await pair.in.people.officer(GUEST)).toBeNull();
    expect([await kindsIn(pair.ca), await kindsIn(pair.in)]).toEqual([1, 1]);
    expect(await waiting(pair.ca)).toBe(0);
  });

  it("by its term is told as well", async () => {
    await posted();
    pair.dials.now += 100 * DAY;
    await pair.ca.people.posts.keepTerms();
    await tell();
    expect(await pair.in.people.officer(GUEST)).toBeNull();
  });

  it("waits for a partner who is away, over a restart, and is told at first contact", async () => {
    await posted();
    pair.dials.line = false;
    await end();
    for (let turn = 0; turn < 3; turn++) await tell();
    expect(await waiting(pair.ca)).toBe(1);
    await pair.ca.store.close();
    await pair.reopen("CA");
    expect(await pair.in.people.officer(GUEST)).not.toBeNull();
    pair.dials.line = true;
    await tell();
    expect(await pair.in.people.officer(GUEST)).toBeNull();
  });

  it("is told and taken although the agreement was amended between", async () => {
    await posted();
    pair.dials.tap = (_from, path, body) => (path === "/peer/v1/endings" ? null : body);
    await end();
    await tell();
    await amend(pair, { hold_seconds: { routine: 1, life_threat: 0 } });
    expect([pair.ca.treaty.document.version, await waiting(pair.ca)]).toEqual([2, 1]);
    pair.dials.tap = (_from, _path, body) => body;
    pair.dials.now += 60_000;
    await tell();
    expect(await pair.in.people.officer(GUEST)).toBeNull();
    expect(await waiting(pair.ca)).toBe(0);
  });

  it("is acknowledged once more where the answer was lost, and changes nothing twice", async () => {
    await posted();
    await end();
    pair.dials.back = (_to, path, answer) => (path === "/peer/v1/endings" ? null : answer);
    await tell();
    pair.dials.back = (_to, _path, answer) => answer;
    pair.dials.now += 60_000;
    await tell();
    expect([await kindsIn(pair.in), await waiting(pair.ca)]).toEqual([1, 0]);
  });

  it("names nobody: posts, desks and digests are all that leaves", async () => {
    await posted();
    const sent: string[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path === "/peer/v1/endings") sent.push(Buffer.from(body).toString("utf8"));
      return body;
    };
    await revoke();
    await tell();
    expect(sent.join()).toContain(POST);
    expect(sent.join()).not.toContain("ca-lo");
    expect(sent.join()).not.toContain("D-");
  });
});

describe("a revocation", () => {
  it("takes his post with it, and ends the guest on the other node", async () => {
    await posted();
    await revoke();
    await tell();
    expect(await pair.in.people.officer(GUEST)).toBeNull();
    expect(await pair.ca.people.posts.over(POST)).not.toBeNull();
  });

  it("of an officer without a post is told too, and ends nothing there", async () => {
    await revoke();
    await tell();
    expect([await kindsIn(pair.in), await waiting(pair.ca)]).toEqual([1, 0]);
  });
});

describe("persona non grata", () => {
  it("is over on both nodes with one signature of the host, and both logs show it", async () => {
    await posted();
    await unwelcome();
    expect(await pair.in.people.officer(GUEST)).toBeNull();
    await tell();
    expect(await pair.ca.people.officer("ca-lo")).toBeNull();
    expect([await kindsIn(pair.ca), await kindsIn(pair.in)]).toEqual([1, 1]);
  });

  it("is confirmed by a second person; past 72 hours the node alarms until one does", async () => {
    await posted();
    const { id, order } = await unwelcome();
    pair.dials.now += 3 * DAY + 1;
    await tell();
    const alarms = async () => (await alarmsStanding(pair.in.store)).map(({ code }) => code);
    expect(await alarms()).toContain("end_unconfirmed");
    await signs(pair.in, "operator2", order, id);
    await tell();
    expect(await alarms()).not.toContain("end_unconfirmed");
  });

  it("is not undone by the state that sent him: his post is over for good, and two persons there name a new one", async () => {
    await posted();
    await unwelcome();
    await tell();
    await expect(
      both(pair.ca, { ...terms("ca-lo", "ca-rcmp-liaison"), act: "post_change", version: 2 }),
    ).rejects.toThrow("state_conflict");
    await expect(both(pair.ca, terms("ca-lo", "ca-rcmp-liaison"))).rejects.toThrow("officer_taken");
  });
});

describe("what names a post", () => {
  const named = (made_at: number, change: object = {}) =>
    forge(pair.ca, pair.in, {
      body: (honest) => ({ ...honest, post: POST, made_at: iso(made_at), ...change }),
    });
  const verdict = async (forged: Awaited<ReturnType<typeof named>>) => verdictOn(pair.in, forged.sealed);

  it("leaves with every dispatch of its officer, and is taken while it stands", async () => {
    await posted();
    const lo = await pair.ca.officer("lo");
    const { id } = must(await pair.ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    must(await pair.ca.exchange.commands.submit(lo, id));
    await approve(pair.ca, id);
    await pair.settle();
    const analyst = await pair.in.officer("analyst");
    expect(must(await pair.in.exchange.commands.show(analyst, id)).body?.post).toBe(POST);
  });

  it("is taken from before its end and refused from then on, by the time it states", async () => {
    await posted();
    const before = await named(pair.dials.now - 1);
    await end();
    await tell();
    expect(await verdict(before)).toBe("stored");
    expect(await verdict(await named(pair.dials.now))).toBe("post_ended");
    expect(await verdict(await named(pair.dials.now + DAY))).toBe("post_ended");
  });

  it("is refused where it is dated back and its statement shows a log that held the end", async () => {
    await posted();
    await end();
    await tell();
    await pair.settle();
    const { size, root } = await pair.ca.store.logs.head("exchange");
    const back = await forge(pair.ca, pair.in, {
      body: (honest) => ({ ...honest, post: POST, made_at: iso(pair.dials.now - 10 * DAY) }),
      statement: { senderLog: { size, root } },
    });
    expect(await verdict(back)).toBe("post_ended");
  });

  it("is refused from the moment from which its officer is in doubt", async () => {
    await posted();
    await revoke(pair.dials.now - 5 * DAY);
    await tell();
    expect(await verdict(await named(pair.dials.now - 5 * DAY))).toBe("post_ended");
    expect(await verdict(await named(pair.dials.now - 5 * DAY - 1))).toBe("stored");
  });

  it("is refused by a host who sent him away before anybody was told", async () => {
    await posted();
    await unwelcome();
    expect(await verdict(await named(pair.dials.now))).toBe("post_ended");
  });

  it.each(["IN-CA-7", "CA-FR-7"])("is one of his own officers here: %s is none", async (post) => {
    expect(await verdict(await named(pair.dials.now, { post }))).toBe("statement_mismatch");
  });
});

describe("a notice that does not stand", () => {
  /** The honest message, changed on its way. */
  async function changed(change: (message: Record<string, unknown>) => object) {
    await posted();
    await end();
    const answers: number[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path !== "/peer/v1/endings") return body;
      const message: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
      return new TextEncoder().encode(JSON.stringify(change(Object(message))));
    };
    pair.dials.back = (_to, path, answer) => {
      if (path === "/peer/v1/endings") answers.push(answer.status);
      return answer;
    };
    await tell();
    return answers;
  }
  const inside = (message: Record<string, unknown>, fields: object) => {
    const notice: unknown = JSON.parse(String(message.notice));
    return { ...message, notice: JSON.stringify({ ...Object(notice), ...fields }) };
  };

  it.each<[string, (message: Record<string, unknown>) => object]>([
    ["names another post than its leaf binds", (message) => inside(message, { posts: ["CA-IN-8"] })],
    ["names an earlier time", (message) => inside(message, { since: 1 })],
    ["is of another party", (message) => inside(message, { party: "FR" })],
    ["is of another agreement", (message) => inside(message, { agreement: "ab".repeat(32) })],
    ["says a word nobody knows", (message) => inside(message, { word: "forgiven" })],
    ["has a field nobody declared", (message) => ({ ...message, also: 1 })],
    ["has another salt", (message) => ({ ...message, salt: "AA==" })],
    ["has another place", (message) => ({ ...message, index: 0 })],
    ["lies beyond its head", (message) => ({ ...message, index: 1_000 })],
    ["has a proof that is none", (message) => ({ ...message, inclusion: ["?"] })],
    ["has no head", (message) => ({ ...message, checkpoint: "AAAA" })],
  ])("because it %s is refused, recorded, and ends nothing", async (_, change) => {
    const answers = await changed(change);
    expect(answers.every((status) => status === 400 || status === 422)).toBe(true);
    expect(await pair.in.people.officer(GUEST)).not.toBeNull();
    expect([await kindsIn(pair.in), await waiting(pair.ca)]).toEqual([0, 1]);
    const [row] = await pair.in.store.all("select code from rejection where code like 'ending_%' limit 1");
    expect(row).toBeDefined();
  });
});
