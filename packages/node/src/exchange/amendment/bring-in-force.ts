import { amendedTreaty } from "../../agreement/door.ts";
import { actMark } from "../domestic.ts";
import type { AmendingParts } from "./amending.ts";
import { readNextVersion } from "./next-version.ts";
import { keptVersion, versionInForce } from "./version-store.ts";

/**
 * Puts a version in force once it stands on both logs: for this node at once and without a restart, between two decisions
 * and never within one. Whether it is in force now; false where it waits for one of the logs.
 */
export function bringInForce(parts: AmendingParts, digest: Uint8Array): Promise<boolean> {
  return parts.alone(async () => {
    const kept = await keptVersion(parts.store, digest);
    if (kept === null || kept.leaf === null || kept.theirsAt === null) return false;
    if (kept.inForceAt !== null) return true;
    const next = await readNextVersion(parts.treaty, kept.document);
    if (!next.ok) throw new TypeError("a kept version of the agreement does not follow any more");
    const at = parts.clock.now();
    const word = String(kept.version);
    const mark = await actMark(parts, { act: "agreement_in_force", dispatch: "", officer: null, word });
    const { committed } = await parts.store.commit({
      appends: [mark.append],
      steps: [versionInForce(digest, at), mark.step],
    });
    if (committed) parts.treaty.become(amendedTreaty(parts.treaty.now, next.value, at));
    return committed;
  });
}
