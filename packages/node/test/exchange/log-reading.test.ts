import { decodeEntryBundle, leafHash, rootOf } from "@entente/ledger";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forge, verdictOn } from "./forge.ts";
import { type TestNode, type TwoNodes, twoNodes } from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes();
  ca = pair.ca;
  for (let nth = 0; nth < 4; nth++)
    expect(await verdictOn(ca, (await forge(pair.in, ca)).sealed)).toBe("stored");
  await pair.settle();
});
afterAll(() => pair.close());

function read(path: string) {
  return ca.exchange.peer.readLog("IN", path);
}

describe("the partner reads our exchange log in the C2SP layout", () => {
  it("the checkpoint is the newest he has cosigned", async () => {
    const answer = await read("checkpoint");
    expect(answer).toMatchObject({ status: 200, type: "text/plain; charset=utf-8" });
    expect(answer.body).toEqual((await ca.exchange.ownLog.witnessed())?.note);
  });

  it("the entries and the tile below it hash to its root", async () => {
    const { size, root } = await ca.store.logs.head("exchange");
    const bundle = await read(`tile/entries/000.p/${size}`);
    expect(bundle).toMatchObject({ status: 200, type: "application/octet-stream" });
    const entries = decodeEntryBundle(bundle.body);
    if (!entries.ok) throw new Error("it is a bundle");
    const hashes = entries.value.map(leafHash);
    expect(rootOf(hashes)).toEqual(root);
    const tile = await read(`tile/0/000.p/${size}`);
    expect(tile.body).toEqual(new Uint8Array(Buffer.concat(hashes)));
  });

  it("it holds no name, no title and no content: salted digests of one size", async () => {
    const { size } = await ca.store.logs.head("exchange");
    const { body } = await read(`tile/entries/000.p/${size}`);
    expect(body).toHaveLength(size * (2 + 34));
    expect(Buffer.from(body).toString("latin1")).not.toMatch(/INVENTED|RCMP|ca-lo/);
  });

  it.each([
    "tile/0/000",
    "tile/0/000.p/200",
    "tile/0/001.p/1",
    "tile/1/000.p/1",
    "tile/entries/000",
    "tile/entries/000.p/200",
    "tile/0/000.p/0",
    "tile/64/000.p/1",
    "tile/0/0",
    "tile/0/000.p/01",
    "tile/domestic/000.p/1",
    "../domestic/tile/0/000.p/1",
    "domestic/checkpoint",
    "checkpoint/",
    "",
    "tile/0/%30%30%30.p/1",
  ])("what there is not is not found: %j", async (path) => {
    expect((await read(path)).status).toBe(404);
  });
});
