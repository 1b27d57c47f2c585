import { createHash, createPrivateKey, sign } from "node:crypto";
import {
  type AgreementChangeAct,
  type ApprovalChallenge,
  agreementChangeText,
  approvalText,
  DEVICE_DOMAIN,
  type DeviceFile,
  type Erasure,
  erasureText,
  type KeyChangeAct,
  keyChangeText,
  type PasskeyClaim,
  type PeopleOrder,
  passkeyText,
  peopleText,
  readDeviceFile,
  type StateChangeAct,
  stateChangeText,
} from "@entente/contract";
import type { Fault, Parsed } from "@entente/words";
import type { Ending } from "../ending.ts";
import { readJsonText } from "../input.ts";
import type { World } from "../world.ts";
import { refuse } from "./problems.ts";

/** Reads an enrolled device's file; every fault at once. The seed goes nowhere but into `signWithDevice`. */
export async function readDevice(file: string, world: World): Promise<Parsed<DeviceFile>> {
  const text = await readJsonText(file, world);
  return text.ok ? readDeviceFile(JSON.parse(text.value)) : text;
}

/** How a call ends whose device file is none. */
export function unusableDevice(faults: readonly Fault[]): Ending {
  return refuse("malformed", {
    detail: "the device file cannot be used",
    errors: faults.map(({ where, ...fault }) => ({ pointer: where, ...fault })),
  });
}

/**
 * Ed25519 (RFC 8032) over `entente/device/v1\0` and the SHA-256 of the challenge's text.
 * @returns the signature's 64 bytes in base64
 */
export function signWithDevice(device: DeviceFile, challenge: ApprovalChallenge): string {
  return signText(device, approvalText(challenge));
}

/** The same for a passkey of the same officer: the device says that it is his. */
export function vouchWithDevice(device: DeviceFile, passkey: PasskeyClaim): string {
  return signText(device, passkeyText(passkey));
}

/** And for what is erased for good. */
export function eraseWithDevice(device: DeviceFile, erasure: Erasure): string {
  return signText(device, erasureText(erasure));
}

/** And for keys of the node that are put in force. */
export function keysWithDevice(device: DeviceFile, act: KeyChangeAct): string {
  return signText(device, keyChangeText(act));
}

/** And for a version of the agreement that is taken. */
export function agreementWithDevice(device: DeviceFile, act: AgreementChangeAct): string {
  return signText(device, agreementChangeText(act));
}

/** And for a state of the relation that is put in force. */
export function stateWithDevice(device: DeviceFile, act: StateChangeAct): string {
  return signText(device, stateChangeText(act));
}

/** And for an order about an officer. */
export function signPeople(device: DeviceFile, order: PeopleOrder): string {
  return signText(device, peopleText(order));
}

/** And for a program's token, whose text is made from its parts (contract, `tokenText`). */
export function signToken(device: DeviceFile, text: string): string {
  return signText(device, text);
}

function signText(device: DeviceFile, text: string): string {
  const key = createPrivateKey({
    key: Buffer.from(device.seed, "base64"),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
  const digest = createHash("sha256").update(text, "utf8").digest();
  return sign(null, Buffer.concat([Buffer.from(DEVICE_DOMAIN, "utf8"), digest]), key).toString("base64");
}
