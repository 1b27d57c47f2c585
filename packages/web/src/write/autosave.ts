import { useCallback, useEffect, useRef, useState } from "react";
import type { AnswerOf } from "../api/client.ts";
import { call } from "../api/client.ts";
import { client, workingListQuery, workingQuery } from "../api/queries.ts";
import type { Form } from "./form.ts";

/** After so long without a key the form is kept; never later than two seconds after the first one. */
const PAUSE_MS = 700;

export type Kept =
  | { readonly state: "kept"; readonly at: number }
  | { readonly state: "typing" }
  | { readonly state: "failed"; readonly fault: unknown };

/**
 * A form that is kept on the node while it is written. `flush` keeps it now and resolves when it is kept; a
 * failure stays visible and is tried again with the next key. Nothing is kept in the browser.
 */
export function useAutosave(stored: AnswerOf<"showWorking">, initial: Form) {
  const [form, setForm] = useState(initial);
  const [kept, setKept] = useState<Kept>({ state: "kept", at: Date.parse(stored.changed_at) });
  const live = useRef({ form, version: stored.version, saved: initial, running: Promise.resolve() });
  const id = stored.id;
  const flush = useCallback(async (): Promise<void> => {
    const now = live.current;
    now.running = now.running.then(async () => {
      if (now.form === now.saved) return;
      const sending = now.form;
      try {
        const answer = await call("saveWorking", {
          id,
          body: { form: { ...sending }, version: now.version },
        });
        now.version = answer.version;
        now.saved = sending;
        client.setQueryData(workingQuery(id).queryKey, answer);
        // The list of what was begun says how each begins: it must not say how it once began.
        client.setQueryData(workingListQuery.queryKey, (list) =>
          list === undefined ? list : { items: list.items.map((one) => (one.id === id ? answer : one)) },
        );
        setKept({ state: "kept", at: Date.parse(answer.changed_at) });
      } catch (fault) {
        setKept({ state: "failed", fault });
      }
    });
    return now.running;
  }, [id]);
  const change = useCallback((part: Partial<Form>) => {
    live.current.form = { ...live.current.form, ...part };
    setForm(live.current.form);
    setKept((old) => (old.state === "failed" ? old : { state: "typing" }));
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the form starts the pause anew
  useEffect(() => {
    const timer = window.setTimeout(() => void flush(), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [form, flush]);
  useEffect(() => () => void flush(), [flush]);
  return { form, change, kept, flush };
}
