import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

/** Machine, date and commit of this run, in a line. */
export function machineLine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = loadavg()[0]?.toFixed(1) ?? "";
  const versions = `Node ${process.versions.node}, OpenSSL ${process.versions.openssl}`;
  const date = new Date().toISOString().slice(0, 16).replace("T", " ");
  return `${date} UTC, commit ${commit()}; ${cpus().length} × ${cpu?.model.trim() ?? "?"}, ${memory}, load ${load} at the start; ${versions}`;
}

function commit(): string {
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim();
  try {
    const changed = git("status", "--porcelain") === "" ? "" : " with changes";
    return git("rev-parse", "--short", "HEAD") + changed;
  } catch {
    return "unknown";
  }
}
