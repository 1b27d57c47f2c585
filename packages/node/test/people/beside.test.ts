import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { besideOfficers, settling, stillInService } from "../../src/people/door.ts";
import { type Commit, openSqliteStore, type Step, type Store } from "../../src/store/door.ts";
import { newOfficer, type PeopleRig, peopleRig } from "./rig.ts";

// Officers in one store, a relation's dispatches in another (decisions/0018). All invented.

let rig: PeopleRig;
let relation: Store;

beforeEach(async () => {
  rig = await peopleRig();
  relation = await openSqliteStore({ folder: null, nodeKey: new Uint8Array(32).fill(9) });
  await rig.people.enrol(newOfficer());
});
afterEach(async () => {
  await relation.close();
  await rig[Symbol.asyncDispose]();
});

const note = (code: string): Step => ({
  sql: "insert into node_mark (name, value, at) values (?, '', 1)",
  params: [code],
  changes: 1,
});
const notes = async () =>
  (await relation.all("select name from node_mark order by name limit 9")).map(({ name }) => name);
const leaves = async () => (await relation.logs.head("domestic")).size;
const leaf = { log: "domestic", entry: new Uint8Array(34).fill(1) } as const;

async function revoke(): Promise<void> {
  const step = { sql: "update officer set revoked_at = 1 where id = 'CA-LO-1'", params: [], changes: 1 };
  expect((await rig.store.commit({ steps: [step] })).committed).toBe(true);
}

describe("a commit in a relation's store that asks after an officer", () => {
  it("is made where he is in service", async () => {
    const { store } = besideOfficers(rig.store, relation);
    const done = await store.commit({ appends: [leaf], steps: [stillInService("CA-LO-1"), note("a")] });
    expect(done.committed).toBe(true);
    expect(await notes()).toEqual(["a"]);
    expect(await leaves()).toBe(1);
  });

  it.each([
    ["left", "CA-LO-1", revoke],
    ["never was", "CA-LO-9", async () => undefined],
  ])("is undone whole, log and all, where he %s", async (_why, officer, before) => {
    const { store } = besideOfficers(rig.store, relation);
    await before();
    const done = await store.commit({ appends: [leaf], steps: [note("a"), stillInService(officer)] });
    expect(done).toEqual({ committed: false, step: 1 });
    expect(await notes()).toEqual([]);
    expect(await leaves()).toBe(0);
  });

  it("says which of its own steps failed", async () => {
    const { store } = besideOfficers(rig.store, relation);
    await relation.commit({ steps: [note("a")] });
    const nothing: Step = {
      sql: "update node_mark set at = 2 where name = 'none'",
      params: [],
      changes: 1,
    };
    const done = await store.commit({ steps: [stillInService("CA-LO-1"), note("b"), nothing] });
    expect(done).toEqual({ committed: false, step: 2 });
    expect(await notes()).toEqual(["a"]);
  });

  it("asks nowhere where it asks after nobody", async () => {
    const asked: Commit[] = [];
    const officers: Store = {
      ...rig.store,
      commit(wanted) {
        asked.push(wanted);
        return rig.store.commit(wanted);
      },
    };
    await besideOfficers(officers, relation).store.commit({ steps: [note("a")] });
    expect(asked).toEqual([]);
  });
});

describe("an order about an officer", () => {
  it("is answered only after what was looked at before it has ended", async () => {
    const gate = Promise.withResolvers<undefined>();
    const slow: Store = { ...relation, commit: (wanted) => gate.promise.then(() => relation.commit(wanted)) };
    const beside = besideOfficers(rig.store, slow);
    const begun = beside.store.commit({ steps: [stillInService("CA-LO-1"), note("a")] });
    const people = settling(rig.people, beside.settled);
    const order = people.orders.confirm({ ...newOfficer(), desks: [] }, "no-such-order", {
      device: "",
      signature: "",
    });
    let answered = false;
    void order.then(() => (answered = true));
    await rig.people.officer("CA-LO-1");
    await rig.store.commit({ steps: [] });
    expect(answered).toBe(false);
    gate.resolve(undefined);
    await Promise.all([begun, order]);
    expect(await notes()).toEqual(["a"]);
    await revoke();
    expect((await beside.store.commit({ steps: [stillInService("CA-LO-1"), note("b")] })).committed).toBe(
      false,
    );
  });
});
