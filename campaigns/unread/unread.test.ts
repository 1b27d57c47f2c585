import { expect, it } from "vitest";
import { unread } from "./campaign.ts";

// A small run on every commit; the full one is `npm run campaign -- unread --n 200`.

it("no route serves what the record of the read failed for, and each does on a sound disk", {
  timeout: 180_000,
}, async () => {
  const broken: string[] = [];
  const broke = (seed: number, kind: string, why: string) => broken.push(`${seed} ${kind}: ${why}`);
  const report = await unread({ n: 3, seed: 1 }, { broke });
  expect(broken).toEqual([]);
  expect(report).toMatchObject({ tried: 13, held: 13, broken: 0 });
});
