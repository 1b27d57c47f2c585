import { ENTRY_KIND } from "@entente/ledger";
import { timeOrderedId } from "@entente/words";
import { domesticLeaf } from "./leaves.ts";
import type { ExchangeParts } from "./parts.ts";

/** Hostile or broken input that was refused: never its bytes, only their digest. */
export interface Rejection {
  readonly door: "user" | "peer";
  readonly code: string;
  readonly where: string;
  /** SHA-256 of what was refused */
  readonly digest: Uint8Array;
}

/** Records a refused input and puts it on the domestic log. Nothing else changes. */
export async function recordRejection(
  parts: Pick<ExchangeParts, "store" | "clock" | "random">,
  rejection: Rejection,
): Promise<void> {
  const at = parts.clock.now();
  const id = timeOrderedId(at, parts.random(10));
  const { door, code, where, digest } = rejection;
  const leaf = domesticLeaf(ENTRY_KIND.rejection, parts.random(32), {
    id,
    door,
    code,
    where,
    digest: Buffer.from(digest).toString("hex"),
    at,
  });
  const step = {
    sql: "insert into rejection (id, door, code, place, digest, at, leaf) values (?, ?, ?, ?, ?, ?, ?)",
    params: [id, door, code, where.slice(0, 200), digest, at, { leafOf: 0 }],
    changes: 1,
  };
  await parts.store.commit({ appends: [leaf.append], steps: [step] });
}
