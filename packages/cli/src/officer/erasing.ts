import type { Call } from "../call.ts";
import type { Ending } from "../ending.ts";
import { eraseWithDevice, readDevice, unusableDevice } from "./device-key.ts";
import { refuse, refusedWith } from "./problems.ts";
import { setting, withDispatch } from "./session.ts";
import { standing } from "./standing.ts";

/** A signature that is used at once needs no longer life. */
const LIFE = 5 * 60_000;

/**
 * `dispatch erase ID --reason TEXT --device FILE`: destroys the key of what is over. The version that is looked at is the
 * one that is signed, so that nothing is erased that changed meanwhile.
 */
export async function dispatchErase(call: Call): Promise<Ending> {
  const file = setting(call, "device");
  if (file === null) return refuse("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  return withDispatch(call, async (node, id) => {
    const device = await readDevice(file, call.world);
    if (!device.ok) return unusableDevice(device.faults);
    const shown = await node.ask("showDispatch", { id });
    if (!shown.ok) return refusedWith(shown.problem);
    const erasure = {
      dispatch: id,
      version: shown.value.version,
      officer: device.value.officer,
      reason: call.flags.get("reason") ?? "",
      expires_at: new Date(call.world.now() + LIFE).toISOString(),
    };
    const { reason, version, expires_at } = erasure;
    const signature = eraseWithDevice(device.value, erasure);
    const body = JSON.stringify({ reason, version, expires_at, device: device.value.device, signature });
    const asked = await node.ask("eraseDispatch", { id, body });
    return asked.ok ? standing(asked.value) : refusedWith(asked.problem);
  });
}
