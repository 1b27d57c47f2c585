import type { KindDeclaration } from "../kind.ts";
import { answer } from "./answer/declaration.ts";
import { request } from "./request/declaration.ts";

/** Every kind of dispatch this version knows. */
export const KINDS: readonly KindDeclaration[] = [request, answer];

/** The declaration of a kind; null for a word that is none. */
export function kindNamed(kind: string): KindDeclaration | null {
  return KINDS.find((declaration) => declaration.kind === kind) ?? null;
}
