import { spawnSync } from "node:child_process";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** A tool of the check: the npm package, its script inside that package, and its arguments. */
export interface Tool {
  readonly name: string;
  readonly in: string;
  readonly script: string;
  readonly args: readonly string[];
}

/** In this order: cheap and exact first. */
export const TOOLS: readonly Tool[] = [
  { name: "format", in: "@biomejs/biome", script: "bin/biome", args: ["check", "--error-on-warnings", "."] },
  { name: "lint", in: "oxlint", script: "bin/oxlint", args: ["--type-aware", "--deny-warnings", "."] },
  { name: "types", in: "typescript", script: "bin/tsc", args: ["--noEmit", "-p", "tsconfig.json"] },
  {
    name: "web types",
    in: "typescript",
    script: "bin/tsc",
    args: ["--noEmit", "-p", "packages/web/tsconfig.json"],
  },
];

/** Runs one tool of an installed package on this very Node, at the root; true when it ended with 0. */
export function runTool(tool: Tool, more: readonly string[] = []): boolean {
  const script = join(root, "node_modules", tool.in, tool.script);
  const args = [script, ...tool.args, ...more];
  return (
    spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] }).status === 0
  );
}
