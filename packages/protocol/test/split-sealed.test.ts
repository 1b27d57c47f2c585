import { splitSealed } from "@entente/protocol";
import { expect, it } from "vitest";
import { edited, faultsOf, filler, joined, must, zeros } from "./fixtures.ts";
import { sealedFor } from "./sealed.ts";

const small = await sealedFor();
const large = await sealedFor(filler("body", 70_000));

it("cuts a POST body into the dispatches it was joined from", () => {
  expect(must(splitSealed(small))).toEqual([small]);
  expect(must(splitSealed(joined(small, large, small)))).toEqual([small, large, small]);
});

it("takes as many as allowed and no more", () => {
  expect(must(splitSealed(joined(small, small), 2))).toHaveLength(2);
  expect(faultsOf(splitSealed(joined(small, small, small), 2))).toEqual([`oversized @${2 * small.length}`]);
  expect(faultsOf(splitSealed(joined(...zeros(65).map(() => small))))).toEqual([
    `oversized @${64 * small.length}`,
  ]);
});

const broken: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
  ["nothing", new Uint8Array(0), ["truncated @0"]],
  ["a cut cover", small.slice(0, 100), ["truncated @100"]],
  ["a cut dispatch", joined(small, large.slice(0, -1)), [`truncated @${small.length + large.length - 1}`]],
  ["stray bytes at the end", joined(small, Uint8Array.of(1)), [`truncated @${small.length + 1}`]],
  [
    "a broken cover in second place",
    joined(small, edited(large, 8, 9, 9, 9)),
    [`unknown_suite @${small.length + 8}`, `malformed_cover @${small.length + 10}`],
  ],
  ["a bucket longer than the body of the POST", edited(small, 150, 0x40), [`truncated @${small.length}`]],
];

it.each(broken)("refuses %s as a whole", (_name, bytes, faults) => {
  expect(faultsOf(splitSealed(bytes))).toEqual(faults);
});
