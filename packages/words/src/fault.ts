/**
 * One thing wrong with an input.
 *
 * `code` is a lower_snake_case word of a closed list kept by the package that reports it; `where` is a JSON
 * pointer (RFC 6901) for JSON, a byte range such as `@412` for binary, or a file path; `detail` says more in
 * plain words and never repeats content.
 */
export interface Fault {
  readonly code: string;
  readonly where: string;
  readonly detail?: string;
}

/** A value, or every reason why there is none. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Wraps a value that passed. */
export function passed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** Wraps the faults of an input that did not pass. */
export function refused(...faults: readonly Fault[]): {
  readonly ok: false;
  readonly faults: readonly Fault[];
} {
  return { ok: false, faults };
}
