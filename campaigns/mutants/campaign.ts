import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Listener, Report } from "../campaign.ts";
import { Tallies } from "../tallies.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";

const ROOT = join(import.meta.dirname, "../..");
const COPIED = [
  "packages",
  "campaigns",
  "scripts",
  "law",
  "vectors",
  "spec",
  "rooms.json",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
];

/**
 * Controls switched off on purpose, each in a copy of the tree: the tests that are named must fail, or they are
 * decoration. `seed` is the first mutant's number, from 1.
 */
export async function mutants(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const tallies = new Tallies("mutants", listener);
  const chosen = MUTANTS.slice(Math.max(0, seed - 1), Math.max(0, seed - 1) + n);
  for (const mutant of chosen) {
    tallies.count(MUTANTS.indexOf(mutant) + 1, mutant.name, await missed(mutant).catch(String));
    listener.progress?.(tallies.all.tried, chosen.length, tallies.all.broken);
  }
  return tallies.report();
}

/** "" where the tests noticed. */
async function missed(mutant: Mutant): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "entente-mutant-"));
  try {
    for (const name of COPIED)
      await cp(join(ROOT, name), join(folder, name), { recursive: true, filter: ours });
    await linkModules(folder);
    const file = join(folder, mutant.file);
    const source = await readFile(file, "utf8");
    if (source.split(mutant.from).length !== 2) return `the edit no longer fits ${mutant.file} exactly once`;
    const sound = await failures(folder, mutant.tests);
    if (sound !== 0) return "the tests fail without the mutant too";
    await writeFile(file, source.replace(mutant.from, mutant.to));
    return (await failures(folder, mutant.tests)) === 0
      ? `nothing noticed it in ${mutant.tests.join(", ")}`
      : "";
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everybody else's packages as they are installed; ours are those of the copy. */
async function linkModules(folder: string): Promise<void> {
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@entente"), { recursive: true });
  for (const name of await readdir(join(ROOT, "node_modules")))
    if (name !== "@entente") await symlink(join(ROOT, "node_modules", name), join(modules, name));
  for (const name of await readdir(join(folder, "packages")))
    await symlink(join(folder, "packages", name), join(modules, "@entente", name));
}

function ours(path: string): boolean {
  return !path.includes("node_modules") && !path.includes("/dist");
}

/** Exit code of the tests in a copy of the tree. */
function failures(folder: string, tests: readonly string[]): Promise<number> {
  const script = join(ROOT, "node_modules/vitest/vitest.mjs");
  const args = [
    "--disable-warning=ExperimentalWarning",
    script,
    "run",
    "--reporter=dot",
    "--root",
    folder,
    ...tests,
  ];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => done(code ?? 1));
  });
}
