import type { DeskRow } from "@entente/contract";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import type { AnswerOf } from "../api/client.ts";
import { t } from "../i18n/messages.ts";
import { starting } from "../write/starting.ts";
import { markSeen } from "./acts.ts";

/** Kinds that have a form here; a draft of any other is read in its thread and written by the command line. */
const WRITTEN_HERE: readonly string[] = ["request", "answer"];

/** Where a row leads an officer, and what that is called. */
export function openingOf(
  row: DeskRow,
  me: Pick<AnswerOf<"me">, "officer" | "duties">,
): { readonly where: "write" | "release" | "thread"; readonly label: string } {
  if (row.state === "draft" && row.author === me.officer && WRITTEN_HERE.includes(row.kind))
    return { where: "write", label: t("act.continue") };
  if (row.state === "proposed") return { where: "release", label: t("act.see_release") };
  return { where: "thread", label: t("act.open") };
}

/** Opens a row: the officer has then seen it. */
export function useOpening(me: AnswerOf<"me">): (row: DeskRow) => void {
  const navigate = useNavigate();
  return useCallback(
    (row: DeskRow) => {
      void markSeen(row);
      const { where } = openingOf(row, me);
      if (where === "write") {
        void starting()
          .then(({ continueDraft }) => continueDraft(row))
          .then((item) => navigate({ to: "/write/$item", params: { item } }));
        return;
      }
      if (where === "release") void navigate({ to: "/release/$item", params: { item: row.id } });
      else void navigate({ to: "/thread/$item", params: { item: row.thread } });
    },
    [navigate, me],
  );
}
