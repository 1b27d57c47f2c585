import type { DispatchState } from "@entente/words";
import type { ReactElement } from "react";
import { word } from "../i18n/messages.ts";

const CIRCLE = <circle cx="7" cy="7" r="5.25" />;

/** One shape a state: a new state breaks the build here. 14 px, strokes of 1.5. */
const SHAPES: Readonly<Record<DispatchState, ReactElement>> = {
  draft: (
    <>
      {CIRCLE}
      <path className="solid" d="M7 7V2.5A4.5 4.5 0 1 1 2.5 7Z" />
    </>
  ),
  proposed: <path className="solid" d="M7 1.5 13 12.5H1Z" />,
  approved: (
    <>
      {CIRCLE}
      <path d="M5 5v4M9 5v4" />
    </>
  ),
  queued: (
    <>
      {CIRCLE}
      <path d="M5 5v4M9 5v4" />
    </>
  ),
  sent: <circle className="solid" cx="7" cy="7" r="4" />,
  stored: <circle cx="7" cy="7" r="5.25" strokeDasharray="2.2 1.9" />,
  opened: CIRCLE,
  answered: (
    <>
      <circle className="solid" cx="7" cy="7" r="6" />
      <path className="cut" d="m4.2 7.2 2 2 3.6-4" />
    </>
  ),
  refused: (
    <>
      <circle className="solid" cx="7" cy="7" r="6" />
      <path className="cut" d="M4 7h6" />
    </>
  ),
  recalled: (
    <>
      {CIRCLE}
      <path d="m3.4 10.6 7.2-7.2" />
    </>
  ),
  erased: <path d="M3 3l8 8M11 3l-8 8" />,
  filed: <circle cx="7" cy="7" r="5.25" strokeDasharray="2.2 1.9" />,
  quarantined: <path d="M1.75 1.75h10.5v10.5H1.75Z" />,
  assigned: (
    <>
      {CIRCLE}
      <path className="solid" d="M7 1.75a5.25 5.25 0 0 1 0 10.5Z" />
    </>
  ),
  declined: (
    <>
      <circle className="solid" cx="7" cy="7" r="6" />
      <path className="cut" d="M4 7h6" />
    </>
  ),
};

/** A state: its shape and, beside it, what it is called there; by itself its word, the same as on the log. */
export function StateBadge({ state, label }: { readonly state: DispatchState; readonly label?: string }) {
  return (
    <span className="state" data-state={state}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        {SHAPES[state]}
      </svg>
      <span className="state-word">{label ?? word("state", state)}</span>
    </span>
  );
}

/** A clock that rests, or a triangle that calls: the first column of a row. */
export function UrgentGlyph() {
  return (
    <svg className="urgent" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <path className="solid" d="M7 1 13.5 13H.5Z" />
      <path className="cut" d="M7 5v4M7 10.6v.6" />
    </svg>
  );
}
