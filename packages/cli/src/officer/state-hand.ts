import { createHash } from "node:crypto";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import type { NodeClient } from "./client.ts";
import { readDevice, stateWithDevice, unusableDevice } from "./device-key.ts";
import { refusedWith } from "./problems.ts";
import { setting } from "./session.ts";

/** Long enough for two who stand at the node, short enough to be of today (the node takes an hour at most). */
const LIFE = 30 * 60_000;

/** Puts a statement in force with the operator's device: one the root has signed, or in an emergency one without signatures. */
export async function applyWithDevice(call: Call, node: NodeClient, document: Buffer): Promise<Ending> {
  const said = statementIn(document);
  if (said === null) return misused("the statement does not read", call.usage);
  const device = await readDevice(setting(call, "device") ?? "", call.world);
  if (!device.ok) return unusableDevice(device.faults);
  const expires_at = new Date(call.world.now() + LIFE).toISOString();
  const act = { officer: device.value.officer, ...said, expires_at };
  const body = JSON.stringify({
    document_base64: document.toString("base64"),
    expires_at,
    device: device.value.device,
    signature: stateWithDevice(device.value, act),
  });
  const asked = await node.ask("applyState", { body });
  if (!asked.ok) return refusedWith(asked.problem);
  const { serial, scope, state, stands } = asked.value;
  const text =
    stands === "one_of_two"
      ? `statement ${serial}: you are the first of two; another operator applies it too`
      : `statement ${serial} is in force: ${scope} ${state}`;
  return finished(asked.value, text);
}

/** Digest and number of the statement in a document; null where there is none. The node judges it. */
function statementIn(file: Uint8Array): { readonly statement: string; readonly serial: number } | null {
  const text = memberOf(parsed(file), "payload");
  if (typeof text !== "string") return null;
  const payload = Buffer.from(text, "base64");
  const serial = memberOf(parsed(payload), "serial");
  if (typeof serial !== "number") return null;
  return { statement: createHash("sha256").update(payload).digest("hex"), serial };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
