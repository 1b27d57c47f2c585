import {
  type AgreementChangeView,
  agreementChangeText,
  done,
  no,
  type Refusal,
  type Result,
  type SignedAgreementChange,
} from "@entente/contract";
import { ENTRY_KIND, entry } from "@entente/ledger";
import { bytesOfBase64, hexOf, type ParsedAgreement } from "@entente/protocol";
import { aheadOfTreaty } from "../../agreement/door.ts";
import type { Officer } from "../../people/door.ts";
import { actMark } from "../domestic.ts";
import { type AppliedChange, firstStands, handRefused } from "../key-change/two-persons.ts";
import { phaseOf } from "../recovery/phase.ts";
import type { AmendingParts } from "./amending.ts";
import { bringInForce } from "./bring-in-force.ts";
import { readNextVersion } from "./next-version.ts";
import {
  insertVersion,
  type KeptVersion,
  keepFirstOf,
  keptVersion,
  loggedVersion,
  otherOfPartner,
  versionLogged,
} from "./version-store.ts";

/**
 * Takes a version that both roots have signed onto our log. The first of two persons is kept, the second applies. Refused
 * in this order: a restored node; a version that does not verify or does not follow, with every fault; another version of
 * that number on our log; no signature of the officer's device; the same person twice.
 */
export async function applyVersion(
  parts: AmendingParts,
  officer: Officer,
  signed: SignedAgreementChange,
): Promise<Result<AgreementChangeView>> {
  if ((await phaseOf(parts.store)) !== "none")
    return no("state_conflict", { detail: "a restored node takes no version before it works again" });
  const file = bytesOfBase64(signed.document_base64) ?? new Uint8Array();
  const parsed = await readNextVersion(parts.treaty, file);
  if (!parsed.ok) return no("malformed", { faults: parsed.faults });
  const { digest, agreement } = parsed.value;
  const { version } = agreement;
  const taken = await numberTaken(parts, { version, digest });
  if (taken !== null) return taken;
  const change = changeOf(hexOf(digest), version);
  const refused = await handRefused(parts, officer, change, signed);
  if (refused !== null) return refused;
  const first = (await keptVersion(parts.store, digest))?.first ?? null;
  if (first?.officer === officer.id) return no("same_person");
  if (first === null || !(await firstStands(parts, change, first))) {
    await keepHand(parts, officer, signed, parsed.value, file);
    return done({ version, state: "one_of_two" });
  }
  const logged = await parts.alone(() => logVersion(parts, officer, parsed.value, file));
  if (!logged) return no("changed_meanwhile");
  const state = (await bringInForce(parts, digest)) ? "in_force" : "logged";
  parts.amended();
  return done({ version, state });
}

/**
 * One number, one version. Both roots may have signed two by mistake: whoever is told of the partner's first does not put
 * the other one on his own log, where it could never come into force.
 */
async function numberTaken(
  { store }: AmendingParts,
  named: Pick<KeptVersion, "version" | "digest">,
): Promise<{ readonly ok: false; readonly refusal: Refusal } | null> {
  const { version } = named;
  if ((await loggedVersion(store, version)) !== null)
    return no("state_conflict", { detail: `version ${version} stands on our log already` });
  if ((await otherOfPartner(store, named)) !== null)
    return no("state_conflict", { detail: `another version ${version} stands on the partner's log` });
  return null;
}

function changeOf(agreement: string, version: number): AppliedChange {
  const text = (officer: string, expires_at: string) =>
    agreementChangeText({ officer, agreement, version, expires_at });
  return { where: "agreement", digest: agreement, text };
}

async function keepHand(
  parts: AmendingParts,
  officer: Officer,
  { device, expires_at, signature }: SignedAgreementChange,
  { digest, agreement: { version } }: ParsedAgreement,
  document: Uint8Array,
): Promise<void> {
  const word = String(version);
  const mark = await actMark(parts, { act: "agreement_signed", dispatch: "", officer: officer.id, word });
  await parts.store.commit({
    appends: [mark.append],
    steps: [
      insertVersion({ version, digest, document, at: parts.clock.now() }),
      keepFirstOf(digest, { officer: officer.id, device, expires_at, signature }),
      mark.step,
    ],
  });
}

/**
 * Logged before it counts. The leaf is not salted: an agreement is no secret from whoever checks a proof.
 * @returns false where another version came in between: nothing is logged
 */
async function logVersion(
  parts: AmendingParts,
  officer: Officer,
  { digest, agreement: { version } }: ParsedAgreement,
  file: Uint8Array,
): Promise<boolean> {
  const still = (await readNextVersion(parts.treaty, file)).ok;
  if (!still || (await numberTaken(parts, { version, digest })) !== null) return false;
  const word = String(version);
  const mark = await actMark(parts, { act: "agreement_applied", dispatch: "", officer: officer.id, word });
  const leaf = { log: "exchange", entry: entry(ENTRY_KIND.agreement_version, digest) } as const;
  const { committed } = await parts.store.commit({
    appends: [mark.append, leaf],
    steps: [mark.step, versionLogged(digest, { leafOf: 1 })],
  });
  // From here on the partner may name it: he may have it in force before we know that he has it.
  if (committed) parts.treaty.become(aheadOfTreaty(parts.treaty.now, digest));
  return committed;
}
