import type { WordOf } from "./code-list.ts";

/** The verticals of the agreement; each can be suspended alone. */
export const AREAS = [
  "drugs",
  "organised_crime",
  "cyber",
  "counter_terrorism",
  "emerging_threats",
  "fraud",
  "immigration",
  "money",
] as const;
export type Area = WordOf<typeof AREAS>;

export const AREA_STATES = ["active", "suspended", "wind_down"] as const;
export type AreaState = WordOf<typeof AREA_STATES>;

/** What a state of the relation is about: all of it, or one area. */
export const SCOPES = ["all", ...AREAS] as const;
export type Scope = WordOf<typeof SCOPES>;
