import { encodeEquivocation, isWholeSubtree, verifyEquivocation } from "@entente/ledger";
import { hexOf } from "@entente/protocol";
import { raiseAlarm } from "./alarms.ts";
import { insertEvidence } from "./evidence-store.ts";
import type { NotedHead } from "./heads-store.ts";
import type { ExchangeParts } from "./parts.ts";
import { sha256 } from "./proposal.ts";

/** A head the partner signed that does not follow from the one we hold, and what he offered as its proof. */
export interface Contradiction {
  readonly origin: string;
  readonly known: NotedHead;
  readonly offered: NotedHead;
  readonly proof: readonly Uint8Array[];
}

/**
 * Makes what convinces a third party out of two heads that contradict each other, keeps it and raises the alarm.
 * Where the older size is a power of two a consistency proof does not name its root (RFC 6962 §2.1.2): then the
 * partner's own account of his first entries is asked for.
 * @param rootTold the root of the first `size` entries as the partner tells it now; null where he does not
 * @returns whether there is evidence. A proof that proves nothing of anything convicts nobody.
 */
export async function convict(
  parts: Pick<ExchangeParts, "store" | "clock" | "random" | "treaty">,
  found: Contradiction,
  rootTold: (size: number) => Promise<Uint8Array | null>,
): Promise<boolean> {
  const file = await evidenceOf(found, rootTold);
  if (file === null || !verifyEquivocation(file, parts.treaty.file).valid) return false;
  const at = parts.clock.now();
  const id = hexOf(sha256(file)).slice(0, 32);
  await parts.store.commit({
    steps: [insertEvidence({ id, kind: "equivocation", origin: found.origin, file, at })],
  });
  const sizes = `${found.known.size} and ${found.offered.size} entries`;
  await raiseAlarm(
    parts,
    "equivocation",
    `${parts.treaty.partner.party} signed two histories of its log, of ${sizes}`,
  );
  return true;
}

async function evidenceOf(
  { known, offered, proof }: Contradiction,
  rootTold: (size: number) => Promise<Uint8Array | null>,
): Promise<Uint8Array | null> {
  const [first, second] = known.size <= offered.size ? [known, offered] : [offered, known];
  if (known.size === offered.size)
    return encodeEquivocation({ first: first.note, second: second.note, path: [] });
  if (known.size > offered.size) return null;
  if (!isWholeSubtree(known.size))
    return encodeEquivocation({ first: first.note, second: second.note, path: proof });
  const told = await rootTold(known.size);
  return told === null
    ? null
    : encodeEquivocation({ first: first.note, second: second.note, path: [told, ...proof] });
}
