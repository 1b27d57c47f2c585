import type { Problem, Result } from "@entente/contract";
import { no } from "@entente/contract";
import { problemOf } from "./problem.ts";

/** One answer of the users' door, ready to be written. */
export interface Answer {
  readonly status: number;
  readonly type: "application/json" | "application/problem+json" | "application/octet-stream";
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * On every answer: nothing is kept by a browser or a proxy, nothing is guessed, nothing of it can be run, framed
 * or named to another site. There is no CORS header: no other site's page may read anything.
 */
export const SECURITY_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/**
 * What a handler gave, as an answer. Bytes come from whoever wrote them, the partner included: a browser keeps them as
 * a file and never shows them under our origin, whatever they are.
 */
export function answerOf(result: Result<unknown>): Answer {
  if (!result.ok) return problemAnswer(problemOf(result.refusal));
  const { value } = result;
  if (value instanceof Uint8Array) {
    const headers = { "content-disposition": "attachment" };
    return { status: 200, type: "application/octet-stream", body: value, headers };
  }
  return { status: 200, type: "application/json", body: JSON.stringify(result.value) };
}

export function problemAnswer(problem: Problem, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status: problem.status,
    type: "application/problem+json",
    body: JSON.stringify(problem),
    headers,
  };
}

/** No such path; where the path is served with other methods, they are named (RFC 9110 §15.5.6). */
export function noSuchPath(methods: readonly string[]): Answer {
  if (methods.length === 0) return problemAnswer(problemOf({ problem: "not_found" }));
  const allow = methods.join(", ");
  const problem = problemOf({ problem: "not_found", detail: `This path takes ${allow}.` });
  return problemAnswer({ ...problem, status: 405 }, { allow });
}

export function notSignedIn(): Answer {
  return problemAnswer(problemOf({ problem: "not_signed_in" }), { "www-authenticate": "Bearer" });
}

/** Names of the exceptions that say: what is stored does not verify. They are other rooms' classes. */
const BROKEN_RECORDS: ReadonlySet<string> = new Set(["VaultFault", "PeopleFault", "HoldingFault"]);

/** Broken machinery, said without a word of what broke: the operator has the exception. */
export function answerOfFault(error: unknown): Answer {
  const broken = error instanceof Error && BROKEN_RECORDS.has(error.name);
  return answerOf(no(broken ? "record_broken" : "unavailable"));
}
