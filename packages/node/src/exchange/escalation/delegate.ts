import { actMark } from "../domestic.ts";
import type { ExchangeParts } from "../parts.ts";
import {
  assignedTo,
  type Delegation,
  delegated,
  delegationBegun,
  delegationEnded,
  handed,
} from "./delegation-store.ts";

const AT_ONCE = 64;

/**
 * Puts what is assigned to somebody on leave into his deputy's hands, and back what the deputy has not finished when the
 * leave is over. Both are on the domestic log; a deputy who lost the desk meanwhile gets nothing.
 */
export async function delegate(parts: ExchangeParts): Promise<void> {
  const { people, store } = parts;
  for (const { dispatch, ...one } of await delegated(store, AT_ONCE))
    if (!(await people.leave.runs(one.leave))) await giveBack(parts, { dispatch, ...one });
  for (const { id: leave, officer, deputy } of await people.leave.running()) {
    const found = await people.officer(deputy);
    const theirs = found === null ? [] : await assignedTo(store, officer, found.desks, AT_ONCE);
    for (const dispatch of theirs) await giveTo(parts, { dispatch, leave, officer, deputy });
  }
}

async function giveTo(parts: ExchangeParts, one: Delegation): Promise<void> {
  const { dispatch, officer, deputy, leave } = one;
  const at = parts.clock.now();
  const word = `${officer} to ${deputy}, leave ${leave}`;
  const mark = await actMark(parts, { act: "delegate", dispatch, officer: null, word });
  await parts.store.commit({
    appends: [mark.append],
    steps: [handed(dispatch, officer, deputy, at), delegationBegun(one, at), mark.step],
  });
}

/** What went on to a third, or was finished, stays where it is; so does what would go back to somebody who has left. */
async function giveBack(
  parts: ExchangeParts,
  { dispatch, officer, deputy, leave }: Delegation,
): Promise<void> {
  const at = parts.clock.now();
  const there = (await parts.people.officer(officer)) !== null;
  const word = `${deputy} to ${officer}, leave ${leave}`;
  const mark = await actMark(parts, { act: "delegate_back", dispatch, officer: null, word });
  const back = {
    appends: [mark.append],
    steps: [handed(dispatch, deputy, officer, at), delegationEnded(dispatch, at), mark.step],
  };
  if (there && (await parts.store.commit(back)).committed) return;
  await parts.store.commit({ steps: [delegationEnded(dispatch, at)] });
}
