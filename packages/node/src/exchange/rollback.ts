import { verifyCheckpoint } from "@entente/ledger";
import { raiseAlarm } from "./alarms.ts";
import type { ExchangeParts } from "./parts.ts";

/**
 * Finds out whether this node's database is older than what the partner has witnessed of it: an older copy was put
 * back. Nobody's word is taken for it: the partner shows a head of our log **under our own signature** that is
 * larger than our log, or another one of its size. Then everything stops until a restore (design §5).
 * @returns `not_reached` where the partner showed nothing, not even that he holds nothing
 */
export async function rolledBack(parts: ExchangeParts): Promise<"not_reached" | "sound" | "rolled_back"> {
  const answer = await parts.line.get("/peer/v1/mirror/checkpoint").catch(() => null);
  if (answer === null || (answer.status !== 200 && answer.status !== 404)) return "not_reached";
  const shown = await verifyCheckpoint(answer.body, parts.keys.log.verifier, []);
  if (!shown.ok) return "sound";
  const head = await parts.store.logs.head("exchange");
  if (shown.size <= head.size) return "sound";
  const detail = `the partner holds a head of ${shown.size} entries that we signed; this database has ${head.size}`;
  await raiseAlarm(parts, "rolled_back", detail);
  return "rolled_back";
}
