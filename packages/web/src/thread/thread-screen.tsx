import "../styles/screens.css";
import type { DeskRow } from "@entente/contract";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useEffect, useMemo, useRef } from "react";
import type { AnswerOf } from "../api/client.ts";
import { directoryQuery, threadQuery } from "../api/queries.ts";
import { markDone, nameOf } from "../desk/acts.ts";
import { ActsBar, doneOf, isOpenQuestion, useHandling } from "../desk/row-acts.tsx";
import { LANGUAGE, t } from "../i18n/messages.ts";
import { useKeys } from "../keys/keys.ts";
import { BackLink } from "../shell/back.tsx";
import { useBand } from "../shell/band.tsx";
import { ProblemBox, Skeleton } from "../shell/problem.tsx";
import { useNow } from "../shell/rail.tsx";
import { ThreadItem } from "./item.tsx";
import { takeOn } from "./take-on.tsx";

/** A question and all that was said to it, the newest last; the keys mean what is open to the officer now. */
export function ThreadScreen({ id, me }: { readonly id: string; readonly me: AnswerOf<"me"> }) {
  const thread = useQuery(threadQuery(id));
  const directory = useQuery(directoryQuery).data;
  const navigate = useNavigate();
  const now = useNow(15_000);
  const rows = useMemo(() => thread.data?.items ?? [], [thread.data]);
  useBand(useMemo(() => rows.flatMap(({ marking }) => marking ?? []), [rows]));
  const desks = useMemo(
    () => new Map(directory?.desks.map(({ desk, name }) => [desk, name[LANGUAGE]])),
    [directory],
  );
  const folded = rows.find(
    (row) => row.direction === "theirs" && !row.accepted && row.state !== "quarantined",
  );
  const newest = rows.at(-1);
  const keyed = folded ?? newest;
  const handling = useHandling(me, directory);
  const open = rows.find(isOpenQuestion);
  const finish = async (row: DeskRow) => {
    await markDone(row);
    await navigate({ to: "/desk/$view", params: { view: "mine" } });
  };
  const acts = {
    open: null,
    answer: open === undefined ? null : handling.answer(open),
    assign: open === undefined ? null : handling.assign(open),
    done: newest === undefined ? null : doneOf(newest, () => void finish(newest)),
  };
  const body = useRef<HTMLDivElement>(null);
  const show = useShown(body, thread.data !== undefined, keyed?.id);
  const accept = async (row: DeskRow) => {
    await takeOn(row);
    show(row.id);
  };
  useKeys({
    y: () => (folded === undefined ? undefined : void accept(folded)),
    p: () => document.querySelector<HTMLButtonElement>("[data-act=proof]")?.click(),
    escape: () => void navigate({ to: "/desk/$view", params: { view: "all" } }),
    ...(acts.done === null ? {} : { e: acts.done.run }),
    ...(acts.answer === null ? {} : { r: acts.answer }),
    ...(acts.assign === null ? {} : { a: acts.assign }),
  });
  return (
    <main className="thread" aria-labelledby="thread-title">
      <div className="thread-body" ref={body}>
        <BackLink />
        <h1 id="thread-title" className={rows.length > 0 ? "hidden" : undefined} tabIndex={-1}>
          {rows[0] === undefined ? t("thread.title") : nameOf(rows[0])}
        </h1>
        {thread.isPending && <Skeleton rows={5} />}
        {thread.isError && <ProblemBox fault={thread.error} focus={false} />}
        {rows.map((row) => (
          <ThreadItem
            key={row.id}
            row={row}
            now={now}
            party={me.party}
            deskName={(desk) => desks.get(desk) ?? desk}
            directory={directory}
            keyed={row.id === keyed?.id}
          />
        ))}
      </div>
      <ActsBar acts={acts} first={folded === undefined ? "answer" : null} />
    </main>
  );
}

/**
 * Brings a dispatch of the thread before the reader and keeps it there while what stands above it is still being loaded,
 * until he moves himself; once at the beginning for the one the keys mean. The screen's change is told to whoever listens
 * instead of looking: its heading takes the focus.
 */
function useShown(
  body: RefObject<HTMLDivElement | null>,
  loaded: boolean,
  id: string | undefined,
): (id: string) => void {
  const held = useRef<string | null>(null);
  const given = useRef(false);
  const show = (one: string | undefined) => {
    held.current = one ?? null;
    document
      .getElementById(one === undefined ? "thread-title" : `item-${one}`)
      ?.focus({ preventScroll: true });
    bring(held.current);
  };
  useEffect(() => {
    if (!loaded || given.current) return;
    given.current = true;
    show(id);
  });
  useEffect(() => {
    const { current } = body;
    if (current === null) return;
    const grown = new ResizeObserver(() => bring(held.current));
    for (const part of current.children) grown.observe(part);
    const letGo = () => {
      held.current = null;
    };
    for (const event of MOVES) current.addEventListener(event, letGo, { passive: true });
    return () => {
      grown.disconnect();
      for (const event of MOVES) current.removeEventListener(event, letGo);
    };
  });
  return show;
}

/** What a reader does to look elsewhere himself. */
const MOVES = ["wheel", "pointerdown", "touchmove", "keydown"] as const;

function bring(id: string | null): void {
  if (id === null) return;
  document.getElementById(`item-${id}`)?.closest("article")?.scrollIntoView({ block: "start" });
}
