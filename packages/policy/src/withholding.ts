import type { Cite } from "./decision.ts";
import type { LawPolicy } from "./law-policy.ts";
import type { Packs } from "./load-packs.ts";

/** Cites apart: why something may go, and why something stays home. */
export interface CitesApart {
  /** for the partner's eyes too */
  readonly open: readonly Cite[];
  /** provisions that a strip rests on */
  readonly withholding: readonly Cite[];
}

/**
 * Splits cites by what they do in these packs. A provision that keeps a category home is not open: whoever reads
 * it knows that something was withheld, and what. A form's public field list (a notice's whitelist, UN 1988
 * article 12) gives nothing away and stays open as well.
 */
export function citesApart(packs: Packs, cites: readonly Cite[]): CitesApart {
  const strips = packs.policies.filter((policy) => policy.strip !== null);
  const all = sourcesOf(strips);
  const telling = sourcesOf(strips.filter((policy) => policy.strip !== "fields_outside_whitelist"));
  return {
    open: cites.filter(({ id }) => !telling.has(id)),
    withholding: cites.filter(({ id }) => all.has(id)),
  };
}

function sourcesOf(policies: readonly LawPolicy[]): ReadonlySet<string> {
  return new Set(policies.flatMap((policy) => policy.sources));
}
