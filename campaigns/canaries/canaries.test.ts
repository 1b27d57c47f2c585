import { expect, it } from "vitest";
import { canaries } from "./campaign.ts";

// One journey on every commit; the full run is `npm run campaign -- canaries --n 1000`.

it("nothing that officers or a partner wrote is readable in anything two nodes leave behind", {
  timeout: 240_000,
}, async () => {
  const broken: string[] = [];
  const broke = (seed: number, kind: string, why: string) => broken.push(`${seed} ${kind}: ${why}`);
  const report = await canaries({ n: 1, seed: 500_000 }, { broke });
  expect(broken).toEqual([]);
  expect(report.tried).toBeGreaterThan(200);
  expect(Object.keys(report.by_kind).length).toBeGreaterThan(70);
});
