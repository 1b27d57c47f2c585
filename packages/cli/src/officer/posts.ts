import { isDispatchId } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { printable } from "../problem-text.ts";
import type { AnswerOf, NodeClient } from "./client.ts";
import { AT_ONCE, LIFE, listed, proposing, withDevice } from "./people.ts";
import { refuse, refusedWith } from "./problems.ts";
import { withNode } from "./session.ts";

type Post = AnswerOf<"listPosts">["items"][number];

/** `post list`. */
export function postList(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("listPosts");
    if (!asked.ok) return refusedWith(asked.problem);
    const lines = asked.value.items.map(lineOf);
    return finished(asked.value, lines.length === 0 ? "There is no post." : lines.join("\n"));
  });
}

/** `post add POST …`. */
export function postAdd(call: Call): Promise<Ending> {
  return withDevice(call, (node, device) =>
    proposing(call, node, device, { act: "post_add", post: call.words[0], ...termsOf(call, null) }, LIFE),
  );
}

/** `post change POST …`: what is not named stays. */
export function postChange(call: Call): Promise<Ending> {
  return withDevice(call, async (node, device) => {
    const found = await known(node, call);
    if (found === null) return refuse("not_found");
    const { post, version } = found;
    return proposing(
      call,
      node,
      device,
      { act: "post_change", post, version, ...termsOf(call, found) },
      LIFE,
    );
  });
}

/** `post end POST --reason`. */
export function postEnd(call: Call): Promise<Ending> {
  return withDevice(call, async (node, device) => {
    const found = await known(node, call);
    if (found === null) return refuse("not_found");
    const { post, version, officer } = found;
    const reason = call.flags.get("reason");
    return proposing(call, node, device, { act: "post_end", post, version, officer, reason }, LIFE);
  });
}

/** `post unwelcome POST --reason`. */
export function postUnwelcome(call: Call): Promise<Ending> {
  return withDevice(call, async (node, device) => {
    const found = await known(node, call);
    if (found === null) return refuse("not_found");
    const { post, officer } = found;
    const reason = call.flags.get("reason");
    return proposing(call, node, device, { act: "unwelcome", post, officer, reason }, AT_ONCE);
  });
}

/** `post name ID --post POST`. */
export function postName(call: Call): Promise<Ending> {
  const id = call.words[0] ?? "";
  if (!isDispatchId(id))
    return Promise.resolve(refuse("malformed", { errors: [{ pointer: "", code: "bad_id", detail: id }] }));
  return withNode(call, async (node) => {
    const body = JSON.stringify({ post: call.flags.get("post") });
    const asked = await node.ask("nameGuest", { id, body });
    return asked.ok ? finished(asked.value, lineOf(asked.value)) : refusedWith(asked.problem);
  });
}

async function known(node: NodeClient, call: Call): Promise<Post | null> {
  const asked = await node.ask("listPosts");
  return asked.ok ? (asked.value.items.find(({ post }) => post === call.words[0]) ?? null) : null;
}

/** The terms the call names, over those that stand; the node says what is wrong with them. */
function termsOf(call: Call, before: Post | null) {
  const { flags } = call;
  return {
    officer: flags.get("officer") ?? before?.officer ?? null,
    agency: flags.get("agency") ?? before?.agency,
    desks: listed(call, "desks") ?? before?.desks,
    from: flags.get("from") ?? before?.from,
    to: flags.get("until") ?? before?.to,
    reference: flags.get("reference") ?? before?.reference,
    accredited_on: flags.get("accredited") ?? before?.accredited_on,
    languages: listed(call, "languages") ?? before?.languages,
    hours: hoursOf(flags.get("hours")) ?? before?.hours,
    deputies: listed(call, "deputies") ?? before?.deputies ?? [],
  };
}

/** `Asia/Kolkata mon,tue,wed,thu,fri 09:30-18:00` */
function hoursOf(text: string | undefined) {
  if (text === undefined) return undefined;
  const [zone, days = "", times = ""] = text.split(" ");
  const [from, to] = times.split("-");
  return { zone, days: days.split(","), from, to };
}

function lineOf({ post, officer, state, desks, from, to, hours, languages, end, threads }: Post): string {
  const who = officer ?? "no account here";
  const when = `${hours.days.join(",")} ${hours.from}-${hours.to} ${hours.zone}`;
  const over = end === null ? "" : ` (${end})`;
  const named = threads.length === 0 ? "" : `  threads ${threads.join(",")}`;
  const terms = `${desks.join(",")}  ${from} to ${to}  ${when}  ${languages.join(",")}`;
  return printable(`${post}  ${who}  ${state}${over}  ${terms}${named}`);
}
