import type { KindDeclaration } from "./kind.ts";
import { KINDS } from "./kinds/registry.ts";

/** The declaration of a kind; null for a word that is none. */
export function kindNamed(kind: string): KindDeclaration | null {
  return KINDS.find((declaration) => declaration.kind === kind) ?? null;
}
