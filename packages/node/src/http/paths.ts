import { EVENTS_PATH, ROUTES, type Route, type RouteName } from "@entente/contract";

/** Served without a handler of a room: the contract itself. */
export const OPENAPI_PATH = "/openapi.json";

/** Every route of the contract. */
export const ROUTE_NAMES: readonly RouteName[] = Object.keys(ROUTES).filter(isRouteName);

interface Pattern {
  /** null = served without a route of the contract */
  readonly name: string | null;
  readonly method: string;
  readonly pattern: RegExp;
}

const OTHERS = [OPENAPI_PATH, EVENTS_PATH].map((path) => [null, { method: "GET", path }] as const);
const PATTERNS: readonly Pattern[] = [...Object.entries<Route>(ROUTES), ...OTHERS].map(([name, route]) => ({
  name,
  method: route.method,
  pattern: new RegExp(`^${route.path.replaceAll(".", "\\.").replaceAll(/:[a-z]+/g, "[^/]+")}$`),
}));

/** The methods a path is served with, in alphabetical order; none for a path nobody knows here. */
export function methodsAt(url: string, served: readonly string[]): readonly string[] {
  const path = url.split("?", 1)[0] ?? "";
  const known = PATTERNS.filter(({ name }) => name === null || served.includes(name));
  const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return [...new Set(methods)].sort();
}

function isRouteName(name: string): name is RouteName {
  return Object.hasOwn(ROUTES, name);
}
