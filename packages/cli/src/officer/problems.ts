import { exitCodeOf, PROBLEMS, type Problem, type ProblemCode } from "@entente/contract";
import { problemType, type Refused } from "../ending.ts";

/** Ends a call with a problem, under the exit code that stands for it. */
export function refusedWith(problem: Problem): Refused {
  return { how: "refused", exit: exitCodeOf(problem.code), problem };
}

/** A problem found here and not by the node, in the node's words. */
export function problem(code: ProblemCode, more: Pick<Problem, "detail" | "errors"> = {}): Problem {
  const { status, title } = PROBLEMS[code];
  return { type: problemType(code), title, status, code, ...more };
}

/** The same, as an ending. */
export function refuse(code: ProblemCode, more: Pick<Problem, "detail" | "errors"> = {}): Refused {
  return refusedWith(problem(code, more));
}
