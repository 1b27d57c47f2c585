import { type DispatchPage, done, no, type Result } from "@entente/contract";
import { isDispatchId } from "@entente/words";
import { may, type Officer } from "../../people/door.ts";
import { seesAll } from "../access.ts";
import type { ExchangeParts } from "../parts.ts";
import { summaryOf } from "../present.ts";
import { inboxOf } from "../store.ts";

/** Arrivals of the officer's desks and what awaits his release, newest first, a page at a time. */
export async function listInbox(
  parts: ExchangeParts,
  officer: Officer,
  page: { readonly cursor: string | null; readonly limit: number },
): Promise<Result<DispatchPage>> {
  if (page.cursor !== null && !isDispatchId(page.cursor)) {
    return no("malformed", { faults: [{ code: "bad_cursor", where: "/cursor" }] });
  }
  const what = { arrivals: seesAll(officer, "theirs"), releases: may(officer, "release") };
  const records = await inboxOf(parts.store, officer.desks, what, {
    before: page.cursor,
    limit: page.limit + 1,
  });
  const items = records.slice(0, page.limit);
  const next = records.length > page.limit ? (items.at(-1)?.id ?? null) : null;
  return done({ items: items.map((record) => summaryOf(record, parts.treaty)), next });
}
