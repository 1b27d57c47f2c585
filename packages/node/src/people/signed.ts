import { hash } from "node:crypto";
import { deviceMessageOf, verifyDeviceSignature } from "./devices.ts";
import { passkeyStands } from "./passkeys.ts";
import type { People, SignedText } from "./port.ts";

/** A passkey's name starts so, an enrolled device's with `D-`. */
const PASSKEY = "P-";

/**
 * Whether an officer's own device, enrolled and not revoked at this moment, signed a text: an Ed25519 device over
 * `entente/device/v1\0` and the text's SHA-256, a passkey that such a device vouches for over that digest as its WebAuthn
 * challenge (design §5). A bearer token appears nowhere here. False, never a throw, for anything anybody could send.
 */
export async function textStands(
  people: Pick<People, "device" | "passkey" | "passkeys">,
  { officer, device, text, signature }: SignedText,
): Promise<boolean> {
  if (device.startsWith(PASSKEY)) {
    const passkey = await people.passkey(device);
    if (passkey === null || passkey.officer !== officer) return false;
    if (!(await people.passkeys.isVouched(passkey))) return false;
    return passkeyStands(passkey, hash("sha256", text, "base64url"), signature);
  }
  const known = await people.device(device);
  if (known === null || known.officer !== officer) return false;
  return verifyDeviceSignature(known, deviceMessageOf(text), signature);
}
