import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { readDevice, unusableDevice, vouchWithDevice } from "./device-key.ts";
import { refuse, refusedWith } from "./problems.ts";
import { setting, withNode } from "./session.ts";

/**
 * `passkey vouch P-ID --device FILE`: the enrolled device says that a passkey made in the browser is this officer's too.
 * The text is made here from the parts of the passkey, so that a node cannot have anything else signed.
 */
export async function passkeyVouch(call: Call): Promise<Ending> {
  const file = setting(call, "device");
  if (file === null) return refuse("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  return withNode(call, async (node) => {
    const device = await readDevice(file, call.world);
    if (!device.ok) return unusableDevice(device.faults);
    const own = await node.ask("listPasskeys");
    if (!own.ok) return refusedWith(own.problem);
    const made = own.value.items.find((one) => one.device === call.words[0]);
    if (made === undefined) return refuse("not_found", { detail: "you have no such passkey at this node" });
    const { credential, public_key, origin } = made;
    const claim = { officer: device.value.officer, credential, public_key, origin };
    const signature = vouchWithDevice(device.value, claim);
    const body = JSON.stringify({ passkey: made.device, device: device.value.device, signature });
    const asked = await node.ask("vouchPasskey", { body });
    if (!asked.ok) return refusedWith(asked.problem);
    return finished(asked.value, `${made.device}, made on ${origin}, now signs approvals`);
  });
}
