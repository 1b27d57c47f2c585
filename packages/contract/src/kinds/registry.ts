// generated: every folder here that declares a kind, by scripts/kinds/generate.ts.
import type { KindDeclaration } from "../kind.ts";
import { answer } from "./answer/declaration.ts";
import { request } from "./request/declaration.ts";

/** Every kind of dispatch this version knows. */
export const KINDS: readonly KindDeclaration[] = [request, answer];
