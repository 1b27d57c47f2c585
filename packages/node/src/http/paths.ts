import { ROUTES, type Route } from "@entente/contract";

/** Served without a handler of a room: the contract itself. */
export const OPENAPI_PATH = "/openapi.json";

const PATTERNS = [...Object.values<Route>(ROUTES), { method: "GET", path: OPENAPI_PATH }].map((route) => ({
  method: route.method,
  pattern: new RegExp(`^${route.path.replaceAll(/:[a-z]+/g, "[^/]+").replaceAll(".", "\\.")}$`),
}));

/** The methods a path is served with, in alphabetical order; none for a path nobody knows. */
export function methodsAt(url: string): readonly string[] {
  const path = url.split("?", 1)[0] ?? "";
  const methods = PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return [...new Set(methods)].sort();
}
