import type { DeskRow } from "@entente/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { AnswerOf } from "../api/client.ts";
import { countsQuery, deskQuery, directoryQuery } from "../api/queries.ts";
import { LANGUAGE, t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { type KeyMap, useKeys } from "../keys/keys.ts";
import { useOverlay } from "../overlay/overlay.tsx";
import { say } from "../overlay/undo.ts";
import { useBand } from "../shell/band.tsx";
import { ProblemBox, Skeleton } from "../shell/problem.tsx";
import { useNow } from "../shell/rail.tsx";
import { markDone, markUnread, snooze } from "./acts.ts";
import { Continue } from "./continue.tsx";
import { itemsOf } from "./due.ts";
import { mayContribute } from "./duties.ts";
import { DeskList } from "./list.tsx";
import { NothingHere } from "./nothing-here.tsx";
import { openingOf, useOpening } from "./opening.ts";
import { Pane } from "./pane.tsx";
import { doneOf, type RowActs, useHandling } from "./row-acts.tsx";
import type { ShownView } from "./views.ts";

/** The pane follows the cursor when it rests: moving through the list draws two rows, not a page. */
const PANE_REST_MS = 70;
const HOUR = 3_600_000;
/** For how long a row may be hidden, hours. */
const HIDDEN_HOURS = [1, 4, 24, 72];

/** The Desk: views, rows by what is due, the pane beside. */
export function DeskScreen({ view, me }: { readonly view: ShownView; readonly me: AnswerOf<"me"> }) {
  const desk = useInfiniteQuery(deskQuery(view));
  const directory = useQuery(directoryQuery).data;
  const now = useNow(15_000);
  const rows = useMemo(() => desk.data?.pages.flatMap((page) => page.items) ?? [], [desk.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = desk;
  const items = useMemo(
    () => itemsOf(view, rows, now, me.party, hasNextPage),
    [view, rows, now, me.party, hasNextPage],
  );
  const [chosen, setChosen] = useChosen(rows);
  const shown = useRested(rows.find(({ id }) => id === chosen) ?? null);
  useBand(useMemo(() => rows.flatMap(({ marking }) => marking ?? []), [rows]));
  const names = useNames(directory);
  const open = useOpening(me);
  const acts = useRowActs(me, directory, open);
  const move = (step: number) => {
    const at = rows.findIndex(({ id }) => id === chosen);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next !== undefined) setChosen(next.id);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    arrowdown: () => move(1),
    arrowup: () => move(-1),
    pagedown: () => move(10),
    pageup: () => move(-10),
    home: () => move(-rows.length),
    end: () => move(rows.length),
    ...keysOf(rows.find(({ id }) => id === chosen) ?? null, acts),
  });
  const nearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  // A page may be empty and not the last: what it read was put away.
  useEffect(() => {
    if (rows.length === 0) nearEnd();
  }, [rows.length, nearEnd]);
  return (
    <main className="desk" aria-labelledby="desk-title">
      <div className="desk-list">
        <header className="list-head">
          <h1 id="desk-title" tabIndex={-1}>
            {word("view", view)}
          </h1>
          <span className="count">{desk.data === undefined ? "" : <Size view={view} />}</span>
          <span className="zones-head">
            {me.party === "IN"
              ? `${word("city", "IN")} / ${word("city", "CA")}`
              : `${word("city", "CA")} / ${word("city", "IN")}`}
          </span>
        </header>
        {view === "mine" && <Continue />}
        {(desk.isPending || (rows.length === 0 && hasNextPage)) && <Skeleton rows={8} />}
        {desk.isError && <ProblemBox fault={desk.error} focus={false} />}
        {desk.data !== undefined && rows.length === 0 && !hasNextPage && <NothingHere view={view} me={me} />}
        {rows.length > 0 && (
          <DeskList
            items={items}
            rows={hasNextPage ? null : rows.length}
            chosen={chosen}
            now={now}
            party={me.party}
            whoOf={names.who}
            onChoose={setChosen}
            onOpen={open}
            onNearEnd={nearEnd}
          />
        )}
        <footer className="key-hints" aria-hidden="true">
          <Key name="J" />
          <Key name="K" />
          <span>{t("hint.move")}</span>
          <Key name="Enter" />
          <span>{t("hint.open")}</span>
          {mayContribute(me) ? (
            <>
              <Key name="C" />
              <span>{t("hint.create")}</span>
            </>
          ) : null}
          <Key name="?" />
          <span>{t("hint.keys")}</span>
        </footer>
      </div>
      <Pane
        row={shown}
        now={now}
        party={me.party}
        deskName={names.desk}
        directory={directory}
        acts={shown === null ? null : acts(shown)}
        empty={rows.length === 0}
      />
    </main>
  );
}

function Size({ view }: { readonly view: ShownView }) {
  const counts = useQuery(countsQuery).data;
  if (counts === undefined) return null;
  const { rows, more } = counts[view];
  return more ? t("desk.items_more", { count: rows }) : t("desk.items", { count: rows });
}

/** The row the cursor is on; where it is gone, the one that took its place. */
function useChosen(rows: readonly DeskRow[]): readonly [string | null, (id: string) => void] {
  const [state, setState] = useState<{ readonly id: string | null; readonly place: number }>({
    id: null,
    place: 0,
  });
  const at = rows.findIndex(({ id }) => id === state.id);
  const row = at >= 0 ? rows[at] : rows[Math.min(state.place, rows.length - 1)];
  const place = at >= 0 ? at : Math.min(state.place, Math.max(0, rows.length - 1));
  useEffect(() => {
    if (row !== undefined && (row.id !== state.id || place !== state.place)) setState({ id: row.id, place });
  }, [row, place, state]);
  const choose = useCallback((id: string) => setState((old) => ({ ...old, id })), []);
  return [row?.id ?? null, choose];
}

/** A value that follows another when that one has rested. */
function useRested(row: DeskRow | null): DeskRow | null {
  const [rested, setRested] = useState(row);
  useEffect(() => {
    if (rested === null || row === null || rested.id === row.id) {
      setRested(row);
      return;
    }
    const timer = window.setTimeout(() => setRested(row), PANE_REST_MS);
    return () => window.clearTimeout(timer);
  }, [row, rested]);
  return rested;
}

function useNames(directory: AnswerOf<"directory"> | undefined) {
  return useMemo(() => {
    const people = new Map(directory?.colleagues.map(({ id, name }) => [id, name]));
    const desks = new Map(directory?.desks.map(({ desk, name }) => [desk, name[LANGUAGE]]));
    return {
      who: (row: DeskRow) => initials(people.get(row.assignee ?? row.author ?? "") ?? ""),
      desk: (desk: string) => desks.get(desk) ?? desk,
    };
  }, [directory]);
}

function initials(name: string): string {
  const words = name
    .replace(/\(.*\)/, "")
    .trim()
    .split(/\s+/);
  return name === ""
    ? "–"
    : words
        .map((part) => part.slice(0, 1))
        .join("")
        .slice(0, 2);
}

/** What can be done with a row, by key and by button alike. */
function useRowActs(
  me: AnswerOf<"me">,
  directory: AnswerOf<"directory"> | undefined,
  open: (row: DeskRow) => void,
): (row: DeskRow) => RowActs & { readonly snooze: () => void } {
  const overlay = useOverlay();
  const handling = useHandling(me, directory);
  const askSnooze = (row: DeskRow) => {
    if (row.snoozed_until !== null) {
      void snooze(row, null);
      return;
    }
    overlay.choose({
      title: t("snooze.title"),
      options: HIDDEN_HOURS.map((hours) => ({
        id: String(hours),
        label: t("snooze.hours", { hours }),
        note: "",
      })),
      onChosen: (id) => void snooze(row, Date.now() + Number(id) * HOUR),
    });
  };
  return (row) => ({
    open: { label: openingOf(row, me).label, run: () => open(row) },
    answer: handling.answer(row),
    assign: handling.assign(row),
    done: doneOf(row, () => void markDone(row)),
    snooze: () => askSnooze(row),
  });
}

/** The keys of a row; one that is not offered says why, where that is not plain to see. */
function keysOf(row: DeskRow | null, acts: ReturnType<typeof useRowActs>): KeyMap {
  if (row === null) return {};
  const { open, answer, assign, done, snooze: hide } = acts(row);
  return {
    o: () => open?.run(),
    enter: () => open?.run(),
    e: () => (done === null ? say(t("act.not_over")) : done.run()),
    u: () => void markUnread(row),
    s: hide,
    ...(assign === null ? {} : { a: assign }),
    ...(answer === null ? {} : { r: answer }),
  };
}
