import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const BOOTSTRAP = join(import.meta.dirname, "../bootstrap.mjs");
const LOCK = JSON.stringify({
  packages: {
    "": {},
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/b": { version: "1.0.0", integrity: "sha512-b", optional: true },
  },
});
const WRONG = LOCK.replace("sha512-a", "sha512-of-another");

/** Stands in for npm: notes that it was called, takes its time, then does what FAKE says. */
const FAKE_NPM = `
  const { appendFileSync, mkdirSync, readdirSync, writeFileSync } = require("node:fs");
  const { FAKE = "install", FAKE_MS = "0" } = process.env;
  const steered = Object.keys(process.env).filter((name) => /^npm_(lifecycle|package)_/.test(name));
  const left = readdirSync(".").includes("node_modules") ? "left" : "nothing";
  appendFileSync("calls", [process.argv.slice(2).join(" "), steered.join(" "), left].join("|") + "\\n");
  console.log("noise of npm");
  setTimeout(() => {
    if (FAKE === "fail") { console.error("npm says why"); process.exit(1); }
    mkdirSync("node_modules", { recursive: true });
    writeFileSync("node_modules/.package-lock.json", FAKE === "wrong" ? ${JSON.stringify(WRONG)} : ${JSON.stringify(LOCK)});
  }, Number(FAKE_MS));
`;

const PROGRAM = `
  const [verb, value] = process.argv.slice(2);
  if (verb === "wait") {
    process.on("SIGTERM", () => {
      console.log("told to end");
      process.exit(43);
    });
    setInterval(() => {}, 1000);
  }
  console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), event: process.env.npm_lifecycle_event ?? null }));
  if (verb === "exit") process.exit(Number(value));
  if (verb === "die") process.kill(process.pid, "SIGKILL");
`;

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "entente-bootstrap-"));
  for (const folder of ["scripts", "deep/below"]) mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(BOOTSTRAP, join(root, "scripts/bootstrap.mjs"));
  writeFileSync(join(root, "npm-cli.js"), FAKE_NPM);
  writeFileSync(join(root, "package-lock.json"), LOCK);
  writeFileSync(join(root, "program.mjs"), PROGRAM);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function installed(lock = LOCK): void {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(join(root, "node_modules/.package-lock.json"), lock);
}

/** What the stand-in was called with, which variables steered it, and whether it found packages to begin with. */
function calls(): { args: string; steered: string; found: string }[] {
  if (!existsSync(join(root, "calls"))) return [];
  const lines = readFileSync(join(root, "calls"), "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const [args = "", steered = "", found = ""] = line.split("|");
    return { args, steered, found };
  });
}

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const plain = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/.test(name));
  return { ...Object.fromEntries(plain), npm_execpath: join(root, "npm-cli.js"), ...more };
}

function begin(args: readonly string[], { env, cwd = root }: Options = {}): ChildProcess {
  return spawn(process.execPath, [join(root, "scripts/bootstrap.mjs"), ...args], {
    cwd,
    env: environment(env),
  });
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

function ending(child: ChildProcess): Promise<Ended> {
  let [out, err] = ["", ""];
  child.stdout?.on("data", (part: Uint8Array) => {
    out += String(part);
  });
  child.stderr?.on("data", (part: Uint8Array) => {
    err += String(part);
  });
  return new Promise((done) => child.on("close", (code, signal) => done({ code, signal, out, err })));
}

function start(args: readonly string[] = [], options: Options = {}): Promise<Ended> {
  return ending(begin(["run", "program.mjs", ...args], options));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 10));
}

function lockFiles(): string[] {
  const folder = join(root, ".bootstrap");
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe("the first start", () => {
  it("installs from the lock without scripts, then runs; standard output is the program's alone", async () => {
    const { code, out } = await start(["a", "--b"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ args: ["a", "--b"], cwd: root, event: null });
    expect(calls()).toHaveLength(1);
    expect(calls()[0]?.args).toMatch(/^ci --ignore-scripts .*--include=dev/);
    expect(existsSync(join(root, ".bootstrap"))).toBe(false);
  });
  it("does not hand npm the variables of the npm run that began it", async () => {
    await start([], {
      env: { npm_lifecycle_event: "start", npm_package_name: "entente", npm_package_json: "x" },
    });
    expect(calls()[0]?.steered).toBe("");
  });
  it("says that it installs when that takes longer than two seconds", async () => {
    const { err } = await start([], { env: { FAKE_MS: "2300" } });
    expect(err).toBe("entente: installing the packages, once; about half a minute\n");
  });
});

describe("a start is ready", () => {
  it("when what is installed is what the lock says: npm is not called", async () => {
    installed();
    expect((await start()).code).toBe(0);
    expect(calls()).toEqual([]);
  });
  it.each([
    ["without optional packages", LOCK.replace(/,"node_modules\/b":\{[^}]*\}/, ""), 0],
    ["but not with another digest", WRONG, 1],
    ["but not without a package that is needed", LOCK.replace(/"node_modules\/a":\{[^}]*\},/, ""), 1],
    ["but not after an install that was broken off", "{", 1],
  ])("%s", async (_, lock, npmCalls) => {
    installed(lock);
    expect((await start()).code).toBe(0);
    expect(calls()).toHaveLength(npmCalls);
  });
});

describe("two starts at once", () => {
  it("install once, and both run", async () => {
    const both = await Promise.all(
      [1, 2, 3].map((name) => start([String(name)], { env: { FAKE_MS: "400" } })),
    );
    expect(both.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(calls()).toHaveLength(1);
    expect(existsSync(join(root, ".bootstrap"))).toBe(false);
  });
  it("wait for the npm that a killed start left at work", async () => {
    const first = begin(["run", "program.mjs"], { env: { FAKE_MS: "1500" } });
    await until(() => calls().length === 1 && !(lockFiles()[0] ?? "-0").endsWith("-0"));
    first.kill("SIGKILL");
    await ending(first);
    expect((await start()).code).toBe(0);
    expect(calls()).toHaveLength(1);
  });
  it("take over a lock whose owner and npm are dead", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    mkdirSync(join(root, ".bootstrap"));
    writeFileSync(join(root, `.bootstrap/owner-${pid}-${pid}`), "");
    expect((await start()).code).toBe(0);
    expect(calls()).toHaveLength(1);
    expect(existsSync(join(root, ".bootstrap"))).toBe(false);
  });
  it("respect a lock whose npm alone lives", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    mkdirSync(join(root, ".bootstrap"));
    const file = join(root, `.bootstrap/owner-${pid}-${process.pid}`);
    writeFileSync(file, "");
    const child = begin(["run", "program.mjs"]);
    const waiting = ending(child);
    await new Promise((done) => child.stderr?.once("data", done)); // it says that it waits
    expect(calls()).toEqual([]);
    rmSync(join(root, ".bootstrap"), { recursive: true });
    expect((await waiting).code).toBe(0);
    expect(calls()).toHaveLength(1);
  });
});

describe("an install that fails", () => {
  it("is tried once more from nothing, then ends with 69 and npm's own words", async () => {
    mkdirSync(join(root, "node_modules/half"), { recursive: true });
    const { code, out, err } = await start([], { env: { FAKE: "fail" } });
    expect({ code, out }).toEqual({ code: 69, out: "" });
    expect(err).toMatch(/npm says why\n(?:.*\n)*entente: the packages could not be installed/);
    expect(calls().map(({ found }) => found)).toEqual(["left", "nothing"]);
    expect(existsSync(join(root, ".bootstrap"))).toBe(false);
  });
  it("is not tried again where it left nothing behind", async () => {
    const { code } = await start([], { env: { FAKE: "fail" } });
    expect(code).toBe(69);
    expect(calls()).toHaveLength(1);
  });
  it("ends with 69 when npm installed something else", async () => {
    const { code, err } = await start([], { env: { FAKE: "wrong" } });
    expect(code).toBe(69);
    expect(err).toMatch(/not what package-lock.json says/);
  });
  it("leaves the lock free when it is stopped", async () => {
    const child = begin(["run", "program.mjs"], { env: { FAKE_MS: "60000" } });
    await until(() => calls().length === 1 && !(lockFiles()[0] ?? "-0").endsWith("-0"));
    child.kill("SIGTERM");
    expect((await ending(child)).signal).toBe("SIGTERM");
    expect(existsSync(join(root, ".bootstrap"))).toBe(false);
  });
  it("ends with 69 when there is no lock file", async () => {
    rmSync(join(root, "package-lock.json"));
    const { code, err } = await start();
    expect(code).toBe(69);
    expect(err).toMatch(/package-lock.json is missing/);
  });
});

describe("the program", () => {
  beforeEach(() => installed());

  it("ends the start with its own exit code", async () => {
    expect((await start(["exit", "7"])).code).toBe(7);
  });
  it("ends the start with the signal that ended it", async () => {
    expect((await start(["die"])).signal).toBe("SIGKILL");
  });
  it("is told of a signal, and answers", async () => {
    const child = begin(["run", "program.mjs", "wait"]);
    const end = ending(child);
    await new Promise((done) => child.stdout?.once("data", done));
    child.kill("SIGTERM");
    expect((await end).code).toBe(43);
  });
  it("ends when the shell that npm started ends and hands nothing on", async () => {
    const line = `"${process.execPath}" scripts/bootstrap.mjs run program.mjs wait; true`;
    const env = environment({ npm_lifecycle_event: "start" });
    const shell = spawn("sh", ["-c", line], { cwd: root, env });
    const end = ending(shell);
    await new Promise((done) => shell.stdout.once("data", done));
    shell.kill("SIGKILL");
    expect((await end).out).toMatch(/told to end/);
  });
  it("stands where the person stands", async () => {
    const { out } = await start([], { cwd: join(root, "deep") });
    expect(JSON.parse(out)).toMatchObject({ cwd: join(root, "deep") });
  });
  it("stands where the person stands although npx moved to the workspace above", async () => {
    const env = {
      npm_lifecycle_event: "npx",
      npm_package_json: join(root, "deep/package.json"),
      INIT_CWD: join(root, "deep/below"),
    };
    const { out } = await start([], { cwd: join(root, "deep"), env });
    expect(JSON.parse(out)).toEqual({ args: [], cwd: join(root, "deep/below"), event: null });
  });
  it("is not moved by an INIT_CWD that another npm run left", async () => {
    const env = {
      npm_lifecycle_event: "test",
      npm_package_json: join(root, "package.json"),
      INIT_CWD: join(root, "deep"),
    };
    const { out } = await start([], { env });
    expect(JSON.parse(out)).toMatchObject({ cwd: root });
  });
});

describe("the command line", () => {
  it.each([[[]], [["run"]], [["walk", "program.mjs"]]])("refuses %j with 2", async (args) => {
    expect((await ending(begin(args))).code).toBe(2);
  });
});
