import { isWordOf, type WordOf } from "./code-list.ts";

/** Traffic Light Protocol 2.0 (FIRST): who may see it. */
export const TLPS = ["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"] as const;
export type Tlp = WordOf<typeof TLPS>;

/** Permissible Actions Protocol: what may be done with it. */
export const PAPS = ["RED", "AMBER", "GREEN", "CLEAR"] as const;
export type Pap = WordOf<typeof PAPS>;

/** Europol handling codes; H0 alone means none of the others. */
export const HANDLING_CODES = ["H0", "H1", "H2", "H3"] as const;
export type HandlingCode = WordOf<typeof HANDLING_CODES>;

export const MARKING_SYSTEMS = ["CA", "IN"] as const;
export type MarkingSystem = WordOf<typeof MARKING_SYSTEMS>;

/** Canada marks on two axes: injury outside the national interest, and to it (TBS Directive, App. J). */
export const CA_LEVELS = [
  "Protected A",
  "Protected B",
  "Protected C",
  "Confidential",
  "Secret",
  "Top Secret",
] as const;
/** India marks on one. */
export const IN_LEVELS = ["Restricted", "Confidential", "Secret", "Top Secret"] as const;
export type CaLevel = WordOf<typeof CA_LEVELS>;
export type InLevel = WordOf<typeof IN_LEVELS>;

/** A place on both axes: 0 = nothing marked on that axis. */
export interface Protection {
  /** 0, Protected A = 1, B = 2, C = 3 */
  readonly personal: number;
  /** 0, Confidential = 1, Secret = 2, Top Secret = 3 */
  readonly national: number;
}

/** Nothing above this crosses before a security-of-information agreement is recorded (design §6; ours). */
export const DEFAULT_CEILING: Protection = { personal: 2, national: 0 };

const CA_PLACES: Readonly<Record<CaLevel, Protection>> = {
  "Protected A": { personal: 1, national: 0 },
  "Protected B": { personal: 2, national: 0 },
  "Protected C": { personal: 3, national: 0 },
  Confidential: { personal: 0, national: 1 },
  Secret: { personal: 0, national: 2 },
  "Top Secret": { personal: 0, national: 3 },
};

/** `Restricted` has no twin on Canada's national axis: it is handled as Protected B (ours, by agreement). */
const IN_PLACES: Readonly<Record<InLevel, Protection>> = {
  Restricted: { personal: 2, national: 0 },
  Confidential: { personal: 0, national: 1 },
  Secret: { personal: 0, national: 2 },
  "Top Secret": { personal: 0, national: 3 },
};

/** Where a state's marking stands on both axes; null when that state writes no such level. */
export function protectionOf(system: MarkingSystem, level: string): Protection | null {
  if (system === "CA") return isWordOf(CA_LEVELS, level) ? CA_PLACES[level] : null;
  return isWordOf(IN_LEVELS, level) ? IN_PLACES[level] : null;
}

/** The higher place on each axis: what a product of both must carry. */
export function joinProtection(a: Protection, b: Protection): Protection {
  return { personal: Math.max(a.personal, b.personal), national: Math.max(a.national, b.national) };
}

/** Whether `what` stays at or below `ceiling` on both axes. */
export function withinCeiling(what: Protection, ceiling: Protection): boolean {
  return what.personal <= ceiling.personal && what.national <= ceiling.national;
}

/**
 * A TLP word in any case, with or without `TLP:` before it (MISP writes `tlp:amber`). TLP 1.0 wrote WHITE for
 * CLEAR: read it, never write it. Null for any other word.
 */
export function readTlp(text: string): Tlp | null {
  const word = text.toUpperCase().replace(/^TLP:/, "");
  if (word === "WHITE") return "CLEAR";
  return isWordOf(TLPS, word) ? word : null;
}

/** The narrower of two audiences. */
export function joinTlp(a: Tlp, b: Tlp): Tlp {
  return TLPS.indexOf(a) <= TLPS.indexOf(b) ? a : b;
}

/** The narrower of two permissions to act. */
export function joinPap(a: Pap, b: Pap): Pap {
  return PAPS.indexOf(a) <= PAPS.indexOf(b) ? a : b;
}

/** Every handling code of either; H0 only where nothing else stands. */
export function joinHandling(
  a: readonly HandlingCode[],
  b: readonly HandlingCode[],
): readonly HandlingCode[] {
  const all = HANDLING_CODES.filter((code) => code !== "H0" && (a.includes(code) || b.includes(code)));
  return all.length > 0 ? all : ["H0"];
}
