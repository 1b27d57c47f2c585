import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readQuestions, repliesFrame } from "../../src/exchange/line/collect-frame.ts";
import { CELL_HOLDS, collectedLine, openCollector, peerClient } from "../../src/exchange/line/door.ts";
import { answerCollected } from "../../src/http/peer-request.ts";
import { type PeerRig, peerRig } from "./line-rig.ts";

const random = (size: number) => new Uint8Array(randomBytes(size));
const LIMITS = { timeoutMs: 10_000 };

/** A node outside, whose partner IN collects; its door, and its partner's line to it. */
async function outside() {
  const line = collectedLine(random, { holdMs: 5, answerMs: 10_000 });
  const rig = await peerRig({ collect: line.collect });
  const client = peerClient({
    tls: rig.partner,
    partner: { party: "CA", url: rig.door.url, spkiSha256: rig.us.spkiSha256 },
  });
  return {
    line,
    rig,
    client,
    async [Symbol.asyncDispose]() {
      line.close();
      client.close();
      await rig.door.close();
    },
  };
}

const refusals: string[] = [];
const asking = ({ peer }: PeerRig) => ({
  peer,
  partner: "CA" as const,
  refuse: async (code: string, place: string) => void refusals.push(`${place}: ${code}`),
});

describe("the door of a node whose partner collects", () => {
  it("hands over what waits and brings back the answers, over the line that the partner opened", async () => {
    await using node = await outside();
    await using inside = await peerRig();
    const reply = node.line.post("/peer/v1/dispatches", Uint8Array.of(1, 2, 3));
    const collector = openCollector({
      post: (path, body) => node.client.post(path, body, LIMITS),
      answer: (asked) => answerCollected(asking(inside), asked),
      malformed: async () => undefined,
    });
    await collector.turn();
    expect(new TextDecoder().decode((await reply).body)).toBe("takeDispatches");
    expect(node.rig.calls).toEqual([]);
    expect(node.rig.rejections).toEqual([]);
  });

  it.each([
    ["nothing", new Uint8Array(), 400, "missing_body"],
    ["what is no frame", Uint8Array.of(9, 9), 400, "malformed_frame"],
    [
      "a frame that is cut",
      repliesFrame([{ id: random(16), status: 200, body: random(9) }]).subarray(0, 20),
      400,
      "malformed_frame",
    ],
    ["more than two mebibytes", new Uint8Array(2 * 1_048_576 + 1), 413, "oversized"],
  ])("refuses %s, records it, and hands nothing over", async (_, body, status, code) => {
    await using node = await outside();
    const waiting = node.line.get("/peer/v1/log/checkpoint").catch(() => null);
    expect((await node.client.post("/peer/v1/collect", body, LIMITS)).status).toBe(status);
    expect(node.rig.rejections).toMatchObject([{ door: "peer", place: "collect", code }]);
    const reply = await node.client.post("/peer/v1/collect", repliesFrame([]), LIMITS);
    expect(readQuestions(reply.body)).toMatchObject({
      ok: true,
      value: [{ path: "/peer/v1/log/checkpoint" }],
    });
    node.line.close();
    await waiting;
  });

  it("exists only where the partner cannot be called", async () => {
    await using rig = await peerRig();
    const client = peerClient({
      tls: rig.partner,
      partner: { party: "CA", url: rig.door.url, spkiSha256: rig.us.spkiSha256 },
    });
    expect((await client.post("/peer/v1/collect", repliesFrame([]), LIMITS)).status).toBe(404);
    client.close();
  });
});

describe("what is collected", () => {
  it.each([
    ["POST", "/peer/v1/collect", 404],
    ["POST", "/peer/v1/unknown", 404],
    ["GET", "/peer/v1/dispatches", 404],
    ["GET", "/peer/v1/log/../keys", 404],
  ] as const)(
    "is answered by the same routes as at the door: %s %s is none",
    async (method, path, status) => {
      await using rig = await peerRig();
      const body = new Uint8Array();
      expect((await answerCollected(asking(rig), { method, path, body })).status).toBe(status);
      expect(rig.calls).toEqual([]);
    },
  );

  it("is bound by the same sizes, a cell by its own, and each refusal is recorded", async () => {
    await using rig = await peerRig();
    const asked = { method: "POST", path: "/peer/v1/recovery", body: new Uint8Array(4_097) } as const;
    refusals.length = 0;
    expect((await answerCollected(asking(rig), asked)).status).toBe(413);
    const cell = { method: "POST", path: "/peer/v1/cell", body: new Uint8Array(CELL_HOLDS + 1) } as const;
    expect((await answerCollected(asking(rig), cell)).status).toBe(413);
    expect(refusals).toEqual(["recovery: oversized", "cell: oversized"]);
    expect(rig.calls).toEqual([]);
  });
});
