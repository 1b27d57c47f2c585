import type * as Cedar from "@cedar-policy/cedar-wasm/nodejs";

/** The Cedar library, once its WebAssembly is loaded. */
export type CedarKit = typeof Cedar;

/** Loads Cedar on first use only: 4 MB of WebAssembly that the other verbs of the CLI never need. */
export function loadCedar(): Promise<CedarKit> {
  return import("@cedar-policy/cedar-wasm/nodejs");
}

/** One line for each error Cedar reports. */
export function messagesOf(errors: readonly Cedar.DetailedError[]): string {
  return errors
    .map((error) => [error.message, error.help].filter((part) => part !== null).join("; "))
    .join(" | ");
}
