/** The type of one word of a closed list declared `as const`. */
export type WordOf<L extends readonly string[]> = L[number];

/** Whether `word` stands on the closed list; narrows its type. */
export function isWordOf<L extends readonly string[]>(list: L, word: unknown): word is WordOf<L> {
  return typeof word === "string" && list.includes(word);
}
