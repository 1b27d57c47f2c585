import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { isLawFile, type PackSource } from "@entente/policy";

/** The packs that decide; every one must be there. */
const PACKS = ["ca", "codes", "in", "treaty"] as const;

/**
 * Reads the law packs of a folder: every pack's law files, no cases.
 * @throws the file system's error where a pack is missing
 */
export async function readLawFolder(folder: string): Promise<readonly PackSource[]> {
  return Promise.all(PACKS.map((id) => readPack(join(folder, id), id)));
}

async function readPack(folder: string, id: string): Promise<PackSource> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter(isLawFile)
    .sort();
  const files = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(folder, path), "utf8")] as const),
  );
  return { id, files: new Map(files) };
}
