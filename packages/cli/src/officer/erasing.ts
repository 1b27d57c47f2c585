import type { Call } from "../call.ts";
import { type Ending, misused } from "../ending.ts";
import type { NodeClient } from "./client.ts";
import { eraseWithDevice, readDevice, unusableDevice } from "./device-key.ts";
import { refuse, refusedWith } from "./problems.ts";
import { setting, withDispatch } from "./session.ts";
import { standing } from "./standing.ts";

/** A signature that is used at once needs no longer life. */
const LIFE = 5 * 60_000;

/**
 * `dispatch erase ID --reason TEXT --device FILE [--at-version N]`: destroys the key of what is over. The version that is
 * looked at is the one that is signed, so that nothing is erased that changed meanwhile. Who erases as the second person
 * what he may not read is told the version by who wrote it.
 */
export async function dispatchErase(call: Call): Promise<Ending> {
  const file = setting(call, "device");
  if (file === null) return refuse("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  const told = call.flags.get("at-version");
  if (told !== undefined && !/^[1-9][0-9]{0,14}$/.test(told))
    return misused("--at-version is the number that `show` gives", call.usage);
  return withDispatch(call, async (node, id) => {
    const device = await readDevice(file, call.world);
    if (!device.ok) return unusableDevice(device.faults);
    const at = told === undefined ? await versionOf(node, id) : { ok: true as const, version: Number(told) };
    if (!at.ok) return refusedWith(at.problem);
    const erasure = {
      dispatch: id,
      version: at.version,
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

async function versionOf(node: NodeClient, id: string) {
  const shown = await node.ask("showDispatch", { id });
  return shown.ok ? { ok: true as const, version: shown.value.version } : shown;
}
