import { fieldsOutsideWhitelist, isPersonal } from "./derive.ts";
import type { Facts } from "./facts.ts";
import type { LawPolicy, StripTarget } from "./law-policy.ts";

/** What must go, and the facts that remain. */
export interface Stripped {
  /** categories or consignment fields, sorted; empty where nothing must go */
  readonly strip: readonly string[];
  readonly facts: Facts;
  /** whether the stripping took out the last category, or the last field of a notice */
  readonly nothingLeft: boolean;
}

/** Applies the strips that fired. */
export function applyStrips(facts: Facts, fired: readonly LawPolicy[]): Stripped {
  const targets = new Set(fired.map((policy) => policy.strip).filter((target) => target !== null));
  const fields = targets.has("fields_outside_whitelist") ? fieldsOutsideWhitelist(facts) : [];
  const categories = categoriesToGo(facts, targets);
  const remaining = facts.categories.filter((category) => !categories.includes(category));
  const consignment = withoutFields(facts.consignment, fields);
  return {
    strip: [...new Set([...categories, ...fields])].sort(),
    nothingLeft:
      (facts.categories.length > 0 && remaining.length === 0) ||
      (fields.length > 0 && consignment?.fields.length === 0),
    facts: {
      ...facts,
      categories: remaining,
      // Whoever is told without his identity is nobody to the recipient.
      subject: targets.has("personal_categories") ? { identified: false } : facts.subject,
      consignment,
    },
  };
}

/** Suppressing an identity always takes the identity out, also where it hides in no category of its own. */
function categoriesToGo(facts: Facts, targets: ReadonlySet<StripTarget>): readonly string[] {
  const suppressed = targets.has("personal_categories")
    ? ["identity", ...facts.categories.filter(isPersonal)]
    : [];
  return [
    ...suppressed,
    ...facts.categories.filter((category) => [...targets].some((target) => target === category)),
  ];
}

function withoutFields(consignment: Facts["consignment"], fields: readonly string[]): Facts["consignment"] {
  if (consignment === null || fields.length === 0) return consignment;
  return { ...consignment, fields: consignment.fields.filter((field) => !fields.includes(field)) };
}
