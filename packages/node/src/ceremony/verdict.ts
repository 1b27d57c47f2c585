import type { Fault } from "@entente/words";

/**
 * What came of a step of the ceremony: a value, or every reason against it. `malformed`: what was brought is not well
 * formed; `unverified`: it does not verify, or is not what was agreed on; `conflict`: the folder is past this step.
 */
export type Verdict<T> = { readonly ok: true; readonly value: T } | Refusal;

/** A step that was not taken; nothing was written. */
export interface Refusal {
  readonly ok: false;
  readonly how: "malformed" | "unverified" | "conflict";
  readonly faults: readonly Fault[];
}

/** Wraps what was done. */
export function settled<T>(value: T): Verdict<T> {
  return { ok: true, value };
}

/** Wraps a refusal of one fault. */
export function against(how: Refusal["how"], code: string, where: string, detail?: string): Refusal {
  return { ok: false, how, faults: [{ code, where, ...(detail === undefined ? {} : { detail }) }] };
}

/** Wraps all faults of what did not verify. */
export function unverified(faults: readonly Fault[]): Refusal {
  return { ok: false, how: "unverified", faults };
}
