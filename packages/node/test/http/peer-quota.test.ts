import { describe, expect, it, test } from "vitest";
import { CELL_PATH, frame, LINE_SIZES } from "../../src/exchange/line/door.ts";
import { openQuota, type QuotaLimits } from "../../src/http/peer-quota.ts";
import type { Rejection } from "../../src/http/rejections.ts";
import { carried, onLine, type PeerRig, peerRig, saidIn, speakTls } from "./line-rig.ts";

const LIMITS: QuotaLimits = { requests: 60, bytes: 6_000, cells: 60 };

function quotaAt(limits: QuotaLimits = LIMITS) {
  const dials = { now: 1_000_000 };
  const rejections: Rejection[] = [];
  const quota = openQuota(
    limits,
    () => dials.now,
    async (rejection) => void rejections.push(rejection),
  );
  const taken = (times: number, bytes = 0) =>
    Array.from({ length: times }, () => quota.take("IN", "common", bytes)).filter((wait) => wait === null)
      .length;
  return { dials, rejections, quota, taken };
}

describe("a partner's minute", () => {
  it("holds so many requests, and fills evenly", () => {
    const { dials, taken } = quotaAt();
    expect(taken(100)).toBe(60);
    dials.now += 10_000;
    expect(taken(100)).toBe(10);
    dials.now += 3_600_000;
    expect(taken(100)).toBe(60);
  });

  it("holds so many bytes", () => {
    const { dials, taken } = quotaAt();
    expect(taken(5, 2_500)).toBe(2);
    dials.now += 15_000;
    expect(taken(1, 2_500)).toBe(1);
    expect(taken(1, 6_001)).toBe(0);
  });

  it("says after how many seconds another might pass, at most a minute", () => {
    const { quota, taken } = quotaAt();
    taken(60);
    expect(quota.take("IN", "common", 0)).toBe(1);
    expect(quota.take("IN", "common", 60_000)).toBe(60);
  });

  it("is his own: another partner's is untouched", () => {
    const { quota, taken } = quotaAt();
    taken(100);
    expect(quota.take("CA", "common", 0)).toBeNull();
  });

  it("is not filled by a clock that is set back, nor emptied", () => {
    const { dials, taken } = quotaAt();
    taken(30);
    dials.now -= 500_000;
    expect(taken(100)).toBe(30);
    dials.now += 60_000;
    expect(taken(100)).toBe(60);
  });

  it("leaves the reserved share and the cells to themselves", () => {
    const { quota, taken } = quotaAt();
    taken(100, 100);
    const left = (share: "reserved" | "cell") =>
      Array.from({ length: 100 }, () => quota.take("IN", share, 0)).filter((wait) => wait === null).length;
    expect([left("reserved"), left("cell")]).toEqual([6, 60]);
  });

  it("is recorded once where it was used up, and once a minute from then on", async () => {
    const { dials, quota, rejections } = quotaAt();
    for (let nth = 0; nth < 50; nth += 1) await quota.refused("IN");
    expect(rejections.map(({ code }) => code)).toEqual(["over_quota"]);
    dials.now += 59_999;
    await quota.refused("IN");
    expect(rejections).toHaveLength(1);
    dials.now += 1;
    await quota.refused("IN");
    await quota.refused("CA");
    expect(rejections).toHaveLength(3);
  });
});

async function said(rig: PeerRig, bytes: string) {
  const shown = { key: rig.partner.keyPem, cert: rig.partner.certPem };
  const { text } = await speakTls(rig.door.port, shown, bytes);
  return { raw: text, ...saidIn(text) };
}

describe("a partner at the door who asks too much", () => {
  const quota = { requests: 10, bytes: 1_000_000, cells: 60 };
  const read = onLine("GET", "/peer/v1/log/checkpoint");
  const single = onLine("POST", "/peer/v1/dispatches", "a".repeat(17_680));
  const batch = onLine("POST", "/peer/v1/dispatches", "a".repeat(40_000));

  async function usedUp(rig: PeerRig): Promise<void> {
    for (let nth = 0; nth < quota.requests; nth += 1) expect((await said(rig, read)).status).toBe(200);
  }

  test("is answered 429 with when to come again, in a frame like any other, and recorded once", async () => {
    await using rig = await peerRig({ quota });
    const before = (await said(rig, read)).raw.length;
    for (let nth = 1; nth < quota.requests; nth += 1) await said(rig, read);
    const answers = [await said(rig, read), await said(rig, batch), await said(rig, read)];
    for (const { status, type, raw } of answers) {
      expect([status, type]).toEqual([429, "application/json"]);
      expect(raw.startsWith("HTTP/1.1 200 ")).toBe(true);
      expect(raw.length).toBe(before);
    }
    expect(rig.calls).toHaveLength(quota.requests);
    expect(rig.rejections.map(({ code }) => code)).toEqual(["over_quota"]);
  });

  test("still brings a single dispatch: a life may hang on it; and no flood of them", async () => {
    await using rig = await peerRig({ quota });
    await usedUp(rig);
    expect((await said(rig, single)).status).toBe(200);
    expect(rig.calls.at(-1)).toMatchObject({ method: "takeDispatches" });
    expect((await said(rig, single)).status).toBe(429);
  });

  test.each([
    ["a file's part", onLine("POST", "/peer/v1/attachments", "a".repeat(2_000))],
    ["a gap request", onLine("POST", "/peer/v1/gaps", "{}")],
    ["a batch", batch],
    ["reading", read],
    ["nothing anybody knows", onLine("POST", "/peer/v1/nothing", "a")],
  ])("has no reserve for %s", async (_, bytes) => {
    await using rig = await peerRig({ quota });
    await usedUp(rig);
    const calls = rig.calls.length;
    expect((await said(rig, bytes)).status).toBe(429);
    expect(rig.calls).toHaveLength(calls);
  });

  test("loses no heartbeat by it, and floods nobody with heartbeats", async () => {
    await using rig = await peerRig({ quota, cellAnswerMs: 0 });
    await usedUp(rig);
    const cell = carried(frame(new Uint8Array(9), LINE_SIZES.cellAsk), CELL_PATH);
    const shown = { key: rig.partner.keyPem, cert: rig.partner.certPem };
    const statuses: unknown[] = [];
    for (let nth = 0; nth < 62; nth += 1) {
      const { text } = await speakTls(rig.door.port, shown, cell);
      statuses.push(saidIn(text, LINE_SIZES.cellAnswer)?.status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.slice(60)).toEqual([429, 429]);
  });

  test("who says no length is counted with the largest", async () => {
    await using rig = await peerRig({ quota: { requests: 10, bytes: 1_000_000, cells: 60 } });
    const chunked =
      "POST /peer/v1/line HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n";
    const text = await said(
      rig,
      `${chunked}Content-Type: application/octet-stream\r\n\r\n1\r\na\r\n0\r\n\r\n`,
    );
    expect(text.status).toBe(429);
  });
});
