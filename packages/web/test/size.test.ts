import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { buildWeb } from "../../../scripts/web/build.ts";

const dist = join(import.meta.dirname, "../dist");
/** The aim for code and style of the first page (the limit is 250 kB); fonts are cached for a year and counted apart. */
const MOST = 150_000;
/** A question each over a line of 400 ms: what all pages need is one file. */
const MOST_FILES = 6;

beforeAll(() => buildWeb(() => undefined));

function weight(file: string): number {
  return gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
}

/** What the page names: its script, what that imports, its sheets; and the messages of the largest language. */
function firstLoad(): readonly string[] {
  const page = readFileSync(join(dist, "page.html"), "utf8");
  const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, file = ""]) => file,
  );
  const messages = readdirSync(join(dist, "assets")).filter((file) => /^hi-.*\.js$/.test(file));
  return [...named, ...messages.map((file) => `assets/${file}`)];
}

describe("the built workspace", () => {
  it("loads at most 150 kB of code and style first, gzipped, in few files", () => {
    const sum = firstLoad().reduce((total, file) => total + weight(file), 0);
    process.stdout.write(
      `\nfirst load, gzipped: ${(sum / 1000).toFixed(1)} kB in ${String(firstLoad().length)} files\n`,
    );
    expect(sum).toBeGreaterThan(50_000);
    expect(sum).toBeLessThanOrEqual(MOST);
    expect(firstLoad().length).toBeLessThanOrEqual(MOST_FILES);
  });

  it("names nothing of another host, no inline script and no inline style", () => {
    const page = readFileSync(join(dist, "page.html"), "utf8");
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(page).not.toMatch(/<style|\sstyle=/);
  });

  it("has no sink that reads text as code", () => {
    const own = readdirSync(join(import.meta.dirname, "../src"), { recursive: true, withFileTypes: true });
    const sources = own.filter((entry) => /\.tsx?$/.test(entry.name));
    expect(sources.length).toBeGreaterThan(40);
    for (const { parentPath, name } of sources) {
      const text = readFileSync(join(parentPath, name), "utf8");
      expect([
        name,
        text.match(
          /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
        ),
      ]).toEqual([name, null]);
    }
  });

  it("is built again only when a source changed", async () => {
    const began = performance.now();
    expect(await buildWeb(() => undefined)).toBe(false);
    expect(performance.now() - began).toBeLessThan(300);
  });
});
