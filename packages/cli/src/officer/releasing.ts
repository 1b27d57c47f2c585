import type { ApprovalChallenge, DeviceFile } from "@entente/contract";
import { isDispatchId, isWordOf, REFUSAL_GROUNDS } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { printable } from "../problem-text.ts";
import type { AnswerOf, NodeClient } from "./client.ts";
import { readDevice, signWithDevice, unusableDevice } from "./device-key.ts";
import { refuse as refusal, refusedWith } from "./problems.ts";
import { releaseFaults } from "./release-check.ts";
import { setting, withDispatch } from "./session.ts";
import { standing } from "./standing.ts";

/** `approve ID --device FILE`: signs what the node proposes to send, after checking that it is what it says. */
export async function approve(call: Call): Promise<Ending> {
  return withDevice(call, async (node, id, device) => {
    const asked = await node.ask("release", { id });
    if (!asked.ok) return refusedWith(asked.problem);
    const signed = signFirst(asked.value, id, device);
    if (!signed.ok) return refusal("record_broken", { errors: signed.errors });
    const approved = await node.ask("approveRelease", { id, body: JSON.stringify(signed.act) });
    return approved.ok ? standing(approved.value) : refusedWith(approved.problem);
  });
}

/**
 * `approve batch ID…`: up to ten proposals of one rule, each looked at, checked and signed by itself. Nothing is sent
 * where one of them is not what it says.
 */
export async function approveBatch(call: Call): Promise<Ending> {
  const strange = call.words.find((id) => !isDispatchId(id));
  if (strange !== undefined)
    return refusal("malformed", { errors: [{ pointer: "", code: "bad_id", detail: strange }] });
  return withDevice(call, async (node, _first, device) => {
    const items: object[] = [];
    for (const id of call.words) {
      const asked = await node.ask("release", { id });
      if (!asked.ok) return refusedWith(asked.problem);
      const signed = signFirst(asked.value, id, device);
      if (!signed.ok) return refusal("record_broken", { errors: signed.errors });
      if (asked.value.challenges.length === 0) return refusal("role_not_held", { detail: id });
      items.push({ id, signed: signed.act });
    }
    const approved = await node.ask("approveBatch", { body: JSON.stringify({ items }) });
    if (!approved.ok) return refusedWith(approved.problem);
    const rows = approved.value.items.map(({ id, state, problem }) => `${id}  ${state ?? problem ?? ""}`);
    const refused = approved.value.items.some(({ problem }) => problem !== null);
    return finished(approved.value, rows.map(printable).join("\n"), refused ? 5 : 0);
  });
}

/** `refuse ID --ground CODE [--block-author] --device FILE`. */
export async function refuse(call: Call): Promise<Ending> {
  const ground = call.flags.get("ground") ?? "";
  if (!isWordOf(REFUSAL_GROUNDS, ground)) {
    const detail = `one of ${REFUSAL_GROUNDS.join(", ")}`;
    return refusal("malformed", { errors: [{ pointer: "/ground", code: "unknown_word", detail }] });
  }
  return withDevice(call, async (node, id, device) => {
    const asked = await node.ask("release", { id });
    if (!asked.ok) return refusedWith(asked.problem);
    const challenge = asked.value.challenges[0];
    const signed =
      challenge === undefined ? {} : { signed: actOf({ ...challenge, action: "refuse" }, device) };
    const block = call.flags.has("block-author") ? { block_author: true } : {};
    const body = JSON.stringify({ ground, ...signed, ...block });
    const refused = await node.ask("refuseRelease", { id, body });
    return refused.ok ? standing(refused.value) : refusedWith(refused.problem);
  });
}

type Signed =
  | { readonly ok: true; readonly act: object }
  | { readonly ok: false; readonly errors: { readonly pointer: string; readonly code: string }[] };

/**
 * Signs the first role that is open to this officer. Where none is, the node is asked all the same: it says
 * which rule stands against him.
 */
function signFirst(release: AnswerOf<"release">, id: string, device: DeviceFile): Signed {
  const challenge = release.challenges[0];
  if (challenge === undefined) return { ok: true, act: { device: device.device } };
  const faults = releaseFaults(release, id, challenge);
  if (faults.length === 0) return { ok: true, act: actOf(challenge, device) };
  return { ok: false, errors: faults.map(({ where, code }) => ({ pointer: where, code })) };
}

function actOf(challenge: ApprovalChallenge, device: DeviceFile): object {
  return { challenge, device: device.device, signature: signWithDevice(device, challenge) };
}

/** No token approves or refuses anything: without a device the call ends before the node is asked (design §8). */
async function withDevice(
  call: Call,
  work: (node: NodeClient, id: string, device: DeviceFile) => Promise<Ending>,
): Promise<Ending> {
  const file = setting(call, "device");
  if (file === null) return refusal("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  return withDispatch(call, async (node, id) => {
    const device = await readDevice(file, call.world);
    if (device.ok) return work(node, id, device.value);
    return unusableDevice(device.faults);
  });
}
