/**
 * Writes the registry of kinds from the folders of `contract/src/kinds`, then everything that the web takes from the
 * kinds. A folder is a kind: `oral-record` declares the kind `oral_record` under the name `oralRecord`.
 * `generate.test.ts` fails where the registry is not what this writes; `npm run kinds` makes it anew.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const kinds = join(import.meta.dirname, "../../packages/contract/src/kinds");

/** The folders that declare a kind, the first ones first: the order in which lists name them. */
export function kindFolders(folder: string = kinds): readonly string[] {
  const found = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = found.map(({ name }) => name).toSorted();
  return [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !FIRST.includes(name))];
}

/** Everything began with these two. */
const FIRST: readonly string[] = ["request", "answer"];

/** The text of the registry over these folders. */
export function registryText(folders: readonly string[]): string {
  const imports = folders
    .toSorted()
    .map((folder) => `import { ${nameOf(folder)} } from "./${folder}/declaration.ts";`);
  return `// generated: every folder here that declares a kind, by scripts/kinds/generate.ts.
import type { KindDeclaration } from "../kind.ts";
${imports.join("\n")}

/** Every kind of dispatch this version knows. */
export const KINDS: readonly KindDeclaration[] = [${folders.map(nameOf).join(", ")}];
`;
}

function nameOf(folder: string): string {
  return folder.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(join(kinds, "registry.ts"), registryText(kindFolders()));
  // Only now: it reads the declarations through the registry.
  const { writeTables } = await import("../web/generate.ts");
  writeTables();
}
