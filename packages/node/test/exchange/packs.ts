import { join } from "node:path";
import { loadPacks, type PackSource, type Packs } from "@entente/policy";
import { readLawFolder } from "../../src/law-folder.ts";

let sources: Promise<readonly PackSource[]> | null = null;
function shipped(): Promise<readonly PackSource[]> {
  sources ??= readLawFolder(join(import.meta.dirname, "../../../../law"));
  return sources;
}

/** The shipped packs with one file of one pack changed. */
export async function packsWith(
  pack: string,
  file: string,
  change: (text: string) => string,
): Promise<Packs> {
  const changed = (await shipped()).map((source) => {
    const text = source.files.get(file);
    if (source.id !== pack || text === undefined) return source;
    return { id: source.id, files: new Map([...source.files, [file, change(text)]]) };
  });
  return loadPacks(changed);
}

/** The same law under a new version of the Canadian pack: nothing but its digest is another. */
export function nextVersion(): Promise<Packs> {
  return packsWith("ca", "pack.json", (text) => text.replace(/"version": "[^"]+"/, '"version": "2099.1.1"'));
}

/** What a rule that stops something must say beside it. */
export const REMEDY = '@remedy("Invented for a test.")';

/** The shipped law and one more policy that fires for whatever Canada holds. Invented. */
export function withPolicy(annotation: string, unless = ""): Promise<Packs> {
  return packsWith(
    "ca",
    "records.cedar",
    (text) => `${text}
@id("ca.invented.test")
@source("ca.records")
${annotation}
forbid (principal, action, resource)
when { context.facts.containsAll(["held_in=CA", "foreign"]) }
${unless};
`,
  );
}
