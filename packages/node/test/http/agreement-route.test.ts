import { describe, expect, it } from "vitest";
import type { PeerAnswer } from "../../src/exchange/door.ts";
import { peerRouteOf } from "../../src/http/peer-routes.ts";
import { peerThat } from "./line-rig.ts";

const asked: string[] = [];
const note = async (word: string): Promise<PeerAnswer> => {
  asked.push(word);
  return { status: 200, type: "application/json", body: new Uint8Array() };
};
const peer = peerThat({
  takeAgreement: (by, body) => note(`${by} tells ${body.length}`),
  readAgreement: (by, number) => note(`${by} asks ${number}`),
});

describe("the partner's door, about versions of the agreement", () => {
  it("takes one of a MiB at most, as documents are", async () => {
    const route = peerRouteOf(peer, "POST", "/peer/v1/agreement");
    expect(route).toMatchObject({ name: "agreement", maxBytes: 1_048_576 });
    await route?.run("IN", new Uint8Array(3));
    expect(asked.splice(0)).toEqual(["IN tells 3"]);
  });

  it.each(["1", "2", "10000"])("is asked for version %s", async (number) => {
    const route = peerRouteOf(peer, "GET", `/peer/v1/agreement/${number}`);
    expect(route).toMatchObject({ name: "agreement", maxBytes: 0 });
    await route?.run("IN", new Uint8Array());
    expect(asked.splice(0)).toEqual([`IN asks ${number}`]);
  });

  it.each([
    ["GET", "/peer/v1/agreement"],
    ["GET", "/peer/v1/agreement/"],
    ["GET", "/peer/v1/agreement/0"],
    ["GET", "/peer/v1/agreement/02"],
    ["GET", "/peer/v1/agreement/100000"],
    ["GET", "/peer/v1/agreement/2/.."],
    ["GET", "/peer/v1/agreement/-1"],
    ["PUT", "/peer/v1/agreement"],
    ["POST", "/peer/v1/agreement/2"],
  ])("knows no %s %s", (method, url) => {
    expect(peerRouteOf(peer, method, url)).toBeNull();
  });
});
