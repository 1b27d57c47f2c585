import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The files of a data folder, by name. */
export function dataFiles(folder: string): ReadonlyMap<string, Buffer> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** The files that hold these bytes. */
export function holding(folder: string, wanted: Uint8Array): readonly string[] {
  return [...dataFiles(folder)]
    .filter(([, bytes]) => bytes.includes(Buffer.from(wanted)))
    .map(([name]) => name);
}

/** The files that hold this ASCII word in any case, as UTF-8 or UTF-16. */
export function mentioning(folder: string, word: string): readonly string[] {
  const spelt = [word, Array.from(word).join("\0")].map((form) => form.toLowerCase());
  const found = [...dataFiles(folder)].filter(([, bytes]) => {
    const lower = bytes.toString("latin1").toLowerCase();
    return spelt.some((form) => lower.includes(form));
  });
  return found.map(([name]) => name);
}
