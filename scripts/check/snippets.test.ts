import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Snippet, snippetsOf, startsTheCheck } from "./snippets.ts";

const root = join(import.meta.dirname, "../..");
const readme = join(root, "README.md");
const MOST_MS = 240_000;

/** Runs a block as a reader would, at the root; ends whatever it left running. */
async function run({ script }: Snippet): Promise<{ code: number | null; output: string }> {
  const shell = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const parts: Uint8Array[] = [];
  shell.stdout.on("data", (part: Uint8Array) => parts.push(part));
  shell.stderr.on("data", (part: Uint8Array) => parts.push(part));
  const end = (): void => {
    if (shell.pid === undefined) return;
    try {
      process.kill(-shell.pid, "SIGTERM");
    } catch {
      // the whole group has ended by itself
    }
  };
  const limit = setTimeout(end, MOST_MS);
  const code = await new Promise<number | null>((done) => shell.on("exit", done));
  clearTimeout(limit);
  end();
  return { code, output: Buffer.concat(parts).toString("utf8") };
}

describe.skipIf(!existsSync(readme))("README.md (skipped where there is none)", () => {
  const snippets = existsSync(readme) ? snippetsOf(readFileSync(readme, "utf8")) : [];

  it("marks at least one block to run", () => {
    expect(snippets.length).toBeGreaterThan(0);
  });
  it("marks no block that would start this check again", () => {
    expect(snippets.filter(startsTheCheck)).toEqual([]);
  });
  for (const snippet of snippets.filter((one) => !startsTheCheck(one))) {
    it(`line ${snippet.line} runs`, async () => {
      const { code, output } = await run(snippet);
      expect(code, output).toBe(0);
    });
  }
});

describe("snippets", () => {
  const fence = "```";
  it("are the marked sh blocks, and no others", () => {
    const text = [
      "a",
      `${fence}sh`,
      "no",
      fence,
      "<!-- snippet: run -->",
      "",
      `${fence}sh`,
      "one",
      "two",
      fence,
    ].join("\n");
    expect(snippetsOf(text)).toEqual([{ line: 7, script: "one\ntwo" }]);
  });
  it.each([
    ["a mark before text", "<!-- snippet: run -->\nwords"],
    ["a mark before another language", `<!-- snippet: run -->\n${fence}ts\nx\n${fence}`],
    ["a block that does not end", `<!-- snippet: run -->\n${fence}sh\nx`],
    ["a mark at the end", "<!-- snippet: run -->"],
  ])("refuse %s", (_, text) => {
    expect(() => snippetsOf(text)).toThrow(/line 1/);
  });
  it.each(["npm test", "npm t", "npm run check", "npm --silent test", "bash .ci/run"])(
    "know that `%s` starts the check",
    (script) => {
      expect(startsTheCheck({ line: 1, script })).toBe(true);
    },
  );
  it.each(["npm start -- --headless", "npx --no-install entente policy test law", "npm run bench"])(
    "know that `%s` does not",
    (script) => {
      expect(startsTheCheck({ line: 1, script })).toBe(false);
    },
  );
});
