import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPacks } from "@entente/policy";
import { type FoundNode, foundNodes } from "../nodes/found.ts";
import { readLawFolder } from "../the-node.ts";

/** Two founded nodes that every seed starts from, and the law they share. Keys are made once; ids are each seed's. */
export interface Template {
  readonly ca: FoundNode;
  readonly india: FoundNode;
  readonly packs: Awaited<ReturnType<typeof loadPacks>>;
  /** a fresh copy of both data folders, in memory where the machine has a place for that */
  copy(): Promise<{ readonly path: string; remove(): Promise<void> }>;
  remove(): Promise<void>;
}

const LAW = join(import.meta.dirname, "../../law");
const MEMORY = "/dev/shm";

/** Founds the template. `hold` seconds pass between the last approval and the release. */
export async function openTemplate(hold: number): Promise<Template> {
  const { folder, ca, india } = await foundNodes(hold);
  const packs = await loadPacks(await readLawFolder(LAW));
  const ground = existsSync(MEMORY) ? MEMORY : tmpdir();
  return {
    ca,
    india,
    packs,
    async copy() {
      const path = await mkdtemp(join(ground, "entente-simulate-"));
      await cp(ca.data, join(path, "ca"), { recursive: true });
      await cp(india.data, join(path, "in"), { recursive: true });
      return { path, remove: () => rm(path, { recursive: true, force: true }) };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
