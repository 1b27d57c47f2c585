import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import type { AnswerOf } from "../api/client.ts";
import { mayContribute } from "../desk/duties.ts";
import { say } from "../overlay/undo.ts";
import { refusalLine } from "../shell/problem.tsx";
import { starting } from "./starting.ts";

/** Begins a request and goes to it; null for one who writes none. */
export function useCreate(me: AnswerOf<"me">): (() => void) | null {
  const navigate = useNavigate();
  const create = useCallback(() => {
    starting()
      .then(({ startRequest }) => startRequest(me))
      .then(
        (item) => navigate({ to: "/write/$item", params: { item } }),
        (fault: unknown) => say(refusalLine(fault), true),
      );
  }, [me, navigate]);
  return mayContribute(me) ? create : null;
}
