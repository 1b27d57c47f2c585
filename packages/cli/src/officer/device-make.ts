import { createPublicKey, generateKeyPairSync, hash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { DeviceFile } from "@entente/contract";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { reasonOf } from "../input.ts";
import { refuse } from "./problems.ts";

/**
 * `device make --officer ID --out FILE`: an Ed25519 key in a file that only its owner reads. Nothing but the public key,
 * which is printed, ever leaves this computer; an existing file is never written over.
 */
export async function deviceMake(call: Call): Promise<Ending> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const publicKey = createPublicKey(privateKey).export({ format: "raw-public" });
  const device = `D-${hash("sha256", publicKey, "hex").slice(0, 16)}`;
  const file: DeviceFile = {
    version: 1,
    device,
    officer: call.flags.get("officer") ?? "",
    algorithm: "ed25519",
    seed: privateKey.export({ format: "raw-private" }).toString("base64"),
  };
  const path = resolve(call.world.cwd, call.flags.get("out") ?? "");
  try {
    await writeFile(path, `${JSON.stringify(file)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    return refuse("malformed", {
      errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
    });
  }
  const key = publicKey.toString("base64");
  return finished(
    { device, officer: file.officer, key, out: path },
    `${device} in ${path}; public key: ${key}`,
  );
}
