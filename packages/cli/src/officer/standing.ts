import { type Ending, finished } from "../ending.ts";
import type { AnswerOf } from "./client.ts";

/** What every act on a dispatch prints. */
export function standing(of: AnswerOf<"submitDraft">): Ending {
  const { id, thread, kind, state } = of;
  return finished(of, `${kind} ${id} is ${state}${thread === id ? "" : ` (thread ${thread})`}`);
}
