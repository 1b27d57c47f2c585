import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takingTurns } from "../../src/exchange/attachments/turns.ts";
import type { SignedErasure } from "../../src/exchange/commands/erase-dispatch.ts";
import { markRestored } from "../../src/exchange/door.ts";
import { eraseNow } from "../../src/exchange/erasing.ts";
import { blobsOf, carryFiles, contentOf, sentWith } from "./files.ts";
import { saidOf } from "./own-words.ts";
import { count, leaves, rowOf, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  type Role,
  refusalOf,
  signErasure,
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

async function sent(from: TestNode): Promise<string> {
  const id = await approved(from, "request", null, exampleRequest(from.party));
  await pair.settle();
  return id;
}

async function erased(node: TestNode, role: Role, id: string, change: Partial<SignedErasure> = {}) {
  const { version } = await rowOf(node, "select version from dispatch where id = ?", id);
  const officer = await node.officer(role);
  const signed = signErasure(node.device(role), {
    dispatch: id,
    version: Number(version),
    officer: officer.id,
    reason: "Invented: over.",
    expires_at: new Date(pair.dials.now + 300_000).toISOString(),
  });
  return node.exchange.commands.erase(officer, id, { ...signed, ...change });
}

/** An arrival that its receiver has declined. */
async function declined(): Promise<string> {
  const id = await sent(pair.ca);
  must(await pair.in.exchange.commands.decline(await pair.in.officer("lo"), id, "Invented: not ours."));
  return id;
}

const SEALED =
  "sealed_draft, sealed_body, sealed_plan, sealed_statement, sealed_salt, sealed_receipt, ground, sealed_ground";

describe("an erased dispatch", () => {
  it("of ours: key, tokens and every sealed column are gone; the row and one tombstone stay", async () => {
    const id = await sent(pair.ca);
    expect(must(await erased(pair.ca, "authority", id)).state).toBe("erased");
    expect(await pair.ca.store.vault.key(id)).toBeNull();
    expect(await count(pair.ca, "token", "item = ?", id)).toBe(0);
    const row = await rowOf(pair.ca, `select ${SEALED} from dispatch where id = ?`, id);
    expect(Object.values(row).every((value) => value === null)).toBe(true);
    expect(await leaves(pair.ca, "exchange", "erased")).toBe(1);
    const { id: officer } = await pair.ca.officer("authority");
    expect(await saidOf(pair.ca, "erased", "node")).toEqual({ officer, plain: "", said: "Invented: over." });
  });

  it("is shown as erased and without content, and the partner's copy stands", async () => {
    const id = await sent(pair.ca);
    must(await erased(pair.ca, "authority", id));
    const view = must(await pair.ca.exchange.commands.show(await pair.ca.officer("lo"), id));
    expect(view).toMatchObject({ state: "erased", body: null });
    expect(must(await pair.in.exchange.commands.show(await pair.in.officer("lo"), id)).body).not.toBeNull();
    await pair.settle();
    expect(await count(pair.in, "event_out")).toBe(0);
  });

  it("of the partner's: whoever handles it erases it once it is over", async () => {
    const id = await declined();
    expect(must(await erased(pair.in, "lo", id)).state).toBe("erased");
    expect(await pair.in.store.vault.key(id)).toBeNull();
    expect(await count(pair.in, "arrival", "dispatch = ?", id)).toBe(1);
    const row = await rowOf(pair.in, `select ${SEALED} from dispatch where id = ?`, id);
    expect(Object.values(row).every((value) => value === null)).toBe(true);
  });

  it("takes the words with it that were said about it; why it was erased stays", async () => {
    const id = await declined();
    expect((await saidOf(pair.in, "decline", "item")).said).toBe("Invented: not ours.");
    must(await erased(pair.in, "lo", id));
    expect((await saidOf(pair.in, "decline", "item")).said).toBeNull();
    await expect(saidOf(pair.in, "decline", "node")).rejects.toThrow();
    expect((await saidOf(pair.in, "erased", "node")).said).toBe("Invented: over.");
  });

  it("is not erased a second time", async () => {
    const id = await sent(pair.ca);
    must(await erased(pair.ca, "authority", id));
    expect(refusalOf(await erased(pair.ca, "authority", id))).toBe("state_conflict");
    expect(await leaves(pair.ca, "exchange", "erased")).toBe(1);
  });
});

describe("the files of an erased dispatch", () => {
  it("are gone with it: at rest, half arrived, and from the line", async () => {
    const { id } = await sentWith(pair, contentOf("erased", 600_000));
    await pair.ca.exchange.work.attachments();
    expect(await blobsOf(pair.in)).not.toHaveLength(0);
    must(await pair.in.exchange.commands.decline(await pair.in.officer("lo"), id, "Invented: not ours."));
    must(await erased(pair.in, "lo", id));
    expect(await blobsOf(pair.in)).toHaveLength(0);
    expect(await count(pair.in, "attachment")).toBe(0);
    must(await erased(pair.ca, "authority", id));
    expect(await blobsOf(pair.ca)).toHaveLength(0);
    expect(await count(pair.ca, "attachment")).toBe(0);
    await carryFiles(pair);
    expect(await blobsOf(pair.in)).toHaveLength(0);
  });
});

it("waits for the part of a file that is under way, so that nothing of it lies there afterwards", async () => {
  const { id, file } = await sentWith(pair, contentOf("under way", 600_000));
  await pair.ca.exchange.work.attachments();
  const turns = takingTurns();
  const under: { end?: () => void } = {};
  const part = turns(file, () => new Promise<void>((end) => Object.assign(under, { end })));
  const erasing = eraseNow({ store: pair.in.store, turns }, id, 1, { steps: [] });
  const first = await Promise.race([erasing.then(() => "erased"), blobsOf(pair.in).then(() => "waits")]);
  expect([first, await pair.in.store.vault.key(id)]).toEqual(["waits", expect.anything()]);
  under.end?.();
  await part;
  expect((await erasing).committed).toBe(true);
  expect(await pair.in.store.vault.key(id)).toBeNull();
  expect(await blobsOf(pair.in)).toHaveLength(0);
});

describe("an erasure is refused, and nothing is erased", () => {
  it.each<[string, Partial<SignedErasure>, string]>([
    ["with another reason than was signed", { reason: "Invented: another." }, "device_refused"],
    ["with a signature of nobody", { signature: `${"A".repeat(86)}==` }, "device_refused"],
    ["with a device that nobody enrolled", { device: "D-0000000000000000" }, "device_refused"],
    ["of another version", { version: 99 }, "changed_meanwhile"],
    ["too late", { expires_at: "2001-01-01T00:00:00.000Z" }, "approval_stale"],
    ["for long after", { expires_at: "2099-01-01T00:00:00.000Z" }, "approval_stale"],
    ["at no time at all", { expires_at: "never" }, "approval_stale"],
  ])("%s", async (_, change, problem) => {
    const id = await sent(pair.ca);
    expect(refusalOf(await erased(pair.ca, "authority", id, change))).toBe(problem);
    expect(await standing(pair.ca, id)).toBe("stored");
    expect(await leaves(pair.ca, "exchange", "erased")).toBe(0);
  });

  it("by the author of what was sent, and by another's device", async () => {
    const id = await sent(pair.ca);
    expect(refusalOf(await erased(pair.ca, "lo", id))).toBe("not_permitted");
    const other = pair.ca.device("second").device;
    expect(refusalOf(await erased(pair.ca, "authority", id, { device: other }))).toBe("device_refused");
    expect(await count(pair.ca, "rejection", "code = 'device_refused'")).toBe(1);
  });

  it("of what is still open or under way", async () => {
    const arrival = await sent(pair.ca);
    expect(refusalOf(await erased(pair.in, "lo", arrival))).toBe("state_conflict");
    pair.dials.line = false;
    const queued = await approved(pair.ca, "request", null, exampleRequest("CA"));
    await pair.ca.exchange.work.release();
    expect(refusalOf(await erased(pair.ca, "authority", queued))).toBe("state_conflict");
  });

  it("by an officer of another desk, to whom it does not exist", async () => {
    const id = await sent(pair.ca);
    expect(refusalOf(await erased(pair.ca, "stranger", id))).toBe("not_found");
  });
});

describe("after a restore from a backup that is older than the erasure", () => {
  const look = async () => {
    for (const node of [pair.ca, pair.in]) await node.exchange.work.watch();
  };

  async function loseIndia(work: () => Promise<void>): Promise<void> {
    const backup = join(pair.in.data, "backup.db");
    await pair.in.store.backup(backup);
    await work();
    await pair.settle();
    await look();
    await pair.in.store.close();
    for (const end of ["", "-wal", "-shm"]) {
      const file = join(pair.in.data, `node.db${end}`);
      if (existsSync(file)) rmSync(file);
    }
    copyFileSync(backup, join(pair.in.data, "node.db"));
    await pair.reopen("IN");
    await markRestored(pair.in.store, { madeAt: pair.dials.now - 3_600_000, at: pair.dials.now });
  }

  it("what was erased is erased again before anybody is served, and what was not is read as before", async () => {
    const gone = await declined();
    const kept = await declined();
    await loseIndia(async () => void must(await erased(pair.in, "lo", gone)));
    expect(await pair.in.store.vault.key(gone)).not.toBeNull();
    await pair.in.exchange.work.watch();
    expect(await pair.in.store.vault.key(gone)).toBeNull();
    expect(await standing(pair.in, gone)).toBe("erased");
    expect(await pair.in.store.vault.key(kept)).not.toBeNull();
  });

  it("what arrived and was erased since arrives again, has its place and its receipt, and is read by nobody", async () => {
    let id = "";
    await loseIndia(async () => {
      id = await declined();
      must(await erased(pair.in, "lo", id));
    });
    for (let round = 0; round < 4; round += 1) {
      await pair.in.exchange.work.watch();
      await pair.ca.exchange.work.release();
      pair.dials.now += 61_000;
    }
    expect(await count(pair.in, "arrival", "dispatch = ?", id)).toBe(1);
    expect(await standing(pair.in, id)).toBe("erased");
    expect(await pair.in.store.vault.key(id)).toBeNull();
    expect(await count(pair.ca, "outbox")).toBe(0);
  });
});
