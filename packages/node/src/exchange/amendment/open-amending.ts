import type { SignedAgreementChange } from "@entente/contract";
import type { LiveTreaty } from "../../agreement/door.ts";
import type { Officer } from "../../people/door.ts";
import type { OwnKeyRing } from "../key-change/own-keys.ts";
import type { PartnerKeys } from "../partner-keys.ts";
import type { ExchangeParts } from "../parts.ts";
import type { PeerAnswer } from "../port.ts";
import type { AmendingParts } from "./amending.ts";
import { applyVersion } from "./apply-version.ts";
import { draftVersion } from "./draft-version.ts";
import { learnVersions } from "./learn-versions.ts";
import { readVersion } from "./read-version.ts";
import { showVersions } from "./show-versions.ts";
import { takeVersion } from "./take-version.ts";
import { openVersionTeller } from "./tell-version.ts";

/** A running relation's agreement, and what changes it. */
export interface Amending {
  /** Tells the partner what he does not have on his log yet. */
  readonly tick: () => Promise<void>;
  /** The partner's door. */
  readonly take: (body: Uint8Array) => Promise<PeerAnswer>;
  /** What a restored partner asks: the version of this number. */
  readonly read: (number: string) => Promise<PeerAnswer>;
  /** What a restored node asks; false = not now. */
  readonly learn: () => Promise<boolean>;
  /** What operators do; `turn` has the partner told. */
  readonly commands: (turn: () => Promise<void>) => ReturnType<typeof commandsOver>;
}

/** Opens it over the relation's parts. One instance a relation. */
export function openAmending(
  parts: ExchangeParts & { readonly treaty: LiveTreaty },
  ring: Pick<OwnKeyRing, "alone">,
  partnerKeys: Pick<PartnerKeys, "alone">,
): Amending {
  // Always in this order; nothing that is verified and filed waits for what is decided and signed, so neither waits for ever.
  const alone: AmendingParts["alone"] = (work) => ring.alone(() => partnerKeys.alone(work));
  const amending = { ...parts, alone, amended: () => undefined };
  const teller = openVersionTeller(amending);
  return {
    tick: teller.tick,
    take: (body) => takeVersion(amending, body),
    read: (number) => readVersion(amending, number),
    learn: () => learnVersions(amending),
    commands: (turn) => {
      const amended = () => {
        teller.hasten();
        void turn().catch(() => undefined);
      };
      return commandsOver({ ...amending, amended });
    },
  };
}

function commandsOver(parts: AmendingParts) {
  return {
    showAgreement: () => showVersions(parts),
    draftAgreement: async (_officer: Officer, terms: unknown) => draftVersion(parts, terms),
    applyAgreement: (officer: Officer, signed: SignedAgreementChange) => applyVersion(parts, officer, signed),
  };
}
