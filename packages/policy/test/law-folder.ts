import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Facts, type LawCase, type PackSource, parseCase, parseFacts } from "../src/door.ts";

const LAW = fileURLToPath(new URL("../../../law/", import.meta.url));
const SHARED =
  process.env["ENTENTE_SHARED"] ?? fileURLToPath(new URL("../../../../shared/", import.meta.url));

export const PACK_IDS = ["ca", "codes", "in", "treaty"] as const;

/** A case file of `law/`, with its path in it: `ca/deny/visa-biometrics-abroad.json`. */
export interface CaseFile {
  readonly path: string;
  readonly lawCase: LawCase;
}

/** The packs as text, every file of their folders included. */
export function packSources(): readonly PackSource[] {
  return PACK_IDS.map((id) => ({ id, files: new Map(filesUnder(join(LAW, id))) }));
}

/** The same packs with some files of one replaced, or removed where the text is null. */
export function tampered(
  id: string,
  changes: Readonly<Record<string, string | null>>,
): readonly PackSource[] {
  return packSources().map((source) => {
    if (source.id !== id) return source;
    const files = new Map(source.files);
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) files.delete(path);
      else files.set(path, text);
    }
    return { id, files };
  });
}

/** One law file's text. */
export function lawText(path: string): string {
  return readFileSync(join(LAW, path), "utf8");
}

/** Every case of `law/`, the worked cases and the packs' own. */
export function caseFiles(): readonly CaseFile[] {
  return filesUnder(LAW)
    .filter(([path]) => path.endsWith(".json") && !["pack.json", "provisions.json"].includes(basename(path)))
    .map(([path, text]) => {
      const read = parseCase(JSON.parse(text));
      if (!read.ok) throw new Error(`${path}: ${JSON.stringify(read.faults)}`);
      return { path, lawCase: read.value };
    });
}

/** Every facts object of every case and flip, parsed. */
export function allFacts(): readonly Facts[] {
  return caseFiles().flatMap(({ lawCase }) =>
    [lawCase, ...(lawCase.flips ?? [])].map(({ facts }) => factsOf(facts)),
  );
}

/** Facts that must be sound for the test to mean anything. */
export function factsOf(value: unknown): Facts {
  const parsed = parseFacts(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.facts;
}

/** The facts of a case of `law/` by its path. */
export function factsAt(path: string): Facts {
  return factsOf(readCase(path).facts);
}

function readCase(path: string): LawCase {
  const read = parseCase(JSON.parse(lawText(path)));
  if (!read.ok) throw new Error(path);
  return read.value;
}

/** A shared file, or null where this clone has no shared folder beside it (CI must have one). */
export function sharedText(path: string): string | null {
  const full = join(SHARED, path);
  if (existsSync(full)) return readFileSync(full, "utf8");
  if (process.env["CI"] === "true") throw new Error(`shared folder lacks ${path}`);
  return null;
}

/** The folder a case stands in: allow, conditions, needs, deny; `cases` for the worked cases. */
export function kindOf(path: string): string {
  return basename(dirname(path));
}

function filesUnder(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((full): [string, string] => [
      relative(folder, full).split(sep).join("/"),
      readFileSync(full, "utf8"),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A JSON object's fields, none of them trusted. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw new Error("not an object");
  return Object.fromEntries(Object.entries(value));
}

/** The JSON object in a file of `law/`. */
export function lawJson(path: string): Readonly<Record<string, unknown>> {
  return fieldsOf(JSON.parse(lawText(path)));
}
