import { ENTRY_KIND } from "@entente/ledger";
import { timeOrderedId } from "@entente/words";
import type { Officer } from "../people/door.ts";
import { domesticLeaf } from "./leaves.ts";
import type { ExchangeParts } from "./parts.ts";

/** Puts a read on the domestic log before plaintext is served: no record, no answer (T11). */
export async function recordRead(
  parts: ExchangeParts,
  officer: Officer,
  item: string,
  act: "show" | "release",
): Promise<void> {
  const at = parts.clock.now();
  const id = timeOrderedId(at, parts.random(10));
  const leaf = domesticLeaf(ENTRY_KIND.read, parts.random(32), { id, officer: officer.id, item, act, at });
  const sql = "insert into read_mark (id, officer, item, act, at, leaf) values (?, ?, ?, ?, ?, ?)";
  const step = { sql, params: [id, officer.id, item, act, at, { leafOf: 0 }], changes: 1 };
  const committed = await parts.store.commit({ appends: [leaf.append], steps: [step] });
  if (!committed.committed) throw new Error("a read could not be recorded");
}
