import { tokenText } from "@entente/contract";
import { isDispatchId, isWordOf, RIGHTS } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { printable } from "../problem-text.ts";
import type { AnswerOf } from "./client.ts";
import { readDevice, signToken, unusableDevice } from "./device-key.ts";
import { refuse, refusedWith } from "./problems.ts";
import { setting, withNode } from "./session.ts";

const DAY = 86_400_000;

/** `token list`: what this officer made for programs. */
export async function tokenList(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("listTokens");
    if (!asked.ok) return refusedWith(asked.problem);
    const lines = asked.value.items.map(lineOf);
    return finished(asked.value, lines.length === 0 ? "No token for a program." : lines.join("\n"));
  });
}

/** `token make --name NAME --rights RIGHT,… --days N --device FILE`. */
export async function tokenMake(call: Call): Promise<Ending> {
  const file = setting(call, "device");
  if (file === null) return refuse("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  const words = (call.flags.get("rights") ?? "").split(",");
  const rights = words.filter((word) => isWordOf(RIGHTS, word));
  const days = Number(call.flags.get("days"));
  if (rights.length !== words.length || !Number.isSafeInteger(days))
    return refuse("malformed", { detail: `--rights takes ${RIGHTS.join(", ")}; --days a whole number` });
  return withNode(call, async (node) => {
    const device = await readDevice(file, call.world);
    if (!device.ok) return unusableDevice(device.faults);
    const expires_at = new Date(call.world.now() + days * DAY).toISOString();
    const wish = { name: call.flags.get("name") ?? "", rights, expires_at };
    const signature = signToken(device.value, tokenText({ ...wish, officer: device.value.officer }));
    const body = JSON.stringify({ ...wish, device: device.value.device, signature });
    const asked = await node.ask("makeToken", { body });
    if (!asked.ok) return refusedWith(asked.problem);
    return finished(asked.value, `${lineOf(asked.value.made)}\ntoken, shown once: ${asked.value.token}`);
  });
}

/** `token end ID`. */
export async function tokenEnd(call: Call): Promise<Ending> {
  const id = call.words[0] ?? "";
  if (!isDispatchId(id))
    return refuse("malformed", { errors: [{ pointer: "", code: "bad_id", detail: id }] });
  return withNode(call, async (node) => {
    const asked = await node.ask("endToken", { id, body: "{}" });
    return asked.ok ? finished(asked.value, lineOf(asked.value)) : refusedWith(asked.problem);
  });
}

function lineOf({ id, name, rights, state, expires_at }: AnswerOf<"endToken">): string {
  return printable(`${id}  ${name}  ${state}  ${rights.join(",")}  until ${expires_at}`);
}
