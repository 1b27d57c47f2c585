import { type KindDeclaration, readDispatchBody } from "@entente/contract";
import { parseStrict } from "@entente/protocol";

/** Whether these bytes close the question: an interim answer and an extension notice leave it open. */
export function answersFully(body: Uint8Array, matter: { readonly declaration: KindDeclaration }): boolean {
  const parsed = parseStrict(body);
  const read = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  const answer = read.ok ? matter.declaration.readAnswer(read.value.content) : null;
  return answer !== null && answer.outcome !== "interim" && answer.outcome !== "extension";
}
