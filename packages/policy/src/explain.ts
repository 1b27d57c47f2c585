import type { Cite, Decision } from "./decision.ts";

const HEADLINES: Readonly<Record<Decision["outcome"], string>> = {
  permit: "It may go as it stands.",
  conditions: "It may go, under conditions.",
  needs: "It may go once it has been approved.",
  forbid: "It may not go.",
};

/**
 * A decision in plain English, a line a thought: what happens, what is missing, what travels along, what goes
 * out, what must be done, the law behind it, and what would make it releasable. Author and release authority
 * read this; the partner never does.
 */
export function explain(decision: Decision): readonly string[] {
  return [
    HEADLINES[decision.outcome],
    ...listed("Missing approvals", decision.needs),
    ...listed("Conditions that travel with it", decision.conditions),
    ...listed("To be removed before anything leaves", decision.strip),
    ...listed("To be done", decision.tasks),
    ...(decision.existence === "protected"
      ? ["The asker must not be able to tell this from nothing held."]
      : []),
    ...decision.cites.map((cite) => `Law: ${cite.citation}: ${cite.text}${standing(cite)}`),
    ...decision.remedies.map((remedy) => `Remedy: ${remedy}`),
    `Decided under ${decision.packs.map(({ id, version }) => `${id} ${version}`).join(", ")}. Not legal advice.`,
  ];
}

function listed(title: string, words: readonly string[]): readonly string[] {
  return words.length === 0 ? [] : [`${title}: ${words.join(", ")}`];
}

/** Says what counsel must know of a provision before leaning on it. */
function standing({ status, verified }: Cite): string {
  const house = status === "ours" ? " (house rule, not law)" : "";
  return verified ? house : `${house} (source not opened yet)`;
}
