import { no, type Refusal, type Result, ROUTES, type Route, type RouteName } from "@entente/contract";
import type { Fault, Right } from "@entente/words";
import type { FastifyRequest } from "fastify";
import { may, type Officer, type People } from "../people/door.ts";
import {
  announcesMore,
  type DoorNames,
  faultsOfHead,
  faultsOfOwnPage,
  faultsOfRouted,
  type RequestHead,
} from "./admission.ts";
import { type Answer, answerOf, noSuchPath, notSignedIn, problemAnswer } from "./answers.ts";
import { limitsOf, parseBody } from "./body.ts";
import { cookieName, cookieOf } from "./cookies.ts";
import { methodsAt } from "./paths.ts";
import { notForGuests, notInPerson, notPermitted } from "./problem.ts";
import type { ReadBody } from "./read-body.ts";
import { digestUnread, type Rejections, sha256 } from "./rejections.ts";

/** What stands between a request and the rooms. */
export interface Gate {
  readonly people: People;
  /** this node's id, which its cookies carry */
  readonly node: string;
  /** the routes of the contract that this node has */
  readonly served: readonly RouteName[];
  readonly names: DoorNames;
  /** records what an officer sent */
  readonly known: Rejections;
  /** records what nobody known sent */
  readonly strangers: Rejections;
}

/** A page says with this header that it asks by itself and that nobody touched it lately. */
const AWAY = "x-entente-away";

/** What the door has found out about one request so far. */
export interface Visit {
  officer: Officer | null;
  /** the secret of the browser session he came with; null where he came with a token */
  session: string | null;
  /** the bearer token he came with; null where he came with a session */
  token: string | null;
  read: ReadBody | null;
  startedAt: number;
}

/**
 * A request to a known route. Beside the contract's: "openapi" is the contract itself, "page" and "asset" the web
 * workspace, "events" the stream of changes.
 */
export type Place = RouteName | "openapi" | "page" | "asset" | "events";

/** Whether a place is a route of the contract. */
export function isRoute(place: Place | null): place is RouteName {
  return place !== null && Object.hasOwn(ROUTES, place);
}

/**
 * Judges a request before a byte of its body is read. Null lets it in, with its officer in `visit`; otherwise the
 * answer, after the refused input was recorded.
 */
export async function admit(
  gate: Gate,
  request: FastifyRequest,
  visit: Visit,
  place: Place | null,
): Promise<Answer | null> {
  const head = headOf(request);
  const faults = faultsOfHead(head, gate.names);
  if (faults.length > 0) return refuse(gate.strangers, request, place, faults);
  if (place === null) return noSuchPath(methodsAt(head.url, gate.served));
  const route: Route | null = isRoute(place) ? ROUTES[place] : null;
  const right = place === "events" ? "signed_in" : (route?.right ?? null);
  const stranger = await signIn(gate, request, visit, place, right);
  if (stranger !== null) return stranger;
  const record = visit.officer === null ? gate.strangers : gate.known;
  const wrong = faultsOfRouted(head, route !== null && route.body !== null);
  if (wrong.length > 0) return refuse(record, request, place, wrong);
  if (!isRoute(place) || !announcesMore(head, limitsOf(place).maxBytes)) return null;
  return refuse(record, request, place, [{ code: "oversized", where: "body" }], "too_large");
}

/** The officer of a visit as he is at this moment; null where he or what he came with is no more. */
export async function officerNow({ people }: Gate, visit: Visit): Promise<Officer | null> {
  const { officer, session, token } = visit;
  if (officer === null) return null;
  const now = session !== null ? await people.bySession(session, false) : await people.signIn(token ?? "");
  return now?.id === officer.id ? now : null;
}

/**
 * Looks again after the body came: whoever trickles it has all the time in the world, and may have been revoked, or lost
 * the right, since his head was let in (T15). Null where he still may.
 */
export async function admitAgain(gate: Gate, visit: Visit, place: RouteName): Promise<Answer | null> {
  if (visit.officer === null || visit.read === null) return null;
  visit.officer = await officerNow(gate, visit);
  if (visit.officer === null) return notSignedIn();
  return forbidden(visit.officer, ROUTES[place]);
}

/** The body of an admitted request, strictly parsed; undefined for a route without one. */
export async function parsed(gate: Gate, visit: Visit, place: RouteName): Promise<Result<unknown>> {
  if (ROUTES[place].body === null) return { ok: true, value: undefined };
  const body = visit.read;
  if (body === null || body.end === "broken") {
    return no("malformed", { faults: [{ code: "missing_body", where: "body" }] });
  }
  if (body.end === "too_large") {
    const faults = [{ code: "oversized", where: "body" }];
    await record(gate.known, place, faults, body.bytes);
    return no("too_large", { faults });
  }
  const json = parseBody(place, body.bytes);
  return json.ok ? json : no("malformed", { faults: json.faults });
}

/** Records an input that a schema or a room found malformed. */
export async function recordMalformed(
  gate: Gate,
  visit: Visit,
  place: RouteName,
  refusal: Refusal,
): Promise<void> {
  if (refusal.problem !== "malformed") return;
  await record(gate.known, place, refusal.faults ?? [], visit.read?.bytes ?? new Uint8Array());
}

async function signIn(
  gate: Gate,
  request: FastifyRequest,
  visit: Visit,
  place: Place,
  right: Right | "signed_in" | null,
): Promise<Answer | null> {
  if (right === null) return null;
  const given = request.headers.authorization;
  const token = /^bearer ([A-Za-z0-9_-]{1,200})$/i.exec(given ?? "")?.[1];
  visit.officer = token === undefined ? null : await gate.people.signIn(token);
  visit.token = token ?? null;
  if (given === undefined) {
    const foreign = await bySession(gate, request, visit, place);
    if (foreign !== null) return foreign;
  }
  if (visit.officer === null) {
    // A request without any token is a browser or a probe; a token nobody has is somebody trying.
    if (given !== undefined) {
      const digest = await digestUnread(request.raw);
      await gate.strangers({ door: "user", code: "unknown_token", place, digest });
    }
    return notSignedIn();
  }
  return forbidden(visit.officer, isRoute(place) ? ROUTES[place] : { right });
}

function forbidden(
  officer: Officer,
  { right, inPerson, guest }: Pick<Route, "right" | "inPerson" | "guest">,
): Answer | null {
  // Whatever the right of a door: an officer of another state comes through those that are named for him.
  if (officer.guest !== undefined && guest !== true) return problemAnswer(notForGuests());
  if (inPerson === true && officer.scope !== undefined) return problemAnswer(notInPerson());
  if (right === null || right === "signed_in" || may(officer, right)) return null;
  return problemAnswer(notPermitted(officer, right));
}

/**
 * A browser sends its cookie whoever wrote the page; so such a request says where it comes from, and it is our own
 * page (T36). Another port of this computer is the same site to a browser, but another origin.
 */
async function bySession(
  gate: Gate,
  request: FastifyRequest,
  visit: Visit,
  place: Place,
): Promise<Answer | null> {
  const secret = cookieOf(request.raw.headers, cookieName(gate.node, "session"));
  if (secret === null) return null;
  const faults = faultsOfOwnPage(headOf(request));
  if (faults.length > 0) return refuse(gate.strangers, request, place, faults);
  const away = place === "events" || request.headers[AWAY] !== undefined;
  visit.officer = await gate.people.bySession(secret, !away);
  if (visit.officer !== null) visit.session = secret;
  return null;
}

async function refuse(
  rejections: Rejections,
  request: FastifyRequest,
  place: Place | null,
  faults: readonly Fault[],
  problem: "malformed" | "too_large" = "malformed",
): Promise<Answer> {
  const digest = await digestUnread(request.raw);
  await rejections({ door: "user", code: faults[0]?.code ?? problem, place: place ?? "head", digest });
  return answerOf(no(problem, { faults }));
}

async function record(rejections: Rejections, place: Place, faults: readonly Fault[], bytes: Uint8Array) {
  const code = faults[0]?.code ?? "malformed";
  await rejections({ door: "user", code, place, digest: sha256(bytes) });
}

function headOf(request: FastifyRequest): RequestHead {
  return { method: request.method, url: request.raw.url ?? "", headers: request.raw.headersDistinct };
}
