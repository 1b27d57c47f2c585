import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  as,
  entente,
  ententeHere,
  raiseSandbox,
  runSandbox,
  type Sandbox,
  storyFolder,
  until,
} from "./sandbox-process.ts";

// The sandbox as a thing that is started and stopped: twice, at once, on the same ground, and when something dies.

const folder = storyFolder();
const other = storyFolder();
const data = join(folder.path, "data");
const up: Sandbox[] = [];
afterAll(async () => {
  await Promise.all(up.map((sandbox) => sandbox.stop()));
  folder.remove();
  other.remove();
});

async function raise(where: string, ...more: readonly string[]): Promise<Sandbox> {
  const sandbox = await raiseSandbox(where, more);
  up.push(sandbox);
  return sandbox;
}

/** Processes whose parent is this one (Linux). */
function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name) && existsSync(`/proc/${name}/stat`))
    .map((name) => ({ pid: Number(name), stat: readFileSync(`/proc/${name}/stat`, "utf8") }))
    .filter(({ stat }) => Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent)
    .map(({ pid }) => pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const LINUX = process.platform === "linux";
let first: Sandbox;

describe("the first start", () => {
  test("plays the invented story once, on ports of its own, two sandboxes at a time", async () => {
    const [one, two] = await Promise.all([
      raise(folder.path, "--ports", "0,0"),
      raise(other.path, "--ports", "0,0"),
    ]);
    first = one;
    const urls = [one, two].flatMap(({ ready }) => [ready.nodes.CA.url, ready.nodes.IN.url]);
    expect(new Set(urls).size).toBe(4);
    for (const { out } of [one, two]) {
      expect(out()).toContain("invented: CA auditor");
      expect(out()).not.toContain(one.ready.nodes.CA.officers.lo?.token);
    }
    const signed = await ententeHere(folder.path, [
      "inbox",
      "--node",
      two.ready.nodes.CA.url,
      ...as(one.ready.nodes.CA, "lo").slice(2),
    ]);
    expect(signed.exit).toBe(3);
    expect((await two.stop("SIGINT")).exit).toBe(0);
  });

  test("keeps tokens and devices from other accounts", () => {
    for (const name of ["data/officers.json", "data/devices/ca-lo.json", "data/as/ca-lo.sh", "ready.json"]) {
      expect(statSync(join(folder.path, name)).mode & 0o077).toBe(0);
    }
  });
});

describe("a second start on the same data", () => {
  test("is refused while the first runs, also with --fresh, and does it no harm", async () => {
    const ready = ["--ready-file", join(folder.path, "ready.json")];
    for (const more of [[], ["--fresh"]]) {
      const ended = await runSandbox(["--headless", "--data", data, ...ready, ...more]);
      expect(ended.exit).toBe(1);
      expect(ended.err).toContain("another sandbox is running");
    }
    expect(existsSync(join(folder.path, "ready.json"))).toBe(true);
    expect((await entente(folder.path, ["inbox", ...as(first.ready.nodes.IN, "lo")])).exit).toBe(0);
  });

  test("later finds the same officers and the same story, and plays none", async () => {
    const before = await ententeHere(folder.path, ["inbox", ...as(first.ready.nodes.IN, "lo")]);
    expect((await first.stop("SIGTERM")).exit).toBe(0);
    expect(existsSync(join(folder.path, "ready.json"))).toBe(false);
    const again = await raise(folder.path);
    expect(again.out()).not.toContain("invented: CA lo");
    for (const party of ["CA", "IN"] as const) {
      expect(again.ready.nodes[party].officers).toEqual(first.ready.nodes[party].officers);
    }
    const after = await ententeHere(folder.path, ["inbox", ...as(again.ready.nodes.IN, "lo")]);
    expect(after.json).toEqual(before.json);
    first = again;
  });
});

describe.skipIf(!LINUX)("when something dies", () => {
  test("a node killed ends the sandbox, which says so and ends the other", async () => {
    const children = childrenOf(first.pid);
    expect(children).toHaveLength(2);
    process.kill(children[0] ?? 0, "SIGKILL");
    const ended = await first.ended;
    expect(ended.exit).toBe(1);
    expect(ended.err).toMatch(/the node of (CA|IN) ended by itself \(exit SIGKILL\)/);
    expect(children.filter(isAlive)).toEqual([]);
  });

  test("what was on the nodes is there at the next start; the sandbox killed takes its nodes along", async () => {
    const again = await raise(folder.path);
    const { json } = await ententeHere(folder.path, ["inbox", ...as(again.ready.nodes.IN, "lo")]);
    expect(json.items).toHaveLength(1);
    const children = childrenOf(again.pid);
    expect(children).toHaveLength(2);
    await again.stop("SIGKILL");
    await until(
      async () => children.filter(isAlive),
      (alive) => alive.length === 0,
    );
  });

  test("--fresh begins anew: other officers' tokens, the story again", async () => {
    const anew = await raise(folder.path, "--fresh", "--ports", "0,0");
    expect(anew.out()).toContain("invented: CA lo");
    expect(anew.ready.nodes.CA.officers.lo?.token).not.toBe(first.ready.nodes.CA.officers.lo?.token);
    expect((await anew.stop()).exit).toBe(0);
  });
});
