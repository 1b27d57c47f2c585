import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Folder, openFolder } from "./folder.ts";

let base: string;
let path: string;
let open: Folder[];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "entente-folder-"));
  path = join(base, "box");
  open = [];
});
afterEach(() => {
  for (const folder of open) folder.lock.release();
  rmSync(base, { recursive: true });
});

/** Opens as a later start would, after the one before has ended. */
function start(fresh = false): Folder {
  for (const folder of open.splice(0)) folder.lock.release();
  const folder = openFolder(path, fresh);
  open.push(folder);
  return folder;
}

describe("the sandbox's folder", () => {
  test("remembers what was finished", () => {
    const folder = start();
    expect(folder.has("ceremony")).toBe(false);
    folder.finish("ceremony");
    folder.finish("story");
    writeFileSync(folder.at("kept"), "");
    const again = start();
    expect([again.has("ceremony"), again.has("story"), existsSync(again.at("kept"))]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test("is emptied where the ceremony broke off, and kept where only the story did", () => {
    writeFileSync(start().at("half"), "");
    const again = start();
    expect(existsSync(again.at("half"))).toBe(false);
    again.finish("ceremony");
    writeFileSync(again.at("half"), "");
    expect(existsSync(start().at("half"))).toBe(true);
  });

  test("is emptied when a fresh start is wanted", () => {
    const folder = start();
    folder.finish("ceremony");
    mkdirSync(folder.nodeData("CA"));
    const fresh = start(true);
    expect([fresh.has("ceremony"), existsSync(fresh.nodeData("CA"))]).toEqual([false, false]);
  });

  test("belongs to one at a time", () => {
    start();
    expect(() => openFolder(path, false)).toThrow("another sandbox is running");
    expect(() => openFolder(path, true)).toThrow("another sandbox is running");
  });

  test.each([false, true])("that holds something else is never touched (fresh: %s)", (fresh) => {
    mkdirSync(path);
    writeFileSync(join(path, "thesis.txt"), "years of work");
    expect(() => openFolder(path, fresh)).toThrow("something else");
    expect(existsSync(join(path, "thesis.txt"))).toBe(true);
  });
});
