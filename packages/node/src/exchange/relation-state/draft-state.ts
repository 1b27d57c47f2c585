import { done, no, type Result, type StateDraft, type StateWish } from "@entente/contract";
import {
  base64Of,
  hexOf,
  type RelationState,
  readStatePayload,
  relationStatePayload,
  STATE_TYPE,
} from "@entente/protocol";
import { phaseOf } from "../recovery/phase.ts";
import type { ChangingParts } from "./changing.ts";
import { waitingStates } from "./hand-store.ts";
import { keptStates } from "./state-store.ts";

/**
 * Writes what the root must sign, or in an emergency two devices. Nothing is kept. In an emergency the second operator who
 * asks for the same gets the bytes that the first has signed.
 */
export async function draftState(parts: ChangingParts, wish: StateWish): Promise<Result<StateDraft>> {
  const { store, treaty, clock } = parts;
  if ((await phaseOf(store)) !== "none")
    return no("state_conflict", {
      detail: "a restored node says nothing of the relation before it works again",
    });
  const { emergency, ...said } = wish;
  if (emergency && said.state !== "suspended")
    return no("malformed", { faults: [{ code: "emergency_suspends", where: "/state" }] });
  if (said.scope !== "all" && treaty.area(said.scope) === null)
    return no("malformed", { faults: [{ code: "unknown_area", where: "/scope" }] });
  const last = (await keptStates(store, treaty.us.party)).at(-1);
  const serial = (last?.statement.serial ?? 0) + 1;
  const begun = emergency ? await begunWith(parts, said, serial) : null;
  if (begun !== null) return done(draftOf(serial, begun));
  const payload = relationStatePayload({
    ...said,
    party: treaty.us.party,
    node: treaty.us.node,
    agreement: treaty.document.id,
    version: treaty.digestHex,
    serial,
    previous: hexOf(last?.digest ?? treaty.firstDigest),
    at: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
  });
  return payload.ok ? done(draftOf(serial, payload.value)) : no("malformed", { faults: payload.faults });
}

/** What the first of two operators has signed, where it says the same; null where there is none. */
async function begunWith(
  { store }: ChangingParts,
  wish: Pick<RelationState, "scope" | "state" | "reason" | "note">,
  serial: number,
): Promise<Uint8Array | null> {
  for (const { payload } of await waitingStates(store)) {
    const read = readStatePayload(payload);
    const same =
      read.ok &&
      read.value.serial === serial &&
      (["scope", "state", "reason", "note"] as const).every((name) => read.value[name] === wish[name]);
    if (same) return payload;
  }
  return null;
}

function draftOf(serial: number, payload: Uint8Array): StateDraft {
  return { type: STATE_TYPE, payload_base64: base64Of(payload), serial };
}
