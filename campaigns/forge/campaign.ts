import type { Campaign } from "../campaign.ts";
import { onGround } from "../ground.ts";
import { APPROVALS } from "./approvals.ts";
import { COVERS } from "./covers.ts";
import { EVENTS } from "./events.ts";
import { KEYS } from "./keys.ts";
import { REPLAYS } from "./replays.ts";
import { SEALS } from "./seals.ts";
import { SIGNATURES } from "./signatures.ts";
import { type Forged, honestForged, prepareForged } from "./stage.ts";
import { WITNESSING } from "./witnessing.ts";

/** Forged and replayed messages of a partner who holds all his own keys, and forged approvals of own officers. */
export const forge: Campaign<Forged> = {
  name: "forge",
  kinds: [...SIGNATURES, ...COVERS, ...SEALS, ...REPLAYS, ...WITNESSING, ...EVENTS, ...KEYS, ...APPROVALS],
  prepare: () => onGround(prepareForged),
  honest: honestForged,
};
