import type { Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { fresh } from "../nodes/found.ts";
import { bytesOf } from "../partner/hand.ts";
import { refusedWhole } from "../trial.ts";
import type { Forged } from "./stage.ts";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** "Canada has opened this": with a leaf in Canada's log that says no such thing. */
function notOpened(
  stage: Forged,
  claim: {
    readonly dispatch?: string;
    readonly size?: number;
    readonly index?: number;
    readonly hashes?: number;
  },
  code: string,
): Promise<string> {
  const { ground, used, known } = stage;
  const item = {
    dispatch: claim.dispatch ?? used.id,
    event: "opened",
    inclusion: Array.from({ length: claim.hashes ?? 2 }, () => base64(fresh(32))),
    index: claim.index ?? 1,
    salt: base64(fresh(32)),
  };
  const body = bytesOf({ items: [item], size: claim.size ?? known.size });
  return refusedWhole(ground, () => ground.peer.raw("/peer/v1/events", body), {
    codes: [code],
    recorded: [body],
  });
}

const claim = (
  name: string,
  code: string,
  of: (stage: Forged, chance: Chance) => Parameters<typeof notOpened>[1],
): Kind<Forged> => ({
  name: `event.${name}`,
  run: (stage, chance) => notOpened(stage, of(stage, chance), code),
});

export const EVENTS: readonly Kind<Forged>[] = [
  claim("no_such_leaf", "event_unproven", ({ known }, chance) => ({
    index: chance.below(known.size),
    hashes: chance.between(0, 4),
  })),
  claim("unknown_dispatch", "event_unproven", ({ ground }) => ({ dispatch: ground.hand.id() })),
  claim("not_a_dispatch_of_ours", "event_unproven", ({ delivered }, chance) => ({
    dispatch: chance.pick(delivered).made.statement.dispatch,
  })),
  claim("never_sent", "event_unproven", ({ proposals }) => ({ dispatch: proposals.one.id })),
  claim("head_never_cosigned", "event_checkpoint", ({ known }, chance) => ({
    size: known.size + chance.between(1, 1_000_000),
  })),
];
