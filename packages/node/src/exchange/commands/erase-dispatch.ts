import { done, erasureText, no, type Result } from "@entente/contract";
import {
  deviceMessageOf,
  may,
  type Officer,
  stillInService,
  verifyDeviceSignature,
} from "../../people/door.ts";
import { dispatchFor } from "../access.ts";
import { actMark } from "../domestic.ts";
import { eraseNow, tombstoneName } from "../erasing.ts";
import type { ExchangeParts } from "../parts.ts";
import type { Standing } from "../port.ts";
import { standingOf } from "../present.ts";
import { sha256 } from "../proposal.ts";
import type { DispatchRecord } from "../record.ts";
import { recordRejection } from "../rejection.ts";
import { changeDispatch } from "../store.ts";
import type { FileParts } from "./attach-file.ts";

/** An erasure as it was signed. */
export interface SignedErasure {
  readonly reason: string;
  readonly version: number;
  readonly expires_at: string;
  readonly device: string;
  /** base64, 64 bytes */
  readonly signature: string;
}

/** Whatever still waits for somebody, or is under way, is not over. */
const OVER = {
  ours: ["draft", "refused", "recalled", "stored", "opened", "answered"],
  theirs: ["declined", "answered", "recalled", "quarantined"],
} as const;
/** A signature is for now, not for later (T18). */
const LIFE = 10 * 60_000;

/**
 * Erases what is over: its key is destroyed in the commit that puts a tombstone on the log, so that neither a copy of
 * the row nor an older backup is read again (T25). Of ours its author erases a draft; what was proposed once, somebody
 * else who may release on its desk. An arrival, whoever handles it. Refused in this order: not one of the officer's;
 * not over; not his to erase; changed since; no signature of his device over exactly this.
 */
export async function eraseDispatch(
  parts: FileParts,
  officer: Officer,
  id: string,
  signed: SignedErasure,
): Promise<Result<Standing>> {
  const found = await dispatchFor(parts, officer, id, "erase");
  if (!found.ok) return found;
  const record = found.value;
  const refusal = mayErase(officer, record, signed) ?? (await unsigned(parts, officer, id, signed));
  if (refusal !== null) return refusal;
  const at = parts.clock.now();
  const tombstone = await parts.store.tombstones.make(tombstoneName(id));
  const word = signed.reason;
  const mark = await actMark(parts, { act: "erased", dispatch: id, officer: officer.id, word });
  const guard = changeDispatch(id, { states: [record.state], version: record.version }, {}, at);
  const committed = await eraseNow(parts, id, at, {
    appends: [mark.append, tombstone.append],
    steps: [stillInService(officer.id), guard, mark.step, tombstone.step],
  });
  return committed.committed ? done(standingOf(record, "erased")) : no("changed_meanwhile");
}

function mayErase(officer: Officer, record: DispatchRecord, { version }: SignedErasure) {
  const { direction, state, author } = record;
  if (!OVER[direction].some((over) => over === state))
    return no("state_conflict", { detail: `it is ${state}: only what is over is erased` });
  const mine = author === officer.id;
  const ours = state === "draft" ? mine : !mine && may(officer, "release");
  if (direction === "ours" && !ours)
    return no("not_permitted", {
      detail: "its author erases a draft; all else, somebody else who may release on its desk",
    });
  return version === record.version ? null : no("changed_meanwhile");
}

/** A token alone destroys nothing; who tries goes on the record. */
async function unsigned(parts: ExchangeParts, officer: Officer, id: string, signed: SignedErasure) {
  const { reason, version, expires_at, device, signature } = signed;
  const now = parts.clock.now();
  const until = Date.parse(expires_at);
  if (!(until > now && until <= now + LIFE))
    return no("approval_stale", { detail: "the signature has expired" });
  const known = await parts.people.device(device);
  const text = erasureText({ dispatch: id, version, officer: officer.id, reason, expires_at });
  const bytes = new Uint8Array(Buffer.from(signature, "base64"));
  const stands =
    known !== null &&
    known.officer === officer.id &&
    verifyDeviceSignature(known, deviceMessageOf(text), bytes);
  if (stands) return null;
  const digest = sha256(new TextEncoder().encode(JSON.stringify({ officer: officer.id, signed })));
  await recordRejection(parts, { door: "user", code: "device_refused", where: id, digest });
  return no("device_refused");
}
