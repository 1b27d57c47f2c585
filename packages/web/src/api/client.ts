import type { Problem, ROUTES, RouteName } from "@entente/contract";
import type { Static, TSchema } from "typebox";
import { isAway } from "./presence.ts";
import { ROUTE_TABLE } from "./route-table.ts";

type BodyOf<K extends RouteName> = (typeof ROUTES)[K]["body"] extends infer B extends TSchema
  ? Static<B>
  : undefined;
export type AnswerOf<K extends RouteName> = Static<(typeof ROUTES)[K]["answer"]>;

/** What a route is asked with; `token` only for the one that changes a token for a session. */
export type Asked<K extends RouteName> = {
  readonly id?: string;
  readonly token?: string;
} & (BodyOf<K> extends undefined ? { readonly body?: undefined } : { readonly body: BodyOf<K> });

/** The node said no; the problem says why, in words meant for the officer. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** Nothing answered: the node is down or the line is cut. What was typed is still here. */
export class Unreachable extends Error {}

/**
 * Asks the node one thing.
 * @throws {Refused} for every refusal, {Unreachable} where nothing answers
 */
export async function call<K extends RouteName>(
  name: K,
  ...[asked]: BodyOf<K> extends undefined ? [Asked<K>?] : [Asked<K>]
): Promise<AnswerOf<K>> {
  const { method, path } = ROUTE_TABLE[name];
  const headers = new Headers();
  if (asked?.body !== undefined) headers.set("content-type", "application/json");
  if (asked?.token !== undefined) headers.set("authorization", `Bearer ${asked.token}`);
  if (isAway()) headers.set("x-entente-away", "1");
  const answer = await fetch(path.replace(":id", encodeURIComponent(asked?.id ?? "")), {
    method,
    headers,
    credentials: asked?.token === undefined ? "same-origin" : "include",
    ...(asked?.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
  }).catch((fault: unknown) => {
    throw new Unreachable(String(fault));
  });
  const json: unknown = await answer.json().catch(() => null);
  if (answer.ok && isAnswer<AnswerOf<K>>(json)) return json;
  throw new Refused(isProblem(json) ? json : unreadable(answer.status));
}

/** The node's own answer: its shape was checked by the compiler that built the node, not again here. */
function isAnswer<T>(json: unknown): json is T {
  return typeof json === "object" && json !== null;
}

function isProblem(json: unknown): json is Problem {
  return typeof json === "object" && json !== null && "code" in json && "title" in json;
}

function unreadable(status: number): Problem {
  return { type: "about:blank", title: String(status), status, code: "unavailable" };
}
