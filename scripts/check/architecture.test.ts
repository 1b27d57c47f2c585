import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { directionFaults, type Violation, valueCycles } from "./directions.ts";
import { castRate, houseNumbers } from "./figures.ts";
import { parseRooms } from "./rooms.ts";
import { shapeFaults } from "./shape.ts";
import { readTree } from "./tree.ts";
import { AMBIENT_CALLS, vocabularyFaults } from "./vocabulary.ts";

const root = join(import.meta.dirname, "../..");
const tree = readTree(root);
const rooms = parseRooms(readFileSync(join(root, "rooms.json"), "utf8"));

function lines(faults: readonly Violation[], ...rules: string[]): string[] {
  return faults.filter(({ rule }) => rules.includes(rule)).map(({ where, says }) => `${where}  ${says}`);
}

describe("the tree keeps the directions of rooms.json", () => {
  const faults = directionFaults(tree, rooms);

  it("every source stands in a listed room", () => {
    expect(lines(faults, "unlisted")).toEqual([]);
  });
  it("every import goes where its room may go, and through a door", () => {
    expect(lines(faults, "direction")).toEqual([]);
  });
  it("no files load each other in a circle", () => {
    expect(valueCycles(tree)).toEqual([]);
  });
});

describe("the tree keeps the words and rights of rooms.json", () => {
  const faults = vocabularyFaults(tree, rooms);

  it("no room says a word that is not its own", () => {
    expect(lines(faults, "word")).toEqual([]);
  });
  it("only those named seal, open, decide and build", () => {
    expect(lines(faults, "reserved")).toEqual([]);
  });
  it("only those named reach database, web server and network", () => {
    expect(lines(faults, "outlet")).toEqual([]);
  });
  it("only store files speak SQL", () => {
    expect(lines(faults, "sql")).toEqual([]);
  });
  it("clock, chance, environment and network are read in one file each", () => {
    expect(lines(faults, "ambient")).toEqual([]);
  });
});

describe("rooms.json", () => {
  it("looks only for calls it knows", () => {
    expect(rooms.ambient.one.map(({ call }) => call).filter((call) => !AMBIENT_CALLS.includes(call))).toEqual(
      [],
    );
  });
  it("gives rights to no file that is gone", () => {
    const named = [
      ...rooms.ambient.draw,
      ...rooms.ambient.one.flatMap(({ only }) => only),
      ...rooms.javascript.files,
    ];
    const rights = [
      ...named,
      ...rooms.reserved.flatMap(({ only }) => only).filter((path) => path.endsWith(".ts")),
    ];
    expect(rights.filter((path) => !tree.files.has(path))).toEqual([]);
  });
});

describe("the tree keeps its shape", () => {
  const faults = shapeFaults(tree, rooms);

  it("no file of more than 400 lines and no function of more than 60", () => {
    expect(lines(faults, "size")).toEqual([]);
  });
  it("no name that says nothing", () => {
    expect(lines(faults, "name")).toEqual([]);
  });
  it("no JavaScript but the way in", () => {
    expect(lines(faults, "javascript", "unread")).toEqual([]);
  });
  it("no text in the pages that is not a message", () => {
    expect(lines(faults, "text")).toEqual([]);
  });
  it("no `any`", () => {
    expect(lines(faults, "any")).toEqual([]);
  });
  it("no mocked module", () => {
    expect(lines(faults, "mock")).toEqual([]);
  });
  it("no lint rule switched off without a reason", () => {
    expect(lines(faults, "suppression")).toEqual([]);
  });
  it("at most one cast for each 1000 lines of source", () => {
    expect(castRate(tree)).toBeLessThanOrEqual(1);
  });
  it("prints the house numbers", () => {
    const numbers = houseNumbers(tree);
    process.stdout.write(`\n${numbers.join("\n")}\n`);
    expect(numbers.length).toBeGreaterThan(2);
  });
});
