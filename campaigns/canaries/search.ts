import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { canariesIn } from "./canary.ts";

/** Where canaries were found, by their numbers: the file, and how the word was spelled there. */
export type Findings = Map<number, Set<string>>;

/**
 * Searches every file under a folder, whatever it is called, and what was said on the streams. A file that is gone before
 * it is read was a temporary one: what it held is looked for again when the processes are dead.
 */
export async function search(folder: string, said: Buffer, findings: Findings): Promise<void> {
  note(findings, "standard output", said);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => null);
    note(findings, `the name of ${entry.name.slice(-12)}`, Buffer.from(entry.name));
    if (bytes !== null) note(findings, relative(folder, path), bytes);
  }
}

function note(findings: Findings, place: string, bytes: Buffer): void {
  for (const { id, spelling } of canariesIn(bytes)) {
    const places = findings.get(id) ?? new Set();
    findings.set(id, places.add(`${place} (${spelling})`));
  }
}
