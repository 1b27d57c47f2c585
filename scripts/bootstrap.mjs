/**
 * The way in. Plain JavaScript that any Node from 16 on parses, because it runs before the pinned Node and
 * the packages are there: it installs them once, finds a Node that can do our cryptography, and runs a source
 * file of this repository on it. Nothing is ever written to standard output: callers parse it.
 *
 *   node scripts/bootstrap.mjs run FILE [ARGUMENT…]      FILE is relative to the root of the clone
 *
 * Exit code: that of FILE; 69 when packages or a suitable Node cannot be had.
 */
import { spawn, spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, delimiter, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const UNAVAILABLE = 69; // EX_UNAVAILABLE of sysexits.h
const LEAST_NODE = [24, 7]; // ML-KEM and the raw key formats came with 24.7
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const TALK_AFTER_MS = 2_000;
const EMPTY_LOCK_MS = 5_000;
const OLD_LOCK_MS = 900_000;

const self = fileURLToPath(import.meta.url);
const root = dirname(dirname(self));
const modules = join(root, "node_modules");
const lockFolder = join(root, ".bootstrap");

class Unavailable extends Error {}

/**
 * Runs `script` (a path relative to the root of the clone) with `args` on a suitable Node, in the caller's
 * working directory, and ends this process with its exit code.
 */
export async function launch(script, args) {
  try {
    await install();
    run(findNode(), resolve(root, script), args);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    say(error.message);
    process.exit(UNAVAILABLE);
  }
}

function say(line) {
  process.stderr.write(`entente: ${line}\n`);
}

// --- packages -----------------------------------------------------------------------------------------------

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/**
 * True when what is installed is what the lock says. npm writes its hidden lock last, so an interrupted install
 * is not ready; comparing it needs no stamp of our own and survives an `npm ci` by hand. Optional packages may
 * be absent: they are for other platforms.
 */
function installed() {
  const present = readJson(join(modules, ".package-lock.json"));
  if (present === null || typeof present.packages !== "object") return false;
  return Object.entries(wantedPackages()).every(([path, entry]) => {
    const found = present.packages[path];
    if (!path.startsWith("node_modules/") || (found === undefined && entry.optional)) return true;
    if (found === undefined || found.link !== entry.link) return false;
    return entry.integrity === undefined || found.integrity === entry.integrity;
  });
}

function wantedPackages() {
  const wanted = readJson(join(root, "package-lock.json"));
  if (wanted !== null && typeof wanted.packages === "object") return wanted.packages;
  throw new Unavailable("package-lock.json is missing or broken; restore it from the repository");
}

/** Installed, and the optional package that brings a Node for this machine is there if one is needed. */
function ready() {
  if (!installed()) return false;
  if (suits(process.version)) return true;
  const wanted = wantedPackages();
  return pinnedNames().every((name) => !wanted[name] || existsSync(join(root, name)));
}

/** Installs the packages of the lock unless they are there; at most one process at a time does it. */
async function install() {
  if (ready()) return;
  const began = Date.now();
  let told = false;
  for (;;) {
    const owner = takeLock();
    if (owner !== null) {
      try {
        if (!ready()) await installAlone(owner);
      } finally {
        releaseLock(owner);
      }
      return;
    }
    if (!told && Date.now() - began > TALK_AFTER_MS) {
      told = true;
      say("another start is installing the packages; waiting for it");
    }
    await new Promise((done) => setTimeout(done, 200));
    if (ready() && !existsSync(lockFolder)) return;
  }
}

async function installAlone(owner) {
  const npm = findNpm();
  let result = await npmCi(npm, owner);
  // What an install broken off in the middle leaves behind can make the next one fail; once more from nothing.
  if (result.code !== 0 && existsSync(modules) && !existsSync(join(modules, ".package-lock.json"))) {
    rmSync(modules, { recursive: true, force: true, maxRetries: 5 });
    result = await npmCi(npm, owner);
  }
  if (result.code === 0 && installed()) return;
  process.stderr.write(result.errors);
  throw new Unavailable(
    result.code === 0
      ? "npm ci ended well, but what it installed is not what package-lock.json says"
      : `the packages could not be installed (npm ci ended with ${result.code}); is the package registry reachable?`,
  );
}

/** npm's own script, run by the Node that runs us: the same npm that started us, and no search along PATH. */
function findNpm() {
  const here = dirname(process.execPath);
  const given = process.env.npm_execpath;
  const candidates = [
    ...(given ? [given, join(dirname(given), "npm-cli.js")] : []), // npx may name its own script there
    join(here, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    join(here, "node_modules", "npm", "bin", "npm-cli.js"),
    ...(process.env[pathName()] || "").split(delimiter).map((folder) => resolve(folder || here, "npm")),
  ];
  for (const candidate of candidates) {
    if (!existsSync(candidate)) continue;
    const file = realpathSync(candidate);
    if (basename(file) === "npm-cli.js") return file;
  }
  throw new Unavailable(
    "the packages are not installed and npm was not found beside Node; run `npm ci` here once",
  );
}

function pathName() {
  return Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") || "PATH";
}

/** The npm run that started us must not steer what we start: its script's and package's variables would. */
function ownEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|package)_/i.test(name));
  return Object.fromEntries(kept);
}

/** Runs `npm ci` under our lock. What npm says is shown only if it fails; that it takes time is said meanwhile. */
function npmCi(npm, owner) {
  const args = ["ci", "--ignore-scripts", "--loglevel=error", "--no-progress", "--prefer-offline"];
  args.push("--include=dev", "--include=optional", "--no-audit", "--no-fund");
  const options = { cwd: root, env: ownEnvironment(), stdio: ["ignore", "ignore", "pipe"] };
  const child = spawn(process.execPath, [npm, ...args], options);
  keepLock(owner, child.pid);
  let errors = "";
  child.stderr.on("data", (part) => {
    errors += part;
  });
  let ticks = 0;
  const talk = setInterval(() => {
    ticks += 1;
    keepLock(owner);
    if (ticks === 1) say("installing the packages, once; about half a minute");
    else if (ticks % 8 === 0) say(`still installing, ${(ticks * TALK_AFTER_MS) / 1000} s`);
  }, TALK_AFTER_MS);
  let stoppedBy = null;
  const stop = (signal) => {
    if (stoppedBy === null) say("stopping; npm clears away what it began (once more to stop at once)");
    child.kill(stoppedBy === null ? signal : "SIGKILL");
    stoppedBy = signal;
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return new Promise((done) => {
    child.on("close", (code, signal) => {
      clearInterval(talk);
      for (const name of SIGNALS) process.removeListener(name, stop);
      if (stoppedBy !== null) {
        releaseLock(owner);
        endBy(stoppedBy);
      }
      done({ code: signal || code, errors });
    });
  });
}

// --- the lock -----------------------------------------------------------------------------------------------
// A folder made by mkdir, holding one empty file named owner-<our pid>-<npm's pid>. Both pids count: a bootstrap
// that was killed leaves its npm at work, and a second npm beside it would break both. Whoever takes over from the
// dead renames that file, which only one can do. Pids of an old lock may belong to strangers by now.

function takeLock() {
  const mine = `owner-${process.pid}-0`;
  try {
    mkdirSync(lockFolder);
    writeFileSync(join(lockFolder, mine), "");
    return { file: mine };
  } catch (error) {
    if (error.code !== "EEXIST" && error.code !== "ENOENT") {
      throw new Unavailable(`cannot write in ${root} (${error.code})`);
    }
  }
  try {
    const [file] = readdirSync(lockFolder);
    const age = Date.now() - statSync(join(lockFolder, file || "")).mtimeMs;
    if (file === undefined && age > EMPTY_LOCK_MS) rmdirSync(lockFolder);
    if (file === undefined || (age < OLD_LOCK_MS && file.split("-").slice(1).some(runs))) return null;
    renameSync(join(lockFolder, file), join(lockFolder, mine));
    const owner = { file: mine };
    keepLock(owner);
    return owner;
  } catch {
    return null; // it was released or taken while we looked; the caller looks again
  }
}

/** Says that the owner is still at it, and from `npmPid` on which npm works for it. */
function keepLock(owner, npmPid) {
  const file = npmPid === undefined ? owner.file : `owner-${process.pid}-${npmPid}`;
  try {
    renameSync(join(lockFolder, owner.file), join(lockFolder, file));
    utimesSync(join(lockFolder, file), new Date(), new Date());
    owner.file = file;
  } catch {
    // taken from us: only possible after this process stood still for longer than a lock may be old
  }
}

function releaseLock(owner) {
  try {
    unlinkSync(join(lockFolder, owner.file));
    rmdirSync(lockFolder);
  } catch {
    // another took it from us meanwhile, or it is released already
  }
}

function runs(pid) {
  if (pid === "0") return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// --- a suitable Node ----------------------------------------------------------------------------------------

function suits(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}

/** Throws unless this Node's OpenSSL has the post-quantum algorithms: a version number does not prove it. */
function probe({ createPrivateKey, createPublicKey, encapsulate, decapsulate }) {
  const seed = (size, asymmetricKeyType) =>
    createPrivateKey({ key: new Uint8Array(size).fill(7), format: "raw-seed", asymmetricKeyType });
  const { sharedKey, ciphertext } = encapsulate(createPublicKey(seed(64, "ml-kem-768")));
  if (!decapsulate(seed(64, "ml-kem-768"), ciphertext).equals(sharedKey))
    throw new Error("ML-KEM does not agree");
  seed(32, "ml-dsa-65");
}

function ownNodeSuits() {
  if (!suits(process.version)) return false;
  try {
    probe(crypto);
    return true;
  } catch {
    return false;
  }
}

/** Lock entries that may bring a Node for this machine. */
function pinnedNames() {
  const system = process.platform === "win32" ? "win" : process.platform;
  const kind = `${system}-${process.arch}`;
  return [`node_modules/node-${kind}`, `node_modules/node-bin-${kind}`];
}

function findNode() {
  if (ownNodeSuits()) return process.execPath;
  const program = process.platform === "win32" ? "node.exe" : "node";
  for (const name of pinnedNames()) {
    const binary = join(root, name, "bin", program);
    if (!existsSync(binary)) continue;
    const code = `(${probe.toString()})(require("node:crypto"))`;
    const result = spawnSync(binary, ["--no-warnings", "-e", code], { stdio: "ignore", timeout: 30_000 });
    if (result.status === 0) return binary;
  }
  throw new Unavailable(
    `no suitable Node: this one is ${process.version}, needed is ${LEAST_NODE.join(".")} or newer with ML-KEM, and the ` +
      `pinned one for ${process.platform}-${process.arch} is not available or its download did not match the lock`,
  );
}

// --- running ------------------------------------------------------------------------------------------------

function run(node, file, args) {
  const name = pathName();
  const env = ownEnvironment();
  env[name] = [dirname(node), env[name]].filter(Boolean).join(delimiter);
  const options = { cwd: callersFolder(), env, stdio: "inherit" };
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", file, ...args], options);
  let told = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      told = true;
      // Ctrl-C reaches everyone at the terminal by itself; a second one would read as "stop at once".
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  if (process.env.npm_lifecycle_event) followParent(() => told || child.kill("SIGTERM"));
  child.on("error", (error) => {
    say(`could not start ${node}: ${error.message}`);
    process.exit(UNAVAILABLE);
  });
  child.on("exit", (code, signal) => {
    if (signal !== null) endBy(signal);
    else process.exit(code === null ? 1 : code);
  });
}

/**
 * npm hands a signal to the shell it started, and some shells end without handing it on. Losing that shell is the
 * signal then; without npm between, a start that outlives its parent is meant to (nohup).
 */
function followParent(end) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, 300);
  watch.unref();
}

/**
 * The folder that relative arguments mean. Below a workspace's folder npx moves to that workspace and keeps the
 * place where the person stood in INIT_CWD; other ways of starting us leave the working directory alone.
 */
function callersFolder() {
  const { INIT_CWD: stood = "", npm_lifecycle_event: event, npm_package_json: manifest = "" } = process.env;
  const moved =
    event === "npx" && process.cwd() === dirname(manifest) && stood.startsWith(process.cwd() + sep);
  return moved && existsSync(stood) ? stood : process.cwd();
}

/** Ends this process as the child ended: by the same signal. */
function endBy(signal) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

if (process.argv[1] && realpathSync(process.argv[1]) === self) {
  const [verb, file, ...args] = process.argv.slice(2);
  if (verb !== "run" || file === undefined) {
    say("usage: node scripts/bootstrap.mjs run FILE [ARGUMENT…]");
    process.exit(2);
  }
  await launch(file, args);
}
