import type { Area, AreaState } from "@entente/words";
import type { Step } from "../../store/door.ts";
import { ALWAYS_KINDS } from "./always.ts";

/** The area of each lane and the state it is in from now on. */
export interface LaneState {
  readonly area: Area;
  readonly state: AreaState;
  /** why, as whoever looks at the queue reads it */
  readonly reason: string;
}

/**
 * What is queued and may not cross any more stays here, in the commit that says so: one step an area. Life-threat waits in
 * a lane of its own and is never among them; what undoes harm is left out by its kind. Nothing is let go here.
 */
export function holdSteps(partner: string, lanes: readonly LaneState[]): readonly Step[] {
  const kinds = ALWAYS_KINDS.map(() => "?").join(", ");
  return lanes
    .filter(({ state }) => state !== "active")
    .map(({ area, state, reason }) => {
      const answers = state === "wind_down" ? " or reply_to is not null" : "";
      return {
        sql: `update outbox set held = 1, reason = ? where partner = ? and lane = ? and dispatch not in
          (select id from dispatch where area = ? and (kind in (${kinds})${answers}))`,
        params: [reason, partner, area, area, ...ALWAYS_KINDS],
      };
    });
}
