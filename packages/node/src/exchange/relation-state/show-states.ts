import { type AreaStanding, done, type Narrowing, type Result, type StatesView } from "@entente/contract";
import { hexOf } from "@entente/protocol";
import { ALWAYS_BESIDE, ALWAYS_URGENCIES } from "@entente/words";
import type { StandingState, Treaty } from "../../agreement/door.ts";
import type { ExchangeParts } from "../parts.ts";
import { ALWAYS_KINDS } from "./always.ts";
import { type KeptState, keptStates } from "./state-store.ts";
import { CONFIRM_WITHIN } from "./tell-state.ts";

/** How the relation stands, area by area, and the statements of both sides, the newest first. */
export async function showStates({ store, treaty }: ExchangeParts): Promise<Result<StatesView>> {
  const [ours, theirs] = await Promise.all(
    [treaty.us, treaty.partner].map(({ party }) => keptStates(store, party)),
  );
  const items = [
    ...(ours ?? []).map((one) => presented(one, true)),
    ...(theirs ?? []).map((one) => presented(one, false)),
  ];
  return done({
    agreement: treaty.document.id,
    areas: areasStanding(treaty),
    always: { kinds: [...ALWAYS_KINDS, ...ALWAYS_URGENCIES], beside: [...ALWAYS_BESIDE] },
    items: items.toSorted((a, b) => (a.since < b.since ? 1 : -1)),
  });
}

/** Every area of the agreement as it stands, and who narrows it. */
export function areasStanding(treaty: Treaty): AreaStanding[] {
  return treaty.document.areas.map(({ id, status }) => ({
    id,
    status: treaty.area(id) ?? status,
    narrowed_by: treaty.narrowing(id).map(narrowingView),
  }));
}

function narrowingView({ party, scope, state, reason, note, since }: StandingState): Narrowing {
  return { party, scope, state, reason, note, since: new Date(since).toISOString() };
}

function presented(
  { party, statement, digest, by, at, toldAt }: KeptState,
  own: boolean,
): StatesView["items"][number] {
  const { scope, state, reason, note, serial } = statement;
  const confirmBy = own && by === "node" ? new Date(at + CONFIRM_WITHIN).toISOString() : null;
  return {
    party,
    scope,
    state,
    reason,
    note,
    since: new Date(at).toISOString(),
    serial,
    digest: hexOf(digest),
    by,
    confirm_by: confirmBy,
    told: own ? toldAt !== null : null,
  };
}
