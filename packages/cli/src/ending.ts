import type { Problem } from "@entente/contract";

/** How one call of the command line ends; `run` prints it and nothing else does. */
export type Ending = Finished | Refused | Silent;

/** Done, or a verdict that is no (exit 1 and 7): both go to standard output. */
export interface Finished {
  readonly how: "finished";
  readonly exit: number;
  /** what `--json` prints, as one line */
  readonly json: object;
  /** what a person reads; no newline at its end */
  readonly text: string;
}

/** Somebody said no: a problem (RFC 9457) for standard error. */
export interface Refused {
  readonly how: "refused";
  readonly exit: number;
  readonly problem: Problem;
  /** how the verb is called, where the call itself was wrong */
  readonly usage?: string;
}

/** A child process has said what there was to say. */
export interface Silent {
  readonly how: "silent";
  readonly exit: number;
}

/** Done: exit code 0 unless said otherwise. */
export function finished(json: object, text: string, exit = 0): Finished {
  return { how: "finished", exit, json, text };
}

/** The call itself was wrong: exit code 2, with the verb's usage. */
export function misused(detail: string, usage: string): Refused {
  const problem = {
    type: problemType("usage"),
    title: "The command line was called wrongly",
    status: 400,
    detail,
    code: "usage",
  };
  return { how: "refused", exit: 2, problem, usage };
}

/** The URI of a problem's kind, as nodes write it: it resolves nowhere, its last segment is the code. */
export function problemType(code: string): string {
  return `https://entente.invalid/problems/${code}`;
}
