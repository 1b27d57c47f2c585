import type { Campaign } from "../campaign.ts";
import { onGround } from "../ground.ts";
import { REPLAYS } from "./replays.ts";
import { type Forged, honestForged, prepareForged } from "./stage.ts";

/** Replays alone: the same bytes, the same id under other bytes, another place, before and after a restart (T02). */
export const replay: Campaign<Forged> = {
  name: "replay",
  kinds: REPLAYS,
  prepare: () => onGround(prepareForged),
  honest: honestForged,
};
