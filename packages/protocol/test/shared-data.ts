import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";

const FOLDER = process.env.ENTENTE_SHARED ?? fileURLToPath(new URL("../../../../shared", import.meta.url));

/** A suite on public data that is not part of the project: skipped with a clear line where it is missing, failed in CI. */
export function describeWithData(path: string, title: string, suite: (file: string) => void): void {
  const file = `${FOLDER}/data/${path}`;
  if (existsSync(file)) describe(title, () => suite(file));
  else if (process.env.CI === "true") throw new Error(`missing test data: ${path}`);
  else describe.skip(`${title} (skipped: data/${path} is not here; set ENTENTE_SHARED)`, () => suite(file));
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
