import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isLawFile, loadPacks, type PackSource, type Packs } from "@entente/policy";

/** The law of this version: `law/` of the clone. */
const LAW = fileURLToPath(new URL("../../../../law/", import.meta.url));

/** Every pack of the folder, by name. Throws where one cannot be trusted to decide (`PackFault` says why). */
export async function readLaw(): Promise<Packs> {
  const folders = readdirSync(LAW, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const sources = folders.map((entry) => readPack(entry.name)).sort((a, b) => (a.id < b.id ? -1 : 1));
  // Every question of one call is another: remembering answers would only cost.
  return loadPacks(sources, { answers: 0 });
}

function readPack(id: string): PackSource {
  const names = readdirSync(`${LAW}${id}`).filter(isLawFile);
  return { id, files: new Map(names.map((name) => [name, readFileSync(`${LAW}${id}/${name}`, "utf8")])) };
}
