import { type KindDeclaration, readDispatchBody } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import type { Step } from "../store/door.ts";
import { markOnce } from "./store.ts";

/** Whether these bytes close the question: an interim answer and an extension notice leave it open. */
export function answersFully(body: Uint8Array, matter: { readonly declaration: KindDeclaration }): boolean {
  const parsed = parseStrict(body);
  const read = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  const answer = read.ok ? matter.declaration.readAnswer(read.value.content) : null;
  return answer !== null && answer.outcome !== "interim" && answer.outcome !== "extension";
}

/** Steps that mark a question answered, on whichever side it lies; no step where it is already closed. */
export function answeredSteps(question: string, at: number): readonly Step[] {
  const open = ["filed", "assigned", "queued", "sent", "stored", "opened"];
  return [
    markOnce(question, "answered_at", at),
    {
      sql: `update dispatch set state = 'answered', changed_at = ?, version = version + 1
        where id = ? and state in (${open.map(() => "?").join(", ")})`,
      params: [at, question, ...open],
    },
  ];
}
