/**
 * Builds the web workspace into packages/web/dist, unless what is there was built from these very sources: a
 * digest over everything the build reads stands beside it. Nothing is printed where nothing is done.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");
const web = join(root, "packages/web");
const dist = join(web, "dist");
const VITE = join(root, "node_modules/vite/bin/vite.js");
const STAMP = join(dist, "sources.sha256");
/** Everything that can change the result; the lock stands for every package. */
const READ = [
  "packages/web/src",
  "packages/web/messages",
  "packages/web/public",
  "packages/web/page.html",
  "packages/web/vite.config.ts",
  "packages/words/src",
  "package-lock.json",
];

function sourcesDigest(): string {
  const digest = createHash("sha256");
  for (const part of READ) {
    const path = join(root, part);
    for (const file of isFile(part) ? [path] : filesAt(path)) {
      const bytes = readFileSync(file);
      digest.update(`${relative(root, file).split(sep).join("/")}\0${String(bytes.length)}\0`).update(bytes);
    }
  }
  return digest.digest("hex");
}

function filesAt(path: string): readonly string[] {
  const entries = existsSync(path) ? readdirSync(path, { withFileTypes: true, recursive: true }) : [];
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
}

function isFile(path: string): boolean {
  return /\.[a-z]+$/.test(path);
}

/**
 * Builds where it must; true where it did.
 * @throws what the build throws: a workspace that does not build is not served
 */
export async function buildWeb(say: (line: string) => void): Promise<boolean> {
  const wanted = sourcesDigest();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return false;
  say("building the web workspace, once for these sources");
  const fresh = `${dist}-${String(process.pid)}`;
  rmSync(fresh, { recursive: true, force: true });
  // A process of its own: a test that builds would else build what is for tests.
  const args = [VITE, "build", "--logLevel", "error", "--outDir", fresh, "--emptyOutDir"];
  await promisify(execFile)(process.execPath, args, {
    cwd: web,
    env: { ...process.env, NODE_ENV: "production" },
  });
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, "sources.sha256"), wanted);
  // By rename: a node that starts meanwhile reads the old workspace or the new one.
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  return true;
}

if (process.argv[1] === import.meta.filename) await buildWeb((line) => process.stdout.write(`${line}\n`));
