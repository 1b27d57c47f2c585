import { DispatchBody, KINDS } from "@entente/contract";

/** Every name that a body of ours can have, at whatever depth. */
const NAMES: ReadonlySet<string> = new Set(
  [DispatchBody, ...KINDS.map(({ content }) => content)].flatMap((schema) => [...namesIn(schema)]),
);

/**
 * Where something was wrong, without a word that its sender chose: a pointer ends before the first name that is not one of
 * ours. Otherwise a partner, or whoever holds his keys, could write what he likes into a record that is never erased.
 */
export function placeOfOurs(where: string): string {
  const [head = "", ...names] = where.split("/");
  const foreign = names.findIndex((name) => !NAMES.has(name) && !/^[0-9]{1,6}$/.test(name));
  return [head, ...(foreign < 0 ? names : names.slice(0, foreign))].join("/");
}

function* namesIn(schema: unknown): Generator<string> {
  if (typeof schema !== "object" || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    const child: unknown = value;
    if (key === "properties" && typeof child === "object" && child !== null) yield* Object.keys(child);
    yield* namesIn(child);
  }
}
