import { done, no, type Result } from "@entente/contract";
import { may, type Officer, stillInService } from "../../people/door.ts";
import { sealWords } from "../../store/door.ts";
import { oursFor } from "../access.ts";
import { saidMark } from "../domestic.ts";
import type { ExchangeParts } from "../parts.ts";
import type { Standing } from "../port.ts";
import { standingOf } from "../present.ts";
import { placeOf } from "../record.ts";
import { changeDispatch } from "../store.ts";

const NOT_LEFT = ["proposed", "approved"];

/**
 * Takes back what has not left yet: the fixed bytes are dropped and the dispatch stays recalled for good. Its
 * author may, and whoever may release on its desk. What has left is not called back by this: it was numbered
 * and logged, and only a dispatch to its receiver can ask for it.
 */
export async function recallRelease(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  reason: string,
): Promise<Result<Standing>> {
  const found = await oursFor(parts, officer, id);
  if (!found.ok) return found;
  const record = found.value;
  if (record.author !== officer.id && !may(officer, "release")) {
    return no("not_permitted", { detail: "its author recalls it, or who may release on its desk" });
  }
  const key = await parts.store.vault.key(id);
  if (key === null) return no("state_conflict", { detail: "it was erased" });
  const mark = await saidMark(parts, { act: "recall", dispatch: id, officer: officer.id, word: reason }, key);
  const change = {
    state: "recalled",
    ground: null,
    sealed_ground: sealWords(key, placeOf("ground"), reason),
    release_at: null,
    sealed_body: null,
    sealed_plan: null,
  };
  // The guard decides the race with the end of the hold: one of the two commits finds another state.
  const step = changeDispatch(id, { states: NOT_LEFT }, change, parts.clock.now());
  const committed = await parts.store.commit({
    appends: [mark.append],
    steps: [stillInService(officer.id), step, mark.step],
  });
  if (committed.committed) return done(standingOf(record, "recalled"));
  return no("state_conflict", { detail: `it is ${record.state}: only what has not left is taken back` });
}
