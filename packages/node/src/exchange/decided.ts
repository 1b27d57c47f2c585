import type { Officer } from "../people/door.ts";
import { approvedDigests, decidedActs } from "./decided-store.ts";
import type { ExchangeParts } from "./parts.ts";
import { sha256 } from "./proposal.ts";
import { type DispatchRecord, placeOf } from "./record.ts";
import { dispatchesById } from "./store.ts";

/**
 * Which of these dispatches (at most 201) stand as an officer decided: he approved exactly the bytes that are fixed now,
 * or it was refused or taken back by him. An approval of bytes that were written anew since is none of these: what he
 * judged is not what is there.
 */
export async function decidedBy(
  parts: Pick<ExchangeParts, "store">,
  officer: Pick<Officer, "id">,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const [digests, ended] = await Promise.all([
    approvedDigests(parts.store, officer.id, ids),
    decidedActs(parts.store, officer.id, ids),
  ]);
  const records = await dispatchesById(parts.store, [...new Set([...digests.keys(), ...ended])]);
  const stands = await Promise.all(
    records.map(async (record) => {
      if (record.state === "refused" || record.state === "recalled") return ended.has(record.id);
      const now = await bodyDigest(parts, record);
      return now !== null && (digests.get(record.id) ?? []).some((one) => Buffer.compare(one, now) === 0);
    }),
  );
  return new Set(records.filter((_, nth) => stands[nth] === true).map(({ id }) => id));
}

/** Null before there are bytes and after they are gone. */
async function bodyDigest(
  { store }: Pick<ExchangeParts, "store">,
  { id, sealed }: DispatchRecord,
): Promise<Uint8Array | null> {
  const key = sealed.body === null ? null : await store.vault.key(id);
  return key === null || sealed.body === null ? null : sha256(key.open(placeOf("body"), sealed.body));
}
