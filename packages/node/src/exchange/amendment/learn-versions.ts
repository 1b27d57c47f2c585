import { ENTRY_KIND, entry } from "@entente/ledger";
import { bytesOfBase64, parseStrict, sameBytes } from "@entente/protocol";
import { aheadOfTreaty } from "../../agreement/door.ts";
import type { Store } from "../../store/door.ts";
import { sha256 } from "../proposal.ts";
import { recordRejection } from "../rejection.ts";
import type { AmendingParts } from "./amending.ts";
import { bringInForce } from "./bring-in-force.ts";
import { readNextVersion } from "./next-version.ts";
import { keptShape } from "./read-version.ts";
import { insertVersion, versionLogged, versionTheirs } from "./version-store.ts";

const SLICE = 2_048;

/**
 * After a restore: asks the partner for every version that follows the one this node knows. What stands on both logs is in
 * force again before anything of his is taken; what our regrown log does not hold waits for our two operators, whatever he
 * says. Only what the roots of the ceremony have signed is kept.
 * @returns false where he could not be asked: not now
 */
export async function learnVersions(parts: AmendingParts): Promise<boolean> {
  for (;;) {
    const number = parts.treaty.document.version + 1;
    const answer = await parts.line.get(`/peer/v1/agreement/${number}`).catch(() => null);
    if (answer?.status === 404) return true;
    if (answer?.status !== 200) return false;
    if (!(await learnt(parts, answer.body))) return true;
  }
}

/** Whether it is in force again, so that another may follow. */
async function learnt(parts: AmendingParts, told: Uint8Array): Promise<boolean> {
  const json = parseStrict(told, { maxBytes: told.length, maxString: told.length });
  const said = json.ok && keptShape.Check(json.value) ? json.value : null;
  const document = bytesOfBase64(said?.document ?? "") ?? new Uint8Array();
  const parsed = await readNextVersion(parts.treaty, document);
  if (said === null || !parsed.ok) {
    const where = parsed.ok ? "" : (parsed.faults[0]?.where ?? "");
    await recordRejection(parts, { door: "peer", code: "agreement_refused", where, digest: sha256(told) });
    return false;
  }
  const { digest, agreement } = parsed.value;
  const at = parts.clock.now();
  const leaf = await leafOf(parts.store, digest);
  const kept = [insertVersion({ version: agreement.version, digest, document, at })];
  const theirs = said.state === "logged" ? [versionTheirs(digest, at)] : [];
  const ours = leaf === null ? [] : [versionLogged(digest, leaf)];
  await parts.store.commit({ steps: [...kept, ...theirs, ...ours] });
  if (leaf !== null) parts.treaty.become(aheadOfTreaty(parts.treaty.now, digest));
  return bringInForce(parts, digest);
}

/** Where a version stands on our own exchange log, which the partner's copy has made whole again; null = nowhere. */
async function leafOf(store: Store, digest: Uint8Array): Promise<number | null> {
  const wanted = entry(ENTRY_KIND.agreement_version, digest);
  const { size } = await store.logs.head("exchange");
  for (let from = 0; from < size; from += SLICE) {
    const entries = await store.logs.entries("exchange", from, SLICE);
    const at = entries.findIndex((one) => sameBytes(one, wanted));
    if (at >= 0) return from + at;
  }
  return null;
}
