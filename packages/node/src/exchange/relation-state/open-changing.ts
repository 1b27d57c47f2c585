import type { SignedStateChange, StateWish } from "@entente/contract";
import type { LiveTreaty } from "../../agreement/door.ts";
import type { Officer } from "../../people/door.ts";
import type { OwnKeyRing } from "../key-change/own-keys.ts";
import type { PartnerKeys } from "../partner-keys.ts";
import type { ExchangeParts } from "../parts.ts";
import type { PeerAnswer } from "../port.ts";
import { applyState } from "./apply-state.ts";
import type { ChangingParts } from "./changing.ts";
import { draftState } from "./draft-state.ts";
import { showStates } from "./show-states.ts";
import { takeState } from "./take-state.ts";
import { openStateTeller } from "./tell-state.ts";

/** The states of a running relation, and what changes them. */
export interface ChangingStates {
  /** Tells the partner what he has not acknowledged yet, and looks whether the root is late. */
  readonly tick: () => Promise<void>;
  /** The partner's door. */
  readonly take: (body: Uint8Array) => Promise<PeerAnswer>;
  /** What operators do; `turn` has the partner told. */
  readonly commands: (turn: () => Promise<void>) => ReturnType<typeof commandsOver>;
}

/** Opens it over the relation's parts. One instance a relation. */
export function openChangingStates(
  parts: ExchangeParts & { readonly treaty: LiveTreaty },
  ring: Pick<OwnKeyRing, "alone">,
  partnerKeys: Pick<PartnerKeys, "alone" | "verifying">,
): ChangingStates {
  // In the order in which an amendment takes them, so that neither waits for the other for ever.
  const alone: ChangingParts["alone"] = (work) => ring.alone(() => partnerKeys.alone(work));
  const changing = { ...parts, alone, partnerSigners: partnerKeys.verifying, changed: () => undefined };
  const teller = openStateTeller(changing);
  return {
    tick: teller.tick,
    take: (body) => takeState(changing, body),
    commands: (turn) => {
      const changed = () => {
        teller.hasten();
        void turn().catch(() => undefined);
      };
      return commandsOver({ ...changing, changed });
    },
  };
}

function commandsOver(parts: ChangingParts) {
  return {
    showStates: () => showStates(parts),
    draftState: (_officer: Officer, wish: StateWish) => draftState(parts, wish),
    applyState: (officer: Officer, signed: SignedStateChange) => applyState(parts, officer, signed),
  };
}
