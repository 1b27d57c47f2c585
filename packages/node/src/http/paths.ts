import { ROUTES, type Route, type RouteName } from "@entente/contract";

/** Served without a handler of a room: the contract itself. */
export const OPENAPI_PATH = "/openapi.json";

/** Every route of the contract. */
export const ROUTE_NAMES: readonly RouteName[] = Object.keys(ROUTES).filter(isRouteName);

const PATTERNS = [...Object.values<Route>(ROUTES), { method: "GET", path: OPENAPI_PATH }].map((route) => ({
  method: route.method,
  pattern: new RegExp(`^${route.path.replaceAll(".", "\\.").replaceAll(/:[a-z]+/g, "[^/]+")}$`),
}));

/** The methods a path is served with, in alphabetical order; none for a path nobody knows. */
export function methodsAt(url: string): readonly string[] {
  const path = url.split("?", 1)[0] ?? "";
  const methods = PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return [...new Set(methods)].sort();
}

function isRouteName(name: string): name is RouteName {
  return Object.hasOwn(ROUTES, name);
}
