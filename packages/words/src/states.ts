import type { WordOf } from "./code-list.ts";

/** Where a dispatch of ours stands. The log line, the error code and the badge carry the same word. */
export const OUR_STATES = [
  "draft",
  "proposed",
  "approved",
  "queued",
  "sent",
  "stored",
  "opened",
  "answered",
  "refused",
  "recalled",
  "erased",
] as const;
export type OurState = WordOf<typeof OUR_STATES>;

/** Where a dispatch of the partner's stands. */
export const THEIR_STATES = [
  "filed",
  "quarantined",
  "assigned",
  "declined",
  "answered",
  "recalled",
  "erased",
] as const;
export type TheirState = WordOf<typeof THEIR_STATES>;

export type DispatchState = OurState | TheirState;
export const DISPATCH_STATES: readonly DispatchState[] = [
  ...OUR_STATES,
  ...THEIR_STATES.filter((state) => !OUR_STATES.some((ours) => ours === state)),
];

export const DIRECTIONS = ["ours", "theirs"] as const;
export type Direction = WordOf<typeof DIRECTIONS>;
