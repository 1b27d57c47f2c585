import { ENTRY_KIND, entry } from "@entente/ledger";
import type { ParsedRelationState } from "@entente/protocol";
import { areaUnder, narrowingOf, type Side, type StandingState } from "../../agreement/door.ts";
import type { Step } from "../../store/door.ts";
import { actMark } from "../domestic.ts";
import type { ChangingParts } from "./changing.ts";
import { placeHere } from "./ground.ts";
import { dropHands } from "./hand-store.ts";
import { holdSteps, type LaneState } from "./hold-store.ts";
import {
  confirmedBy,
  confirmUpTo,
  insertState,
  type KeptState,
  lastOfEach,
  standingStates,
  voidFrom,
} from "./state-store.ts";

/** A statement that verified, of one of the two sides, as it came. */
export interface SaidState {
  readonly side: Side;
  readonly parsed: ParsedRelationState;
  readonly document: Uint8Array;
  /** who brought it; null = the partner's node */
  readonly officer: string | null;
}

/**
 * Puts a statement in force: in one commit it stands on our exchange log, and what is queued and may not cross any more is
 * held. Between two decisions and never within one, so that no leaf of a release or of an arrival that it forbids stands
 * behind its own. Also where it only confirms what stands; false where it does not follow any more.
 */
export function bringInForce(parts: ChangingParts, said: SaidState): Promise<boolean> {
  return parts.alone(async () => {
    const { store, treaty } = parts;
    const { place, chain } = await placeHere(store, treaty, said.side, said.parsed);
    if (place.kind === "refused") return false;
    if (place.kind === "repeat") return true;
    const committed =
      place.kind === "confirms"
        ? await confirm(parts, said)
        : await begin(parts, said, chain.slice(0, said.parsed.statement.serial - 1));
    if (committed) treaty.stand(await standingStates(store, [treaty.us.party, treaty.partner.party]));
    return committed;
  });
}

async function confirm(parts: ChangingParts, { side, parsed, document, officer }: SaidState) {
  const { serial } = parsed.statement;
  const word = `${side.party} ${serial}`;
  const mark = await actMark(parts, { act: "state_confirmed", dispatch: "", officer, word });
  const steps = [confirmUpTo(side.party, serial), confirmedBy(parsed.digest, document), mark.step];
  return (await parts.store.commit({ appends: [mark.append], steps })).committed;
}

/** Logged before it counts, and counting with the log. The leaf is not salted: what it says is no secret between the two. */
async function begin(parts: ChangingParts, said: SaidState, before: readonly KeptState[]): Promise<boolean> {
  const { side, parsed, document, officer } = said;
  const { statement, digest, by } = parsed;
  const at = parts.clock.now();
  const word = `${side.party} ${statement.serial} ${statement.scope} ${statement.state} ${statement.reason}`;
  const mark = await actMark(parts, { act: "state_in_force", dispatch: "", officer, word });
  const leaf = { log: "exchange", entry: entry(ENTRY_KIND.relation_state, digest) } as const;
  const row = { digest, party: side.party, statement, document, by, at };
  const next = [...before, { ...row, leaf: 0, toldAt: null }];
  const rooted =
    by === "root" ? [voidFrom(side.party, statement.serial), confirmUpTo(side.party, statement.serial)] : [];
  const steps: readonly Step[] = [
    ...rooted,
    insertState(row, { leafOf: 1 }),
    ...(side.party === parts.treaty.us.party ? [dropHands()] : []),
    ...(await held(parts, side, lastOfEach(next))),
    mark.step,
  ];
  return (await parts.store.commit({ appends: [mark.append, leaf], steps })).committed;
}

/** The steps that hold what the statements of both sides, this one among them, do not let cross. */
async function held(
  { store, treaty }: ChangingParts,
  side: Side,
  ours: readonly StandingState[],
): Promise<readonly Step[]> {
  const other = side.party === treaty.us.party ? treaty.partner : treaty.us;
  const standing = [...ours, ...(await standingStates(store, [other.party]))];
  const lanes = treaty.document.areas.flatMap(({ id, status }): readonly LaneState[] => {
    const [narrow] = narrowingOf(id, standing);
    const state = areaUnder(status, id, standing);
    return narrow === undefined || state === null ? [] : [{ area: id, state, reason: reasonOf(narrow) }];
  });
  return holdSteps(treaty.partner.party, lanes);
}

/** Why something waits, as whoever looks at the queue reads it. */
export function reasonOf({ party, state, since, reason }: StandingState): string {
  const word = state === "suspended" ? "suspended" : "being wound down";
  return `${word} by ${party} since ${new Date(since).toISOString()}: ${reason}`;
}
