import { createPrivateKey, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { approvalText, type DeviceFile, readDeviceFile } from "@entente/contract";
import { bytesOfBase64, parseStrict } from "@entente/protocol";
import { type NodeConfig, replaceFile, SetupFault } from "./config.ts";
import type { SandboxDesk } from "./http/door.ts";
import { deviceMessageOf, type People } from "./people/door.ts";

const FILE = "sandbox-devices.json";

/** Keeps the invented officers' devices with the node, where a real officer's never is. */
export async function saveSandboxDevices(data: string, devices: readonly DeviceFile[]): Promise<void> {
  await replaceFile(join(data, FILE), `${JSON.stringify(devices)}\n`, 0o600);
}

/**
 * What the sandbox's sign-in page and its approvals need; null on every node whose configuration does not say
 * `sandbox`, and on one put back from a backup, which holds no devices. The device signs the very challenge a real one would, and the same code judges its signature.
 * @throws SetupFault where a sandbox's devices are damaged
 */
export async function sandboxDesk(
  data: string,
  config: NodeConfig,
  people: People,
): Promise<SandboxDesk | null> {
  if (config.sandbox !== true) return null;
  const devices = await loadDevices(data);
  if (devices === null) return null;
  const officers = await Promise.all(devices.map(({ officer }) => people.officer(officer)));
  return {
    officers: officers.flatMap((one) =>
      one === null
        ? []
        : [
            {
              id: one.id,
              name: one.name,
              agency: one.agency,
              duties: [...one.duties],
              approval_roles: [...one.approvalRoles],
            },
          ],
    ),
    sign(officer, challenge) {
      const signed = signedBy(devices, officer.id, approvalText(challenge));
      return signed === null ? null : { ...signed, signature: signed.signature.toString("base64") };
    },
    vouch: (officer, text) => signedBy(devices, officer.id, text),
  };
}

function signedBy(devices: readonly DeviceFile[], officer: string, text: string) {
  const device = devices.find((one) => one.officer === officer);
  const seed = device === undefined ? null : bytesOfBase64(device.seed);
  if (device === undefined || seed === null) return null;
  const key = createPrivateKey({
    key: Buffer.from(seed),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
  return { device: device.device, signature: sign(null, deviceMessageOf(text), key) };
}

async function loadDevices(data: string): Promise<readonly DeviceFile[] | null> {
  const file = await readFile(join(data, FILE)).catch(() => null);
  if (file === null) return null;
  const parsed = parseStrict(new Uint8Array(file));
  const list: unknown = parsed.ok ? parsed.value : null;
  if (!Array.isArray(list)) throw damaged();
  return list.map((one: unknown) => {
    const device = readDeviceFile(one);
    if (!device.ok) throw damaged();
    return device.value;
  });
}

function damaged(): SetupFault {
  return new SetupFault(`${FILE} is damaged: start the sandbox with --fresh`);
}
