import type { DeskPage, DeskRow } from "@entente/contract";
import type { InfiniteData } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { client, refreshDesk } from "../api/queries.ts";
import { clock, day } from "../i18n/format.ts";
import { t } from "../i18n/messages.ts";
import { didUndoable, say } from "../overlay/undo.ts";
import { PAGE } from "../shell/page.ts";
import { refusalLine } from "../shell/problem.tsx";

/** The row as the person reading it will call it. */
export function nameOf(row: DeskRow): string {
  return row.title ?? t("row.withheld");
}

/** Changes a row in every list the page holds, at once; the node's answer follows. Only for an officer's own marks. */
function changeRows(id: string, change: (row: DeskRow) => DeskRow | null): void {
  client.setQueriesData<InfiniteData<DeskPage>>({ queryKey: ["desk", "list"] }, (data) =>
    data === undefined
      ? data
      : {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.flatMap((row) => (row.id === id ? (change(row) ?? []) : [row])),
          })),
        },
  );
}

/** Runs an act and tells of a refusal; the list is asked again either way. */
async function acting(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (fault) {
    say(refusalLine(fault), true);
    return false;
  } finally {
    void refreshDesk();
  }
}

/** Puts a row away for this officer, or brings it back. */
export async function markDone(row: DeskRow): Promise<void> {
  const done = !row.done;
  changeRows(row.id, () => null);
  const put = (value: boolean) => acting(() => call("markDispatch", { id: row.id, body: { done: value } }));
  if (await put(done)) {
    const said = done ? t("act.done", { title: nameOf(row) }) : t("act.back", { title: nameOf(row) });
    didUndoable({ said, undo: () => put(!done) });
  }
}

export async function markUnread(row: DeskRow): Promise<void> {
  const seen = row.unread;
  changeRows(row.id, (old) => ({ ...old, unread: !seen }));
  const put = (value: boolean) => acting(() => call("markDispatch", { id: row.id, body: { seen: value } }));
  if (await put(seen)) {
    const said = seen ? t("act.read", { title: nameOf(row) }) : t("act.unread", { title: nameOf(row) });
    didUndoable({ said, undo: () => put(!seen) });
  }
}

/** Hides a row until a moment (Unix milliseconds); null shows it again. */
export async function snooze(row: DeskRow, until: number | null): Promise<void> {
  changeRows(row.id, () => null);
  const before = row.snoozed_until;
  const put = (value: string | null) =>
    acting(() => call("markDispatch", { id: row.id, body: { snoozed_until: value } }));
  if (!(await put(until === null ? null : new Date(until).toISOString()))) return;
  const when = until === null ? "" : `${day(until, PAGE.party)} ${clock(until, PAGE.party)}`;
  const said =
    until === null ? t("act.back", { title: nameOf(row) }) : t("act.snoozed", { title: nameOf(row), when });
  didUndoable({ said, undo: () => put(before) });
}

/** Not optimistic on the row alone: the node may refuse, and then says why. */
export async function assign(row: DeskRow, to: string, name: string): Promise<void> {
  changeRows(row.id, (old) => ({ ...old, assignee: to, state: "assigned" }));
  if (await acting(() => call("assignDispatch", { id: row.id, body: { to } })))
    say(t("act.assigned", { title: nameOf(row), name }));
}

/** Marks as seen what the officer opened; nothing is said about it. */
export async function markSeen(row: DeskRow): Promise<void> {
  if (!row.unread) return;
  changeRows(row.id, (old) => ({ ...old, unread: false }));
  await call("markDispatch", { id: row.id, body: { seen: true } }).catch(() => undefined);
}
