import { type OrderDone, PeopleOrder, peopleText, type Result, readerOf } from "@entente/contract";
import { ENTRY_KIND, parseEntry } from "@entente/ledger";
import { beforeEach, describe, expect, test } from "vitest";
import { deviceMessageOf, type Officer } from "../../src/people/door.ts";
import { recordEntry, SALTS } from "../../src/people/leaf.ts";
import { ordersAbout } from "../../src/people/order-store.ts";
import { ORDER_LIFE } from "../../src/people/orders.ts";
import { deviceKey, NODE, NOW, newOfficer, type PeopleRig, peopleRig } from "./rig.ts";

type Act = PeopleOrder["act"];
type Fields<A extends Act> = Omit<
  Extract<PeopleOrder, { act: A }>,
  "act" | "realm" | "party" | "node" | "expires_at"
>;

let rig: PeopleRig;
let first: Officer;
let second: Officer;
/** device keys of the officers, by id */
const KEYS: Readonly<Record<string, number>> = { "CA-OP-1": 11, "CA-OP-2": 12, "CA-OP-3": 13, "CA-LO-1": 1 };

beforeEach(async () => {
  rig = await peopleRig();
  await rig.people.enrol(newOfficer());
  for (const id of ["CA-OP-1", "CA-OP-2", "CA-OP-3"])
    await rig.people.enrol(
      newOfficer({ id, duties: ["operator"], devicePublicKey: deviceKey(KEYS[id] ?? 0).publicKey }),
    );
  [first, second] = [await officer("CA-OP-1"), await officer("CA-OP-2")];
  return () => rig.store.close();
});

async function officer(id: string): Promise<Officer> {
  const found = await rig.people.officer(id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
}

function order<A extends Act>(act: A, fields: Fields<A>, change: Partial<PeopleOrder> = {}): PeopleOrder {
  const expires_at = new Date(rig.clock.now + 3_600_000).toISOString();
  const made = readerOf(PeopleOrder)({ act, ...NODE, expires_at, ...fields, ...change });
  if (!made.ok) throw new Error(`no order: ${JSON.stringify(made.faults)}`);
  return made.value;
}

function signed(by: string, text: string, key = KEYS[by] ?? 0) {
  const { sign, id } = deviceKey(key);
  return { device: id, signature: Buffer.from(sign(deviceMessageOf(text))).toString("base64") };
}

const propose = (one: PeopleOrder, by = first) =>
  rig.people.orders.propose(by, NODE, one, signed(by.id, peopleText(one)));
const confirm = (id: string, one: PeopleOrder, by = second) =>
  rig.people.orders.confirm(by, id, signed(by.id, peopleText(one)));

async function both(one: PeopleOrder): Promise<Result<OrderDone>> {
  const proposed = await propose(one);
  return proposed.ok ? confirm(proposed.value.id, one) : proposed;
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

function codeOf(result: Result<unknown>): string {
  if (result.ok) throw new Error("it was not refused");
  return result.refusal.problem;
}

const NEW: Fields<"enrol"> = {
  officer: "CA-AN-9",
  name: "Invented Analyst",
  agency: "RCMP",
  desks: ["ca-rcmp-liaison"],
  duties: ["analyst"],
  approval_roles: [],
  device_public_key: Buffer.from(deviceKey(21).publicKey).toString("base64"),
};
const CHANGED = { officer: "CA-LO-1", version: 1, desks: ["ca-cccs-watch"], approval_roles: [] };
const WHY = { officer: "CA-LO-1", version: 1, reason: "Invented: moved on." };

describe("an order of two operators", () => {
  test("enrols an officer, whose token is shown once, to the second person", async () => {
    const one = order("enrol", NEW);
    const proposed = must(await propose(one));
    expect(proposed).toMatchObject({ state: "proposed", token: null });
    expect(await rig.people.officer("CA-AN-9")).toBeNull();
    const done = must(await confirm(proposed.id, one));
    expect(done.state).toBe("done");
    expect(await rig.people.signIn(done.token ?? "")).toMatchObject({ id: "CA-AN-9", duties: ["analyst"] });
    expect(await rig.people.device(deviceKey(21).id)).toMatchObject({ officer: "CA-AN-9" });
  });

  test("changes desks, duties and roles, from the next request on", async () => {
    must(await both(order("change", { ...CHANGED, duties: ["duty_desk", "analyst"] })));
    expect(await officer("CA-LO-1")).toMatchObject({
      desks: ["ca-cccs-watch"],
      duties: ["duty_desk", "analyst"],
    });
  });

  test("closes a record for good: no sign-in, no session, no device, and the id is never used again", async () => {
    const session = await rig.people.openSession("CA-LO-1");
    must(await both(order("close", WHY)));
    expect(await rig.people.officer("CA-LO-1")).toBeNull();
    expect(await rig.people.bySession(session, true)).toBeNull();
    expect(await rig.people.device(deviceKey(1).id)).toBeNull();
    expect(codeOf(await propose(order("enrol", { ...NEW, officer: "CA-LO-1" })))).toBe("officer_taken");
    expect(codeOf(await both(order("change", { ...CHANGED, version: 2, duties: ["analyst"] })))).toBe(
      "state_conflict",
    );
  });

  test("leaves two leaves, which the stored row makes again and no changed row does", async () => {
    const before = (await rig.store.logs.head("domestic")).size;
    must(await both(order("change", { ...CHANGED, duties: ["analyst"] })));
    const leaves = await rig.store.logs.entries("domestic", before, 9);
    expect(leaves.map((leaf) => parseEntry(leaf))).toMatchObject(
      [1, 2].map(() => ({ ok: true, value: { kind: ENTRY_KIND.people } })),
    );
    const [row] = await ordersAbout(rig.store, "CA-LO-1", 9);
    if (row === undefined) throw new Error("no order");
    const salts = await rig.store.vault.secret(SALTS, () => new Uint8Array(32));
    const hex = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString("hex");
    const made = (by: string) =>
      recordEntry(salts, `order ${row.id}`, [row.words, by, row.device, hex(row.signature), row.at]);
    expect(made(row.by)).toEqual(leaves[0]);
    expect(made("CA-OP-3")).not.toEqual(leaves[0]);
    const end = [row.before, row.second, row.secondDevice, hex(row.secondSignature), row.endedAt];
    expect(recordEntry(salts, `order ${row.id} done`, end)).toEqual(leaves[1]);
    expect(JSON.parse(row.before)).toMatchObject({ duties: '["liaison"]' });
  });

  test("waits where others see it, until it is confirmed, dropped or out of time", async () => {
    const waiting = async () => must(await rig.people.orders.waiting()).items.map(({ id }) => id);
    const one = order("close", WHY);
    const { id } = must(await propose(one));
    expect(await waiting()).toEqual([id]);
    must(await rig.people.orders.drop(second, id));
    expect(await waiting()).toEqual([]);
    expect(codeOf(await confirm(id, one))).toBe("state_conflict");
    const late = order("close", WHY);
    const { id: other } = must(await propose(late));
    rig.clock.now += 3_600_001;
    expect(await waiting()).toEqual([]);
    expect(codeOf(await confirm(other, late))).toBe("order_stale");
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
  });

  test("the same order confirmed twice at once is done once", async () => {
    const one = order("change", { ...CHANGED, duties: ["analyst"] });
    const { id } = must(await propose(one));
    const third = await officer("CA-OP-3");
    const outcomes = await Promise.all([confirm(id, one), confirm(id, one, third)]);
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(must(await rig.people.orders.show("CA-LO-1")).officer.version).toBe(2);
  });
});

describe("an order is refused, and nothing changes, where", () => {
  test.each<[string, () => Promise<Result<OrderDone>>, string]>([
    ["the second person is the first", () => againBy("CA-OP-1"), "same_person"],
    ["the second person is whom it is about", () => aboutOperator("CA-OP-2", "CA-OP-2"), "same_person"],
    ["the first person is whom it is about", () => propose(aboutMe("CA-OP-1")), "same_person"],
    ["it is for another node", () => propose(order("close", WHY, { node: "ca-node-2" })), "order_stale"],
    ["it is for another state", () => propose(order("close", WHY, { party: "IN" })), "order_stale"],
    ["it is for an exercise", () => propose(order("close", WHY, { realm: "exercise" })), "order_stale"],
    ["its time is over", () => propose(order("close", WHY, { expires_at: iso(NOW) })), "order_stale"],
    [
      "its time is longer than a shift",
      () => propose(order("close", WHY, { expires_at: iso(NOW + ORDER_LIFE + 1) })),
      "order_stale",
    ],
    ["nobody has this id", () => propose(order("close", { ...WHY, officer: "CA-X" })), "not_found"],
    ["the record changed since", () => propose(order("close", { ...WHY, version: 2 })), "changed_meanwhile"],
    [
      "the id was used before",
      () => propose(order("enrol", { ...NEW, officer: "CA-OP-3" })),
      "officer_taken",
    ],
    ["the key was used before", () => propose(order("enrol", { ...NEW, ...key(1) })), "officer_taken"],
    ["he may sign in as it is", () => propose(order("reopen", WHY)), "state_conflict"],
    [
      "there is no such order",
      () => confirm("019aa000-0000-7000-8000-000000000001", aboutMe("x")),
      "not_found",
    ],
  ])("%s", async (_, act, code) => {
    const records = must(await rig.people.orders.list());
    expect(codeOf(await act())).toBe(code);
    expect(must(await rig.people.orders.list())).toEqual(records);
  });

  test.each<[string, Partial<Fields<"enrol">>, string, string]>([
    [
      "duties that nobody holds together",
      { duties: ["liaison", "operator"] },
      "duties_conflict",
      "/order/duties",
    ],
    [
      "an author who would release",
      { duties: ["analyst", "release_authority"] },
      "duties_conflict",
      "/order/duties",
    ],
    ["an auditor who would plan", { duties: ["auditor", "coordinator"] }, "duties_conflict", "/order/duties"],
    [
      "a key of small order",
      { device_public_key: `${"A".repeat(43)}=` },
      "bad_device_key",
      "/order/device_public_key",
    ],
    ["a name of two lines", { name: "Invented\nName" }, "bad_officer", "/order/name"],
  ])("it asks for %s", async (_, change, code, where) => {
    const result = await propose(order("enrol", { ...NEW, ...change }));
    expect(result).toMatchObject({ ok: false, refusal: { problem: "malformed", faults: [{ code, where }] } });
    expect(must(await rig.people.orders.waiting()).items).toEqual([]);
  });

  test.each<[string, (text: string) => { device: string; signature: string }]>([
    ["nobody's device signed", (text) => ({ ...signed("CA-OP-1", text), device: "D-0000000000000000" })],
    ["another operator's device signed", (text) => signed("CA-OP-3", text)],
    ["his device signed another text", (text) => signed("CA-OP-1", `${text} `)],
    ["an approval was signed in its place", (text) => signed("CA-OP-1", text.replace("people", "approval"))],
    ["the signature is no base64", (text) => ({ ...signed("CA-OP-1", text), signature: "?" })],
    ["a passkey is named that is none", (text) => ({ ...signed("CA-OP-1", text), device: "P-1" })],
  ])("%s", async (_, sign) => {
    const one = order("close", WHY);
    const refused = await rig.people.orders.propose(first, NODE, one, sign(peopleText(one)));
    expect(codeOf(refused)).toBe("device_refused");
    const { id } = must(await propose(one, await officer("CA-OP-3")));
    const confirmed = await rig.people.orders.confirm(first, id, sign(peopleText(one)));
    expect(codeOf(confirmed)).toBe("device_refused");
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
  });

  test("its first signer left, lost the duty or the device before the second signed", async () => {
    const one = order("close", WHY);
    const third = await officer("CA-OP-3");
    const { id } = must(await propose(one, third));
    await rig.store.commit({
      steps: [{ sql: "update device set revoked_at = 1 where officer = 'CA-OP-3'", params: [], changes: 1 }],
    });
    expect(codeOf(await confirm(id, one))).toBe("order_stale");
    const again = order("close", WHY);
    const { id: other } = must(await propose(again));
    await rig.store.commit({
      steps: [{ sql: `update officer set duties = '["coordinator"]' where id = 'CA-OP-1'`, params: [] }],
    });
    expect(codeOf(await confirm(other, again))).toBe("order_stale");
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
  });

  test("the record changed between the two signatures", async () => {
    const close = order("close", WHY);
    const { id } = must(await propose(close));
    must(await both(order("change", { ...CHANGED, duties: ["analyst"] })));
    expect(codeOf(await confirm(id, close))).toBe("changed_meanwhile");
    expect(await rig.people.officer("CA-LO-1")).not.toBeNull();
  });

  test("fewer than two operators would remain", async () => {
    const close = (id: string) => order("close", { officer: id, version: 1, reason: "Invented." });
    must(await both(close("CA-OP-3")));
    const [, other] = [first, second];
    const demoted = { officer: other.id, version: 1, desks: [...other.desks], approval_roles: [] };
    expect(codeOf(await propose(close(other.id)))).toBe("operators_needed");
    expect(codeOf(await propose(order("change", { ...demoted, duties: ["coordinator"] })))).toBe(
      "operators_needed",
    );
    const more = { ...demoted, duties: ["operator" as const, "coordinator" as const] };
    expect(must(await propose(order("change", more))).state).toBe("proposed");
  });
});

describe("a lost device", () => {
  test("is replaced by two operators: the new one signs, all that was before it is over", async () => {
    const { token: old } = must(await both(order("enrol", NEW)));
    const session = await rig.people.openSession("CA-AN-9");
    const done = must(
      await both(order("device", { officer: "CA-AN-9", version: 1, reason: "Invented: lost.", ...key(22) })),
    );
    expect(await rig.people.device(deviceKey(21).id)).toBeNull();
    expect(await rig.people.device(deviceKey(22).id)).toMatchObject({ officer: "CA-AN-9" });
    expect(await rig.people.bySession(session, true)).toBeNull();
    expect(await rig.people.signIn(old ?? "")).toBeNull();
    expect(await rig.people.signIn(done.token ?? "")).toMatchObject({ id: "CA-AN-9" });
  });

  test.each<[string, () => PeopleOrder]>([
    ["by a key that was enrolled before", () => order("device", { ...WHY, ...key(12) })],
    ["by his own old key", () => order("device", { ...WHY, ...key(1) })],
  ])("is not replaced %s", async (_, made) => {
    expect((await both(made())).ok).toBe(false);
    expect(await rig.people.device(deviceKey(1).id)).toMatchObject({ officer: "CA-LO-1" });
  });

  test("is not replaced by one operator, nor by an officer for himself", async () => {
    const one = order("device", { ...WHY, officer: "CA-OP-1", ...key(22) });
    expect(codeOf(await propose(one))).toBe("same_person");
    must(await propose(one, await officer("CA-OP-3")));
    expect(await rig.people.device(deviceKey(22).id)).toBeNull();
    expect(await rig.people.device(deviceKey(11).id)).not.toBeNull();
  });
});

describe("an officer who was away for 90 days", () => {
  const DAY = 86_400_000;

  test("signs in no more, until two operators reopen him", async () => {
    const { token } = must(await both(order("enrol", NEW)));
    rig.clock.now += 90 * DAY;
    expect(await rig.people.signIn(token ?? "")).toMatchObject({ id: "CA-AN-9" });
    rig.clock.now += 90 * DAY + 1;
    expect(await rig.people.signIn(token ?? "")).toBeNull();
    expect(must(await rig.people.orders.show("CA-AN-9")).officer.state).toBe("dormant");
    must(await both(order("reopen", { officer: "CA-AN-9", version: 1, reason: "Invented: back." })));
    expect(await rig.people.signIn(token ?? "")).toMatchObject({ id: "CA-AN-9" });
    expect(must(await rig.people.orders.show("CA-AN-9")).officer.state).toBe("active");
  });

  test("a clock that was set back closes nobody", async () => {
    const { token } = must(await both(order("enrol", NEW)));
    rig.clock.now -= 400 * DAY;
    expect(await rig.people.signIn(token ?? "")).toMatchObject({ id: "CA-AN-9" });
  });
});

function iso(at: number): string {
  return new Date(at).toISOString();
}

function key(byte: number) {
  return { device_public_key: Buffer.from(deviceKey(byte).publicKey).toString("base64") };
}

function aboutMe(id: string): PeopleOrder {
  return order("close", { officer: id, version: 1, reason: "Invented." });
}

async function againBy(id: string) {
  const one = order("close", WHY);
  return confirm(must(await propose(one)).id, one, await officer(id));
}

async function aboutOperator(about: string, by: string) {
  const one = order("close", { officer: about, version: 1, reason: "Invented." });
  return confirm(must(await propose(one)).id, one, await officer(by));
}
