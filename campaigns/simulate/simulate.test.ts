import { expect, it } from "vitest";
import { chanceOf } from "../chance.ts";
import { simulate } from "./campaign.ts";
import { playSeed } from "./seed.ts";
import { openTemplate } from "./template.ts";

// A small run on every commit; the full one is `npm run campaign -- simulate --n 5000`. A seed that once broke stays.

const LIMIT_MS = 120_000;
/** 34: a note of "opened" waited ten years behind a clock that was put back. */
const ONCE_BROKEN = [34];

it("60 seeds lose nothing, double nothing, and come to rest within a minute", {
  timeout: LIMIT_MS,
}, async () => {
  const broken: string[] = [];
  const report = await simulate(
    { n: 60, seed: 900_000 },
    { broke: (seed, kind, why) => broken.push(`${seed} ${kind}: ${why}`) },
  );
  expect(broken).toEqual([]);
  expect(report.by_kind["same story twice"]?.tried).toBeGreaterThan(1);
});

it("seeds that once broke hold", { timeout: LIMIT_MS }, async () => {
  const template = await openTemplate(2);
  for (const seed of ONCE_BROKEN) expect((await playSeed(template, seed)).why, `seed ${seed}`).toBe("");
  await template.remove();
});

it("a month between two nodes is a story with deaths, lost lines and dispatches that arrive", {
  timeout: LIMIT_MS,
}, async () => {
  const template = await openTemplate(2);
  const words = new Map<string, number>();
  for (let seed = 1; seed <= 40; seed += 1) {
    for (const event of (await playSeed(template, seed)).events) {
      const word = event.split(" ").slice(2, 4).join(" ");
      words.set(word, (words.get(word) ?? 0) + 1);
    }
  }
  await template.remove();
  for (const wanted of [
    "approve approved",
    "submit proposed",
    "read read",
    "recall recalled",
    "kill",
    "line cut",
    "disk crash_after",
  ])
    expect([...words].filter(([word]) => word.startsWith(wanted)).length, wanted).toBeGreaterThan(0);
  expect(chanceOf(1).below(10)).toBe(chanceOf(1).below(10));
});
