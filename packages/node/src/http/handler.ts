import { no, type Result, type Route, readerOf } from "@entente/contract";
import { isDispatchId } from "@entente/words";
import type { Static, TSchema } from "typebox";
import type { Officer } from "../people/door.ts";

/** One request that passed the door: who asks, the `:id` of the path ("" where it has none), the parsed body. */
export interface Call {
  readonly officer: Officer | null;
  readonly id: string;
  readonly body: unknown;
  /** the secret of his browser session; null where he came with a token */
  readonly session: string | null;
  /** the page that asks, `http://localhost:8401`; null where the request does not say */
  readonly origin: string | null;
  /** the agreement the request says it is about; null where it does not say */
  readonly agreement: string | null;
  /** hands the browser a session, or with null takes it away */
  readonly keep: (secret: string | null) => void;
}

/** What a route does; the answer has the shape of the route's `answer`. */
export type Handler = (call: Call) => Promise<Result<unknown>>;

type Answer<R extends Route> = Promise<Result<Static<R["answer"]>>>;

/** A handler for anybody; the route is only there to fix the answer's type. */
export function open<R extends Route>(_route: R, run: () => Answer<R>): Handler {
  return run;
}

/** A handler for an officer who sends no body. */
export function asking<R extends Route>(
  route: R,
  run: (officer: Officer, id: string, call: Call) => Answer<R>,
): Handler {
  return async (call) => (hidden(route, call) ? no("not_found") : run(officerOf(call), call.id, call));
}

/** A handler for an officer who sends a body of the route's schema; every fault of it is named. */
export function taking<B extends TSchema, A extends TSchema>(
  route: Route & { readonly body: B; readonly answer: A },
  run: (officer: Officer, body: Static<B>, id: string, call: Call) => Promise<Result<Static<A>>>,
): Handler {
  const read = readerOf(route.body);
  return async (call) => {
    const body = read(call.body);
    if (!body.ok) return no("malformed", { faults: body.faults });
    return hidden(route, call) ? no("not_found") : run(officerOf(call), body.value, call.id, call);
  };
}

/** A handler for anybody who sends a body of the route's schema. */
export function openTaking<B extends TSchema, A extends TSchema>(
  route: Route & { readonly body: B; readonly answer: A },
  run: (body: Static<B>, call: Call) => Promise<Result<Static<A>>>,
): Handler {
  const read = readerOf(route.body);
  return async (call) => {
    const body = read(call.body);
    return body.ok ? run(body.value, call) : no("malformed", { faults: body.faults });
  };
}

/** An id that cannot exist gets the very answer of an id that does not. */
function hidden(route: Route, call: Call): boolean {
  return route.path.includes("/:id") && !isDispatchId(call.id);
}

/** The door has signed the caller in: without an officer nothing runs, even if the door were wrong. */
function officerOf(call: Call): Officer {
  if (call.officer === null) throw new TypeError("a route for officers was reached by nobody");
  return call.officer;
}
