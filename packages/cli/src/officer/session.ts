import { isDispatchId } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, misused } from "../ending.ts";
import { type NodeClient, openClient } from "./client.ts";
import { refuse } from "./problems.ts";

/** A flag, or the environment's value for it; null when neither is there. */
export function setting(call: Call, flag: "node" | "token" | "device" | "agreement"): string | null {
  const given = call.flags.get(flag) ?? call.world.env[`ENTENTE_${flag.toUpperCase()}`];
  return given === undefined || given === "" ? null : given;
}

/** Opens the node that the call names, does the work and closes it again. */
export async function withNode(call: Call, work: (node: NodeClient) => Promise<Ending>): Promise<Ending> {
  const named = setting(call, "node");
  if (named === null) return misused("which node: --node URL, or ENTENTE_NODE", call.usage);
  const base = URL.parse(named);
  if (base === null || !["http:", "https:"].includes(base.protocol)) {
    return misused(`--node ${named} is no http or https URL`, call.usage);
  }
  const token = setting(call, "token");
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) return misused("--token is no token", call.usage);
  const agreement = setting(call, "agreement");
  if (agreement !== null && !/^[\x21-\x7e]+$/.test(agreement))
    return misused("--agreement is no id of an agreement", call.usage);
  const node = await openClient(base, { token, agreement });
  try {
    return await work(node);
  } finally {
    node.close();
  }
}

/** The same for a verb whose first word is a dispatch id; any other word is bad input before anything is sent. */
export async function withDispatch(
  call: Call,
  work: (node: NodeClient, id: string) => Promise<Ending>,
): Promise<Ending> {
  const id = call.words[0] ?? "";
  if (!isDispatchId(id))
    return refuse("malformed", { errors: [{ pointer: "", code: "bad_id", detail: id }] });
  return withNode(call, (node) => work(node, id));
}
