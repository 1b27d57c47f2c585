import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alarmsStanding, markRestored } from "../../src/exchange/door.ts";
import { amend, applyAt, applyBy, nextVersion } from "./amending.ts";
import { count, leaves, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  refusalOf,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
});
afterEach(() => pair.close());

const states = async (node: TestNode) => {
  const view = must(await node.exchange.commands.showAgreement(await node.officer("operator")));
  return view.items.map(({ state }) => state);
};

async function backedUp(): Promise<string> {
  await pair.settle();
  const file = join(pair.ca.data, "backup.db");
  await pair.ca.store.backup(file);
  return file;
}

/** Canada is lost with all that happened since `backup`, and comes back from it. */
async function loseCanada(backup: string): Promise<void> {
  for (const node of [pair.ca, pair.in]) await node.exchange.work.watch();
  await pair.ca.store.close();
  for (const end of ["", "-wal", "-shm"]) {
    const file = join(pair.ca.data, `node.db${end}`);
    if (existsSync(file)) rmSync(file);
  }
  copyFileSync(backup, join(pair.ca.data, "node.db"));
  await pair.reopen("CA");
  await markRestored(pair.ca.store, { madeAt: pair.dials.now - 3_600_000, at: pair.dials.now });
}

describe("a node that was restored from before an amendment", () => {
  it("learns every version from its partner before it takes anything: what was on both logs is in force", async () => {
    const backup = await backedUp();
    await amend(pair, { retention_days: 77 });
    await amend(pair, { retention_days: 78, overlap_days: 0 });
    await loseCanada(backup);
    expect(pair.ca.treaty.document.version).toBe(1);
    const id = await approved(pair.in, "request", null, exampleRequest("IN"));
    await pair.in.exchange.work.release();
    await pair.ca.exchange.work.watch();
    expect(pair.ca.treaty.document).toMatchObject({ version: 3, retention_days: 78 });
    expect(await states(pair.ca)).toEqual(["superseded", "superseded", "in_force"]);
    expect(await leaves(pair.ca, "exchange", "agreement_version")).toBe(2);
    pair.dials.now += 61_000;
    await pair.settle();
    expect(await standing(pair.ca, id)).toBe("filed");
    expect(await count(pair.ca, "rejection")).toBe(0);
  });

  it("knows one that stood on its own log alone as logged, and it comes into force as it would have", async () => {
    const backup = await backedUp();
    const file = await nextVersion(pair, pair.ca, { retention_days: 77 });
    await applyAt(pair, pair.ca, file);
    await pair.settle();
    await loseCanada(backup);
    await pair.ca.exchange.work.watch();
    expect(await states(pair.ca)).toEqual(["in_force", "logged"]);
    expect(await applyAt(pair, pair.in, file)).toBe("in_force");
  });

  it("puts one that its own operators never took on no log, though the partner has it on his", async () => {
    const backup = await backedUp();
    const file = await nextVersion(pair, pair.in, { retention_days: 77 });
    await applyAt(pair, pair.in, file);
    await pair.settle();
    await loseCanada(backup);
    await pair.ca.exchange.work.watch();
    expect(await states(pair.ca)).toEqual(["in_force", "waiting"]);
    expect(await leaves(pair.ca, "exchange", "agreement_version")).toBe(0);
  });

  it("keeps nothing that its partner makes up, and goes on", async () => {
    const backup = await backedUp();
    await amend(pair, { retention_days: 77 });
    await loseCanada(backup);
    const lie = new TextEncoder().encode('{"document":"e30=","state":"logged"}');
    pair.dials.back = (_to, path, answer) =>
      path.startsWith("/peer/v1/agreement/") ? { ...answer, body: lie } : answer;
    await pair.ca.exchange.work.watch();
    expect(pair.ca.treaty.document.version).toBe(1);
    expect(await count(pair.ca, "agreement_version")).toBe(0);
    expect(await count(pair.ca, "rejection", "code = ?", "agreement_refused")).toBe(1);
  });

  it("does nothing but ask while its partner does not answer", async () => {
    const backup = await backedUp();
    await amend(pair, { retention_days: 77 });
    await loseCanada(backup);
    pair.dials.tap = (_from, path, body) => (path.startsWith("/peer/v1/agreement/") ? null : body);
    await pair.ca.exchange.work.watch();
    expect(must(await pair.ca.exchange.commands.recovery(await pair.ca.officer("lo"))).phase).toBe("log");
    const file = await nextVersion(pair, pair.in, { retention_days: 80 });
    expect(refusalOf(await applyBy(pair, pair.ca, "operator", file))).toBe("state_conflict");
  });
});

describe("two versions of one number, both signed by both roots", () => {
  it("do not both come on a log where one side knows of the other's", async () => {
    const one = await nextVersion(pair, pair.ca, { retention_days: 77 });
    const other = await nextVersion(pair, pair.ca, { retention_days: 78 });
    await applyAt(pair, pair.ca, one);
    await pair.settle();
    expect(refusalOf(await applyBy(pair, pair.in, "operator", other))).toBe("state_conflict");
    expect(await applyAt(pair, pair.in, one)).toBe("in_force");
  });

  it("come on no log together when four persons apply at once", async () => {
    const one = await nextVersion(pair, pair.ca, { retention_days: 77 });
    const other = await nextVersion(pair, pair.ca, { retention_days: 78 });
    for (const file of [one, other]) must(await applyBy(pair, pair.ca, "operator", file));
    const both = await Promise.all([one, other].map((file) => applyBy(pair, pair.ca, "operator2", file)));
    expect(both.map((result) => (result.ok ? result.value.state : refusalOf(result)))).toEqual([
      "logged",
      "changed_meanwhile",
    ]);
    expect(await leaves(pair.ca, "exchange", "agreement_version")).toBe(1);
  });

  it("on a log each, where neither knew, change nothing and raise an alarm on both", async () => {
    pair.dials.line = false;
    await applyAt(pair, pair.ca, await nextVersion(pair, pair.ca, { retention_days: 77 }));
    await applyAt(pair, pair.in, await nextVersion(pair, pair.in, { retention_days: 78 }));
    pair.dials.line = true;
    pair.dials.now += 31_000;
    for (const node of [pair.ca, pair.in]) await node.exchange.work.keys();
    for (const node of [pair.ca, pair.in]) {
      expect(await states(node)).toEqual(["in_force", "logged"]);
      expect((await alarmsStanding(node.store)).map(({ code }) => code)).toEqual(["agreement_refused"]);
    }
  });
});
