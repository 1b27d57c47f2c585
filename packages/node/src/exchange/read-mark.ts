import type { Officer } from "../people/door.ts";
import { readMark } from "./domestic.ts";
import type { ExchangeParts } from "./parts.ts";

/** Puts a read on the domestic log before plaintext is served: no record, no answer (T11). */
export async function recordRead(
  parts: ExchangeParts,
  officer: Officer,
  item: string,
  act: "show" | "audit" | "release" | "example" | "list" | "attachment",
): Promise<void> {
  const mark = await readMark(parts, { officer: officer.id, item, act });
  const committed = await parts.store.commit({ appends: [mark.append], steps: [mark.step] });
  if (!committed.committed) throw new Error("a read could not be recorded");
}
