import { KINDS, kindNamed } from "@entente/contract";
import { ALWAYS_URGENCIES } from "@entente/words";

/** Kinds of dispatch that cross in every state of the relation, by their declarations (design §1). */
export const ALWAYS_KINDS: readonly string[] = KINDS.filter(({ everyState }) => everyState).map(
  ({ kind }) => kind,
);

/** Whether no state of the relation stops it. */
export function alwaysRuns({ kind, urgency }: { readonly kind: string; readonly urgency: string }): boolean {
  return kindNamed(kind)?.everyState === true || ALWAYS_URGENCIES.includes(urgency);
}
