import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { type Band, bandOf, type Marked } from "../glyphs/marking.ts";
import { t, word } from "../i18n/messages.ts";
import { PAGE } from "./page.ts";

const SetBand = createContext<(markings: readonly Marked[]) => void>(() => undefined);

/** Tells the bands what the screen shows; they carry the highest of it. */
export function useBand(markings: readonly Marked[]): void {
  const set = useContext(SetBand);
  const last = useRef("");
  useEffect(() => {
    // The list is made anew at every drawing; its content decides.
    const key = JSON.stringify(markings);
    if (key === last.current) return;
    last.current = key;
    set(markings);
  }, [set, markings]);
  useEffect(
    () => () => {
      last.current = "";
      set([]);
    },
    [set],
  );
}

/** Two marking bands around everything: whose node, its realm, the highest marking on the screen. */
export function Banded({ children }: { readonly children: ReactNode }) {
  const [markings, setMarkings] = useState<readonly Marked[]>([]);
  const band = useMemo(() => bandOf(markings), [markings]);
  return (
    <SetBand.Provider value={setMarkings}>
      <BandLine band={band} place="top" />
      {children}
      <BandLine band={band} place="bottom" />
    </SetBand.Provider>
  );
}

function BandLine({ band, place }: { readonly band: Band; readonly place: "top" | "bottom" }) {
  const exercise = PAGE.realm === "exercise";
  const level = exercise ? "exercise" : band.level;
  const parts = exercise
    ? [`▣ ${t("band.exercise")}`, ...band.codes]
    : [`${band.shape} ${band.codes[0] ?? t("band.unmarked")}`, ...band.codes.slice(1)];
  const words = (
    <>
      {PAGE.sandbox ? <strong className="sandbox-mark">{`▨ ${t("band.sandbox")}`}</strong> : null}
      <p className="band-words">
        {[word("node", PAGE.party), ...parts].map((part) => (
          <span key={part}>{part}</span>
        ))}
      </p>
      {PAGE.sandbox ? <strong className="sandbox-mark twin">{`${t("band.sandbox")} ▨`}</strong> : null}
    </>
  );
  if (place === "bottom") {
    return (
      <div className="band" data-level={level} aria-hidden="true">
        {words}
      </div>
    );
  }
  return (
    <header className="band" data-level={level} aria-label={t("band.label")}>
      {words}
    </header>
  );
}
