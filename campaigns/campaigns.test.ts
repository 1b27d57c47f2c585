import { expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import { forge } from "./forge/campaign.ts";
import { malform } from "./malform/campaign.ts";
import { approvals } from "./people/approvals.ts";
import { revokeMidAction } from "./people/revoke.ts";

// A small run of each campaign, so that a control that fell is seen on every commit. The full runs are
// `npm run campaign -- malform --n 5000` and `npm run campaign -- forge --n 1000`.

const LIMIT_MS = 120_000;

/** Every broken case in words: the test's failure must say what to run again. */
function listening() {
  const broken: string[] = [];
  return {
    broken,
    broke: (seed: number, kind: string, why: string) => broken.push(`${seed} ${kind}: ${why}`),
  };
}

it("500 malformed messages at both doors of a real node change nothing", { timeout: LIMIT_MS }, async () => {
  const listener = listening();
  const report = await runCampaign(malform, { n: 500, seed: 20_000 }, listener);
  expect(listener.broken).toEqual([]);
  expect(report).toMatchObject({ tried: 500, held: 500, broken: 0 });
});

it("200 forged or replayed messages are accepted by no door", { timeout: LIMIT_MS }, async () => {
  const listener = listening();
  const report = await runCampaign(forge, { n: 200, seed: 20_000 }, listener);
  expect(listener.broken).toEqual([]);
  expect(Object.keys(report.by_kind).length).toBeGreaterThanOrEqual(20);
  expect(report).toMatchObject({ tried: 200, held: 200, broken: 0 });
});

it("an officer revoked in the middle of what he does has no effect after it", {
  timeout: LIMIT_MS,
}, async () => {
  const listener = listening();
  const report = await runCampaign(revokeMidAction, { n: 10, seed: 20_000 }, listener);
  expect(listener.broken).toEqual([]);
  expect(report).toMatchObject({ tried: 10, held: 10, broken: 0 });
});

it("self-approvals, stale and swapped ones and a flood of proposals come to nothing", {
  timeout: LIMIT_MS,
}, async () => {
  const listener = listening();
  const report = await runCampaign(approvals, { n: 2 * approvals.kinds.length, seed: 20_000 }, listener);
  expect(listener.broken).toEqual([]);
  expect(Object.keys(report.by_kind)).toContain("fatigue.flood_of_one_author");
  expect(report.broken).toBe(0);
});
