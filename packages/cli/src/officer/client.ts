import { randomUUID } from "node:crypto";
import { AGREEMENT_HEADER, Problem, ROUTES, type Route, type RouteName, readerOf } from "@entente/contract";
import { reasonOf } from "../input.ts";
import { problem } from "./problems.ts";
import { openTransport, type Reply } from "./transport.ts";

/** An answer of the node, or its refusal. */
export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };
type Read<N extends RouteName> = ReturnType<ReturnType<typeof readerOf<(typeof ROUTES)[N]["answer"]>>>;
/** What the contract promises for a route. */
export type AnswerOf<N extends RouteName> = Extract<Read<N>, { readonly ok: true }>["value"];

/** A request: `id` fills the path, `body` is JSON text. */
export interface Wish {
  readonly id?: string;
  readonly body?: string;
  /** how long the node may work on it without a word, milliseconds; a minute where absent */
  readonly patienceMs?: number;
}

/** Speaks to one node as one officer. All it knows of a node is the contract. */
export interface NodeClient {
  /** `unavailable` where the node cannot be reached or answers outside the contract. */
  ask<N extends RouteName>(name: N, wish?: Wish): Promise<Asked<AnswerOf<N>>>;
  close(): void;
}

const readProblem = readerOf(Problem);

/** Who asks, and about which agreement; null = nobody, and whichever there is. */
export interface Asker {
  readonly token: string | null;
  readonly agreement: string | null;
}

/** Speaks to the node at `base`. */
export async function openClient(base: URL, asker: Asker): Promise<NodeClient> {
  const transport = await openTransport(base);
  return {
    async ask(name, wish = {}) {
      const route: Route = ROUTES[name];
      const path = route.path.replace(":id", encodeURIComponent(wish.id ?? ""));
      const body = route.method === "GET" ? null : (wish.body ?? null);
      try {
        const reply = await transport.send(
          route.method,
          path,
          headersOf(route, asker, body),
          body,
          wish.patienceMs,
        );
        return readAnswer(name, reply);
      } catch (error) {
        return {
          ok: false,
          problem: problem("unavailable", { detail: `no answer from ${base.host} (${reasonOf(error)})` }),
        };
      }
    },
    close: () => transport.close(),
  };
}

/** Each write carries a key of its own, so that a node can tell a repeated one (users' page A6). */
function headersOf(route: Route, { token, agreement }: Asker, body: string | null): Record<string, string> {
  return {
    ...(route.ofAgreement === true && agreement !== null ? { [AGREEMENT_HEADER]: agreement } : {}),
    accept: `${route.type ?? "application/json"}, application/problem+json`,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(route.method === "GET" ? {} : { "idempotency-key": randomUUID() }),
    ...(body === null ? {} : { "content-type": "application/json" }),
  };
}

function readAnswer<N extends RouteName>(name: N, reply: Reply): Asked<AnswerOf<N>> {
  const { type }: Route = ROUTES[name];
  const whole = reply.status >= 200 && reply.status <= 299;
  const value = whole && type !== undefined && type === reply.type ? reply.bytes : parse(reply.bytes);
  if (!whole) {
    const said = readProblem(value);
    return { ok: false, problem: said.ok ? said.value : strange(`the node answered ${reply.status}`) };
  }
  const read = readerOf<(typeof ROUTES)[N]["answer"]>(ROUTES[name].answer)(value);
  if (read.ok) return read;
  const fault = read.faults[0];
  return {
    ok: false,
    problem: strange(`the node's answer is not what the contract says: ${fault?.code} ${fault?.where}`),
  };
}

function strange(detail: string): Problem {
  return problem("unavailable", { detail });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
