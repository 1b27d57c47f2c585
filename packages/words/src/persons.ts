import type { WordOf } from "./code-list.ts";

/** What a named person is to the matter; an untyped person cannot be sent (EDPS on FIU.net, 2019). */
export const PERSON_STATUSES = [
  "suspect",
  "convicted",
  "victim",
  "witness",
  "associate",
  "contact",
  "unknown",
] as const;
export type PersonStatus = WordOf<typeof PERSON_STATUSES>;
