import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isLawFile, loadPacks, type PackSource, type Packs } from "@entente/policy";

/** The law of this version: `law/` of the clone. */
const LAW = fileURLToPath(new URL("../../../../law/", import.meta.url));

/** The packs that decide, as a node loads them; every one must be there. */
const PACKS = ["ca", "codes", "in", "treaty"] as const;

/** Throws where a pack is missing, or cannot be trusted to decide (`PackFault` says why). */
export async function readLaw(): Promise<Packs> {
  // Every question of one call is another: remembering answers would only cost.
  return loadPacks(PACKS.map(readPack), { answers: 0 });
}

function readPack(id: string): PackSource {
  const names = readdirSync(`${LAW}${id}`).filter(isLawFile);
  return { id, files: new Map(names.map((name) => [name, readFileSync(`${LAW}${id}/${name}`, "utf8")])) };
}
