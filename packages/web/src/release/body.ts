/** The exact bytes, and whether they are the ones whose digest would be signed. */
export interface ExactBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly value: unknown;
  readonly text: string;
}

export function exactBody(base64: string): ExactBody {
  const bytes = Uint8Array.from(atob(base64), (char) => char.codePointAt(0) ?? 0);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const value: unknown = JSON.parse(text);
  return { bytes, value, text };
}

/** SHA-256 of the bytes this page shows, in hex: computed here, so that the node cannot show one and have signed another. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Groups of four, to be read aloud. */
export function grouped(hex: string): string {
  return hex.replaceAll(/(.{4})(?=.)/g, "$1 ");
}
