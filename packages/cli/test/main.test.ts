import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ID, objectOn, standingOf } from "./command-line.ts";
import { startFakeNode } from "./fake-node.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** A process of its own, as people and scripts start it. */
function start(
  args: readonly string[],
  options: { readonly stdin?: string; readonly env?: Record<string, string> } = {},
) {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...options.env } });
  let [out, err] = ["", ""];
  child.stdout.on("data", (part) => {
    out += String(part);
  });
  child.stderr.on("data", (part) => {
    err += String(part);
  });
  child.stdin.end(options.stdin ?? "");
  return new Promise<{ exit: number | null; out: string; err: string }>((done) => {
    child.on("close", (exit) => done({ exit, out, err }));
  });
}

describe("as a process", () => {
  test("prints its object on standard output, nothing else anywhere, and ends at once", async () => {
    const node = await startFakeNode({ draftDispatch: () => ({ value: standingOf("draft") }) });
    const said = await start(["draft", "request", "-", "--json"], {
      stdin: "{}",
      env: { ENTENTE_NODE: node.url },
    });
    expect([said.exit, said.err]).toEqual([0, ""]);
    expect(objectOn(said.out)).toEqual(standingOf("draft"));
    await node.close();
  });

  test("ends with the exit code of a refusal, its problem on standard error", async () => {
    const said = await start(["approve", ID, "--json"]);
    expect([said.exit, said.out]).toEqual([4, ""]);
    expect(objectOn(said.err).code).toBe("device_needed");
  });
});
