import { no, type Refusal, type SignedKeyChange } from "@entente/contract";
import { deviceMessageOf, may, type Officer, verifyDeviceSignature } from "../../people/door.ts";
import type { ExchangeParts } from "../parts.ts";
import { sha256 } from "../proposal.ts";
import { recordRejection } from "../rejection.ts";
import type { FirstHand } from "./own-key-store.ts";

/** A signature is for now: two persons who stand at one node need no longer (T18). */
const LIFE = 60 * 60_000;

/** What two persons put in force: new keys of ours, a version of the agreement, a state of the relation. */
export interface AppliedChange {
  readonly where: "keys" | "agreement" | "relation_state";
  /** hex SHA-256 of what the roots have signed */
  readonly digest: string;
  /** What one of the two signs with his device. */
  text(officer: string, expiresAt: string): string;
}

type Hand = Pick<SignedKeyChange, "expires_at" | "device" | "signature">;
type Refused = { readonly ok: false; readonly refusal: Refusal };

/**
 * What keeps an officer's signature under a change from counting; null where it counts. A token alone changes nothing, and
 * who tries goes on the record.
 */
export async function handRefused(
  parts: ExchangeParts,
  officer: Pick<Officer, "id">,
  change: AppliedChange,
  hand: Hand,
): Promise<Refused | null> {
  const { expires_at, device, signature } = hand;
  const now = parts.clock.now();
  const until = Date.parse(expires_at);
  if (!(until > now && until <= now + LIFE))
    return no("approval_stale", { detail: "the signature has expired, or is for longer than an hour" });
  const known = await parts.people.device(device);
  const text = change.text(officer.id, expires_at);
  const bytes = new Uint8Array(Buffer.from(signature, "base64"));
  const stands =
    known !== null &&
    known.officer === officer.id &&
    verifyDeviceSignature(known, deviceMessageOf(text), bytes);
  if (stands) return null;
  const said = JSON.stringify({ officer: officer.id, of: change.digest, hand });
  const digest = sha256(new TextEncoder().encode(said));
  await recordRejection(parts, { door: "user", code: "device_refused", where: change.where, digest });
  return no("device_refused");
}

/**
 * Whether the first of the two still counts now that a second has come: his device not revoked since, his duty still his,
 * his signature not stale.
 */
export async function firstStands(
  parts: ExchangeParts,
  change: AppliedChange,
  first: FirstHand,
): Promise<boolean> {
  const officer = await parts.people.officer(first.officer);
  if (officer === null || !may(officer, "operate")) return false;
  return (await handRefused(parts, officer, change, first)) === null;
}
