import { createServer, type IncomingMessage, type Server } from "node:http";
import {
  PROBLEMS,
  type Problem,
  type ProblemCode,
  ROUTES,
  type Route,
  type RouteName,
  readerOf,
} from "@entente/contract";

/** What a test's node answers to one route: a value of the contract, or a problem. */
export type Handler = (ask: Ask) => Said | Promise<Said>;
export type Said = { readonly value: unknown } | { readonly problem: Problem } | { readonly raw: Raw };
interface Raw {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** One request as it reached the node. */
export interface Ask {
  readonly route: RouteName;
  readonly id: string;
  readonly text: string;
  readonly body: unknown;
  readonly headers: IncomingMessage["headers"];
}

/** A server on a free port that holds its callers to the contract: routes, methods and the shape of bodies. */
export interface FakeNode {
  readonly url: string;
  readonly asked: Ask[];
  /** requests that fit no route or whose body the contract refuses */
  readonly strange: string[];
  close(): Promise<void>;
}

export async function startFakeNode(handlers: Partial<Record<RouteName, Handler>>): Promise<FakeNode> {
  const asked: Ask[] = [];
  const strange: string[] = [];
  const server = createServer((request, response) => {
    void answer(request).then((raw) => {
      response.writeHead(raw.status, { "content-type": "application/json", ...raw.headers });
      response.end(raw.body);
    });
  });
  async function answer(request: IncomingMessage): Promise<Raw> {
    const parts: Uint8Array[] = [];
    for await (const part of request) if (part instanceof Uint8Array) parts.push(part);
    const text = Buffer.concat(parts).toString("utf8");
    const found = routeOf(request.method ?? "", request.url ?? "");
    const body = text === "" ? null : parse(text);
    if (found === null || body === undefined || !fits(found.route, body)) {
      strange.push(`${request.method} ${request.url} ${text}`);
      return problemRaw(problemOf("malformed"));
    }
    const ask = { route: found.route, id: found.id, text, body, headers: request.headers };
    asked.push(ask);
    const said = await (handlers[found.route]?.(ask) ?? { problem: problemOf("not_found") });
    if ("raw" in said) return said.raw;
    return "problem" in said ? problemRaw(said.problem) : { status: 200, body: JSON.stringify(said.value) };
  }
  const url = await listen(server);
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { url, asked, strange, close };
}

/** A problem as a node writes it. */
export function problemOf(code: ProblemCode, more: Partial<Problem> = {}): Problem {
  return {
    type: `https://entente.invalid/problems/${code}`,
    title: PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    code,
    ...more,
  };
}

function problemRaw(problem: Problem): Raw {
  return {
    status: problem.status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify(problem),
  };
}

const NAMES = Object.keys(ROUTES).filter((name): name is RouteName => Object.hasOwn(ROUTES, name));

function routeOf(method: string, url: string): { readonly route: RouteName; readonly id: string } | null {
  for (const name of NAMES) {
    const route: Route = ROUTES[name];
    const match = new RegExp(`^${route.path.replace(":id", "([^/]+)")}$`).exec(url);
    if (match !== null && route.method === method) return { route: name, id: match[1] ?? "" };
  }
  return null;
}

function fits(name: RouteName, body: unknown): boolean {
  const route: Route = ROUTES[name];
  return route.body === null ? body === null : readerOf(route.body)(body).ok;
}

/** Undefined for text that is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listen(server: Server): Promise<string> {
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      done(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
    });
  });
}
