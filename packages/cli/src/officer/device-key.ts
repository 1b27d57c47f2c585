import { createHash, createPrivateKey, sign } from "node:crypto";
import {
  type ApprovalChallenge,
  approvalText,
  DEVICE_DOMAIN,
  type DeviceFile,
  readDeviceFile,
} from "@entente/contract";
import type { Parsed } from "@entente/words";
import { readJsonText } from "../input.ts";
import type { World } from "../world.ts";

/** Reads an enrolled device's file; every fault at once. The seed goes nowhere but into `signWithDevice`. */
export async function readDevice(file: string, world: World): Promise<Parsed<DeviceFile>> {
  const text = await readJsonText(file, world);
  return text.ok ? readDeviceFile(JSON.parse(text.value)) : text;
}

/**
 * Ed25519 (RFC 8032) over `entente/device/v1\0` and the SHA-256 of the challenge's text.
 * @returns the signature's 64 bytes in base64
 */
export function signWithDevice(device: DeviceFile, challenge: ApprovalChallenge): string {
  const key = createPrivateKey({
    key: Buffer.from(device.seed, "base64"),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
  const digest = createHash("sha256").update(approvalText(challenge), "utf8").digest();
  return sign(null, Buffer.concat([Buffer.from(DEVICE_DOMAIN, "utf8"), digest]), key).toString("base64");
}
