import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { onceAnHour } from "../../src/start.ts";
import {
  announcing,
  attached,
  carryFiles,
  contentOf,
  fileAt,
  partOf,
  readBack,
  requestDraft,
  sentWith,
} from "./files.ts";
import { editUnsealed } from "./store-file.ts";
import { must, type TestNode, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

const CHILD = join(import.meta.dirname, "kill-child.ts");
const CONTENT = contentOf("swept", 600_000);
const NOBODYS = "ab".repeat(16);
const HOUR = 3_600_000;

let pair: TwoNodes;
let ca: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
});
afterEach(() => pair.close());

async function names(node: TestNode): Promise<readonly string[]> {
  const found: readonly string[] = await readdir(join(node.data, "blobs")).catch(() => []);
  return found.toSorted();
}

/** Gives every file of a node's blobs an age by the node's clock, milliseconds. */
async function aged(node: TestNode, age: number): Promise<void> {
  const at = (pair.dials.now - age) / 1000;
  for (const name of await names(node)) await utimes(join(node.data, "blobs", name), at, at);
}

async function nobodys(node: TestNode): Promise<void> {
  await writeFile(join(node.data, "blobs", NOBODYS), "left by a kill");
}

describe("a file that no row names", () => {
  it("is left by a kill between a commit and the removal behind it, and swept an hour later", async () => {
    const draft = await requestDraft(ca);
    const lo = await ca.officer("lo");
    const file = await attached(ca, lo, draft, CONTENT);
    const kept = await attached(ca, lo, draft, contentOf("kept", 1_000));
    await ca.store.close();
    const child = spawn(process.execPath, [CHILD, ca.data, lo.id, draft, file], { stdio: "inherit" });
    await once(child, "close");
    expect(child.signalCode).toBe("SIGKILL");
    await pair.reopen("CA");
    ca = pair.ca;
    expect(must(await ca.exchange.commands.attachments(lo, draft)).items).toHaveLength(1);
    expect(await names(ca)).toHaveLength(2);
    await aged(ca, HOUR + 1);
    await ca.exchange.work.sweep();
    expect(await names(ca)).toHaveLength(1);
    expect(await readBack(ca, draft, kept, 1_000)).toEqual(contentOf("kept", 1_000));
  });

  it("stays while it is younger than an hour", async () => {
    await attached(ca, await ca.officer("lo"), await requestDraft(ca), CONTENT);
    await nobodys(ca);
    await aged(ca, HOUR - 1_000);
    await ca.exchange.work.sweep();
    expect(await names(ca)).toContain(NOBODYS);
    await aged(ca, HOUR + 1_000);
    await ca.exchange.work.sweep();
    expect(await names(ca)).not.toContain(NOBODYS);
    expect(await names(ca)).toHaveLength(1);
  });

  it("stays where a row does not open, since it could be the one that names it", async () => {
    const draft = await requestDraft(ca);
    await attached(ca, await ca.officer("lo"), draft, CONTENT);
    await nobodys(ca);
    await aged(ca, 2 * HOUR);
    editUnsealed(ca, "update attachment set sealed_meta = zeroblob(length(sealed_meta))");
    await expect(ca.exchange.work.sweep()).rejects.toMatchObject({ name: "VaultFault" });
    expect(await names(ca)).toHaveLength(2);
  });
});

describe("a file that is in use", () => {
  it("is never swept, however old it looks: an upload under way goes on to its end", async () => {
    const lo = await ca.officer("lo");
    const draft = await requestDraft(ca);
    const { commands } = ca.exchange;
    const { attachment } = must(await commands.beginAttachment(lo, draft, announcing(CONTENT)));
    must(await commands.appendAttachment(lo, draft, partOf(attachment, CONTENT, 0, 3)));
    await aged(ca, 100 * HOUR);
    await ca.exchange.work.sweep();
    const { held } = must(await commands.appendAttachment(lo, draft, partOf(attachment, CONTENT, 196_608)));
    expect(held).toBe(CONTENT.length);
    expect(must(await commands.finishAttachment(lo, draft, attachment)).state).toBe("held");
  });

  it("is never swept on the other side: not half a stream, not a whole one, not what was opened", async () => {
    const { id, file } = await sentWith(pair, CONTENT);
    const sweep = async (state: string) => {
      expect((await fileAt(pair.in, id)).state).toBe(state);
      await aged(pair.in, 100 * HOUR);
      const before = await names(pair.in);
      await pair.in.exchange.work.sweep();
      expect(await names(pair.in)).toEqual(before);
      expect(before).not.toEqual([]);
    };
    const { tap } = pair.dials;
    let parts = 0;
    pair.dials.tap = (from, path, body) => {
      if (path === "/peer/v1/attachments") parts += 1;
      return parts > 2 ? null : tap(from, path, body);
    };
    await ca.exchange.work.attachments();
    expect((await fileAt(pair.in, id)).held).toBeGreaterThan(0);
    await sweep("awaited");
    pair.dials.tap = tap;
    pair.dials.now += 60_000;
    await ca.exchange.work.attachments();
    await sweep("checking");
    await carryFiles(pair);
    await sweep("complete");
    expect(Buffer.compare(await readBack(pair.in, id, file, CONTENT.length), CONTENT)).toBe(0);
  });
});

describe("the sweep's hours", () => {
  it("begin with the start; a clock that is set back or on costs nothing but one sweep more", async () => {
    let [now, swept] = [10 * HOUR, 0];
    const work = onceAnHour({ now: () => now }, async () => {
      swept += 1;
    });
    const at = async (moment: number) => {
      now = moment;
      await work();
      return swept;
    };
    expect(await at(10 * HOUR)).toBe(1);
    expect(await at(11 * HOUR - 1)).toBe(1);
    expect(await at(11 * HOUR)).toBe(2);
    expect(await at(2 * HOUR)).toBe(3);
    expect(await at(2 * HOUR + 1)).toBe(3);
  });
});
