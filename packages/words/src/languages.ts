import type { WordOf } from "./code-list.ts";

/** The product's three languages (BCP 47). */
export const LANGUAGES = ["en", "fr", "hi"] as const;
export type Language = WordOf<typeof LANGUAGES>;
/** A text in each of them; a missing one does not compile. */
export type Worded = Readonly<Record<Language, string>>;
