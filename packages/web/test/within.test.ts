import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LANGUAGES } from "@entente/words";
import { describe, expect, it } from "vitest";
import { compareRelease, leavesOf } from "../src/release/compare.ts";
import { namesWithin, saidOf } from "../src/release/within.ts";

/** An invented record of an answer, every field stated. */
const RECORD = {
  holder: { state: "CA", agency: "RCMP" },
  owner: { state: "US", agency: "Invented" },
  owner_consent: "withheld",
  categories: ["human_source", "identity"],
  marking: {
    system: "CA",
    level: "PROTECTED B",
    tlp: "TLP:AMBER",
    pap: "PAP:AMBER",
    handling: ["H1", "H2"],
    grade: { source: "A", information: 1 },
  },
  text: "Invented: who told us.",
};
/** An invented subject of a request, with an identifier. */
const SUBJECT = {
  type: "person",
  name: "Invented",
  link: "Invented",
  identifiers: [{ type: "passport", value: "X1" }],
};
const WHERE = "/content/items/0";

describe("a record that stays home whole", () => {
  const ours = { title: "t", content: { items: [RECORD] }, marking: {} };
  const body = { title: "t", content: { items: [] }, marking: {} };
  const withheld = [{ pointer: "/items/0", category: "human_source", law: "Invented Act s. 1" }];
  const row = compareRelease(ours, body, withheld).find(({ pointer }) => pointer === WHERE);
  const said = saidOf(WHERE, row?.lines ?? []);

  it("names each of its values, and says what one name has together", () => {
    expect(said.map(({ names, lines }) => [names.join("."), lines.map((line) => line.ours)])).toEqual([
      ["holder.state", ["CA"]],
      ["holder.agency", ["RCMP"]],
      ["owner.state", ["US"]],
      ["owner.agency", ["Invented"]],
      ["owner_consent", ["withheld"]],
      ["categories", ["human_source", "identity"]],
      ["system", ["CA"]],
      ["level", ["PROTECTED B"]],
      ["tlp", ["TLP:AMBER"]],
      ["pap", ["PAP:AMBER"]],
      ["handling", ["H1", "H2"]],
      ["source", ["A"]],
      ["information", ["1"]],
      ["text", ["Invented: who told us."]],
    ]);
  });

  it("loses no value of it", () => {
    const values = said.flatMap(({ lines }) => lines.map((line) => line.ours ?? ""));
    const kept = leavesOf(RECORD, "").map(([, value]) => value);
    expect(new Map(values.map((value) => [value, count(values, value)]))).toEqual(
      new Map(kept.map((value) => [value, count(kept, value)])),
    );
  });

  it.each(LANGUAGES)("has a word for every name in %s", (language) => {
    const file = join(import.meta.dirname, `../messages/${language}.screens.json`);
    const messages: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
    const names = [RECORD, SUBJECT].flatMap((record) =>
      leavesOf(record, "").flatMap(([at]) => namesWithin("", at)),
    );
    expect(names.length).toBeGreaterThan(14);
    const without = names.filter(
      (name) => messages[`within.${name}`] === undefined && messages[`field.${name}`] === undefined,
    );
    expect(without).toEqual([]);
  });
});

it("a value that is a row of its own has no name within", () => {
  expect(namesWithin("/content/text", "/content/text")).toEqual([]);
  expect(namesWithin("/content/items/1", "/content/items/10/text")).toEqual([]);
  expect(namesWithin("/content/reveals", "/content/reveals/0")).toEqual([]);
});

function count<T>(list: readonly T[], value: T): number {
  return list.filter((one) => one === value).length;
}
