import { createHash } from "node:crypto";

/** A pack as its reader found it: paths relative to the pack's folder, `/` between parts, text as UTF-8. */
export interface PackSource {
  readonly id: string;
  readonly files: ReadonlyMap<string, string>;
}

/** What a pack is and for whom it speaks (`pack.json`). */
export interface PackCard {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** a state's code: its own agencies' law; `*`: speaks in every decision (treaties, codes) */
  readonly speaks_for: string;
  /** the day to which the law was read, `YYYY-MM-DD` */
  readonly law_as_of: string;
}

/** Whether a file of a pack's folder is law (and so part of its digest), not a case or a note about it. */
export function isLawFile(path: string): boolean {
  return (
    path === "pack.json" || path === "provisions.json" || path === "schema.cedarschema" || isPolicyFile(path)
  );
}

/** Whether a file of a pack's folder holds policies. */
export function isPolicyFile(path: string): boolean {
  return path.endsWith(".cedar") && !path.includes("/");
}

/**
 * The digest that approvals and decisions bind: SHA-256 over one line `<sha256 of the file>  <path>\n` for each
 * law file, sorted by path, so that `sha256sum` alone can check it. Lower-case hex.
 */
export function packDigest(source: PackSource): string {
  const lines = [...source.files]
    .filter(([path]) => isLawFile(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => `${sha256(text)}  ${path}\n`);
  return sha256(lines.join(""));
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
