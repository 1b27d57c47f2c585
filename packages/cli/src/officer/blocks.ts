import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { printable } from "../problem-text.ts";
import type { AnswerOf } from "./client.ts";
import { refusedWith } from "./problems.ts";
import { withNode } from "./session.ts";

/** `block list`: authors whose proposals are not taken. */
export async function blockList(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("listBlocks");
    if (!asked.ok) return refusedWith(asked.problem);
    const lines = asked.value.items.map(lineOf);
    return finished(asked.value, lines.length === 0 ? "Nobody is blocked." : lines.join("\n"));
  });
}

/** `block lift AUTHOR DESK`. */
export async function blockLift(call: Call): Promise<Ending> {
  const [author, desk] = call.words;
  return withNode(call, async (node) => {
    const asked = await node.ask("liftBlock", { body: JSON.stringify({ author, desk }) });
    return asked.ok ? finished(asked.value, `lifted: ${lineOf(asked.value)}`) : refusedWith(asked.problem);
  });
}

function lineOf({ author, desk, by, at }: AnswerOf<"liftBlock">): string {
  return printable(`${author} at ${desk}, by ${by} ${at}`);
}
