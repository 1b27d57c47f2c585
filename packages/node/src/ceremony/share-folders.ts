import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SetupFault } from "../config.ts";

/** Where the shares go that `init` was told no place for: out of the node's own files, and not for long. */
export const SHARE_FOLDERS = { root: "root-shares", unlock: "unlock-shares" } as const;

/** Whose shares a folder takes. */
export type ShareKind = keyof typeof SHARE_FOLDERS;

/**
 * Writes three shares, `root-share-1.json` …, each for another custodian, readable by this account alone. Returns their
 * paths. Throws SetupFault where one of them is there already: a share is never written over.
 */
export async function writeShares(
  folder: string,
  kind: ShareKind,
  shares: readonly Uint8Array[],
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const paths = shares.map((_, at) => join(folder, `${kind}-share-${at + 1}.json`));
  for (const [at, share] of shares.entries()) {
    await writeFile(paths[at] ?? "", share, { mode: 0o600, flag: "wx" }).catch((error: unknown) => {
      const there = error instanceof Error && Reflect.get(error, "code") === "EEXIST";
      const why = there ? "is there already, and a share is never written over" : "cannot be written";
      throw new SetupFault(`${folder}: ${kind}-share-${at + 1}.json ${why}`, there);
    });
  }
  return paths;
}

/**
 * Refuses to go on while shares lie in the data folder: two of them beside what they lock are a plain key in two pieces.
 * @throws {SetupFault} naming the folders
 */
export async function refuseSharesIn(data: string): Promise<void> {
  const kept: string[] = [];
  for (const name of Object.values(SHARE_FOLDERS)) {
    const files = await readdir(join(data, name)).catch(() => []);
    if (files.length > 0) kept.push(name);
  }
  if (kept.length > 0)
    throw new SetupFault(
      `shares still lie in this computer's data folder (${kept.join(", ")}): each goes to another custodian first`,
    );
}
