import { aheadOfTreaty, amendedTreaty, type Treaty } from "../../agreement/door.ts";
import type { Store } from "../../store/door.ts";
import { readNextVersion } from "./next-version.ts";
import { keptVersions } from "./version-store.ts";

/**
 * The agreement as it stands by what the store holds: the first version, and every later one that is in force. Each is
 * verified again under the roots of the first: a row that somebody wrote past the program changes no law.
 * @param first of the file that the node joined
 * @throws {TypeError} where a kept version does not follow any more
 */
export async function treatyInForce(store: Store, first: Treaty): Promise<Treaty> {
  let treaty = first;
  for (const { document, leaf, inForceAt } of await keptVersions(store)) {
    if (leaf === null) continue;
    const parsed = await readNextVersion(treaty, document);
    if (!parsed.ok) throw new TypeError("a kept version of the agreement does not verify any more");
    treaty =
      inForceAt === null
        ? aheadOfTreaty(treaty, parsed.value.digest)
        : amendedTreaty(treaty, parsed.value, inForceAt);
  }
  return treaty;
}
