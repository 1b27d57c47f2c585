import "../styles/screens.css";
import type { DeskRow } from "@entente/contract";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check, CornerUpLeft, UserPlus } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { AnswerOf } from "../api/client.ts";
import { directoryQuery, threadQuery } from "../api/queries.ts";
import { assign, markDone, nameOf } from "../desk/acts.ts";
import { LANGUAGE, t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { useKeys } from "../keys/keys.ts";
import { useOverlay } from "../overlay/overlay.tsx";
import { BackLink } from "../shell/back.tsx";
import { useBand } from "../shell/band.tsx";
import { ProblemBox, Skeleton } from "../shell/problem.tsx";
import { useNow } from "../shell/rail.tsx";
import { starting } from "../write/starting.ts";
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
  const accept = async (row: DeskRow) => {
    await takeOn(row);
    document.getElementById(`item-${row.id}`)?.focus();
  };
  const acts = useThreadActs(me, rows, directory);
  useFirstFocus(thread.data !== undefined, keyed?.id);
  useKeys({
    y: () => (folded === undefined ? undefined : void accept(folded)),
    e: () => (newest === undefined ? undefined : void finish(newest)),
    p: () => document.querySelector<HTMLButtonElement>("[data-act=proof]")?.click(),
    escape: () => void navigate({ to: "/desk/$view", params: { view: "all" } }),
    ...(acts.answer === null ? {} : { r: acts.answer }),
    ...(acts.assign === null ? {} : { a: acts.assign }),
  });
  const finish = async (row: DeskRow) => {
    await markDone(row);
    await navigate({ to: "/desk/$view", params: { view: "mine" } });
  };
  return (
    <main className="thread" aria-labelledby="thread-title">
      <div className="thread-body">
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
            keyed={row.id === keyed?.id}
          />
        ))}
      </div>
      {newest !== undefined && (
        <footer className="acts">
          {acts.answer !== null && (
            <button
              type="button"
              className={folded === undefined ? "primary" : undefined}
              onClick={acts.answer}
            >
              <CornerUpLeft size={15} strokeWidth={1.75} aria-hidden="true" />
              {t("act.answer")}
              <Key name="R" />
            </button>
          )}
          {acts.assign !== null && (
            <button type="button" onClick={acts.assign}>
              <UserPlus size={15} strokeWidth={1.75} aria-hidden="true" />
              {t("act.assign")}
              <Key name="A" />
            </button>
          )}
          <button type="button" onClick={() => void finish(newest)}>
            <Check size={15} strokeWidth={1.75} aria-hidden="true" />
            {newest.done ? t("act.undone") : t("act.put_done")}
            <Key name="E" />
          </button>
        </footer>
      )}
    </main>
  );
}

/** The screen's change is told to whoever listens instead of looking: its heading takes the focus, once. */
function useFirstFocus(loaded: boolean, id: string | undefined): void {
  const given = useRef(false);
  useEffect(() => {
    if (!loaded || given.current) return;
    given.current = true;
    const heading = document.getElementById(id === undefined ? "thread-title" : `item-${id}`);
    heading?.focus({ preventScroll: true });
    heading?.closest("article")?.scrollIntoView({ block: "start" });
  }, [loaded, id]);
}

/** Answer and assign mean the question that still waits. */
function useThreadActs(
  me: AnswerOf<"me">,
  rows: readonly DeskRow[],
  directory: AnswerOf<"directory"> | undefined,
) {
  const overlay = useOverlay();
  const navigate = useNavigate();
  const contributes = me.duties.some((duty) => ["liaison", "duty_desk", "analyst"].includes(duty));
  const open = rows.find(
    (row) =>
      row.direction === "theirs" && row.kind === "request" && ["filed", "assigned"].includes(row.state),
  );
  if (!contributes || open === undefined) return { answer: null, assign: null };
  return {
    answer: () =>
      void starting()
        .then(({ startAnswer }) => startAnswer(open))
        .then((item) => navigate({ to: "/write/$item", params: { item } })),
    assign: () =>
      overlay.choose({
        title: t("assign.title"),
        options: (directory?.colleagues ?? [])
          .filter((one) => one.may_contribute)
          .map(({ id, name, duties }) => ({
            id,
            label: name,
            note: duties.map((duty) => word("duty", duty)).join(", "),
          })),
        onChosen: (to, label) => void assign(open, to, label),
      }),
  };
}
