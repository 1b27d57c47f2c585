import { kindNamed } from "@entente/contract";
import { type Fault, isDispatchId } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, finished, misused, type Refused } from "../ending.ts";
import { readJsonText } from "../input.ts";
import { refuse, refusedWith } from "./problems.ts";
import { withDispatch, withNode } from "./session.ts";
import { standing } from "./standing.ts";

/** `draft KIND FILE|-` stores; `draft KIND --example` only prints. */
export async function draft(call: Call): Promise<Ending> {
  const [kind = "", file] = call.words;
  const replyTo = call.flags.get("reply-to") ?? null;
  if (replyTo !== null && !isDispatchId(replyTo)) return badInput([{ code: "bad_id", where: "/reply_to" }]);
  if (kindNamed(kind) === null)
    return refuse("unknown_kind", { detail: `no kind "${kind}" in this version` });
  if (call.flags.has("example")) {
    return file === undefined ? example(call, kind, replyTo) : misused("--example takes no file", call.usage);
  }
  return file === undefined
    ? misused("which draft: FILE or -", call.usage)
    : store(call, kind, file, replyTo);
}

/** `answer ID FILE|-`, the same as `draft answer --reply-to ID`. */
export async function answer(call: Call): Promise<Ending> {
  const [id = "", file = "-"] = call.words;
  return isDispatchId(id)
    ? store(call, "answer", file, id)
    : badInput([{ code: "bad_id", where: "/reply_to", detail: id }]);
}

/** `submit ID`. */
export async function submit(call: Call): Promise<Ending> {
  return withDispatch(call, async (node, id) => {
    const asked = await node.ask("submitDraft", { id });
    return asked.ok ? standing(asked.value) : refusedWith(asked.problem);
  });
}

async function store(call: Call, kind: string, file: string, replyTo: string | null): Promise<Ending> {
  const text = await readJsonText(file, call.world);
  if (!text.ok) return badInput(text.faults);
  const head = JSON.stringify(replyTo === null ? { kind } : { kind, reply_to: replyTo });
  const body = `${head.slice(0, -1)},"draft":${text.value}}`;
  return withNode(call, async (node) => {
    const asked = await node.ask("draftDispatch", { body });
    return asked.ok ? standing(asked.value) : refusedWith(asked.problem);
  });
}

async function example(call: Call, kind: string, replyTo: string | null): Promise<Ending> {
  const body = JSON.stringify(replyTo === null ? { kind } : { kind, reply_to: replyTo });
  return withNode(call, async (node) => {
    const asked = await node.ask("exampleDraft", { body });
    if (!asked.ok) return refusedWith(asked.problem);
    const printed = asked.value.draft;
    if (typeof printed !== "object" || printed === null)
      return refuse("unavailable", { detail: "no draft came" });
    return finished(printed, JSON.stringify(printed, null, 2));
  });
}

function badInput(faults: readonly Fault[]): Refused {
  const code = faults.some((fault) => fault.code === "oversized") ? "too_large" : "malformed";
  return refuse(code, {
    errors: faults.map(({ where, ...fault }) => ({ pointer: where, ...fault })),
  });
}
