/** Whose desk it is and what he may know of it. */
export interface Asker {
  readonly officer: string;
  readonly desks: readonly string[];
  readonly contributes: boolean;
  /** which of these proposals (at most 201) he could release; null = he releases nothing */
  readonly releases: ((ids: readonly string[]) => Promise<ReadonlySet<string>>) | null;
  /** Unix milliseconds */
  readonly now: number;
  /** kinds that wait for an answer */
  readonly asking: readonly string[];
}

/** What of a dispatch decides who may know of it. */
export interface Belonging {
  readonly direction: string;
  readonly fromDesk: string;
  readonly toDesk: string;
  readonly state: string;
  /** null = the partner's */
  readonly author: string | null;
}

/** Arrivals of his desks if he works on them, ours of his desks, a draft if it is his own. */
export function knows(asker: Asker, { direction, fromDesk, toDesk, state, author }: Belonging): boolean {
  if (direction === "theirs") return asker.contributes && asker.desks.includes(toDesk);
  return asker.desks.includes(fromDesk) && (state !== "draft" || author === asker.officer);
}
