import type { WordOf } from "./code-list.ts";

/** `exercise` has its own keys, stores and match sets and the same gate (design §5). */
export const REALMS = ["live", "exercise"] as const;
export type Realm = WordOf<typeof REALMS>;
