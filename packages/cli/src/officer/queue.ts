import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { printable } from "../problem-text.ts";
import type { AnswerOf } from "./client.ts";
import { refusedWith } from "./problems.ts";
import { withNode } from "./session.ts";

/** `queue`: what waits for the partner, since when and why. */
export async function queue(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("queue");
    return asked.ok ? finished(asked.value, page(asked.value)) : refusedWith(asked.problem);
  });
}

/** `alarm clear CODE --reason TEXT`. */
export async function alarmClear(call: Call): Promise<Ending> {
  const body = JSON.stringify({ code: call.words[0] ?? "", reason: call.flags.get("reason") ?? "" });
  return withNode(call, async (node) => {
    const asked = await node.ask("clearAlarm", { body });
    return asked.ok
      ? finished(asked.value, `${asked.value.alarm} ${asked.value.state}`)
      : refusedWith(asked.problem);
  });
}

function page({ partner, line, lanes, items }: AnswerOf<"queue">): string {
  const waits = lanes.map(
    ({ lane, queued, oldest_seconds, reason }) =>
      `${lane}: ${queued} queued, the oldest for ${oldest_seconds} s${reason === null ? "" : `, ${reason}`}`,
  );
  const ours = items.map(
    ({ id, kind, lane, waiting_seconds, attempts, reason }) =>
      `${id}  ${kind}  ${lane}  ${waiting_seconds} s, ${attempts} tries${reason === null ? "" : `, ${reason}`}`,
  );
  const next = line.next_try === null ? "" : `, next try ${line.next_try}`;
  const head = `line to ${partner}: ${line.state.replace("_", " ")}${next}`;
  return [head, ...(lanes.length === 0 ? ["Nothing waits."] : waits), ...ours].map(printable).join("\n");
}
