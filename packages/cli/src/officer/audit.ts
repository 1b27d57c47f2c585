import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { printable } from "../problem-text.ts";
import type { AnswerOf } from "./client.ts";
import { refusedWith } from "./problems.ts";
import { page } from "./reading.ts";
import { withDispatch, withNode } from "./session.ts";

/** `audit show ID --reason TEXT`. */
export async function auditShow(call: Call): Promise<Ending> {
  return withDispatch(call, async (node, id) => {
    const body = JSON.stringify({ reason: call.flags.get("reason") ?? "" });
    const asked = await node.ask("auditDispatch", { id, body });
    return asked.ok ? finished(asked.value, page(asked.value)) : refusedWith(asked.problem);
  });
}

const ASKED = ["officer", "dispatch", "from", "to", "cursor"] as const;

/** `audit reads --officer ID | --dispatch ID [--from INSTANT] [--to INSTANT] [--cursor C] [--limit N]`. */
export async function auditReads(call: Call): Promise<Ending> {
  const limit = call.flags.get("limit");
  if (limit !== undefined && !/^[1-9][0-9]{0,2}$/.test(limit))
    return misused("--limit is 1 to 200", call.usage);
  if (call.flags.has("officer") === call.flags.has("dispatch"))
    return misused("--officer ID, or --dispatch ID", call.usage);
  const said = ASKED.flatMap((flag) => {
    const value = call.flags.get(flag);
    return value === undefined ? [] : [[flag, value] as const];
  });
  const body = JSON.stringify({
    ...Object.fromEntries(said),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  });
  return withNode(call, async (node) => {
    const asked = await node.ask("auditReads", { body });
    return asked.ok ? finished(asked.value, lines(asked.value)) : refusedWith(asked.problem);
  });
}

function lines({ items, next }: AnswerOf<"auditReads">): string {
  if (items.length === 0 && next === null) return "Nothing was read.";
  const reads = items.map(
    ({ at, officer, act, item, reason }) =>
      `${at}  ${officer}  ${act}  ${item}${reason === null ? "" : `  ${reason}`}`,
  );
  return [...reads, ...(next === null ? [] : [`more: --cursor ${next}`])].map(printable).join("\n");
}
