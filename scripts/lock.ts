/**
 * Makes package-lock.json anew: `npm run lock`, under the pinned Node, so that every lock is made alike.
 *
 * npm leaves optional packages of other platforms out of the lock when the registry does not serve them, and then
 * its own `npm ci` calls that lock out of step. So each such sibling gets a stub that says for which platform it
 * would be, and npm passes it by on all others.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Lock, parseLock, withoutStubs, withStubs } from "./check/lock-file.ts";

const root = join(import.meta.dirname, "..");
const file = join(root, "package-lock.json");
const npm = process.env.npm_execpath;

function read(): Lock {
  return parseLock(readFileSync(file, "utf8"));
}

function write(lock: Lock): void {
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}

if (npm === undefined) {
  process.stderr.write("start it as `npm run lock`\n");
  process.exit(2);
}
write(withoutStubs(read()));
const args = [npm, "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"];
execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
const { lock, added } = withStubs(read());
write(lock);
process.stdout.write(
  `package-lock.json: ${Object.keys(lock.packages).length} entries, ${added.length} of them stubs\n`,
);
