import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeKeyOfShares, rootOfShares } from "@entente/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeBackup } from "../../src/backup.ts";
import { initParty, joinAgreement } from "../../src/ceremony/door.ts";
import { loadNodeKey, readNodeKeyFile, saveNodeKey } from "../../src/node-key.ts";
import { restoreNode } from "../../src/restore.ts";
import { initNode, withStore } from "../../src/setup.ts";
import { startNode } from "../../src/start.ts";
import {
  agreementOf,
  ceremonyFolder,
  confirmed,
  filesUnder,
  must,
  type RealNode,
  settled,
  two,
} from "./rig.ts";

let folder: Awaited<ReturnType<typeof ceremonyFolder>>;
let ca: RealNode;
let other: RealNode;
beforeAll(async () => {
  folder = await ceremonyFolder();
  [ca, other] = [await folder.make("CA"), await folder.make("CA", "other")];
});
afterAll(() => folder.remove());

const start = (data: string, unlock: readonly string[]) =>
  startNode({ data, unlock, clock: { now: () => 0 }, every: () => () => undefined, log: () => undefined });

describe("init", () => {
  it("leaves neither the node key nor a root seed in the data folder, in any spelling", async () => {
    const read = (paths: readonly string[]) =>
      Promise.all(paths.slice(0, 2).map(async (path) => new Uint8Array(await readFile(path))));
    const { key } = must(await nodeKeyOfShares(await read(ca.unlock)));
    const { keys } = must(await rootOfShares(await read(ca.root)));
    const seeds = [
      keys.ed25519.export({ format: "raw-private" }),
      keys.mldsa65.export({ format: "raw-seed" }),
    ];
    const files = await filesUnder(ca.data);
    expect(files.size).toBeGreaterThanOrEqual(3);
    for (const secret of [Buffer.from(key), ...seeds])
      for (const [path, bytes] of files)
        for (const spelt of [secret, secret.toString("base64").slice(0, -1), secret.toString("hex")])
          expect(bytes.includes(spelt), path).toBe(false);
  });

  it("refuses a folder that holds a node, and shares in the way of its own", async () => {
    const doors = { party: "CA", node: "ca-1", host: "localhost", userPort: 0, peerPort: 0 };
    const shares = { root: join(folder.path, "ca-shares"), unlock: join(folder.path, "ca-shares") };
    await expect(initParty({ data: ca.data, ...doors, shares })).rejects.toMatchObject({ conflict: true });
    const data = join(folder.path, "fresh");
    await expect(initParty({ data, ...doors, shares })).rejects.toMatchObject({ conflict: true });
    expect((await filesUnder(data)).size).toBe(0);
  });
});

describe("a real node's key", () => {
  it("comes from any two of its three shares", async () => {
    const [first = "", second = "", third = ""] = ca.unlock;
    const keys = await Promise.all(
      [
        [first, second],
        [third, first],
        [second, third],
      ].map((shares) => loadNodeKey(ca.data, shares)),
    );
    expect(new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size).toBe(1);
  });

  it.each<readonly [string, () => readonly string[], RegExp]>([
    ["no share", () => [], /locked: bring 2 of its 3/],
    ["one share", () => ca.unlock.slice(0, 1), /locked: bring 2 of its 3/],
    ["one share twice", () => [ca.unlock[0] ?? "", ca.unlock[0] ?? ""], /unlock-share-1\.json: same_share/],
    [
      "shares of two nodes",
      () => [ca.unlock[0] ?? "", other.unlock[1] ?? ""],
      /unlock-share-2\.json: other_secret/,
    ],
    ["shares of the root", () => ca.root.slice(0, 2), /root-share-1\.json: wrong_share/],
    ["a share that is not there", () => [ca.unlock[0] ?? "", "/nowhere"], /nowhere cannot be read/],
  ])("does not come from %s", async (_name, shares, why) => {
    await expect(loadNodeKey(ca.data, shares())).rejects.toThrow(why);
  });

  it("does not come from another node's two shares of the same name: the store is sealed under another", async () => {
    await expect(withStore(ca.data, two(other), async () => 0)).rejects.toMatchObject({ code: "node_key" });
  });

  it("does not come from a share that lies in the data folder", async () => {
    const inside = join(ca.data, "share.json");
    await copyFile(ca.unlock[0] ?? "", inside);
    await expect(loadNodeKey(ca.data, [inside, ca.unlock[1] ?? ""])).rejects.toThrow(
      /lies in the node's own data/,
    );
    await rm(inside);
  });

  it("is not read from a plain file, and the node does not start beside one, with its shares or without", async () => {
    await saveNodeKey(ca.data, await loadNodeKey(ca.data, two(ca)));
    await expect(loadNodeKey(ca.data)).rejects.toThrow(/a plain node key lies in/);
    await expect(start(ca.data, two(ca))).rejects.toThrow(/a plain node key lies in/);
    await rm(join(ca.data, "node-key"));
    await expect(start(ca.data, two(ca))).rejects.toThrow(/no agreement was joined/);
  });

  it("does not start the node while shares lie in its folder", async () => {
    await mkdir(join(ca.data, "unlock-shares"));
    await copyFile(ca.unlock[0] ?? "", join(ca.data, "unlock-shares", "unlock-share-1.json"));
    await expect(start(ca.data, two(ca))).rejects.toThrow(/shares still lie in .*unlock-shares/);
    await rm(join(ca.data, "unlock-shares"), { recursive: true });
  });
});

describe("a sandbox's key", () => {
  it("lies in a file that only its account reads, and no share is asked for", async () => {
    const data = join(folder.path, "sandbox");
    const doors = { party: "CA", node: "ca-1", host: "localhost", userPort: 0, peerPort: 0 };
    await initNode({ data, ...doors, sandbox: true });
    expect(await loadNodeKey(data)).toEqual(await readNodeKeyFile(join(data, "node-key")));
    await expect(loadNodeKey(data, two(ca))).rejects.toThrow(/takes no unlock shares/);
    await writeFile(join(data, "node-key"), "c2hvcnQ=\n");
    await expect(loadNodeKey(data)).rejects.toThrow(/not 32 bytes/);
  });
});

describe("a backup of a real node", () => {
  it("comes back with its shares, and never with its key from one file", async () => {
    const [mine, theirs] = [await folder.make("CA", "mine"), await folder.make("IN", "theirs")];
    await confirmed(mine, theirs);
    const agreement = await agreementOf([mine, theirs]);
    settled(await joinAgreement({ data: mine.data, agreement, unlock: two(mine) }));
    const file = join(folder.path, "backup");
    const nodeKey = await loadNodeKey(mine.data, two(mine));
    const node = { party: "CA", node: "ca-1", realm: "live" };
    await withStore(mine.data, two(mine), (store) =>
      writeBackup({ kept: [{ name: null, folder: mine.data, store }], file, nodeKey, node, at: 1_000 }),
    );
    const data = join(folder.path, "restored");
    await expect(restoreNode({ file, data, nodeKey, from: "file" })).rejects.toThrow(/custodians' shares/);
    expect((await filesUnder(folder.path)).has(join(data, "node.db"))).toBe(false);
    await restoreNode({ file, data, nodeKey, from: "shares" });
    const names = [...(await filesUnder(data)).keys()].map((path) => path.slice(data.length + 1));
    expect(names).toContain("confirmed-cards.json");
    expect(names).not.toContain("node-key");
  });
});
