import { done, type RecoveryView, type Result } from "@entente/contract";
import { deskDigest, sameBytes } from "@entente/protocol";
import { keptNumber } from "../node-mark-store.ts";
import { timeOf } from "../present.ts";
import type { ReceivingParts } from "../receive.ts";
import { phaseOf, tailAsked } from "./phase.ts";
import { lostDispatches } from "./recovery-store.ts";

/** Where a restore stands and what it did not bring back: named where the partner holds it, in words where nobody does. */
export async function recoveryOf(parts: ReceivingParts): Promise<Result<RecoveryView>> {
  const { store, treaty } = parts;
  const [phase, whole, lost, madeAt] = await Promise.all([
    phaseOf(store),
    tailAsked(store),
    lostDispatches(store),
    keptNumber(store, "backup_made_at"),
  ]);
  const desks = treaty.document.directory.filter((desk) => desk.party === treaty.partner.party);
  return done({
    phase,
    backup_made_at: madeAt === 0 ? null : timeOf(madeAt),
    arrivals_asked_for: whole,
    lost: lost.map(({ id, sequence, desk, madeAt: at }) => ({
      id,
      sequence,
      desk: desks.find((known) => sameBytes(deskDigest(known.party, known.desk), desk))?.desk ?? null,
      made_at: timeOf(at) ?? "",
    })),
    beyond_recall:
      madeAt === 0
        ? []
        : [
            `drafts, proposals and approvals since ${timeOf(madeAt)}`,
            `what was queued since ${timeOf(madeAt)} and never reached the partner`,
            `reads, decisions and refusals on the domestic log since ${timeOf(madeAt)}`,
            "holdings, forms typed and not sent, and open sessions: none was taken over, so that nothing removed since comes back; import the holdings again before anybody answers from them",
            "heads of the partner's log that this node cosigned since then: its witness key should be retired",
          ],
  });
}
