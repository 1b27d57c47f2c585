import { createContext, lazy, type ReactNode, Suspense, useContext, useMemo, useState } from "react";
import { withMessages } from "../i18n/messages.ts";

/** One thing to choose; `note` stands beside it, `keys` is its shortcut. */
export interface Option {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly keys?: string;
}

/** A question with a list of answers: type to narrow, Enter to choose. */
export interface Choice {
  readonly title: string;
  readonly options: readonly Option[];
  readonly onChosen: (id: string, label: string) => void;
}

interface Overlay {
  readonly choose: (choice: Choice) => void;
}

const Context = createContext<Overlay>({ choose: () => undefined });

/** Loaded when first asked for: the first page does not pay for it. */
const Chooser = lazy(() =>
  withMessages(import("./chooser.tsx")).then(({ Chooser: loaded }) => ({ default: loaded })),
);

export function useOverlay(): Overlay {
  return useContext(Context);
}

export function OverlayPlace({ children }: { readonly children: ReactNode }) {
  const [choice, setChoice] = useState<Choice | null>(null);
  const overlay = useMemo(() => ({ choose: setChoice }), []);
  return (
    <Context.Provider value={overlay}>
      {children}
      <Suspense fallback={null}>
        {choice !== null && <Chooser choice={choice} onClose={() => setChoice(null)} />}
      </Suspense>
    </Context.Provider>
  );
}
