import { glued } from "../i18n/format.ts";

/** A marking as the contract carries it. */
export interface Marked {
  readonly system: string | null;
  readonly level: string | null;
  readonly tlp: string | null;
  readonly pap: string | null;
  readonly handling: readonly string[];
}

/** The codes of a marking, the level first. They are not translated: one word, one meaning, on every screen. */
export function codesOf(marking: Marked): readonly string[] {
  const { level, tlp, pap, handling } = marking;
  return [
    ...(level === null ? [] : [level.toUpperCase()]),
    ...(tlp === null ? [] : [`TLP:${tlp}`]),
    ...(pap === null ? [] : [`PAP:${pap}`]),
    ...handling.filter((code) => code !== "H0"),
  ].map(glued);
}

/** Short enough for a row, never cut: level or colour, and what binds. */
export function shortMarking(marking: Marked): string {
  const { level, tlp, handling } = marking;
  const first = level === null ? (tlp === null ? [] : [`TLP:${tlp}`]) : [level.toUpperCase()];
  const binding = handling.filter((code) => code !== "H0");
  return [...first, ...binding].map(glued).join(" · ");
}

export type BandLevel = "open" | "guarded" | "confidential" | "secret" | "top";

const RANKS: Readonly<Record<string, BandLevel>> = {
  "Protected A": "guarded",
  "Protected B": "guarded",
  "Protected C": "guarded",
  Restricted: "guarded",
  Confidential: "confidential",
  Secret: "secret",
  "Top Secret": "top",
};
const ORDER: readonly BandLevel[] = ["open", "guarded", "confidential", "secret", "top"];
const SHAPES: Readonly<Record<BandLevel, string>> = {
  open: "○",
  guarded: "●",
  confidential: "◆",
  secret: "■",
  top: "■■",
};
const TLPS = ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"];

/** The band of a screen: the highest of everything it shows, on every axis. */
export interface Band {
  readonly level: BandLevel;
  readonly shape: string;
  readonly codes: readonly string[];
}

export function bandOf(markings: readonly Marked[]): Band {
  const rank = (marking: Marked) => ORDER.indexOf(levelOf(marking));
  const highest = markings.reduce<Marked | null>(
    (top, one) => (top === null || rank(one) > rank(top) ? one : top),
    null,
  );
  const level = highest === null ? "open" : levelOf(highest);
  const narrowest = TLPS.findLast((tlp) => markings.some((marking) => marking.tlp === tlp));
  const handling = [...new Set(markings.flatMap((marking) => marking.handling))].filter(
    (code) => code !== "H0",
  );
  const name = highest?.level ?? null;
  return {
    level,
    shape: SHAPES[level],
    codes: [
      ...(name === null ? [] : [name.toUpperCase()]),
      ...(narrowest === undefined ? [] : [`TLP:${narrowest}`]),
      ...handling.sort(),
    ].map(glued),
  };
}

/** A level nobody knows is shown as the highest: never less than it may be. */
function levelOf({ level }: Marked): BandLevel {
  return level === null ? "open" : (RANKS[level] ?? "top");
}
