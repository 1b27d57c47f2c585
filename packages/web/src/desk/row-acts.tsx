import type { DeskRow } from "@entente/contract";
import { useNavigate } from "@tanstack/react-router";
import { Check, CornerUpLeft, FolderOpen, UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import type { AnswerOf } from "../api/client.ts";
import { t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { useOverlay } from "../overlay/overlay.tsx";
import { starting } from "../write/starting.ts";
import { assign } from "./acts.ts";
import { mayContribute } from "./duties.ts";
import { isOver } from "./over.ts";

/** What an officer may do with a row, by key and by button alike; null = not offered. */
export interface RowActs {
  readonly open: { readonly label: string; readonly run: () => void } | null;
  readonly answer: (() => void) | null;
  readonly assign: (() => void) | null;
  readonly done: { readonly label: string; readonly run: () => void } | null;
}

/** Whether a question still waits for an answer of ours. */
export function isOpenQuestion({ direction, kind, state }: DeskRow): boolean {
  return direction === "theirs" && kind === "request" && ["filed", "assigned"].includes(state);
}

/** Answering and assigning, for one who works on the desk. */
export function useHandling(me: AnswerOf<"me">, directory: AnswerOf<"directory"> | undefined) {
  const overlay = useOverlay();
  const navigate = useNavigate();
  const contributes = mayContribute(me);
  return {
    answer: (row: DeskRow) => {
      if (!contributes || !isOpenQuestion(row)) return null;
      return () =>
        void starting()
          .then(({ startAnswer }) => startAnswer(row))
          .then((item) => navigate({ to: "/write/$item", params: { item } }));
    },
    assign: (row: DeskRow) => {
      const waits = row.direction === "theirs" && ["filed", "assigned"].includes(row.state);
      if (!contributes || !waits) return null;
      const options = (directory?.colleagues ?? [])
        .filter((one) => one.may_contribute)
        .map(({ id, name, duties }) => ({
          id,
          label: name,
          note: duties.map((duty) => word("duty", duty)).join(", "),
        }));
      return () =>
        overlay.choose({
          title: t("assign.title"),
          options,
          onChosen: (to, label) => void assign(row, to, label),
        });
    },
  };
}

/** Putting a row away or bringing it back; null where somebody still owes something on it. */
export function doneOf(row: DeskRow, run: () => void): RowActs["done"] {
  if (row.done) return { label: t("act.undone"), run };
  return isOver(row) ? { label: t("act.put_done"), run } : null;
}

/** The buttons below what is shown, each with its key; none where nothing can be done. */
export function ActsBar({
  acts,
  first,
}: {
  readonly acts: RowActs;
  readonly first: "open" | "answer" | null;
}) {
  const { open, answer, assign: give, done } = acts;
  if (open === null && answer === null && give === null && done === null) return null;
  return (
    <footer className="acts">
      {open === null ? null : (
        <Act label={open.label} keys="Enter" run={open.run} first={first === "open"}>
          <FolderOpen size={15} strokeWidth={1.75} aria-hidden="true" />
        </Act>
      )}
      {answer === null ? null : (
        <Act label={t("act.answer")} keys="R" run={answer} first={first === "answer"}>
          <CornerUpLeft size={15} strokeWidth={1.75} aria-hidden="true" />
        </Act>
      )}
      {give === null ? null : (
        <Act label={t("act.assign")} keys="A" run={give}>
          <UserPlus size={15} strokeWidth={1.75} aria-hidden="true" />
        </Act>
      )}
      {done === null ? null : (
        <Act label={done.label} keys="E" run={done.run}>
          <Check size={15} strokeWidth={1.75} aria-hidden="true" />
        </Act>
      )}
    </footer>
  );
}

function Act(props: {
  readonly label: string;
  readonly keys: string;
  readonly run: () => void;
  readonly first?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className={props.first === true ? "primary" : undefined} onClick={props.run}>
      {props.children}
      {props.label}
      <Key name={props.keys} />
    </button>
  );
}
