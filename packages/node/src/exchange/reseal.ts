import { sameBytes, seal as sealBytes, statementDigest } from "@entente/protocol";
import type { Step } from "../store/door.ts";
import { type Queued, replaceSeal } from "./outbox-store.ts";
import { type DispatchRecord, placeOf } from "./record.ts";
import type { SealingParts } from "./seal.ts";
import { dispatchById } from "./store.ts";

/** A statement under a fresh seal, and which key of the partner's it was made to. */
export interface FreshSeal {
  readonly digest: Uint8Array;
  readonly sealed: Uint8Array;
  readonly sealKey: Uint8Array;
}

/**
 * Seals what was released once more, to the partner's key of this moment: the same signed statement over the same
 * body (design §5). Null where either is gone: an erased dispatch cannot be given again.
 */
export async function sealAgain(parts: SealingParts, record: DispatchRecord): Promise<FreshSeal | null> {
  const key = await parts.store.vault.key(record.id);
  const { statement, body } = record.sealed;
  if (key === null || statement === null || body === null) return null;
  const signed = key.open(placeOf("statement"), statement);
  const to = await parts.partnerKeys.sealing();
  const sealed = sealBytes({ signed, body: key.open(placeOf("body"), body), to });
  return { digest: statementDigest(signed), sealed, sealKey: to.digest };
}

/** The step that gives a queued dispatch a newer seal; null where it has the newest already or cannot be sealed. */
export async function resealed(
  parts: SealingParts,
  partner: string,
  item: Queued,
  at: number,
): Promise<Step | null> {
  const { digest } = await parts.partnerKeys.sealing();
  if (item.sealKey !== null && sameBytes(item.sealKey, digest)) return null;
  const record = await dispatchById(parts.store, item.dispatch);
  const fresh = record === null ? null : await sealAgain(parts, record);
  return fresh === null ? null : replaceSeal(partner, item, fresh, at);
}
