import type { Readable } from "node:stream";
import {
  AGREEMENT_HEADER,
  openApiDocument,
  ROUTES,
  type RouteName,
  SANDBOX_ROUTE_NAMES,
} from "@entente/contract";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { People } from "../people/door.ts";
import { type Answer, answerOf, answerOfFault, noSuchPath, SECURITY_HEADERS } from "./answers.ts";
import { limitsOf } from "./body.ts";
import { refuseBrokenHttp } from "./broken-http.ts";
import { sessionCookie } from "./cookies.ts";
import {
  admit,
  admitAgain,
  type Gate,
  isRoute,
  officerNow,
  type Place,
  parsed,
  recordMalformed,
  type Visit,
} from "./gate.ts";
import type { Handler } from "./handler.ts";
import { handlersOf, type Rooms } from "./handlers.ts";
import { OPENAPI_PATH, ROUTE_NAMES } from "./paths.ts";
import { readBody } from "./read-body.ts";
import { forStrangers, type Rejections, sha256 } from "./rejections.ts";
import { type EventTimes, serveEvents } from "./serve-events.ts";
import { serveWeb } from "./serve-web.ts";
import type { WebFiles } from "./web-files.ts";

/** All that is ever written about a request: nothing its sender chose but the method (T41). */
export interface RequestLine {
  readonly method: string;
  /** "none" for a path nobody knows */
  readonly route: Place | "none";
  readonly status: number;
  readonly ms: number;
}

/** Milliseconds: for a request's head, for all of it, and how often connections are looked at. */
export interface Timeouts {
  readonly headersMs: number;
  readonly requestMs: number;
  readonly checkEveryMs: number;
}

export interface UserDoorOptions extends Rooms {
  readonly people: People;
  readonly version: string;
  /** Unix milliseconds */
  readonly clock: () => number;
  readonly rejections: Rejections;
  readonly log: (line: RequestLine) => void;
  /** what broke, for the operator; may hold content, so it never goes where `log` goes */
  readonly fault?: (error: unknown) => void;
  /** "localhost" listens on both loopback addresses */
  readonly host: string;
  /** 0 = a free one */
  readonly port: number;
  /** other `host:port` this door is reached by, such as a proxy's name */
  readonly names?: readonly string[];
  readonly timeouts?: Timeouts;
  readonly eventTimes?: EventTimes;
  /** the built web workspace; left out = the API alone */
  readonly web?: WebFiles | null;
}

/** A door that stands open. */
export interface OpenDoor {
  /** nothing behind the port */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests and ends the connections. */
  close(): Promise<void>;
}

declare module "fastify" {
  interface FastifyContextConfig {
    entente?: Place;
  }
  interface FastifyRequest {
    visit: Visit;
  }
}

/** Ids are 36 letters; a longer segment is a path nobody knows. */
const MAX_PARAM = 64;
const MAX_HEADER_BYTES = 16_384;
const STRANGERS_PER_MINUTE = 60;
/** Four megabytes over a mission's 1 Mbit/s take 34 s. */
const TIMEOUTS: Timeouts = { headersMs: 10_000, requestMs: 90_000, checkEveryMs: 5_000 };

/**
 * Opens the users' door: every route of the contract, nothing else. Phases of a request: head (host, origin) →
 * sign-in → right → size and type → body, strictly parsed, checked by the route's schema → handler → answer.
 * Only the handler reaches a room.
 */
export async function userDoor(options: UserDoorOptions): Promise<OpenDoor> {
  const hosts = new Set((options.names ?? []).map((name) => name.toLowerCase()));
  const gate: Gate = {
    people: options.people,
    node: options.node.node,
    served: servedBy(options),
    names: { hosts },
    known: options.rejections,
    strangers: forStrangers(options.rejections, options.clock, STRANGERS_PER_MINUTE),
  };
  const app = framework(options, gate);
  watch(app, options, gate);
  serve(app, options, gate);
  await app.listen({ host: options.host, port: options.port });
  const port = portOf(app);
  hosts.add(`localhost:${port}`);
  return { url: `http://localhost:${port}`, port, close: () => app.close() };
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new TypeError("the door listens nowhere");
  return address.port;
}

function framework(options: UserDoorOptions, gate: Gate): FastifyInstance {
  const { headersMs, requestMs, checkEveryMs } = options.timeouts ?? TIMEOUTS;
  return fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: requestMs,
    routerOptions: { maxParamLength: MAX_PARAM },
    http: {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkEveryMs,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    clientErrorHandler: (error, socket) => {
      refuseBrokenHttp(error, socket, gate.strangers, options.fault);
    },
    // A path that cannot be decoded, or a segment too long to be an id: no hook has run.
    frameworkErrors: (_error, request, reply) => {
      const digest = sha256(new TextEncoder().encode(request.raw.url));
      const recorded = gate.strangers({ door: "user", code: "bad_url", place: "head", digest });
      recorded.catch((broken: unknown) => options.fault?.(broken));
      send(reply.headers(SECURITY_HEADERS), noSuchPath([]));
    },
  });
}

/** What happens to every request, whatever its path. */
function watch(app: FastifyInstance, options: UserDoorOptions, gate: Gate): void {
  app.decorateRequest("visit");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", async (request: FastifyRequest, payload: Readable) => {
    const place = placeOf(request);
    if (isRoute(place)) {
      request.visit.read = await readBody(payload, limitsOf(place).maxBytes);
    }
  });
  app.addHook("onRequest", async (request, reply) => {
    request.visit = { officer: null, session: null, token: null, read: null, startedAt: options.clock() };
    reply.headers(SECURITY_HEADERS);
    const refused = await admit(gate, request, request.visit, placeOf(request));
    return refused === null ? undefined : send(reply, refused);
  });
  app.addHook("onResponse", async (request, reply) => {
    options.log({
      method: request.method,
      route: placeOf(request) ?? "none",
      status: reply.statusCode,
      ms: options.clock() - request.visit.startedAt,
    });
  });
  app.setNotFoundHandler((_request, reply) => send(reply, noSuchPath([])));
  app.setErrorHandler((error, _request, reply) => {
    options.fault?.(error);
    return send(reply, answerOfFault(error));
  });
}

function serve(app: FastifyInstance, options: UserDoorOptions, gate: Gate): void {
  const handlers = handlersOf(options);
  for (const name of gate.served) serveRoute(app, gate, name, handlers[name]);
  serveEvents(app, options.desk, (visit) => officerNow(gate, visit), options.eventTimes);
  serveWeb(app, options);
  const body = JSON.stringify(openApiDocument(options.version, gate.served));
  app.get(OPENAPI_PATH, { config: { entente: "openapi" } }, (_request, reply) =>
    send(reply, { status: 200, type: "application/json", body }),
  );
}

function serveRoute(app: FastifyInstance, gate: Gate, name: RouteName, handler: Handler): void {
  const { method, path: url } = ROUTES[name];
  app.route<{ Params: { id?: string } }>({
    method,
    url,
    config: { entente: name },
    handler: async ({ visit, params, raw }, reply) => {
      const body = await parsed(gate, visit, name);
      const gone = await admitAgain(gate, visit, name);
      if (gone !== null) return send(reply, gone);
      const plain = /^localhost(:|$)/.test(raw.headers.host ?? "");
      const keep = (secret: string | null) =>
        void reply.header("set-cookie", sessionCookie(gate.node, secret, plain));
      const origin = raw.headers.origin ?? null;
      const said = raw.headers[AGREEMENT_HEADER];
      const agreement = typeof said === "string" ? said : null;
      const about = { origin, agreement, keep, id: params.id ?? "" };
      const call = { officer: visit.officer, session: visit.session, ...about };
      const result = body.ok ? await handler({ ...call, body: body.value }) : body;
      if (!result.ok) await recordMalformed(gate, visit, name, result.refusal);
      return send(reply, answerOf(result));
    },
  });
}

/** A node that is no sandbox has not got the sandbox's doors: they are paths nobody knows. */
function servedBy({ sandbox }: UserDoorOptions): readonly RouteName[] {
  const apart: readonly string[] = sandbox === undefined ? SANDBOX_ROUTE_NAMES : [];
  return ROUTE_NAMES.filter((name) => !apart.includes(name));
}

function placeOf(request: FastifyRequest): Place | null {
  return request.routeOptions.config.entente ?? null;
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  return (
    reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .header("content-type", answer.type)
      // As bytes: Fastify would write a charset, which JSON does not have (RFC 8259 §11), behind the type of a text.
      .send(Buffer.from(answer.body))
  );
}
