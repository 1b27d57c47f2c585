import { APPROVAL_ROLES, CONDITIONS, type Outcome, TASKS } from "@entente/words";
import type { Cite, CombinedDecision, Decision } from "./decision.ts";

/** From loosest to strictest; the strictest part decides the whole. */
const STRICTNESS: readonly Outcome[] = ["permit", "conditions", "needs", "forbid"];

/**
 * One decision for a dispatch whose parts rest on different facts: forbid > needs > conditions > permit. Roles,
 * conditions, tasks, provisions and remedies are united; each part keeps its own strips in `parts`.
 * @throws RangeError for no parts: nothing was decided, and "nothing" must not read as a permit
 */
export function combine(decisions: readonly Decision[]): CombinedDecision {
  if (decisions.length === 0) throw new RangeError("no decisions to combine");
  const outcome =
    STRICTNESS.findLast((one) => decisions.some((decision) => decision.outcome === one)) ?? "forbid";
  const all = <K extends "needs" | "conditions" | "tasks" | "strip" | "remedies">(key: K) =>
    new Set<string>(decisions.flatMap((decision) => [...decision[key]]));
  return {
    outcome,
    needs: outcome === "needs" ? APPROVAL_ROLES.filter((role) => all("needs").has(role)) : [],
    conditions:
      outcome === "forbid" ? [] : CONDITIONS.filter((condition) => all("conditions").has(condition)),
    strip: [...all("strip")].sort(),
    tasks: TASKS.filter((task) => all("tasks").has(task)),
    existence: decisions.some((decision) => decision.existence === "protected") ? "protected" : "open",
    cites: unique(decisions.flatMap((decision) => decision.cites)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    remedies: [...all("remedies")],
    packs: unique(decisions.flatMap((decision) => decision.packs)),
    parts: decisions.map((decision) => ({
      outcome: decision.outcome,
      strip: decision.strip,
      existence: decision.existence,
    })),
  };
}

function unique<T extends Cite | Decision["packs"][number]>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
