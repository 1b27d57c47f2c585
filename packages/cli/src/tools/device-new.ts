import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { DeviceFile } from "@entente/contract";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { unusable, writeOut } from "./documents.ts";

/**
 * `device new --officer ID --out FILE`, on the officer's own computer: the key that approves is made here and never leaves
 * it; only its public part is printed, for whoever enrols him.
 */
export async function deviceNew(call: Call): Promise<Ending> {
  const [officer = "", ...more] = call.every("officer");
  if (more.length > 0) return misused("a device is one officer's", call.usage);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(officer))
    return misused("--officer is the id he will be enrolled under, such as ca-lo", call.usage);
  const { privateKey } = generateKeyPairSync("ed25519");
  const publicKey = createPublicKey(privateKey).export({ format: "raw-public" });
  const device = `D-${createHash("sha256").update(publicKey).digest("hex").slice(0, 16)}`;
  const seed = privateKey.export({ format: "raw-private" }).toString("base64");
  const file: DeviceFile = { version: 1, device, officer, algorithm: "ed25519", seed };
  const out = writeOut(call, `${JSON.stringify(file)}\n`, "secret");
  if (!out.ok) return unusable(out.faults);
  const said = {
    officer,
    device,
    algorithm: "ed25519",
    public_key: publicKey.toString("base64"),
    out: out.value,
  };
  return finished(
    said,
    `device ${device} of ${officer}, its key in ${out.value}\npublic part, for the enrolment: ${said.public_key}`,
  );
}
