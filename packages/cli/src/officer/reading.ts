import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { printable } from "../problem-text.ts";
import type { AnswerOf } from "./client.ts";
import { refusedWith } from "./problems.ts";
import { withDispatch, withNode } from "./session.ts";
import { standing } from "./standing.ts";

/** `show ID`. */
export async function show(call: Call): Promise<Ending> {
  return withDispatch(call, async (node, id) => {
    const asked = await node.ask("showDispatch", { id });
    return asked.ok ? finished(asked.value, page(asked.value)) : refusedWith(asked.problem);
  });
}

/** `assign ID --to OFFICER`. */
export async function assign(call: Call): Promise<Ending> {
  return withDispatch(call, async (node, id) => {
    const body = JSON.stringify({ to: call.flags.get("to") ?? "" });
    const asked = await node.ask("assignDispatch", { id, body });
    return asked.ok ? standing(asked.value) : refusedWith(asked.problem);
  });
}

/** `recall ID --reason TEXT`: takes back what has not left yet. */
export async function recall(call: Call): Promise<Ending> {
  return withDispatch(call, async (node, id) => {
    const body = JSON.stringify({ reason: call.flags.get("reason") ?? "" });
    const asked = await node.ask("recallRelease", { id, body });
    return asked.ok ? standing(asked.value) : refusedWith(asked.problem);
  });
}

/** `inbox [--cursor C] [--limit N]`. */
export async function inbox(call: Call): Promise<Ending> {
  const limit = call.flags.get("limit");
  if (limit !== undefined && !/^[1-9][0-9]{0,2}$/.test(limit))
    return misused("--limit is 1 to 200", call.usage);
  const cursor = call.flags.get("cursor");
  const body = JSON.stringify({
    ...(cursor === undefined ? {} : { cursor }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  });
  return withNode(call, async (node) => {
    const asked = await node.ask("listInbox", { body });
    return asked.ok ? listed(asked.value) : refusedWith(asked.problem);
  });
}

function listed(found: AnswerOf<"listInbox">): Ending {
  const items = found.items.map((item) => ({
    id: item.id,
    thread: item.thread,
    kind: item.kind,
    from: item.from.desk,
    state: item.state,
    due: item.due,
  }));
  const lines = items.map(
    (item) =>
      `${item.id}  ${item.kind}  ${item.state}  from ${item.from}${item.due === null ? "" : `  due ${item.due}`}`,
  );
  const more = found.next === null ? [] : [`more: --cursor ${found.next}`];
  const text = lines.length === 0 ? "Nothing waits." : [...lines, ...more].map(printable).join("\n");
  return finished({ items, next: found.next }, text);
}

/** A dispatch as text for a terminal. */
export function page(of: AnswerOf<"showDispatch">): string {
  const { body, decision, trail } = of;
  const marks = [
    `${of.kind} ${of.id}  ${of.state}`,
    `from ${of.from.desk} (${of.from.party}) to ${of.to.desk} (${of.to.party}), ${of.area}, ${of.urgency}`,
    ...(of.reply_to === null ? [] : [`answers ${of.reply_to}`]),
    ...(of.due === null ? [] : [`due ${of.due}`]),
    ...(of.assignee === null ? [] : [`assigned to ${of.assignee}`]),
    ...(of.ground === null ? [] : [`ground ${of.ground}`]),
    ...(decision === null ? [] : [`law gate: ${decision.outcome} ${decision.needs.join(", ")}`.trimEnd()]),
    ...of.approvals.map(
      (approval) => `approved as ${approval.role} by ${approval.officer} at ${approval.at}`,
    ),
    ...of.withheld.map((part) => `withheld ${part.pointer}: ${part.rule}, ${part.law}`),
    ...(trail.waiting === null ? [] : [`waits: ${trail.waiting}`]),
    ...(trail.stored_at === null ? [] : [`stored by the partner at ${trail.stored_at}`]),
  ];
  const content = body ?? of.draft;
  const shown = content === undefined || content === null ? [] : JSON.stringify(content, null, 2).split("\n");
  return [...marks, ...shown].map(printable).join("\n");
}
